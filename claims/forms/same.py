"""A desk's forms on whether two reports are of the same defect."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from claims.earlier import Earlier
from claims.pages.earlier import NONE, choices
from idi_platform.portal.forms import ChoiceRows, StepForm


class EarlierForm(StepForm):
    """Which earlier case is of the same defect; nothing is chosen beforehand."""

    earlier = forms.ChoiceField(label=gettext_lazy("和哪一次是同一问题"), widget=ChoiceRows)
    words = forms.CharField(
        label=gettext_lazy("凭什么这样认定"),
        help_text=gettext_lazy("关系到保险责任从哪天算，请写明照片、查勘或报修单里的依据。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, found: list[Earlier], **kwargs: Any) -> None:
        """Offer what stands at the same place."""
        super().__init__(*args, **kwargs)
        self.fields["earlier"].choices = choices(found)  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> int | None:
        """Return the number of the earlier case; None for none."""
        value = self.cleaned_data["earlier"]
        return None if value == NONE else int(value)
