"""An owner's small forms: confirm, choose, add."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.actions.evidence import draft_of
from claims.codes import Mode
from claims.models import Claim
from idi_platform.accounts.acting import Acting
from idi_platform.portal.forms import Choice, ChoiceRows, FilesField, StepForm
from idi_platform.portal.uploads import ALL, upload_box
from idi_platform.portal.words import date_words, money_words

_LONGEST = 19  # digits of a number that a column can hold


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

    photos = FilesField(label=gettext_lazy("照片、视频或材料"), required=False)
    words = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, acting: Acting, claim: Claim, **kwargs: Any) -> None:
        """Let the files come in parts; what came before and was not sent is offered again."""
        super().__init__(*args, **kwargs)
        self.offer("photos", upload_box(acting, draft_of(claim), kinds=ALL, chosen_as="again"))

    def again(self) -> list[int]:
        """Return the numbers of the files that came before the form and go with it."""
        named = getattr(self.data, "getlist", self.data.get)("again") or []
        return [int(pk) for pk in named if pk.isascii() and pk.isdecimal() and len(pk) < _LONGEST]

    def clean(self) -> dict[str, Any]:
        """Something must be handed in."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("photos") and not self.again() and not (cleaned.get("words") or "").strip():
            raise forms.ValidationError(_("请至少加一张照片或写一句说明。"))
        return cleaned
