"""Simulation: a subject's records replayed under another edition or a draft, and what would be otherwise.

Nothing is written. Records, facts and calendar are those that are there; only the law is another. Its clocks are
derived from the beginning on both sides, so that a stored decision of the present law does not colour the other; its
gates are asked of each step as it was taken, with what was known before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
from idi_platform.rulebooks.law import Law

from . import gates
from .facts import Facts
from .lifecycles import Moment, StepDefinition
from .replay import replay
from .world import Seen, SubjectWorld, worlds_of

CHUNK = 500
"""How many subjects are held at once; memory does not grow with the number simulated."""

What = Literal["clock_appears", "clock_falls_away", "clock_moves", "clock_ends_otherwise", "gate_speaks", "gate_silent"]
Progress = Callable[[int], None]


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
        name: The clock with its period, or the step that the gate stands before.
        present: How it is; None where the present law knows nothing of it.
        other: How it would be.
    """

    what: What
    name: str
    present: ClockState | tuple[str, ...] | None
    other: ClockState | tuple[str, ...] | None


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
        present_world = worlds_of(chunk, now)
        for aggregate in chunk:
            history = histories.get(aggregate.pk, ())
            present = present_world(aggregate)
            differences = (
                *_clocks(present, other, history, counted_by, now),
                *_gates(aggregate, present.rulebook, other, history),
            )
            yield Simulated(aggregate.pk, aggregate.kind, differences)
        done += len(chunk)
        if progress is not None:
            progress(done)


def _clocks(
    world: SubjectWorld, other: Law, history: tuple[StepTaken, ...], calendar: Calendar, now: datetime
) -> Iterator[Difference]:
    present = _derived(world, world.rulebook, history, calendar, now)
    simulated = _derived(world.under(other), other, history, calendar, now)
    for name in sorted(present.keys() | simulated.keys()):
        was, would = present.get(name), simulated.get(name)
        if was != would:
            yield Difference(_what(was, would), name, was, would)


def _derived(
    world: SubjectWorld, law: Law, history: tuple[StepTaken, ...], calendar: Calendar, now: datetime
) -> dict[str, ClockState]:
    derived = derived_clocks(world, Book(law), history, calendar=calendar, now=now)
    return {f"{run.key[0]} {run.key[1]}".strip(): _state(run, now) for run in derived if run.state != "not_due"}


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


def _gates(aggregate: Aggregate, present: Law, other: Law, history: tuple[StepTaken, ...]) -> Iterator[Difference]:
    """Yield, step by step, the clauses that would speak against it and do not, and those that no longer would."""
    was, would = (_spoken(aggregate, law, history) for law in (present, other))
    for step in history:
        before, after = was.get(step.record_id, ()), would.get(step.record_id, ())
        if gained := tuple(clause for clause in after if clause not in before):
            yield Difference("gate_speaks", step.name, None, gained)
        if lost := tuple(clause for clause in before if clause not in after):
            yield Difference("gate_silent", step.name, lost, None)


def _spoken(aggregate: Aggregate, law: Law, history: tuple[StepTaken, ...]) -> dict[int, tuple[str, ...]]:
    """Return the clauses of the law's gates that speak against each step as it was taken."""
    found: dict[int, tuple[str, ...]] = {}
    passed: list[StepTaken] = []

    def watch(rebuilt: Aggregate, definition: StepDefinition, taken: StepTaken, facts: Facts, _moment: Moment) -> None:
        seen = Seen(law, taken.recorded_at, {aggregate.pk: tuple(passed)})
        world = SubjectWorld(rebuilt, aggregate.kind, seen, gates.overlay_of(definition, facts))
        speaking = [gate.clause for gate in law.gates_of(taken.name) if gates.standing_against(gate, world) is not None]
        found[taken.record_id] = tuple(dict.fromkeys(speaking))
        passed.append(taken)

    replay(aggregate, history, watch)
    return found
