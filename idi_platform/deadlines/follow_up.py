"""Following up: workers turn what an event of time demands into notices and steps of the system.

Handlers are registered by higher apps, one per act. They may be called twice for the same row (a killed worker), so
they derive their keys from it. One that only writes takes rows together, in one transaction with their settling.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

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

Handler = Callable[[Sequence[FollowUp]], None]


class Following(NamedTuple):
    """Who follows up an act, and of how many rows at once: of one that takes a step, which may be refused, of one."""

    does: Handler
    together: bool


_handlers: dict[str, Following] = {}


class NotTaken(Exception):
    """The step of the system is refused; its clock is closed, so that later clocks go on.

    `codes` are the refusals' own; the words may say more than a Record holds.
    """

    def __init__(self, reason: str, *, codes: Iterable[str] = ()) -> None:
        """Keep the codes beside the sentence."""
        super().__init__(reason)
        self.codes = sorted(set(codes))


def follows(act: str, *, together: bool = False) -> Callable[[Handler], Handler]:
    """Register the handler of an act: `notify` (routes to tell) or `take` (a step for the system to take).

    It is given one row at a time; `together` gives it many within one transaction, and each alone where that fails.
    """

    def decorate(handler: Handler) -> Handler:
        if act in _handlers:
            raise ValueError(f"The act {act!r} has a handler already: {_handlers[act].does.__qualname__}.")
        _handlers[act] = Following(handler, together)
        return handler

    return decorate


@follows("derive")
def _derive_again(rows: Sequence[FollowUp]) -> None:
    """Derive the subjects' clocks anew: a period is over and the next one begins."""
    bring_into_line([row.subject_id for row in rows])


def follow_up(limit: int = 100) -> int:
    """Do what is owed, up to `limit` rows; return how many were settled. A failure puts its own row off."""
    rows = FollowUp.objects.claim(limit)
    prefetch_related_objects(rows, "clock", "subject")
    return sum(_settled(act, list(alike)) for act, alike in groupby(rows, key=lambda row: row.act))


def _settled(act: str, rows: Sequence[FollowUp]) -> int:
    handler = _handlers.get(act)
    if handler is None:
        for row in rows:
            row.put_off(f"NoHandler: No handler for {act!r} is registered in this process.")
        return 0
    if handler.together and len(rows) > 1 and _all_done(rows, handler.does):
        return len(rows)
    with operation():  # many are of one contract: its law and whom to tell are asked once
        return sum(_one(row, handler.does) for row in rows)


def _all_done(rows: Sequence[FollowUp], handler: Handler) -> bool:
    try:
        with transaction.atomic(), operation():
            handler(rows)
            FollowUp.objects.settle(rows)
    except Exception:
        log.exception("follow_up.one_by_one", extra={"follow_ups": [row.pk for row in rows]})
        return False
    return True


def _one(row: FollowUp, handler: Handler) -> bool:
    try:
        _do(row, handler)
    except Exception as error:
        log.exception("follow_up.failed", extra={"follow_up": row.pk})
        row.put_off(said_of(error))
        return False
    return True


def _do(row: FollowUp, handler: Handler) -> None:
    try:
        handler([row])
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
