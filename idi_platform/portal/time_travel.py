"""The demonstration's way forward in time: by a day, a week, a month, a year, or to a date."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from idi_platform.celery import nudge
from idi_platform.deadlines.offset import advance_to
from idi_platform.kernel.clock import SHANGHAI, local_date, now

from .forms import DayInput, HourInput, PlatformForm

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}
_MORNING = dt.time(9)
FURTHEST_YEARS = 30

_WOKEN = (
    "deadlines.sweep",
    "deadlines.follow_up",
    "policies.remind_owners",
    "regulators.correct_reports",
    "documents.render_owed",
    "notifications.send_owed",
)

Companion = Callable[[dt.datetime], None]
"""Does, on the way to an instant, what people of a demonstration's story do there; may move legal time up to it."""
_companions: list[Companion] = []


def accompanied_by(companion: Companion) -> Companion:
    """Register who comes along whenever legal time is moved forward."""
    _companions.append(companion)
    return companion


class JumpForm(PlatformForm):
    """How far: a named jump, or a date with a time of day; the morning (09:00) where none is given."""

    jump = forms.ChoiceField(
        choices=[("day", _("一天")), ("week", _("一周")), ("month", _("一个月")), ("year", _("一年"))], required=False
    )
    until = forms.DateField(label=_("到哪一天"), widget=DayInput)
    at = forms.TimeField(label=_("几点（不填是早上 9 点）"), widget=HourInput, required=False)

    def __init__(self, data: Any = None, *, now: dt.datetime) -> None:
        """Know legal time, from which the way goes forward."""
        super().__init__(data)
        self.now = now
        self.fields["until"].required = not (data and data.get("jump"))

    def clean(self) -> dict[str, object]:
        """Ask for a day that is still to come."""
        cleaned: dict[str, object] = super().clean() or self.cleaned_data
        until = cleaned.get("until")
        if isinstance(until, dt.date) and not self._reachable(until):
            self.add_error("until", _("只能往后走，最远三十年；请选现在以后的日期和时间。"))
        return cleaned

    def _reachable(self, until: dt.date) -> bool:
        furthest = later(local_date(self.now), FURTHEST_YEARS * 12)
        return until <= furthest and self._chosen(until) > self.now

    def _chosen(self, until: dt.date) -> dt.datetime:
        time = self.cleaned_data.get("at") or _MORNING
        return dt.datetime.combine(until, time, SHANGHAI).astimezone(dt.UTC)

    def instant(self) -> dt.datetime:
        """Return where to go; the form is valid."""
        jump, until = str(self.cleaned_data.get("jump") or ""), self.cleaned_data.get("until")
        if jump in _DAYS:
            return self.now + dt.timedelta(days=_DAYS[jump])
        if jump in _MONTHS:
            local = self.now.astimezone(SHANGHAI)
            return dt.datetime.combine(later(local.date(), _MONTHS[jump]), local.time(), SHANGHAI).astimezone(dt.UTC)
        assert isinstance(until, dt.date)
        return self._chosen(until)


def later(day: dt.date, months: int) -> dt.date:
    """Return the corresponding day some months later, else the month's last day (Civil Code 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def go(instant: dt.datetime) -> None:
    """Move legal time, with those who come along, and wake those who look for what fell due."""
    for companion in _companions:
        companion(instant)
    if instant > now():
        advance_to(instant)
    for task in _WOKEN:
        nudge(task)
