"""The window of an edition: its text's own end, and what documents with a number have carried on since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .models import Edition

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Extended:
    """One recorded extension; `to` is included, None takes back the one it supersedes."""

    pk: int
    to: date | None
    issued_on: date | None
    supersedes_id: int | None
    recorded_at: datetime

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Extended":
        """Return an extension from JSON as the database makes it."""
        to, issued_on = (date.fromisoformat(row[name]) if row[name] else None for name in ("to", "issued_on"))
        return cls(row["pk"], to, issued_on, row["supersedes_id"], datetime.fromisoformat(row["recorded_at"]))


@dataclass(frozen=True, slots=True)
class Window:
    """An edition's end by its text (None: open or unknown), and the extensions in the order of recording."""

    end: date | None
    extended: tuple[Extended, ...] = ()

    @property
    def last_day(self) -> date | None:
        """Return the last day, recorded extensions counted; None if open or unknown."""
        return _last(self.end, self.extended)

    @property
    def gaps(self) -> tuple[tuple[date, date], ...]:
        """Return the days, both included, between an end and the day from which a later document speaks."""
        found, end = [], self.end
        for row in sorted(_standing(self.extended), key=lambda row: row.to or date.min):
            if end is not None and row.issued_on is not None and row.issued_on > end + _DAY:
                found.append((end + _DAY, row.issued_on - _DAY))
            end = max(day for day in (end, row.to) if day is not None)
        return tuple(found)

    @property
    def earlier_ends(self) -> tuple[tuple[date, datetime], ...]:
        """Return the last days that stood before, each with the instant at which it was moved, the oldest first."""
        found = []
        for number, row in enumerate(self.extended):
            before, after = _last(self.end, self.extended[:number]), _last(self.end, self.extended[: number + 1])
            if before is not None and before != after:
                found.append((before, row.recorded_at))
        return tuple(found)


def window_of(edition: Edition) -> Window:
    """Return the window of an edition."""
    rows = sorted(edition.extensions.all(), key=lambda row: (row.recorded_at, row.pk))
    found = (Extended(row.pk, row.to, row.issued_on, row.supersedes_id, row.recorded_at) for row in rows)
    return Window(edition.in_force_to, tuple(found))


def window_from(end: date | None, rows: Iterable[Mapping[str, Any]]) -> Window:
    """Return a window from the rows that the database gives as JSON, in the order of recording."""
    return Window(end, tuple(Extended.read(row) for row in rows))


def _last(end: date | None, rows: Sequence[Extended]) -> date | None:
    return None if end is None else max((end, *(row.to for row in _standing(rows) if row.to is not None)))


def _standing(rows: Sequence[Extended]) -> list[Extended]:
    """Return the extensions that no later one corrects or takes back."""
    corrected = {row.supersedes_id for row in rows}
    return [row for row in rows if row.pk not in corrected and row.to is not None]
