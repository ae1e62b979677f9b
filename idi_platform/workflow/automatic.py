"""Steps that the system took at a legal instant, after a correction has moved that instant.

Nobody decided them, so nobody has to look at them again: a step whose instant moved is corrected to it, one whose
instant has not come is annulled, and one whose instant is past by now is the sweep's to take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from idi_platform.accounts.acting import SYSTEM
from idi_platform.deadlines import calendars
from idi_platform.deadlines.books import Book
from idi_platform.deadlines.derive import StepHistory, Surroundings, derive
from idi_platform.deadlines.states import ClockState
from idi_platform.kernel.errors import Refused
from idi_platform.records import chain
from idi_platform.records.histories import StepTaken, effective_steps
from idi_platform.records.models import Aggregate, Form, Record
from idi_platform.rulebooks.schema.clocks import ClockDef

from .replay import replay
from .world import Seen, SubjectWorld

_MOST = 200
"""More steps of the system than any policy has items."""


class _Due(NamedTuple):
    """A step of the system and its legal instant."""

    at: datetime
    step: str


def realign(world: SubjectWorld, correction: Record) -> bool:
    """Bring the steps that time has taken on a subject into line with its facts; return whether any changed.

    The subject's row is held; the aggregate is rebuilt and saved, and each change is a correction of its own on the
    subject's chain, caused by the one that two persons made.
    """
    clocks = _clocks(world)
    taken = [step for step in world.history() if step.name in {clock.takes for clock in clocks.values()}]
    if not taken:
        return False
    stored: Aggregate = world.thing
    wanted = _wanted(stored, clocks, world, {step.record_id for step in taken})
    changed = False
    for name in dict.fromkeys(step.name for step in taken):
        instants = [due.at for due in wanted if due.step == name]
        for number, step in enumerate(step for step in taken if step.name == name):
            right = instants[number] if number < len(instants) else None
            if right != step.occurred_at:
                _correct(stored, step, right, correction)
                changed = True
    if changed:
        replay(stored, effective_steps(stored.pk)).save(force_update=True)
    return changed


def _clocks(world: SubjectWorld) -> dict[str, ClockDef]:
    found = Book(world.rulebook).of_kind(world.kind)
    return {name: clock for name, clock in found.items() if clock.kind == "automatic" and clock.takes}


def _wanted(
    stored: Aggregate, clocks: Mapping[str, ClockDef], world: SubjectWorld, left_out: set[int]
) -> Sequence[_Due]:
    """Let time act anew on the subject as people have left it, up to now, and return what it takes in order."""
    steps: Sequence[StepTaken] = [step for step in effective_steps(stored.pk) if step.record_id not in left_out]
    rebuilt = replay(stored, steps)
    found: list[_Due] = []
    while len(found) < _MOST:
        due = _next_due(rebuilt, steps, clocks, world)
        again = _taken(stored, steps, due) if due is not None and due not in found else None
        if due is None or again is None:
            break
        rebuilt, steps = again
        found.append(due)
    return found


def _next_due(
    rebuilt: Aggregate, steps: Sequence[StepTaken], clocks: Mapping[str, ClockDef], world: SubjectWorld
) -> _Due | None:
    seen = Seen(world.rulebook, world.now, {rebuilt.pk: tuple(steps)})
    around = Surroundings(
        world=SubjectWorld(rebuilt, world.kind, seen),
        history=StepHistory(steps),
        calendar=calendars.current(),
        now=world.now,
        term_unit=Book(world.rulebook).term_unit,
    )
    waiting = [
        _Due(run.due_at, str(definition.takes))
        for name, definition in clocks.items()
        for run in derive(name, definition, around)
        if run.state is ClockState.OPEN and run.due_at is not None and run.due_at <= world.now
    ]
    return min(waiting, default=None)


def _taken(stored: Aggregate, steps: Sequence[StepTaken], due: _Due) -> tuple[Aggregate, Sequence[StepTaken]] | None:
    """Take the step of the system among the others by its instant, or after them all; None where there is no room."""
    step = StepTaken(
        record_id=0,
        seq=0,
        name=due.step,
        occurred_at=due.at,
        recorded_at=due.at,
        facts={},
        source="",
        target="",
        acting=SYSTEM.as_record(),
    )
    before = [number for number, other in enumerate(steps, start=1) if other.occurred_at <= due.at]
    for place in dict.fromkeys((max(before, default=0), len(steps))):
        tried = [*steps[:place], step, *steps[place:]]
        try:
            return replay(stored, tried), tried
        except Refused:
            continue
    return None


def _correct(stored: Aggregate, step: StepTaken, right: datetime | None, correction: Record) -> None:
    facts: dict[str, Any] = {"annul": True} if right is None else {"facts": {}, "occurred_at": right.isoformat()}
    state = getattr(stored, "state", "")
    chain.append(
        chain.Link(
            subject_id=stored.pk,
            form=Form.CORRECTION,
            name=correction.name,
            source=state,
            target=state,
            acting={**SYSTEM.as_record(), "on_behalf_of": correction.acting},
            occurred_at=correction.occurred_at,
            recorded_at=correction.recorded_at,
            facts=facts,
            reasons=correction.reasons,
            revision_id=correction.revision_id,
            cause_id=correction.pk,
            corrects_id=step.record_id,
        )
    )
