"""An owner's small forms: confirm, choose, add."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.actions.evidence import Answer, draft_of
from claims.codes import Mode, WantedPaper
from claims.models import Claim
from idi_platform.accounts.acting import Acting
from idi_platform.portal.forms import Choice, ChoiceRows, FilesField, ManyChoiceRows, StepForm
from idi_platform.portal.uploads import ALL, upload_box
from idi_platform.portal.words import date_words, money_words

_LONGEST = 19  # digits of a number that a column can hold
_LACKING, _OTHER = "lacking", "other"


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


class AsNow(forms.IntegerField):
    """A number that a form shown again carries as it is now, not as it was sent."""

    def bound_data(self, _data: Any, initial: Any) -> Any:
        """Return what is shown again."""
        return initial


class AddForm(StepForm):
    """Further photos and words; while papers are asked for, which of them these are."""

    answers = forms.MultipleChoiceField(
        label=gettext_lazy("这次交的是哪几样"),
        help_text=gettext_lazy("只会要这一次。手头没有的，在说明里写一句。"),
        widget=ManyChoiceRows,
    )
    list_number = AsNow(required=False, widget=forms.HiddenInput)
    photos = FilesField(label=gettext_lazy("照片、视频或材料"), required=False)
    words = forms.CharField(
        label=gettext_lazy("说明"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, acting: Acting, claim: Claim, **kwargs: Any) -> None:
        """Let the files come in parts; what came before and was not sent is offered again."""
        super().__init__(*args, **kwargs)
        self.offer("photos", upload_box(acting, draft_of(claim), kinds=ALL, chosen_as="again"))
        self._ask_for(claim)

    def _ask_for(self, claim: Claim) -> None:
        """Ask which of the missing papers these are; what was sent may be chosen still: a form sent twice is one."""
        missing, sent = claim.papers_to_come, self._many("answers")
        self._missing = missing
        asked = [code for code in claim.wanted_papers if code in missing or code in sent]
        if not asked and not {_LACKING, _OTHER} & set(sent):
            del self.fields["answers"], self.fields["list_number"]
            return
        self.fields["list_number"].initial = claim.supplement_count
        lacking = _("手头没有这一样") if len(asked) == 1 else _("其余的手头没有")
        field = self.fields["answers"]
        field.required = bool(missing)
        field.choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            *((code, str(WantedPaper(code).label)) for code in asked if code in WantedPaper.values),
            (_LACKING, Choice(lacking, _("保险公司就按现有的材料定"))),
            (_OTHER, Choice(_("都不是，另外添照片或说明"), _("要的材料以后再交"))),
        ]

    def again(self) -> list[int]:
        """Return the numbers of the files that came before the form and go with it."""
        return [int(pk) for pk in self._many("again") if pk.isascii() and pk.isdecimal() and len(pk) < _LONGEST]

    def clean(self) -> dict[str, Any]:
        """Something must be handed in."""
        cleaned = super().clean() or self.cleaned_data
        answers, words = cleaned.get("answers") or [], (cleaned.get("words") or "").strip()
        if _OTHER in answers and len(answers) > 1:
            self.add_error("answers", _("勾了材料或“手头没有”，就不要再勾“都不是”。"))
        if _LACKING in answers and self._missing and set(self._missing) <= set(answers):
            self.add_error("answers", _("每一样都勾了，就不要再勾“手头没有”。"))
        if _LACKING in answers and not words:
            self.add_error("words", _("手头没有的，请写一句为什么没有，或者能用什么代替。"))
        elif not words and not cleaned.get("photos") and not self.again():
            self.add_error(None, _("请至少加一张照片或写一句说明。"))
        return cleaned

    def answer(self) -> Answer:
        """Return which of the papers that were asked for these are."""
        chosen = self.cleaned_data.get("answers") or []
        came = tuple(code for code in chosen if code in WantedPaper.values)
        return Answer(came, _LACKING in chosen, self.cleaned_data.get("list_number") or 0)

    def _many(self, name: str) -> list[str]:
        return list(getattr(self.data, "getlist", self.data.get)(name) or [])
