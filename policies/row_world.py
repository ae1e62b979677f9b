"""One row of cover and the days around it, as the condition of a segment sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.deadlines.rules.instants import opening
from idi_platform.kernel import clock
from idi_platform.rulebooks.predicates import evaluate
from idi_platform.rulebooks.schema.base import Edge
from idi_platform.rulebooks.schema.clocks import ClockDef
from idi_platform.rulebooks.schema.predicates import Predicate

from .rules.periods import corresponding_day
from .rules.terms_of_cover import CoverLine, Dates, Test


def row_condition(
    predicate: Predicate, clocks: Mapping[str, ClockDef], test: Test
) -> Callable[[CoverLine, Dates], bool | None]:
    """Return whether a segment applies to a row; a window is asked about the day that decides, not about today."""

    def applies(line: CoverLine, dates: Dates) -> bool | None:
        day = dates.get("reported_on" if test is Test.REPORTED else "discovered_on")
        return evaluate(predicate, _RowWorld(line, dates, clocks, day)).truth

    return applies


class _RowWorld:
    """A world of days alone: facts of the row and its place, and windows of the text computed from them."""

    kind = "item"

    def __init__(self, line: CoverLine, dates: Dates, clocks: Mapping[str, ClockDef], day: date | None) -> None:
        self._clocks = clocks
        self._day = day
        self._values: dict[str, Any] = {
            **dates,
            "item.code": line.item,
            "item.group": line.group,
            "item.limit": line.limit,
            "item.deductible": line.deductible,
        }

    @property
    def now(self) -> datetime:
        return opening(self._day.toordinal()) if self._day else clock.now()

    def value(self, path: str) -> object | None:
        return self._values.get(path)

    def reaches(self, path: str) -> bool:
        return any(name.partition(".")[0] == path.partition(".")[0] for name in self._values)

    def members(self, _path: str) -> Sequence[_RowWorld]:
        return ()

    def happened(self, _step: str) -> datetime | None:
        return None

    def clock_state(self, _name: str) -> str | None:
        return None

    def window(self, name: str) -> bool:
        """Say whether the day that decides lies in a window of the text that opens and closes on named days."""
        definition = self._clocks.get(name)
        if definition is None or self._day is None or definition.opens is None or definition.closes is None:
            return False
        opens, closes = self._edge(definition.opens), self._edge(definition.closes)
        if opens is None or self._day < opens:
            return False
        if closes is None:
            return True
        return self._day < closes + timedelta(days=int(definition.closes.included))

    def _edge(self, edge: Edge) -> date | None:
        day = self._values.get(edge.fact or "")
        if not isinstance(day, date) or edge.minus is not None:
            return None
        if edge.plus is None:
            return day
        return corresponding_day(day, Length(Unit(edge.plus.unit), edge.plus.number))

    def working_day(self, _day: date, _number: int) -> date:
        """Raise: no row is counted in working days."""
        raise ValueError("A row of cover is never counted in working days.")

    def delivered(self, _paper: str) -> datetime | None:
        return None

    def term(self, _name: str) -> Decimal | None:
        return None

    def figure(self, _name: str) -> Decimal | None:
        return None

    def same(self, _paths: Sequence[str]) -> int | None:
        return None
