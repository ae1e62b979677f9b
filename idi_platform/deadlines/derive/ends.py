"""What ends a clock: acts that meet it, steps that take it away, and the decision that it does not run at all."""

from datetime import UTC, datetime
from typing import Any

from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.rulebooks.schema.base import Trigger
from idi_platform.rulebooks.schema.clocks import ClockDef, MetBy

from .derived import Derived
from .surroundings import Surroundings
from .triggers import instants

EVER = datetime(1, 1, 1, tzinfo=UTC)
"""Before everything: an act may lie before a start that is only a date, which may move."""


def not_due(name: str, definition: ClockDef, anchor: dict[str, Any], started_at: datetime, *, run: int) -> Derived:
    """Keep the decision that the clock does not run, so that a later change of facts does not start it unasked."""
    return Derived(
        name=name,
        run=run,
        kind=ClockKind(definition.kind),
        state=ClockState.NOT_DUE,
        started_at=started_at,
        ended_at=started_at,
        anchor=anchor,
        **labels(definition),
    )


def labels(definition: ClockDef) -> dict[str, Any]:
    """Return what a row repeats of its definition."""
    return {
        "owed_role": definition.owed_by or "",
        "force": definition.force,
        "measures": definition.measures or "",
        "clause": definition.clause or "",
    }


def met(met_by: MetBy | None, around: Surroundings, floor: datetime) -> datetime | None:
    """Return the instant at which any, or the last of all, of the acts was done; not before `floor`."""
    if met_by is None:
        return None
    firsts = [_first(trigger, around, floor) for trigger in met_by.any or met_by.all]
    done = [at for at in firsts if at is not None]
    if met_by.any:
        return min(done, default=None)
    return max(done) if len(done) == len(firsts) else None


def _first(trigger: Trigger, around: Surroundings, floor: datetime) -> datetime | None:
    return next((at for at in instants(trigger, around.world, around.history) if at >= floor), None)


def ended_by(definition: ClockDef, around: Surroundings, started_at: datetime) -> datetime | None:
    """Return the first instant at which something takes the clock away again.

    A step in the records has been taken, whatever the time at which this operation began: it may have waited for the
    lock that the step held. Only a date may still lie ahead.
    """
    taken = [_first(Trigger(step=step), around, started_at) for step in definition.void_by]
    if definition.ends is not None:
        ended = _first(definition.ends, around, started_at)
        lies_ahead = ended is not None and definition.ends.fact is not None and ended > around.now
        taken.append(None if lies_ahead else ended)
    return min((at for at in taken if at is not None), default=None)
