"""The working calendar, prepared so that a date is looked up and never searched for (rules 2, 5, 14)."""

from array import array
from bisect import bisect_right
from calendar import isleap
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from .estimates import LAST_YEAR, estimated_days

FIRST_YEAR = 2000
_SATURDAY = 6
_MARGIN = 31
_SHORTEST_YEAR = 365
EXCHANGED = "休息日"
"""How the name of a day begins that is free only because a weekend day is worked for it."""


class DayKind(StrEnum):
    """What a calendar says about a day that is not what its weekday suggests."""

    REST = "rest"
    WORK = "work"


class SpecialDay(NamedTuple):
    """A day of rest in the week, or a make-up working day at a weekend."""

    day: date
    kind: DayKind
    name: str


class YearOfDays(NamedTuple):
    """One year's special days, and the notice that ordered them; `official` is false for an estimate."""

    year: int
    official: bool
    notice: str
    days: tuple[SpecialDay, ...]


@lru_cache(maxsize=LAST_YEAR)
def estimated_year(year: int) -> YearOfDays:
    """Return a year computed from weekends and the statutory holidays, before its notice is known (rule 14)."""
    days = tuple(SpecialDay(day, DayKind.REST, name) for day, name in estimated_days(year))
    return YearOfDays(year, official=False, notice="", days=days)


class Calendar:
    """Rest days and working days in China over a span of years, official where a notice is known.

    Prepared from years; a year that is not given is estimated. Look-ups take and return ordinals of days.
    """

    def __init__(self, years: Iterable[YearOfDays], *, last_year: int = LAST_YEAR) -> None:
        """Prepare the years from 2000 to `last_year` (at most 2100), those not given by estimate."""
        known = {year.year: year for year in years}
        given = [known.get(year) or estimated_year(year) for year in range(FIRST_YEAR, last_year + 1)]
        special: dict[int, SpecialDay] = {day.day.toordinal(): day for year in given for day in year.days}
        self._special: Mapping[int, SpecialDay] = special
        self._first = date(FIRST_YEAR, 1, 1).toordinal()
        last = date(last_year, 12, 31).toordinal()
        self._working = array("l", (day for day in range(self._first, last + 1) if not _rests(day, special.get(day))))
        self._index_roll(last)
        self._official_years = frozenset(year.year for year in given if year.official)
        self._official = bytearray(
            year.official for year in given for _ in range(366 if isleap(year.year) else _SHORTEST_YEAR)
        )
        self._notices = {year.year: year.notice for year in given}
        self._reasons = _named_rests(special, self._rolled, self._first)
        self.last_year = last_year

    def _index_roll(self, last: int) -> None:
        """Index every day's first working day not before it, and how many working days precede it."""
        self._rolled = array("l", bytes(8 * (last - self._first + 1)))
        self._count = array("l", bytes(8 * (last - self._first + 1)))
        position = 0
        for day in range(self._first, last + 1):
            while position < len(self._working) and self._working[position] < day:
                position += 1
            beyond = position >= len(self._working)
            self._rolled[day - self._first] = last + 1 if beyond else self._working[position]
            self._count[day - self._first] = position

    def _reach(self, day: int) -> int:
        """Return the day's index; ValueError outside the years prepared, of which the last month is a margin."""
        index = day - self._first
        if not 0 <= index < len(self._rolled) - _MARGIN:
            raise ValueError(
                f"{date.fromordinal(day)} lies outside the working calendar of {FIRST_YEAR} to {self.last_year}; "
                "check the date."
            )
        return index

    def is_rest(self, day: int) -> bool:
        """Say whether the day is a rest day: a weekend that is not worked, or a holiday."""
        return self._rolled[self._reach(day)] != day

    def roll(self, day: int) -> int:
        """Return the first day not before this one that is no rest day (Civil Code 203)."""
        return self._rolled[self._reach(day)]

    def add_working(self, day: int, amount: int) -> int:
        """Return the last of `amount` (at least 1) working days after the day, which itself is not counted."""
        position = self._count[self._reach(day)] + amount - (0 if self.is_rest(day) else -1) - 1
        if position >= len(self._working):
            raise ValueError(f"The working calendar ends in {self.last_year}; the count runs out of it.")
        return self._working[position]

    def subtract_working(self, day: int, amount: int) -> int:
        """Return the `amount`th (at least 1) working day before the day, which itself is not counted."""
        position = self._count[self._reach(day)] - amount
        if position < 0:
            raise ValueError(f"The working calendar begins in {FIRST_YEAR}; the count runs out of it.")
        return self._working[position]

    def working_day(self, day: date, number: int) -> date:
        """Return the day so many working days later, or earlier if negative; the day itself is not counted."""
        if number < 0:
            return date.fromordinal(self.subtract_working(day.toordinal(), -number))
        return date.fromordinal(self.add_working(day.toordinal(), number)) if number else day

    def working_between(self, after: int, until: int) -> int:
        """Return how many working days lie after one day, up to and with another."""
        return bisect_right(self._working, until) - bisect_right(self._working, after)

    def is_official(self, first: int, last: int) -> bool:
        """Say whether every year from the one day to the other has an official calendar."""
        flags = self._official
        ends = flags[self._reach(first)] and flags[self._reach(last)]
        if not ends or last - first <= _SHORTEST_YEAR:
            return bool(ends)
        years = range(date.fromordinal(first).year, date.fromordinal(last).year)
        return all(year in self._official_years for year in years)

    def has_notice(self, year: int) -> bool:
        """Say whether the year's official calendar is known."""
        return year in self._official_years

    def reason(self, day: int) -> str:
        """Return the holiday around which the day is free, 周末 for a plain weekend, nothing for a working day."""
        return self._reasons.get(day) or ("周末" if self.is_rest(day) else "")

    def is_make_up(self, day: int) -> bool:
        """Say whether the day is a weekend day that is worked in exchange for a holiday."""
        special = self._special.get(day)
        return special is not None and special.kind is DayKind.WORK

    def notice(self, day: int) -> str:
        """Return the notice that orders the day's year, empty where the year is only estimated."""
        return self._notices.get(date.fromordinal(day).year, "")


def _rests(day: int, special: SpecialDay | None) -> bool:
    if special is not None:
        return special.kind is DayKind.REST
    return date.fromordinal(day).isoweekday() >= _SATURDAY


def _named_rests(special: Mapping[int, SpecialDay], rolled: "array[int]", first: int) -> dict[int, str]:
    """Name every day of an unbroken run of rest days by the holiday in it: exchanged days and weekends too."""
    names: dict[int, str] = {}
    size = len(rolled)
    for day in sorted(special):
        found = special[day]
        if found.kind is DayKind.WORK or day in names or found.name.startswith(EXCHANGED):
            continue
        name = found.name.split("（", 1)[0]
        begin = day
        while begin > first and rolled[begin - 1 - first] != begin - 1 and begin - 1 not in names:
            begin -= 1
        end = day
        while end + 1 - first < size and rolled[end + 1 - first] != end + 1:
            end += 1
        names.update(dict.fromkeys(range(begin, end + 1), name))
    return names
