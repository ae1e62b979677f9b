"""The calendar that the counting tests use: official from 2006 to 2026, estimated after."""

from functools import cache

from idi_platform.deadlines.rules.calendar import Calendar
from idi_platform.deadlines.rules.known import known_years


@cache
def china() -> Calendar:
    """Return the prepared calendar of the years whose notice is known."""
    return Calendar(known_years())
