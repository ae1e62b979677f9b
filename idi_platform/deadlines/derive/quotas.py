"""Quotas: so many acts per member and calendar period, each period a row that opens and closes by itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from idi_platform.deadlines.rules.counting import add_months
from idi_platform.deadlines.rules.deadline import Step, iso
from idi_platform.deadlines.rules.instants import closing, day_of, opening
from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.rulebooks.predicates.world import World
from idi_platform.rulebooks.schema.book import QuotaDef

from .derived import Derived, Mark, MarkEvent
from .marks import HOLDER
from .surroundings import Surroundings

_MONTHS = {"calendar_month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class QuotaCase:
    """What a member has to show: when it was active (an open end is None), and the acts that may count."""

    active: Sequence[tuple[datetime, datetime | None]]
    acts: Sequence[tuple[datetime, World]]


QuotaSource = Callable[[World], QuotaCase]
_sources: dict[str, QuotaSource] = {}


def counts_with(step: str, source: QuotaSource) -> None:
    """Register how acts of a step are counted for a member; the app that owns the step does so when it starts.

    Raises ValueError when another source counts the step already.
    """
    if _sources.setdefault(step, source) is not source:
        raise ValueError(f"{step} is counted already")


def derive_quota(name: str, definition: QuotaDef, member: Any, around: Surroundings) -> tuple[Derived, ...]:
    """Return one run for every period that has begun while the member was active; partial periods are not reduced.

    Two acts of one day are one visit. The end of a period is not rolled: a holiday is no excuse.
    """
    source = _sources.get(definition.count)
    return () if source is None else periods_of(name, definition, source(member), around)


def periods_of(name: str, definition: QuotaDef, case: QuotaCase, around: Surroundings) -> tuple[Derived, ...]:
    """Return the periods of one member's case; nothing while the number wanted is not known."""
    wanted = _wanted(definition, around)
    if wanted is None:
        return ()
    counted = sorted(
        at for at, act in case.acts if definition.where is None or around.evaluate(definition.where, act) is True
    )
    months = _MONTHS[definition.every]
    return tuple(
        _period(name, definition, first, months, counted, wanted) for first in _periods(case, months, around.now)
    )


def _wanted(definition: QuotaDef, around: Surroundings) -> int | None:
    bound = definition.at_least
    for word, read in (("term", around.world.term), ("figure", around.world.figure), ("fact", around.world.value)):
        name = getattr(bound, word, None)
        if name is not None:
            value = read(name)
            return None if value is None else int(str(value))
    return int(str(getattr(bound, "value", bound)))


def _periods(case: QuotaCase, months: int, now: datetime) -> Iterator[int]:
    """Yield the first days of the periods in which the member was active at any time, up to the present one."""
    seen: set[int] = set()
    for since, until in case.active:
        first = _first_day(day_of(since), months)
        end = now if until is None else min(until, now)
        while opening(first) <= end:
            if first not in seen and not (until is not None and opening(first) >= until):
                seen.add(first)
                yield first
            first = add_months(first, months)[0]


def _first_day(day: int, months: int) -> int:
    found = date.fromordinal(day)
    return found.replace(month=(found.month - 1) // months * months + 1, day=1).toordinal()


def _period(
    name: str, definition: QuotaDef, first: int, months: int, counted: Sequence[datetime], wanted: int
) -> Derived:
    last = add_months(first, months)[0] - 1
    starts_at, due_at = opening(first), closing(last)
    visits = {day_of(at): at for at in reversed(counted) if starts_at <= at < due_at}
    days = sorted(visits)
    met_at = visits[days[wanted - 1]] if wanted and len(days) >= wanted else None
    kind = ClockKind(definition.kind)
    marks = [Mark(due_at, MarkEvent.PERIOD_OVER, again=True)]
    if met_at is None and kind is ClockKind.DUTY:
        routes = tuple(route for found in definition.on_breach for route in found.notify)
        takes = tuple(found.take for found in definition.on_breach if found.take)
        marks.insert(0, Mark(due_at, MarkEvent.DUE_PASSED, notify=routes or HOLDER, takes=takes))
    return Derived(
        name=name,
        period=_label(first, definition.every),
        kind=kind,
        state=ClockState.OPEN if met_at is None else ClockState.MET,
        started_at=starts_at,
        target_at=due_at,
        due_at=due_at,
        ended_at=met_at,
        met_at=met_at,
        breached_at=due_at if met_at is None and kind is ClockKind.DUTY else None,
        steps=(Step(3, "period", iso(first), iso(last), wanted),),
        marks=tuple(marks),
        anchor={"by": f"quota:{definition.count}", "start": starts_at.isoformat(), "counted": len(days)},
        owed_role=definition.owed_by,
        clause=definition.clause,
    )


def _label(first: int, every: str) -> str:
    day = date.fromordinal(first)
    if every == "calendar_month":
        return f"{day.year}-{day.month:02d}"
    return str(day.year) if every == "year" else f"{day.year}Q{(day.month + 2) // 3}"
