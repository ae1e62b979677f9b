"""Moving days by a rulebook's durations, and asking whether a period has run out.

Only what predicates need; limits with targets, rolls and pauses are counted by the deadlines.
"""

import calendar
from datetime import date, datetime, timedelta

from idi_platform.kernel.clock import end_of, local_date
from idi_platform.rulebooks.schema.base import Duration


def shifted(day: date, duration: Duration, *, back: bool = False) -> date:
    """Return the day so much later (or earlier); months and years end on the corresponding day, else the month's last.

    Source: Civil Code 202.
    """
    number = -duration.number if back else duration.number
    if duration.unit == "days":
        return day + timedelta(days=number)
    if duration.unit in {"months", "years"}:
        months = number * (12 if duration.unit == "years" else 1)
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    raise ValueError(f"A day cannot be moved by {duration.unit}; use days, months or years.")


def moved(moment: date | datetime, duration: Duration, *, back: bool = False) -> date | datetime:
    """Return a day or an instant moved; an instant moved by days, months or years gives a day in Shanghai."""
    if duration.unit == "hours":
        if not isinstance(moment, datetime):
            raise ValueError("Hours count from an instant; this fact is a day.")
        hours = timedelta(hours=duration.number)
        return moment - hours if back else moment + hours
    return shifted(as_day(moment), duration, back=back)


def as_day(moment: date | datetime) -> date:
    """Return the day in Shanghai."""
    return local_date(moment) if isinstance(moment, datetime) else moment


def has_run(since: date | datetime, duration: Duration, now: datetime) -> bool:
    """Say whether the whole period after `since` has run out at `now`.

    The day of the event is not counted and the last day counts to its 24:00 (Civil Code 201 to 203, not rolled);
    hours run from the instant and include their last instant.
    """
    if duration.unit == "hours":
        end = moved(since, duration)
        return isinstance(end, datetime) and now > end
    return now >= end_of(as_day(moved(since, duration)))
