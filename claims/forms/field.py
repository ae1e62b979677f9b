"""The surveyor's two forms: what was seen, and a visit that failed. The telephone fills in what nobody types."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.actions.surveying import Report, Telephone
from claims.codes import CallOutcome, Cause, FailedVisit, Place, Signing, WhyUnsigned
from claims.field.kit import READINGS
from claims.forms.late import true_moment, why_only_now
from claims.models import Claim
from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.languages import in_words
from idi_platform.kernel.names import clean_name
from idi_platform.portal.forms import ChoiceRows, FilesField, PickTiles, StepForm, TickField
from idi_platform.rulebooks.law import Law

_LONGEST: Final = 18  # digits of a number that a column can hold
_NAME_LENGTH: Final = 60
_CALLS = ("no_answer", "reached", "wrong_number")


class SiteForm(StepForm):
    """What both forms carry: words, photos, when it was, and the survey that the page has shown."""

    step = ""
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    signature = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    acted_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    sent_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    photos = FilesField(
        label=gettext_lazy("照片"), help_text=gettext_lazy("远处一张、近处一张，量的时候连仪器一起拍。"), required=False
    )
    occurred_at = true_moment(
        gettext_lazy("实际上门的时间"), gettext_lazy("现在就在现场的，不用填；没有网络也按您在手机上提交的时间算。")
    )
    late = why_only_now(gettext_lazy("一天以前的上门，写明为什么现在才录入。"))

    def numbers(self, name: str) -> list[int]:
        """Return the numbers that the telephone sends under a name; what is no number is left out."""
        sent: list[str] = self.data.getlist(name) if isinstance(self.data, MultiValueDict) else []
        return [int(text) for text in sent if _is_number(text)]

    def beside(self, name: str) -> dict[int, str]:
        """Return what the telephone says of each photo under a name, by the photo's number: `part.12`."""
        said = {pk: str(self.data.get(f"{name}.{pk}", "")) for pk in self.numbers("photo")}
        return {pk: text for pk, text in said.items() if text}

    def telephone(self) -> Telephone | None:
        """Return what the telephone says of its clock."""
        acted_at, sent_at = self.cleaned_data.get("acted_at"), self.cleaned_data.get("sent_at")
        if acted_at is None or sent_at is None:
            return None
        return Telephone(acted_at, sent_at)

    def report(self) -> Report:
        """Return the form as its action takes it."""
        given = self.cleaned_data
        parts = {pk: part for pk, part in self.beside("part").items() if part in Place.values}
        return Report(
            key=str(given["key"]),
            step=self.step,
            words=given["words"],
            seen=given["seen"],
            facts=self.own_facts(),
            files=given["photos"],
            arrived=self.numbers("photo"),
            parts=parts,
            places=_places(self.beside("place")),
            telephone=self.telephone(),
            entered_at=given["occurred_at"],
            late=given["late"],
            **self.more(),
        )

    def own_facts(self) -> Mapping[str, Any]:
        """Return the facts of the step; a step without any takes none."""
        return {}

    def more(self) -> dict[str, Any]:
        """Return what else the report says."""
        return {}


