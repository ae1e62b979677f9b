"""Holidays of a year, read from the `holidays` package: the seed of our own table, and the estimate before a notice."""

from collections.abc import Iterator
from datetime import date

import holidays

LAST_YEAR = 2100
_WEEKEND = (6, 7)


def estimated_days(year: int) -> Iterator[tuple[date, str]]:
    """Yield the days of rest of a year with their Chinese names, without any exchange of days that a notice orders."""
    for day, name in sorted(holidays.country_holidays("CN", years=year, language="zh_CN").items()):
        if day.year == year:
            yield day, name


def make_up_days(year: int) -> Iterator[date]:
    """Yield the weekend days that are worked in a year whose notice the package knows."""
    china = holidays.country_holidays("CN", years=year)
    yield from sorted(day for day in china.weekend_workdays if day.year == year and day.isoweekday() in _WEEKEND)
