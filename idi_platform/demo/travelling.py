"""What people of the story do while a visitor lets time go forward: their acts, each at its own legal instant."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection

from idi_platform.accounts.demo import find_cast
from idi_platform.deadlines.offset import TimeNotMoved, advance_to
from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError

from .legal_time import Stage, on_stage
from .script import BEGINS_AT, Act
from .story import acts_of_people, is_told, share_told
from .teller import Teller

log = logging.getLogger(__name__)
_LOCK = "demo.travelling"


def accompany(goal: datetime) -> None:
    """Take the acts of the story that lie on the way to an instant.

    Each is taken at its own instant, at which legal time stands here however long it takes; other processes follow to
    that instant, from which their time runs on. An act that no longer fits what the visitor has done is left out, and
    so are those that rest on it.
    """
    if not is_told():
        return
    with _alone(), on_stage(clock.now()) as stage:
        teller = Teller(partial(_pass_to, stage), find_cast())
        for act in _to_come(goal):
            _take(teller, act)
        teller.work()


def _to_come(goal: datetime) -> list[Act]:
    taken = Teller.taken()
    return [act for act in acts_of_people(share_told()) if BEGINS_AT <= act.at <= goal and act.code not in taken]


def _take(teller: Teller, act: Act) -> None:
    try:
        teller.take(act)
    except (PlatformError, ObjectDoesNotExist) as error:
        log.info("demo.act_left_out", extra={"act": act.code, "why": str(error)})
        teller.mark(act.code)


def _pass_to(stage: Stage, instant: datetime) -> None:
    """Move legal time forward to an instant: here it stands there; elsewhere it runs on from there, or runs already."""
    stage.to(instant)
    with suppress(TimeNotMoved):
        advance_to(instant)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one visitor travel at a time; who comes second goes on from where the first has gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [_LOCK])
