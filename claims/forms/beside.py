"""Forms for what stands beside a claim: a slot for a visit, words of a complaint, what a third party shall decide."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.dates import Owed
from idi_platform.deadlines.explain import last_good
from idi_platform.kernel.clock import SHANGHAI
from idi_platform.portal.forms import Choice, ChoiceRows, MomentInput, StepForm
from idi_platform.portal.words import date_words, time_words, weekday_words

_SLOTS = 6
_EVENING = 18
_WEEKEND = 5
_TODAY = (10, 14, 16)
_SOONEST = timedelta(hours=1)
_FEW = 2


class WordsForm(StepForm):
    """Words, and nothing else."""

    words = forms.CharField(label=gettext_lazy("说明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class OthersForm(StepForm):
    """Which times would suit."""

    words = forms.CharField(
        label=gettext_lazy("什么时候方便"),
        help_text=gettext_lazy("比如：工作日 18:30 以后，或者周六全天。"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SlotForm(StepForm):
    """One of the slots offered; evenings, weekends and slots after the limit say so. `stands` is the time arranged."""

    stands = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    at = forms.ChoiceField(label=gettext_lazy("请选一个时间"), widget=ChoiceRows)

    def __init__(
        self,
        *args: Any,
        slots: Iterable[datetime],
        stands: datetime | None,
        survey: Owed | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer the slots, the earliest first; `survey` says until when somebody has to come."""
        super().__init__(*args, **kwargs)
        self.initial["stands"] = stands.isoformat() if stands is not None else ""
        choices = [(slot.isoformat(), _choice(slot, survey)) for slot in sorted(slots)]
        self.fields["at"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> datetime:
        """Return the instant chosen."""
        return datetime.fromisoformat(self.cleaned_data["at"])

    def instead_of(self) -> datetime | None:
        """Return the instant that stood when the page was drawn."""
        found: datetime | None = self.cleaned_data["stands"]
        return found


class ComplaintForm(StepForm):
    """What a complaint is about, and its words."""

    about = forms.ChoiceField(label=gettext_lazy("关于哪件事"), widget=ChoiceRows)
    words = forms.CharField(
        label=gettext_lazy("对什么不满意"),
        help_text=gettext_lazy("什么时候、谁、怎么回事，您希望怎么解决。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, about: Iterable[tuple[str, Choice]], **kwargs: Any) -> None:
        """Offer the owner's cases and homes."""
        super().__init__(*args, **kwargs)
        found = list(about)
        self.fields["about"].choices = found  # type: ignore[attr-defined]  # a ChoiceField
        if len(found) == 1:
            self.initial.setdefault("about", found[0][0])


class ObjectionForm(StepForm):
    """What a third party shall decide, and why."""

    matter = forms.ChoiceField(label=gettext_lazy("请第三方鉴定什么"), widget=ChoiceRows)
    words = forms.CharField(
        label=gettext_lazy("您为什么不同意"),
        help_text=gettext_lazy("这就是书面申请，会给对方看。"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, matters: Iterable[tuple[str, Choice]], **kwargs: Any) -> None:
        """Offer what the home's rulebook lets an owner ask."""
        super().__init__(*args, **kwargs)
        found = list(matters)
        self.fields["matter"].choices = found  # type: ignore[attr-defined]  # a ChoiceField
        if len(found) == 1:
            self.initial.setdefault("matter", found[0][0])


class OfferSlotsForm(StepForm):
    """Slots that a desk offers, at least one, and who comes."""

    def __init__(
        self,
        *args: Any,
        people: Mapping[int, str],
        comes: int | None,
        now: datetime,
        survey: Owed | None = None,
        **kwargs: Any,
    ) -> None:
        """Draw a field for each slot; the first stand there as most owners can, and before the limit of the survey."""
        super().__init__(*args, **kwargs)
        who = [("", _("还没定")), *people.items()]
        self.fields["surveyor"] = forms.TypedChoiceField(
            label=_("谁去"), choices=who, coerce=int, empty_value=None, required=False, initial=comes
        )
        likely = dict(enumerate(likely_slots(now, limit_of(survey)), start=1))
        for number in range(1, _SLOTS + 1):
            label, usual = _("时段 %(n)d") % {"n": number}, likely.get(number)
            self.fields[f"slot{number}"] = forms.DateTimeField(
                label=label,
                required=number == 1,
                widget=MomentInput,
                initial=usual,
                help_text=after_limit(usual, survey) if usual is not None else "",
            )
        self.ask_by_name()

    def slots(self) -> tuple[datetime, ...]:
        """Return the slots, the earliest first."""
        given = (self.cleaned_data.get(f"slot{number}") for number in range(1, _SLOTS + 1))
        return tuple(sorted({slot for slot in given if slot is not None}))


def likely_slots(now: datetime, limit: datetime | None = None) -> list[datetime]:
    """Return the usual slots in order; where few of them lie before a limit, those of today that still do are added.

    Usual are tomorrow's morning and evening, the evening after, and the morning of the next Saturday.
    """
    today = now.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    tomorrow, after = today + timedelta(days=1), today + timedelta(days=2)
    saturday = tomorrow + timedelta(days=(_WEEKEND - tomorrow.weekday()) % 7)
    slots = {tomorrow.replace(hour=10), *(_evening(day) for day in (tomorrow, after)), saturday.replace(hour=10)}
    if limit is not None and sum(slot < limit for slot in slots) < _FEW:
        this_day = (*(today.replace(hour=hour) for hour in _TODAY), _evening(today))
        slots |= {slot for slot in this_day if now + _SOONEST <= slot < limit}
    return sorted(slots)[:_SLOTS]


def _evening(day: datetime) -> datetime:
    return day.replace(hour=_EVENING, minute=30)


def limit_of(survey: Owed | None) -> datetime | None:
    """Return until when somebody has to come; None where no text says."""
    return survey.clock.due_at if survey is not None else None


def after_limit(slot: datetime, survey: Owed | None) -> str:
    """Say that a slot lies after the insurer's limit, and by which article; empty for one in time."""
    limit = limit_of(survey)
    if survey is None or limit is None or slot < limit:
        return ""
    until = {"until": last_good(limit), "article": survey.article}
    return _("晚于保险公司的最晚上门时间 %(until)s（%(article)s）") % until


def _choice(slot: datetime, survey: Owed | None) -> Choice:
    said = (slot_kind(slot), after_limit(slot, survey))
    return Choice(slot_words(slot), _("；").join(one for one in said if one), "calendar")


def slot_words(slot: datetime) -> str:
    """Return day, weekday and time: 2026年10月10日（周六）19:00."""
    local = slot.astimezone(SHANGHAI)
    return f"{date_words(local.date())}（{weekday_words(local.date())}）{time_words(slot)}"


def slots_kinds(slots: Iterable[datetime]) -> str:
    """Say which of evenings and weekends are among slots; empty where neither is."""
    kinds = {slot_kind(slot) for slot in slots}
    if kinds >= {_("晚上"), _("周末")}:
        return _("晚上和周末也有")
    if _("晚上") in kinds:
        return _("晚上也有")
    return _("周末也有") if _("周末") in kinds else ""


def slot_kind(slot: datetime) -> str:
    """Say whether it is an evening or a weekend."""
    local = slot.astimezone(SHANGHAI)
    if local.weekday() >= _WEEKEND:
        return _("周末")
    return _("晚上") if local.hour >= _EVENING else ""
