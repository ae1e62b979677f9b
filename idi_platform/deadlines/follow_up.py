"""Following up: workers turn what an event of time demands into notices and steps of the system.

Handlers are registered by higher apps, one per act. They may be called twice for the same row (a killed worker), so
they derive their keys from it.
"""

import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import prefetch_related_objects

from idi_platform.accounts.acting import SYSTEM
from idi_platform.kernel import clock as time
from idi_platform.kernel.once import operation
from idi_platform.records import chain
from idi_platform.records.models import Form, Subject
from idi_platform.records.queue import said_of

from .bringing import bring_into_line
from .models import Clock, FollowUp
from .states import ClockKind, ClockState

log = logging.getLogger(__name__)
NOT_TAKEN = "clock.not_taken"

Handler = Callable[[FollowUp], None]
_handlers: dict[str, Handler] = {}


class NotTaken(Exception):
    """The step of the system is refused; its clock is closed, so that later clocks go on.

    `codes` are the refusals' own; the words may say more than a Record holds.
    """

    def __init__(self, reason: str, *, codes: Iterable[str] = ()) -> None:
        """Keep the codes beside the sentence."""
        super().__init__(reason)
        self.codes = sorted(set(codes))


def follows(act: str) -> Callable[[Handler], Handler]:
    """Register the handler of an act: `notify` (routes to tell) or `take` (a step for the system to take)."""

    def decorate(handler: Handler) -> Handler:
        if act in _handlers:
            raise ValueError(f"The act {act!r} has a handler already: {_handlers[act].__qualname__}.")
        _handlers[act] = handler
        return handler

    return decorate


@follows("derive")
def _derive_again(follow_up: FollowUp) -> None:
    """Derive the subject's clocks anew: a period is over and the next one begins."""
    bring_into_line([follow_up.subject_id])


def follow_up(limit: int = 100) -> int:
    """Do what is owed, up to `limit` rows; return how many were settled. A failure puts its own row off."""
    rows = FollowUp.objects.claim(limit)
    prefetch_related_objects(rows, "clock", "subject")
    with operation():  # many are of one contract: its law and whom to tell are asked once
        return sum(_one(row) for row in rows)


def _one(row: FollowUp) -> bool:
    handler = _handlers.get(row.act)
    if handler is None:
        row.put_off(f"NoHandler: No handler for {row.act!r} is registered in this process.")
        return False
    try:
        _do(row, handler)
    except Exception as error:
        log.exception("follow_up.failed", extra={"follow_up": row.pk})
        row.put_off(said_of(error))
        return False
    return True


def _do(row: FollowUp, handler: Handler) -> None:
    try:
        handler(row)
    except NotTaken as refused:
        _close(row, refused)
    else:
        row.settle()


def _close(row: FollowUp, refused: NotTaken) -> None:
    """Close the clock of a step that is not taken, by an event on its subject's chain, and settle the row.

    The clock is a consequence of the event, as with the events of the sweep: subject held, Record, then the clock. It
    stays closed until somebody takes a step on the subject; then it is derived anew, and the step becomes due again.
    """
    log.info("follow_up.not_taken", extra={"follow_up": row.pk, "reason": str(refused)})
    with transaction.atomic():
        Subject.objects.select_for_update(no_key=True).get(pk=row.subject_id)
        found = Clock.objects.filter(pk=row.clock_id, kind=ClockKind.AUTOMATIC, state=ClockState.OPEN)
        for clock in found.select_for_update(no_key=True):
            written = _record(row, clock, refused)
            entry = {"at": row.occurred_at.isoformat(), "what": "not_taken", "record": written.record_id}
            history = [*clock.history, {**entry, "codes": refused.codes}]
            found.update(state=ClockState.CLOSED, next_at=None, marks=[], history=history)
        row.settle()


def _record(row: FollowUp, clock: Clock, refused: NotTaken) -> chain.Written:
    facts = {
        "clock": clock.name,
        "clock_id": clock.pk,
        "period": clock.period,
        "due_at": clock.due_at.isoformat() if clock.due_at else None,
        "step": row.what.get("step"),
        "refusals": refused.codes,
    }
    return chain.append(
        chain.Link(
            subject_id=row.subject_id,
            form=Form.EVENT,
            name=NOT_TAKEN,
            acting=SYSTEM.as_record(),
            occurred_at=row.occurred_at,
            recorded_at=time.now(),
            facts=facts,
            revision_id=clock.revision_id,
            clauses=[clock.clause] if clock.clause else [],
            cause_id=row.record_id,
        )
    )
