"""Backward limits: at least so long before a day, or simply before it (rule 7). Never rolled (rule 3)."""

from datetime import date, datetime

from .calendar import Calendar
from .counting import add_months
from .deadline import Deadline, Length, Step, Unit, iso
from .instants import closing, day_of, opening

_MONTHS_OF_A_YEAR = 12


def at_least_before(length: Length, anchor: date, started_at: datetime, calendar: Calendar) -> Deadline:
    """Count back from a day, which is itself not counted; the last lawful day runs to its 24:00.

    Args:
        length: days, working days, months or years; ValueError for hours, which are counted from instants.
        anchor: the day before which the act must lie. Count from it, not from what it was computed from.
        started_at: when the duty arose (when the day was set); it decides nothing here but is kept.
        calendar: needed for working days only.
    """
    last, provisional = last_lawful_day(length, anchor.toordinal(), calendar)
    source = calendar.notice(last) if length.unit is Unit.WORKING_DAYS else ""
    step = Step(7, "before", anchor.isoformat(), iso(last), length.amount, length.unit, source)
    end = closing(last)
    return Deadline(started_at, end, end, provisional, (step,))


def last_lawful_day(length: Length, anchor: int, calendar: Calendar) -> tuple[int, bool]:
    """Return the last day that is at least so long before the anchor, and whether it is provisional."""
    unit, amount = length
    if unit is Unit.DAYS:
        return anchor - amount, False
    if unit is Unit.WORKING_DAYS:
        last = calendar.subtract_working(anchor, amount)
        return last, not calendar.is_official(last, anchor)
    if unit in (Unit.MONTHS, Unit.YEARS):
        return add_months(anchor, -_months(length))[0], False
    raise ValueError(f"Nothing is counted back in {unit}; use days, working_days, months or years.")


def before(anchor: date | datetime, started_at: datetime) -> Deadline:
    """Take *before X* without a number: earlier than X's instant, or an earlier day when only the day is known."""
    if isinstance(anchor, datetime):
        step = Step(7, "before_instant", anchor.isoformat(), anchor.isoformat())
        return Deadline(started_at, anchor, anchor, provisional=False, steps=(step,))
    end = opening(anchor.toordinal())
    step = Step(7, "before_day", anchor.isoformat(), iso(anchor.toordinal() - 1))
    return Deadline(started_at, end, end, provisional=False, steps=(step,))


def earliest_lawful(length: Length, noticed_at: datetime, calendar: Calendar) -> date:
    """Return the earliest day that may be planned when notice is given at an instant (rule 7, read the other way).

    It is the first day whose last lawful day of notice is not before the day of the notice.
    """
    notice = day_of(noticed_at)
    if length.unit is Unit.WORKING_DAYS:
        guess = calendar.add_working(notice, length.amount)
    elif length.unit is Unit.DAYS:
        guess = notice + length.amount
    else:
        guess = add_months(notice, _months(length))[0]
    return date.fromordinal(_first_after(length, notice, guess, calendar))


def _months(length: Length) -> int:
    return length.amount if length.unit is Unit.MONTHS else length.amount * _MONTHS_OF_A_YEAR


def _first_after(length: Length, notice: int, guess: int, calendar: Calendar) -> int:
    """Step from a guess to the first day that still leaves the notice in time."""
    while guess > notice + 1 and last_lawful_day(length, guess - 1, calendar)[0] >= notice:
        guess -= 1
    while last_lawful_day(length, guess, calendar)[0] < notice:
        guess += 1
    return guess
