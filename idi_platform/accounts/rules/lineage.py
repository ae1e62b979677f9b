"""Which divisions are competent for a division, and when.

A division stands under its parent while it exists. When it is abolished, its successor and everything above the
successor is competent for what was filed under the old code; without a successor the old parent stays competent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One line of the list of divisions; `valid_to` is the first day on which it no longer exists."""

    code: str
    parent: str | None
    valid_from: date
    valid_to: date | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Competence:
    """`ancestor` is competent for `descendant` from `valid_from` until before `valid_to`."""

    descendant: str
    ancestor: str
    valid_from: date
    valid_to: date | None


def competences(rows: Mapping[str, DivisionRow]) -> list[Competence]:
    """Return the closure of the tree, each division under itself too, touching periods joined.

    Raises:
        KeyError: A parent or successor is not in the list.
        RecursionError: The list has a circle.
    """
    found = []
    for code in rows:
        periods: dict[str, list[tuple[date, date | None]]] = {}
        for ancestor, since, until in _above(rows, code, rows[code].valid_from, None):
            periods.setdefault(ancestor, []).append((since, until))
        for ancestor, spans in periods.items():
            found += [Competence(code, ancestor, since, until) for since, until in _joined(spans)]
    return sorted(found, key=lambda one: (one.descendant, one.ancestor, one.valid_from))


def _above(
    rows: Mapping[str, DivisionRow], code: str, since: date, until: date | None
) -> Iterable[tuple[str, date, date | None]]:
    """Yield each division competent for the code within [since, until)."""
    row = rows[code]
    ends = _earlier(until, row.valid_to if row.successor else None)
    if ends is None or since < ends:
        yield code, since, ends
        if row.parent:
            yield from _above(rows, row.parent, since, ends)
    if row.successor and row.valid_to and (until is None or row.valid_to < until):
        yield from _above(rows, row.successor, max(since, row.valid_to), until)


def _earlier(one: date | None, other: date | None) -> date | None:
    ends = [day for day in (one, other) if day is not None]
    return min(ends) if ends else None


def _joined(spans: list[tuple[date, date | None]]) -> list[tuple[date, date | None]]:
    joined: list[tuple[date, date | None]] = []
    for since, until in sorted(spans, key=lambda span: span[0]):
        if joined and joined[-1][1] == since:
            joined[-1] = (joined[-1][0], until)
        else:
            joined.append((since, until))
    return joined
