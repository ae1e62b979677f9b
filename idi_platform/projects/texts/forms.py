"""Forms: a revision for many objects, agreeing to many, which text binds, an extension."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.portal.forms import Choice, ChoiceRows, DayInput, FilesField, ManyChoiceRows, StepForm
from idi_platform.rulebooks.models import Edition, Revision

Labelled = Sequence[tuple[int, Choice]]


class ChosenForm(StepForm):
    """Rows to choose among; all are chosen at first."""

    chosen = forms.TypedMultipleChoiceField(
        label=gettext_lazy("选择标的"), coerce=int, widget=ManyChoiceRows, choices=()
    )

    def __init__(self, *args: Any, rows: Labelled, **kwargs: Any) -> None:
        """Offer the rows."""
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = list(rows)  # type: ignore[attr-defined]
        self.fields["chosen"].initial = [pk for pk, _label in rows]


class AdoptForm(ChosenForm):
    """A newer revision for the chosen objects."""

    revision = forms.TypedChoiceField(label=gettext_lazy("换用哪一份修订"), coerce=int, widget=ChoiceRows, choices=())

    def __init__(self, *args: Any, revisions: Sequence[Revision], **kwargs: Any) -> None:
        """Offer the revisions, the newest first."""
        super().__init__(*args, **kwargs)
        offered = [(row.pk, Choice(_("第 %(n)d 份") % {"n": row.number}, _(row.reason))) for row in revisions]
        self.fields["revision"].choices = offered  # type: ignore[attr-defined]
        self.fields["revision"].initial = offered[0][0] if offered else None
        self.order_fields(["key", "revision", "chosen"])


class DecideForm(StepForm):
    """Which text binds, with ground and document."""

    edition = forms.ChoiceField(label=gettext_lazy("适用哪个办法"), widget=ChoiceRows, choices=(), required=False)
    document_number = forms.CharField(label=gettext_lazy("认定文件的文号"), max_length=40)
    ground = forms.CharField(label=gettext_lazy("理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, editions: Sequence[Edition], **kwargs: Any) -> None:
        """Offer the texts of the place, and that none applies."""
        super().__init__(*args, **kwargs)
        none = ("", Choice(_("没有办法适用"), _("不能订立新的保险合同，已有的按国家法律和合同办理")))
        offered = [(row.code, Choice(row.title)) for row in editions]
        self.fields["edition"].choices = [*offered, none]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Return what the act takes."""
        return {name: self.cleaned_data[name] for name in ("edition", "document_number", "ground")}


class ExtendForm(StepForm):
    """What the document says, and the document itself."""

    to = forms.DateField(label=gettext_lazy("延长至（含当天）"), widget=DayInput)
    issued_on = forms.DateField(label=gettext_lazy("文件从哪天起生效"), widget=DayInput)
    document_number = forms.CharField(label=gettext_lazy("文号"), max_length=40)
    document = FilesField(label=gettext_lazy("上传延期文件"))

    def given(self) -> dict[str, Any]:
        """Return the facts."""
        return {name: self.cleaned_data[name] for name in ("to", "issued_on", "document_number")}
