"""`derive`: all runs of one clock of one subject."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from idi_platform.deadlines.rules.deadline import Deadline
from idi_platform.deadlines.rules.pauses import Running
from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.rulebooks.schema.base import Trigger
from idi_platform.rulebooks.schema.clocks import ClockDef

from . import limits, spans
from .derived import Derived, Mark, MarkEvent
from .ends import EVER, ended_by, labels, met, not_due
from .marks import marks_of
from .surroundings import Known, Surroundings, decided
from .triggers import as_instant, instants

__all__ = ["Known", "Surroundings", "derive"]

_KEPT_AFTER_END = (MarkEvent.DUE_PASSED, MarkEvent.ESCALATION, MarkEvent.TARGET_PASSED)


def derive(name: str, definition: ClockDef, around: Surroundings) -> tuple[Derived, ...]:
    """Return every run of the clock, the last one last; nothing while it has not started or can't be decided.

    Pure: the same definition, facts, history and calendar give the same answer at any time, but for the decision
    `when`, which was taken at the start and is read from what is known of the run.
    """
    if definition.kind == "window":
        return spans.window(name, definition, around)
    if definition.kind == "automatic":
        return spans.automatic(name, definition, around)
    if definition.before is not None:
        found = _backward(name, definition, around)
        return () if found is None else (found,)
    return _forward(name, definition, around)


def _forward(name: str, definition: ClockDef, around: Surroundings) -> tuple[Derived, ...]:
    """Walk the starts in order; one that falls into a run that has not ended belongs to that run (rule 10)."""
    runs: list[Derived] = []
    starts = instants(definition.starts, around.world, around.history) if definition.starts else []
    for started_at in starts:
        last = runs[-1] if runs else None
        if last is not None and (last.ended_at is None or started_at < last.ended_at or started_at == last.started_at):
            continue
        found = _run(name, definition, around, started_at, run=len(runs) + 1)
        if found is None:
            break
        runs.append(found)
    if not starts and definition.target_starts is not None:
        return _target_only(name, definition, around)
    return tuple(runs)


def _target_only(name: str, definition: ClockDef, around: Surroundings) -> tuple[Derived, ...]:
    """Give the target from the earlier event, while what the legal end counts from has not happened."""
    earlier = instants(definition.target_starts, around.world, around.history) if definition.target_starts else ()
    if not earlier:
        return ()
    running = limits.forward(definition, earlier[0], around)
    if running is None:
        return ()
    anchor = _anchor(definition.target_starts, earlier[0])
    limit = running.deadline
    found = _assembled(name, definition, around, anchor, limit.started_at, Running(limit, running.length, None), run=1)
    marks = tuple(mark for mark in found.marks if mark.event is not MarkEvent.DUE_PASSED)
    state = ClockState.MET if found.met_at is not None else found.state  # without a legal end nothing is late
    return (replace(found, due_at=None, breached_at=None, state=state, marks=marks),)


def _run(name: str, definition: ClockDef, around: Surroundings, started_at: datetime, *, run: int) -> Derived | None:
    anchor = _anchor(definition.starts, started_at)
    runs = decided(definition, around, run, anchor)
    if runs is None:
        return None
    if not runs:
        return not_due(name, definition, anchor, started_at, run=run)
    running = limits.forward(definition, started_at, around)
    if running is not None and definition.target_starts is not None:
        running = running._replace(deadline=_targeted(running.deadline, definition, around))
    return _assembled(name, definition, around, anchor, started_at, running, run=run)


def _targeted(deadline: Deadline, definition: ClockDef, around: Surroundings) -> Deadline:
    """Take the target from the earlier of two events, where the text's own event came later."""
    earlier = instants(definition.target_starts, around.world, around.history) if definition.target_starts else ()
    counted = limits.forward(definition, earlier[0], around) if earlier else None
    if counted is None or counted.deadline.target_at >= deadline.target_at:
        return deadline
    return deadline._replace(target_at=counted.deadline.target_at)


def _backward(name: str, definition: ClockDef, around: Surroundings) -> Derived | None:
    """Derive a limit that ends before an event; it begins when the day is first known, and moves with it."""
    trigger = definition.before
    value = _anchor_value(trigger, around) if trigger else None
    moment = as_instant(value)
    if trigger is None or value is None or moment is None:
        return None
    known = around.known.get(1)
    started_at = known.started_at if known is not None else around.now
    anchor = _anchor(trigger, moment)
    runs = decided(definition, around, 1, anchor)
    if runs is None:
        return None
    if not runs:
        return not_due(name, definition, anchor, started_at, run=1)
    deadline = limits.back_from(definition, value, started_at, around)
    running = None if deadline is None else Running(deadline, limits.THIRTY_DAYS, None)
    return _assembled(name, definition, around, anchor, started_at, running, run=1)


