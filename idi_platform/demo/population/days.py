"""Working days of the plan, as the notices of the years know them; no database is asked."""

from datetime import date, timedelta
from functools import cache

from idi_platform.deadlines.rules.calendar import Calendar
from idi_platform.deadlines.rules.known import known_years


@cache
def _calendar() -> Calendar:
    return Calendar(known_years())


def is_rest(day: date) -> bool:
    """Say whether it is a weekend that is not worked, or a holiday."""
    return _calendar().is_rest(day.toordinal())


def rolled(day: date) -> date:
    """Return the first working day not before this one."""
    return date.fromordinal(_calendar().roll(day.toordinal()))


def later(day: date, working_days: int) -> date:
    """Return the day so many working days later."""
    return _calendar().working_day(day, working_days)


def worked_before(day: date, number: int) -> date:
    """Return the worked day that lies so many days before another, or the next one before that."""
    found = day - timedelta(days=number)
    while is_rest(found):
        found -= timedelta(days=1)
    return found
