"""An owner's small forms: confirm, choose, add."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.codes import Mode
from claims.models import Claim
from idi_platform.documents.models import Attachment
from idi_platform.portal.forms import Choice, ChoiceRows, FilesField, ManyChoiceRows, StepForm
from idi_platform.portal.words import date_words, full_instant_words, money_words


class ConfirmForm(StepForm):
    """Nothing but the key."""


class OfferForm(StepForm):
    """The ways of performing that the insurer has offered."""

    mode = forms.ChoiceField(label=gettext_lazy("请您选"), widget=ChoiceRows)

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        """Offer what the claim offers."""
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Choice]] = []
        if claim.offered_repair_by is not None:
            by = _("最晚 %(day)s 修好，修好请您验收") % {"day": date_words(claim.offered_repair_by)}
            choices.append((Mode.REPAIR.value, Choice(_("我们来修"), by, "wrench")))
        if claim.offered_cash is not None:
            sum_words = _("赔给您 %(sum)s") % {"sum": money_words(claim.offered_cash)}
            choices.append(
                (Mode.CASH.value, Choice(sum_words, _("您自己找人修；家具、装修等另外的损失不在内"), "paper"))
            )
        self.fields["mode"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> Mode:
        """Return the choice."""
        return Mode(self.cleaned_data["mode"])


class AddForm(StepForm):
    """Further photos and words."""

    again = forms.TypedMultipleChoiceField(
        label=gettext_lazy("上次收到、还没有放进案件的文件"),
        help_text=gettext_lazy("不用再传一遍；不要的可以不选。"),
        required=False,
        coerce=int,
        widget=ManyChoiceRows,
    )
    photos = FilesField(label=gettext_lazy("照片、视频或材料"), required=False)
    words = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, unsent: Sequence[Attachment] = (), **kwargs: Any) -> None:
        """Offer what was uploaded before and not sent; a form sent twice may name what was taken in meanwhile."""
        super().__init__(*args, **kwargs)
        named = getattr(self.data, "getlist", self.data.get)("again") or []
        choices = {str(row.pk): _unsent(row) for row in unsent} | {pk: pk for pk in named if pk.isdecimal()}
        if not unsent and not named:
            del self.fields["again"]
            return
        self.fields["again"].choices = choices.items()  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.initial.setdefault("again", list(choices))

    def clean(self) -> dict[str, Any]:
        """Something must be handed in."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("photos") and not cleaned.get("again") and not (cleaned.get("words") or "").strip():
            raise forms.ValidationError(_("请至少加一张照片或写一句说明。"))
        return cleaned


def _unsent(row: Attachment) -> str:
    return f"{row.get_kind_display()}　{full_instant_words(row.received_at)}"