class SurveyForm(SiteForm):
    """What was seen, measured and signed."""

    step = "record_survey"
    words = forms.CharField(
        label=gettext_lazy("看到什么、怎么判断"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    place = forms.ChoiceField(label=gettext_lazy("部位"), choices=Place)
    item = forms.ChoiceField(label=gettext_lazy("承保项目"), required=False)
    cause = forms.ChoiceField(label=gettext_lazy("原因"), required=False, choices=[("", "—"), *Cause.choices])
    revealed_in_use = TickField(label=gettext_lazy("使用中才显露出来"), required=False, initial=True)
    is_recorded_at_acceptance = TickField(label=gettext_lazy("竣工验收时已经有记录"), required=False)
    signing = forms.ChoiceField(label=gettext_lazy("开门的人签名"), choices=Signing, widget=ChoiceRows)
    signed_by = forms.CharField(
        label=gettext_lazy("谁签的"),
        help_text=gettext_lazy("写姓名，和房屋的关系写在记录里。"),
        required=False,
        max_length=_NAME_LENGTH,
    )
    why_unsigned = forms.ChoiceField(
        label=gettext_lazy("为什么没有签"), required=False, choices=WhyUnsigned, widget=ChoiceRows
    )

    def __init__(self, *args: Any, claim: Claim, law: Law, **kwargs: Any) -> None:
        """Begin with what the claim says; a field for each reading."""
        own = {"place": claim.place, "item": claim.item_code, "cause": claim.cause}
        super().__init__(*args, initial={**own, **kwargs.pop("initial", {})}, **kwargs)
        items = law.cover.items.items() if law.cover is not None else ()
        named = [("", "—"), *((code, in_words(item.title)) for code, item in items)]
        self.fields["item"].choices = named  # type: ignore[attr-defined]  # a ChoiceField
        for one in READINGS:
            self.fields[one.name] = forms.DecimalField(
                label=one.label, required=False, min_value=Decimal(0), max_value=one.most, decimal_places=one.places
            )
        self.ask_by_name()

    def clean(self) -> dict[str, Any]:
        """Ask for the name of who signed, or for the reason why nobody did."""
        cleaned = super().clean()
        signing = cleaned.get("signing")
        if signing == Signing.NONE and not cleaned.get("why_unsigned"):
            self.add_error("why_unsigned", _("没有人签的，请选为什么。"))
        if signing in (Signing.GLASS, Signing.PAPER):
            self._clean_signer(cleaned)
        if signing == Signing.GLASS and not cleaned.get("signature"):
            self.add_error("signing", _("手机上还没有签名。签不了的，请在纸上签了拍照，或选“没有人签”。"))
        return cleaned

    def _clean_signer(self, cleaned: dict[str, Any]) -> None:
        try:
            cleaned["signed_by"] = clean_name(cleaned.get("signed_by") or "", max_length=_NAME_LENGTH)
        except BadInput as problem:
            empty = _("请写签名的人的姓名。")
            self.add_error("signed_by", empty if problem.code == "name.empty" else problem.message)

    def own_facts(self) -> Mapping[str, Any]:
        """Return what the step keeps; what was left empty is left out."""
        names = ("place", "item", "cause", *(one.name for one in READINGS))
        said = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name) not in ("", None)}
        ticks = {name: self.cleaned_data[name] for name in ("revealed_in_use", "is_recorded_at_acceptance")}
        return {**said, **ticks, "owner_signed": self.cleaned_data["signing"] != Signing.NONE}

    def more(self) -> dict[str, Any]:
        """Return who signed how."""
        given = self.cleaned_data
        is_signed, on_glass = given["signing"] != Signing.NONE, given["signing"] == Signing.GLASS
        return {
            "signing": given["signing"],
            "signed_by": given["signed_by"] if is_signed else "",
            "why_unsigned": "" if is_signed else given["why_unsigned"],
            "signature": given["signature"] if on_glass else None,
        }


class FailedForm(SiteForm):
    """Why nobody could look, and what was tried."""

    step = "record_failed_visit"
    reason = forms.ChoiceField(label=gettext_lazy("为什么没看成"), choices=FailedVisit, widget=ChoiceRows)
    call = forms.ChoiceField(
        label=gettext_lazy("打过电话吗"),
        choices=[*((code, CallOutcome(code).label) for code in _CALLS), ("", gettext_lazy("没有打"))],
        required=False,
        initial="no_answer",
        widget=PickTiles,
    )
    words = forms.CharField(
        label=gettext_lazy("经过"),
        help_text=gettext_lazy("几点到的、按了几次门铃、和谁说过话。"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for proof in its own words."""
        super().__init__(*args, **kwargs)
        self.fields["photos"].help_text = _("至少一张：门口、门牌号，最好把时间拍进去。")

    def own_facts(self) -> Mapping[str, Any]:
        """Return the reason."""
        return {"reason": self.cleaned_data["reason"]}

    def more(self) -> dict[str, Any]:
        """Return how the call ended, if there was one."""
        call = self.cleaned_data["call"]
        return {"call": CallOutcome(call) if call else None}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < len(text) <= _LONGEST


def _places(said: Mapping[int, str]) -> dict[int, tuple[Decimal, Decimal]]:
    """Return where photos were taken, in degrees; whatever is no place on Earth is left out."""
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for pk, text in said.items():
        latitude, _comma, longitude = text.partition(",")
        try:
            pair = Decimal(latitude), Decimal(longitude)
        except InvalidOperation:
            continue
        if all(one.is_finite() for one in pair):
            found[pk] = pair
    return found
