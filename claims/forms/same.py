"""A desk's forms on whether two reports are of the same defect."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.actions import Caller
from claims.codes import Channel, Reporter
from claims.earlier import Earlier
from claims.pages.earlier import NONE, choices
from idi_platform.portal.forms import Choice, ChoiceRows, MomentInput, PhoneInput, PickTiles, StepForm, TickField

JOIN, ADVICE = "join", "advice"


class CallForm(StepForm):
    """Another call about a claim: the same defect once more, or only a question."""

    outcome = forms.ChoiceField(label=gettext_lazy("这次来电是"), widget=ChoiceRows)
    channel = forms.ChoiceField(
        label=gettext_lazy("怎么来的"),
        widget=PickTiles,
        choices=[(channel.value, channel.label) for channel in Channel if channel is not Channel.PORTAL],
    )
    name = forms.CharField(label=gettext_lazy("来电人"), required=False, max_length=80)
    phone = forms.CharField(label=gettext_lazy("来电人的电话"), required=False, max_length=40, widget=PhoneInput)
    words = forms.CharField(label=gettext_lazy("说了什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    received_at = forms.DateTimeField(
        label=gettext_lazy("什么时候来的"), help_text=gettext_lazy("不填就是现在。"), required=False, widget=MomentInput
    )
    why_late = forms.CharField(
        label=gettext_lazy("补录的原因"),
        help_text=gettext_lazy("超过一天才录入的，写明原因。"),
        required=False,
        max_length=500,
    )
    is_same = TickField(
        label=gettext_lazy("已经核对：和本案是同一处、同一问题"),
        help_text=gettext_lazy("有疑问就不要归并，请按新的报案登记。"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what each answer leads to."""
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = (  # type: ignore[attr-defined]  # a ChoiceField
            (JOIN, Choice(_("又报同一问题"), _("归到本案；有自己的编号和回执，期限不重新开始"), "list")),
            (ADVICE, Choice(_("只是询问"), _("已经答复，不开新案"), "phone")),
        )

    def clean(self) -> dict[str, Any]:
        """Joining needs a look at both."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == JOIN and not cleaned.get("is_same"):
            self.add_error("is_same", _("归并以前请核对并勾选；不是同一问题的，请按新的报案登记。"))
        return cleaned

    def caller(self) -> Caller:
        """Return who called."""
        given = self.cleaned_data
        channel = Channel(given["channel"])
        return Caller(reporter=Reporter.OTHER, name=given["name"], phone=given["phone"], channel=channel)


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
