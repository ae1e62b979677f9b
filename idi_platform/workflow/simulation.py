"""Simulation: a subject's records replayed under another edition or a draft, and what would be otherwise.

Nothing is written. Records, facts and calendar are those that are there; only the law is another. Its clocks are
derived from the beginning on both sides, so that a stored decision of the present law does not colour the other; its
gates are asked of each step as it was taken, with what was known before it. Cover is read under the other text too:
the rows that the same contract would have, and the verdict on the case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from idi_platform.deadlines import calendars
from idi_platform.deadlines.books import Book
from idi_platform.deadlines.derive import Derived
from idi_platform.deadlines.deriving import derived_clocks
from idi_platform.deadlines.rules.calendar import Calendar
from idi_platform.records.histories import StepTaken, histories_of
from idi_platform.records.models import Aggregate
from idi_platform.rulebooks.law import Law, supposing
from idi_platform.rulebooks.vocabulary import Fact, vocabulary

from . import gates
from .facts import Facts
from .lifecycles import Moment, StepDefinition
from .replay import replay
from .world import Seen, SubjectWorld, worlds_of

CHUNK = 500
"""How many subjects are held at once; memory does not grow with the number simulated."""

What = Literal[
    "clock_appears",
    "clock_falls_away",
    "clock_moves",
    "clock_ends_otherwise",
    "gate_speaks",
    "gate_silent",
    "fact_differs",
]
Progress = Callable[[int], None]
Histories = Mapping[int, tuple[StepTaken, ...]]


@dataclass(frozen=True, slots=True)
class ClockState:
    """One run of a clock as one law derives it; `due_at` is the first instant that is late."""

    state: str
    target_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    clause: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that would be otherwise.

    Attributes:
        what: What kind of difference it is.
        name: The clock with its period, the step that the gate stands before, or the fact that the law decides.
        present: How it is; None where the present law knows nothing of it.
        other: How it would be.
    """

    what: What
    name: str
    present: ClockState | tuple[str, ...] | None
    other: ClockState | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class _Picture:
    """What one law makes of one subject: its clocks, what its gates say to each step, the facts it decides."""

    clocks: Mapping[str, ClockState]
    gates: Mapping[int, tuple[str, tuple[str, ...]]]
    facts: Mapping[str, object | None]


@dataclass(frozen=True, slots=True)
class Simulated:
    """One subject under another law."""

    subject_id: int
    kind: str
    differences: tuple[Difference, ...]


def simulate(
    aggregates: Iterable[Aggregate],
    other: Law,
    *,
    now: datetime,
    calendar: Calendar | None = None,
    progress: Progress | None = None,
) -> Iterator[Simulated]:
    """Yield, subject by subject, what would be otherwise under another law.

    Args:
        aggregates: What to simulate; read once, a chunk at a time.
        other: The other edition, or a draft of one, laid over the national base.
        now: Legal time, for what is still open.
        calendar: The calendar to count by; the current one if None.
        progress: Told after each chunk how many subjects are done.
    """
    counted_by = calendar or calendars.current()
    waiting, done = iter(aggregates), 0
    while chunk := list(islice(waiting, CHUNK)):
        histories = histories_of([aggregate.pk for aggregate in chunk])
        world_for = worlds_of(chunk, now)
        worlds = [world_for(aggregate) for aggregate in chunk]

        def seen(world: SubjectWorld, histories: Histories = histories) -> _Picture:
            return _picture(world, histories.get(world.thing.pk, ()), counted_by)

        was = [seen(world) for world in worlds]
        with supposing(other):
            would = [seen(world.under(other)) for world in worlds]
        for aggregate, before, after in zip(chunk, was, would, strict=True):
            yield Simulated(aggregate.pk, aggregate.kind, tuple(_differences(before, after)))
        done += len(chunk)
        if progress is not None:
            progress(done)


def _picture(world: SubjectWorld, history: tuple[StepTaken, ...], calendar: Calendar) -> _Picture:
    return _Picture(
        clocks=_derived(world, history, calendar),
        gates=_spoken(world.thing, world.rulebook, history),
        facts={name: world.value(name) for name, fact in vocabulary.facts.items() if _is_judged(fact, world.kind)},
    )


def _is_judged(fact: Fact, kind: str) -> bool:
    return fact.is_judged and fact.kind == kind


def _differences(was: _Picture, would: _Picture) -> Iterator[Difference]:
    for name in sorted(was.facts):
        if was.facts[name] != would.facts[name]:
            yield Difference("fact_differs", name, (_said(was.facts[name]),), (_said(would.facts[name]),))
    for name in sorted(was.clocks.keys() | would.clocks.keys()):
        present, other = was.clocks.get(name), would.clocks.get(name)
        if present != other:
            yield Difference(_what(present, other), name, present, other)
    for record_id, (step, before) in was.gates.items():
        after = would.gates[record_id][1]
        if gained := tuple(clause for clause in after if clause not in before):
            yield Difference("gate_speaks", step, None, gained)
        if lost := tuple(clause for clause in before if clause not in after):
            yield Difference("gate_silent", step, lost, None)


def _said(value: object) -> str:
    return "unknown" if value is None else str(value)


def _derived(world: SubjectWorld, history: tuple[StepTaken, ...], calendar: Calendar) -> dict[str, ClockState]:
    derived = derived_clocks(world, Book(world.rulebook), history, calendar=calendar, now=world.now)
    return {f"{run.key[0]} {run.key[1]}".strip(): _state(run, world.now) for run in derived if run.state != "not_due"}


def _state(run: Derived, now: datetime) -> ClockState:
    """Say how a run stands now; a breach that lies ahead is none yet."""
    breached_at = run.breached_at if run.breached_at is not None and run.breached_at <= now else None
    return ClockState(run.state.value, run.target_at, run.due_at, breached_at, run.clause)


def _what(present: ClockState | None, other: ClockState | None) -> What:
    if present is None:
        return "clock_appears"
    if other is None:
        return "clock_falls_away"
    if (present.target_at, present.due_at) != (other.target_at, other.due_at):
        return "clock_moves"
    return "clock_ends_otherwise"


def _spoken(aggregate: Aggregate, law: Law, history: tuple[StepTaken, ...]) -> dict[int, tuple[str, tuple[str, ...]]]:
    """Return each step as it was taken, by record, with the clauses of the law's gates that speak against it."""
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    passed: list[StepTaken] = []

    def watch(rebuilt: Aggregate, definition: StepDefinition, taken: StepTaken, facts: Facts, _moment: Moment) -> None:
        seen = Seen(law, taken.recorded_at, {aggregate.pk: tuple(passed)})
        world = SubjectWorld(rebuilt, aggregate.kind, seen, gates.overlay_of(definition, facts))
        speaking = [gate.clause for gate in law.gates_of(taken.name) if gates.standing_against(gate, world) is not None]
        found[taken.record_id] = (taken.name, tuple(dict.fromkeys(speaking)))
        passed.append(taken)

    replay(aggregate, history, watch)
    return found
