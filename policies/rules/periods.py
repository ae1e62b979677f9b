"""Lengths of cover and of the windows beside it, in days of Shanghai; counted by the platform's counting rules.

Nothing here is ever moved off a rest day: cover, tails and warranties are windows in which something must
happen or be discovered (counting rule 3).
"""

from datetime import date

from idi_platform.deadlines.rules.counting import last_day
from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.deadlines.rules.spans import cover

_MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}


def years(amount: int) -> Length:
    """Return a length in years."""
    return Length(Unit.YEARS, amount)


def months(amount: int) -> Length:
    """Return a length in months."""
    return Length(Unit.MONTHS, amount)


def days(amount: int) -> Length:
    """Return a length in days."""
    return Length(Unit.DAYS, amount)


def corresponding_day(day: date, length: Length) -> date:
    """Return the corresponding day, or the month's last day where there is none (counting rule 6).

    It is the day at whose 00:00 something opens, and the last day of a window that runs after an event (rule 9).
    """
    return date.fromordinal(last_day(length, day.toordinal())[0])


def end_of_cover(starts_on: date, length: Length) -> date:
    """Return the day at whose 00:00 cover ends, the anniversary of the start (counting rule 8).

    The last covered day is its eve; where the end month has no such day, cover ends with that month.
    """
    return cover(starts_on, length).ends_on


def is_shorter(one: Length, other: Length) -> bool:
    """Say whether one length of cover, in months or years, is shorter than another.

    Raises:
        ValueError: a length is in another unit.
    """
    return in_months(one) < in_months(other)


def in_months(length: Length) -> int:
    """Return a length of cover in months; ValueError for units other than months and years."""
    if length.unit not in _MONTHS:
        raise ValueError(f"Cover is measured in months or years, not in {length.unit}.")
    return length.amount * _MONTHS[length.unit]
