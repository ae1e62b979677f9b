"""Windows, which open and close a right, and the system's own steps at a legal instant (rules 3, 6, 9, 18)."""

from datetime import datetime
from typing import Any

from idi_platform.deadlines.rules.counting import within
from idi_platform.deadlines.rules.deadline import Length, Step, Unit
from idi_platform.deadlines.rules.spans import window_after
from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.rulebooks.schema.base import Trigger
from idi_platform.rulebooks.schema.clocks import ClockDef

from .derived import Derived, Mark, MarkEvent
from .ends import ended_by, labels
from .marks import marks_of
from .surroundings import Surroundings, decided
from .triggers import closing_of, instants, length_of, opening_of


def window(name: str, definition: ClockDef, around: Surroundings) -> tuple[Derived, ...]:
    """Return the window, once its opening is known; without a known closing it stays open."""
    found = _edges(definition, around)
    if found is None:
        return ()
    opens_at, closes_at, steps = found
    anchor: dict[str, Any] = {"by": "window", "start": opens_at.isoformat()}
    runs = decided(definition, around, 1, anchor)
    if runs is None:
        return ()
    void_at = ended_by(definition, around, opens_at)
    state = ClockState.NOT_DUE if not runs else ClockState.OPEN if void_at is None else ClockState.VOID
    return (
        Derived(
            name=name,
            kind=ClockKind.WINDOW,
            state=state,
            started_at=opens_at,
            target_at=closes_at,
            due_at=closes_at,
            ended_at=void_at,
            steps=steps,
            marks=_window_marks(definition, around, opens_at, closes_at) if state is ClockState.OPEN else (),
            anchor=anchor,
            **labels(definition),
        ),
    )


def _edges(definition: ClockDef, around: Surroundings) -> tuple[datetime, datetime | None, tuple[Step, ...]] | None:
    if definition.opens is not None and definition.closes is not None:
        opens_at = opening_of(definition.opens, around.world, around.history)
        if opens_at is None:
            return None
        closes_at = closing_of(definition.closes, around.world, around.history)
        until = closes_at.isoformat() if closes_at else ""
        return opens_at, closes_at, (Step(9, "between", opens_at.isoformat(), until),)
    starts = instants(definition.starts, around.world, around.history) if definition.starts else ()
    length = length_of(definition.within, around.world, around.term_unit) if definition.within else None
    if not starts or not isinstance(length, Length):
        return None
    if length.unit in (Unit.HOURS, Unit.SAME_DAY, Unit.WORKING_DAYS):
        counted = within(length, starts[-1], around.calendar, rolls=False)
        return starts[-1], counted.due_at, counted.steps
    found = window_after(starts[-1], length)
    return found.opens_at, found.closes_at, found.steps


def _window_marks(
    definition: ClockDef, around: Surroundings, opens_at: datetime, closes_at: datetime | None
) -> tuple[Mark, ...]:
    told = marks_of(
        definition,
        ClockKind.WINDOW,
        around.calendar,
        started_at=opens_at,
        target_at=closes_at,
        due_at=closes_at,
    )
    marks = [Mark(opens_at, MarkEvent.OPENED), *(mark for mark in told if mark.event is MarkEvent.REMINDER)]
    if closes_at is not None:
        marks.append(Mark(closes_at, MarkEvent.CLOSED))
    return tuple(sorted(marks, key=lambda mark: mark.at))


def automatic(name: str, definition: ClockDef, around: Surroundings) -> tuple[Derived, ...]:
    """Return the step that the system owes at a legal instant: at the start itself, or when a limit has run out.

    A step at the end of a limit legally occurs at its 24:00; the limit is not rolled, because nobody has to act.
    """
    starts = instants(definition.starts, around.world, around.history) if definition.starts else ()
    runs: list[Derived] = []
    for started_at in starts:
        if runs and (runs[-1].ended_at is None or started_at < runs[-1].ended_at):
            continue
        found = _automatic_run(name, definition, around, started_at, run=len(runs) + 1)
        if found is None:
            break
        runs.append(found)
    return tuple(runs)


def _automatic_run(
    name: str, definition: ClockDef, around: Surroundings, started_at: datetime, *, run: int
) -> Derived | None:
    anchor: dict[str, Any] = {"by": "automatic", "start": started_at.isoformat()}
    runs = decided(definition, around, run, anchor)
    due = _instant_of_step(definition, around, started_at)
    if runs is None or due is None:
        return None
    due_at, steps = due
    taken = instants(Trigger(step=definition.takes), around.world, around.history) if definition.takes else ()
    met_at = next((at for at in taken if at >= started_at), None)
    void_at = ended_by(definition, around, started_at)
    state = _automatic_state(met_at, void_at, runs=runs)
    takes = (definition.takes,) if definition.takes else ()
    return Derived(
        name=name,
        run=run,
        kind=ClockKind.AUTOMATIC,
        state=state,
        started_at=started_at,
        target_at=due_at,
        due_at=due_at,
        ended_at=met_at or void_at or (None if runs else started_at),
        met_at=met_at,
        steps=steps,
        marks=(Mark(due_at, MarkEvent.STEP_DUE, takes=takes),) if state is ClockState.OPEN else (),
        anchor=anchor,
        **labels(definition),
    )


def _automatic_state(met_at: datetime | None, void_at: datetime | None, *, runs: bool) -> ClockState:
    if not runs:
        return ClockState.NOT_DUE
    if met_at is not None:
        return ClockState.MET
    return ClockState.OPEN if void_at is None else ClockState.VOID


def _instant_of_step(
    definition: ClockDef, around: Surroundings, started_at: datetime
) -> tuple[datetime, tuple[Step, ...]] | None:
    if definition.within is None:
        return started_at, (Step(18, "at_the_instant", started_at.isoformat(), started_at.isoformat()),)
    length = length_of(definition.within, around.world, around.term_unit)
    if not isinstance(length, Length):
        return None
    counted = within(length, started_at, around.calendar, rolls=False)
    return counted.due_at, counted.steps
