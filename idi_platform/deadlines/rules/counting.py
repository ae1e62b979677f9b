"""Forward limits: days, working days, months, years, hours, the same day (rules 1 to 6).

Every function takes an aware instant and answers a `Deadline`; an act is in time when it is earlier than `due_at`.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta

from .calendar import Calendar
from .deadline import Deadline, Length, Step, Unit, iso
from .instants import ONE_SECOND, closing, day_of, opening

_MONTHS_OF_A_YEAR = 12


def within(length: Length, started_at: datetime, calendar: Calendar, *, rolls: bool = True) -> Deadline:
    """Count a forward limit from the event at `started_at`.

    Args:
        length: the limit of the text; ValueError when the amount is negative, or 0 for anything but the same day.
        started_at: the event, an aware instant.
        calendar: rest days and working days.
        rolls: whether the legal end moves off a rest day (rule 2); false for windows, warranties and where a
            contract excludes it (Civil Code 204). Hours, the same day and working days never roll (rule 3).
    """
    unit, amount = length
    if amount <= 0:
        _check(length)
    if unit is Unit.HOURS:
        return within_hours(amount, started_at)
    begin = day_of(started_at)
    first = Step(1, "event_day", iso(begin), iso(begin))
    if unit is Unit.SAME_DAY:
        end = closing(begin)
        return Deadline(started_at, end, end, provisional=False, steps=(Step(4, "same_day", iso(begin), iso(begin)),))
    if unit is Unit.WORKING_DAYS:
        last = calendar.add_working(begin, amount)
        end = closing(last)
        official = calendar.is_official(begin + 1, last)
        steps = (first, Step(5, "working_days", iso(begin), iso(last), amount, unit, calendar.notice(last)))
        return Deadline(started_at, end, end, not official, steps)
    last, counted = last_day(length, begin)
    return ending_on(last, started_at, calendar, steps=(first, *counted), rolls=rolls)


def _check(length: Length) -> None:
    if length.amount < 0 or (length.amount == 0 and length.unit is not Unit.SAME_DAY):
        raise ValueError(f"A limit is at least one {length.unit}, not {length.amount}.")


def within_hours(amount: int, started_at: datetime, extra: timedelta = timedelta(0)) -> Deadline:
    """Count hours from the instant itself, through nights and holidays, the last instant included (rule 4)."""
    due = started_at + timedelta(hours=amount) + extra + ONE_SECOND
    step = Step(4, "hours", started_at.isoformat(), (due - ONE_SECOND).isoformat(), amount, Unit.HOURS)
    return Deadline(started_at, due, due, provisional=False, steps=(step,))


def last_day(length: Length, begin: int) -> tuple[int, tuple[Step, ...]]:
    """Return the last day at face value of a limit in days, months or years, and the steps to it (rules 1, 6)."""
    unit, amount = length
    if unit is Unit.DAYS:
        last = begin + amount
        return last, (Step(1, "days", iso(begin), iso(last), amount, unit),)
    if unit not in (Unit.MONTHS, Unit.YEARS):
        raise ValueError(f"A limit in {unit} has no last day at face value; count it by its own rule.")
    months = amount if unit is Unit.MONTHS else amount * _MONTHS_OF_A_YEAR
    last, clamped = add_months(begin, months)
    return last, (Step(6, "month_end" if clamped else "corresponding_day", iso(begin), iso(last), amount, unit),)


def add_months(day: int, months: int) -> tuple[int, bool]:
    """Return the corresponding day so many months later (earlier if negative), and whether the month was too short.

    A month without the corresponding day gives its last day (rule 6, Civil Code 202).
    """
    start = date.fromordinal(day)
    year, month = divmod(start.year * _MONTHS_OF_A_YEAR + start.month - 1 + months, _MONTHS_OF_A_YEAR)
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, length)).toordinal(), start.day > length


def ending_on(
    last: int, started_at: datetime, calendar: Calendar, *, steps: tuple[Step, ...] = (), rolls: bool = True
) -> Deadline:
    """Close a limit whose last day at face value is known: target at its 24:00, due rolled off a rest day (rule 2)."""
    target = closing(last)
    if not rolls:
        return Deadline(started_at, target, target, provisional=False, steps=steps)
    legal = calendar.roll(last)
    provisional = not calendar.is_official(last, legal)
    if legal == last:
        return Deadline(started_at, target, target, provisional, steps)
    moved = Step(2, "rolled", iso(last), iso(legal), legal - last, Unit.DAYS, calendar.reason(last))
    return Deadline(started_at, target, closing(legal), provisional, (*steps, moved))


def by_date(day: date, started_at: datetime) -> Deadline:
    """Take the 24:00 of a day that someone has set, as it is: a set date is no counted limit and is not rolled."""
    last = day.toordinal()
    end = closing(last)
    step = Step(3, "set_date", iso(day_of(started_at)), iso(last))
    return Deadline(started_at, end, end, provisional=False, steps=(step,))


def stricter(first: Deadline, second: Deadline) -> Deadline:
    """Return whichever is due earlier, with the other's end as a step: a contract may tighten, not loosen (rule 15).

    Where both are due together nothing is chosen, and nothing is said of it: the first stands.
    """
    if first.due_at == second.due_at:
        return first
    kept, other = (first, second) if first.due_at <= second.due_at else (second, first)
    note = Step(15, "stricter", other.due_at.isoformat(), kept.due_at.isoformat())
    return kept._replace(steps=(*kept.steps, note))


def opens(length: Length, after: datetime) -> tuple[datetime, tuple[Step, ...]]:
    """Return 00:00 of the day on which something opens so many days, months or years after an event (rule 6)."""
    begin = day_of(after)
    day, steps = last_day(length, begin)
    return opening(day), steps
