"""The sweep: time acts on clocks, one SQL statement per batch (rule 18).

A batch takes the clocks whose next instant has come, the earliest first, at most one event per subject; locks their
subjects, leaving out those that a step is busy with; moves each clock past its mark, if nobody else has; writes the
event as a Record with the legal instant; moves the subject's chain; and owes what must follow. Late and repeated runs
give the same result, because everything is a condition on the row and every instant is the mark's own.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources

from django.db import connection, transaction

from idi_platform.accounts.acting import SYSTEM
from idi_platform.kernel import clock

BATCH = 1_000
_LOCK = "deadlines.sweep"


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: events written, batches taken; `is_other_running` when another sweep was at it."""

    events: int = 0
    batches: int = 0
    is_other_running: bool = False


@cache
def statement() -> str:
    """Return the statement of one batch."""
    return resources.files("idi_platform.deadlines").joinpath("sweep.sql").read_text(encoding="utf-8")


@cache
def _acting() -> str:
    return json.dumps(SYSTEM.as_record())


def sweep(now: datetime, *, batch: int = BATCH) -> Swept:
    """Act on every clock whose next instant is not after `now` (legal time), until no batch finds any.

    Subjects that a step holds are left to the next round. Every batch is a transaction of its own.
    """
    events = batches = 0
    while True:
        done = _one_batch(now, batch)
        if done is None:
            return Swept(events, batches, is_other_running=True)
        written, moved = done
        if not moved:
            return Swept(events, batches)
        events += written
        batches += 1


def _one_batch(now: datetime, batch: int) -> tuple[int, int] | None:
    """Return the events written and the clocks moved, or None when another sweep holds the lock of this kind."""
    if not _is_anything_due(now):
        return 0, 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
        if not cursor.fetchone()[0]:
            return None
        moment = {"now": now, "machine_now": clock.machine_now()}
        cursor.execute(statement(), {**moment, "batch": batch, "acting": _acting()})
        written, moved = cursor.fetchone()
        return int(written), int(moved)


def _is_anything_due(now: datetime) -> bool:
    """Look at the head of the ordered index; an idle sweep costs this one look and no planning of the batch."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM deadlines_clock WHERE next_at <= %s ORDER BY next_at, id LIMIT 1", [now])
        return cursor.fetchone() is not None