def _anchor_value(trigger: Trigger, around: Surroundings) -> date | datetime | None:
    if trigger.fact is not None:
        value = around.world.value(trigger.fact)
        return value if isinstance(value, date | datetime) else None
    found = instants(trigger, around.world, around.history)
    return found[-1] if found else None


def _anchor(trigger: Trigger | None, start: datetime) -> dict[str, Any]:
    by = (
        ""
        if trigger is None
        else next(
            f"{word}:{found}"
            for word in ("step", "any", "fact", "dispatched", "arrived")
            if (found := getattr(trigger, word, None))
        )
    )
    return {"by": by, "start": start.isoformat()}


def _assembled(
    name: str,
    definition: ClockDef,
    around: Surroundings,
    anchor: dict[str, Any],
    started_at: datetime,
    running: Running | None,
    *,
    run: int,
) -> Derived:
    deadline = running.deadline if running else None
    paused_since = running.paused_since if running else None
    due_at = deadline.due_at if deadline else None
    kind = _kind(definition, around, due_at)
    met_at = met(definition.met_by, around, _floor(definition, around, started_at))
    void_at = ended_by(definition, around, started_at)
    ended_at = min((at for at in (met_at, void_at) if at is not None), default=None)
    if void_at is not None and met_at is not None and void_at < met_at:
        met_at = None
    is_late = due_at is not None and (ended_at is None or ended_at >= due_at)
    breached_at = due_at if kind is ClockKind.DUTY and paused_since is None and is_late else None
    marks = marks_of(
        definition,
        kind,
        around.calendar,
        started_at=started_at,
        target_at=deadline.target_at if deadline else None,
        due_at=due_at,
    )
    return Derived(
        name=name,
        run=run,
        kind=kind,
        state=_state(met_at, void_at if ended_at == void_at else None, breached_at, paused_since),
        started_at=started_at,
        target_at=deadline.target_at if deadline else None,
        due_at=due_at,
        ended_at=ended_at,
        met_at=met_at,
        breached_at=breached_at,
        paused_since=paused_since if ended_at is None else None,
        provisional=bool(deadline and deadline.provisional),
        steps=deadline.steps if deadline else (),
        marks=_still_useful(marks, ended_at, paused_since),
        anchor={**anchor, "met_by": _steps_that_meet(definition)},
        **labels(definition),
    )


def _steps_that_meet(definition: ClockDef) -> list[str]:
    found = definition.met_by
    return [] if found is None else [trigger.step for trigger in (*found.any, *found.all) if trigger.step]


def _kind(definition: ClockDef, around: Surroundings, due_at: datetime | None) -> ClockKind:
    """Return the kind; a duty to an authority that ends after the text has lapsed is a reminder (rule 17)."""
    kind = ClockKind(definition.kind)
    lapsed = around.lapsed_at is not None and due_at is not None and due_at > around.lapsed_at
    if kind is ClockKind.DUTY and definition.owed_to == "authority" and lapsed:
        return ClockKind.REMINDER
    return kind


def _floor(definition: ClockDef, around: Surroundings, started_at: datetime) -> datetime:
    """Return the earliest instant at which an act can meet a run.

    A date that may move starts no second run: what was done before it, ever, may be the act. A step starts a run each
    time it is taken, and what answered an earlier one does not answer this; but who acted after it, as the records told
    it then, has acted, wherever a correction has moved it since.
    """
    starts = definition.starts
    if definition.before is not None or (starts is not None and starts.fact is not None):
        return EVER
    steps = starts.steps if starts is not None else ()
    return min((around.history.first_said(step, started_at) for step in steps), default=started_at)


def _state(
    met_at: datetime | None, void_at: datetime | None, breached_at: datetime | None, paused_since: datetime | None
) -> ClockState:
    if met_at is not None:
        return ClockState.MET if breached_at is None else ClockState.MET_LATE
    if void_at is not None:
        return ClockState.VOID
    return ClockState.OPEN if paused_since is None else ClockState.PAUSED


def _still_useful(
    marks: tuple[Mark, ...], ended_at: datetime | None, paused_since: datetime | None
) -> tuple[Mark, ...]:
    """Leave out what lies after the end, and reminders of what is done; while paused, what lies after its beginning."""
    if ended_at is not None:
        return tuple(mark for mark in marks if mark.at <= ended_at and mark.event in _KEPT_AFTER_END)
    if paused_since is not None:
        return tuple(mark for mark in marks if mark.at < paused_since)
    return marks
