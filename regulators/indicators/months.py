"""A month as indicators see it: from its first instant to 24:00 of its last day, in Shanghai."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from idi_platform.kernel.clock import end_of, start_of


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month, named by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the month that a day lies in."""
        return cls(day.replace(day=1))

    @property
    def last(self) -> date:
        """Its last day, included."""
        return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])

    @property
    def starts_at(self) -> datetime:
        """Its first instant, UTC."""
        return start_of(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first instant that is no longer in it, UTC."""
        return end_of(self.last)

    def holds(self, instant: datetime | None) -> bool:
        """Say whether an instant lies in it: its first included, its end excluded; None lies nowhere."""
        return instant is not None and self.starts_at <= instant < self.ends_at

    def holds_day(self, day: date | None) -> bool:
        """Say whether a day lies in it; None lies nowhere."""
        return day is not None and self.first <= day <= self.last

    def plus(self, months: int) -> Self:
        """Return the month so many later, or earlier where the number is negative."""
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + months, 12)
        return type(self)(date(year, month + 1, 1))

    def next(self) -> Self:
        """Return the month after it."""
        return self.plus(1)
