"""The sweep: time acts on clocks, one SQL statement per batch (rule 18).

A batch takes the clocks whose next instant has come, the earliest first, at most one event per subject; locks their
subjects, leaving out those that a step is busy with; moves each clock past its mark, if nobody else has; writes the
event as a Record with the legal instant; moves the subject's chain; and owes what must follow. Late and repeated runs
give the same result, because everything is a condition on the row and every instant is the mark's own.

A round walks all that is due, batch after batch in the order of time, so that subjects which stand still (busy, or
awaiting a step of the system) hold up nobody behind them. Rounds follow each other until one moves nothing: each
takes at least one mark off a finite number.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import NamedTuple

from django.db import connection, transaction

from idi_platform.accounts.acting import SYSTEM
from idi_platform.kernel import clock

BATCH = 1_000
_LOCK = "deadlines.sweep"
_NEXT = """
SELECT id FROM deadlines_clock
 WHERE next_at <= %(now)s AND (next_at, id) > (%(after_at)s::timestamptz, %(after_id)s)
 ORDER BY next_at, id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: events written, batches taken; `is_other_running` when another sweep was at it."""

    events: int = 0
    batches: int = 0
    is_other_running: bool = False


class _Place(NamedTuple):
    """A place in the order in which clocks are due."""

    at: datetime | str
    id: int


@dataclass(frozen=True, slots=True)
class _Batch:
    """What one batch did: events written, clocks moved, and where it ended; None when it found nothing."""

    events: int
    moved: int
    end: _Place | None


_BEGINNING = _Place("-infinity", 0)


@cache
def statement() -> str:
    """Return the statement of one batch."""
    return resources.files("idi_platform.deadlines").joinpath("sweep.sql").read_text(encoding="utf-8")


@cache
def _acting() -> str:
    return json.dumps(SYSTEM.as_record())


def sweep(now: datetime, *, batch: int = BATCH) -> Swept:
    """Act on every clock whose next instant is not after `now` (legal time), until a round moves none.

    Subjects that a step holds are left to the next round. Every batch is a transaction of its own.
    """
    total = Swept()
    while True:
        done = _one_round(now, batch)
        total = Swept(total.events + done.events, total.batches + done.batches, done.is_other_running)
        if done.is_other_running or not done.batches:
            return total


def _one_round(now: datetime, batch: int) -> Swept:
    """Walk all that is due once, from the earliest instant to the last."""
    events = batches = 0
    after: _Place | None = _BEGINNING
    while after is not None and _is_anything_due(now, after):
        done = _one_batch(now, batch, after)
        if done is None:
            return Swept(events, batches, is_other_running=True)
        events += done.events
        batches += 1 if done.moved else 0
        after = done.end
    return Swept(events, batches)


def _one_batch(now: datetime, batch: int, after: _Place) -> _Batch | None:
    """Take the batch that begins behind `after`; None when another sweep holds the lock of this kind."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
        moment = {"now": now, "machine_now": clock.machine_now(), "after_at": after.at, "after_id": after.id}
        cursor.execute(statement(), {**moment, "batch": batch, "acting": _acting()})
        written, moved, at, number = cursor.fetchone()
        return _Batch(int(written), int(moved), None if at is None else _Place(at, int(number)))


def _is_anything_due(now: datetime, after: _Place) -> bool:
    """Look at the next entry of the ordered index; an idle sweep costs this one look and no planning of the batch."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"now": now, "after_at": after.at, "after_id": after.id})
        return cursor.fetchone() is not None
