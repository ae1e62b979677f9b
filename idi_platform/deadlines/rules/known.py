"""The years whose State Council notice is known to the `holidays` package; they seed the calendar tables."""

from collections.abc import Iterator

from .calendar import DayKind, SpecialDay, YearOfDays
from .estimates import estimated_days, make_up_days

FIRST_KNOWN = 2006
LAST_KNOWN = 2026


def known_years(first: int = FIRST_KNOWN, last: int = LAST_KNOWN) -> Iterator[YearOfDays]:
    """Yield the years with their days of rest and their make-up days."""
    for year in range(first, last + 1):
        rest = [SpecialDay(day, DayKind.REST, name) for day, name in estimated_days(year)]
        work = [SpecialDay(day, DayKind.WORK, "调休上班") for day in make_up_days(year)]
        notice = f"国务院办公厅关于{year}年部分节假日安排的通知"
        yield YearOfDays(year, official=True, notice=notice, days=tuple(sorted((*rest, *work))))
