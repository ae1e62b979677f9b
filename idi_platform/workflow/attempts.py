"""The log of refused attempts: who tried which step, and everything that stood against it.

A refusal undoes the transaction in which it was raised, so what was tried is noted beside it and written when that
transaction is over. Where a larger one goes on around it (a preview, which is always undone) the row shares its fate.
What the system tries by itself is no attempt.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, connection, transaction

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted, NotVisible, PlatformError, Refusal, Refused
from idi_platform.records.models import Subject

from .models import Proposal, RefusedAttempt
from .permissions import seen_through
from .requests import Request

log = logging.getLogger(__name__)
KEPT_FOR: Final = timedelta(days=3 * 365)
"""How long a row is kept: longer than the six months of the Cybersecurity Law 21, as long as one may sue."""
_noted: ContextVar[list[RefusedAttempt] | None] = ContextVar("noted", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Write what was refused inside the block when its outermost transaction is over, however it ended."""
    if _noted.get() is not None:
        yield
        return
    noted: list[RefusedAttempt] = []
    token = _noted.set(noted)
    try:
        yield
    finally:
        _noted.reset(token)
        if noted:
            _write(noted)


@contextmanager
def of_request(request: Request) -> Iterator[None]:
    """Note the refusal of a step that is asked for."""
    try:
        yield
    except (Refused, NotPermitted, NotVisible) as error:
        _note(error, request.acting, request.key, request.definition.full_name, *_place_of(request), request.now)
        raise


@contextmanager
def of_second_person(proposal: Proposal, acting: Acting) -> Iterator[None]:
    """Note the refusal of whoever tries to agree to what waits."""
    try:
        yield
    except (Refused, NotPermitted, NotVisible) as error:
        _note(error, acting, f"proposal:{proposal.pk}", proposal.step, proposal.subject_id, None, clock.now())
        raise


def discard_old(now: datetime) -> int:
    """Delete what has been kept long enough; return how many rows."""
    return RefusedAttempt.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def _place_of(request: Request) -> tuple[int | None, str | None]:
    """Return the subject, or for a new one what it would hang on; the division where that is nothing but a place."""
    if not request.definition.is_creating:
        return request.target.pk, None
    seen = seen_through(request.target.subject, request.definition)
    return (seen[1], None) if seen is not None else (None, request.target.subject.division_id)


def _note(
    error: PlatformError,
    acting: Acting,
    key: str,
    step: str,
    subject_id: int | None,
    division_id: str | None,
    now: datetime,
) -> None:
    noted = _noted.get()
    if noted is None or acting.is_system:
        return
    against = error.refusals if isinstance(error, Refused) else (Refusal(error.code, error.message),)
    asked = [acting.owner_key, key, step, subject_id, division_id, sorted(refusal.code for refusal in against)]
    noted.append(
        RefusedAttempt(
            subject_id=subject_id,
            division_id=division_id,
            step=step,
            person_id=acting.person_id,
            organisation_id=acting.organisation_id,
            acting=acting.as_record(),
            refusals=[asdict(refusal) for refusal in against],
            at=now,
            digest=hashlib.sha256(json.dumps(asked).encode()).digest(),
        )
    )


def _write(noted: list[RefusedAttempt]) -> None:
    """Keep them; the same form sent again and refused alike is kept once. What can't be kept hides no refusal."""
    if connection.in_atomic_block and connection.needs_rollback:
        return
    try:
        with transaction.atomic():
            there = set(Subject.objects.filter(pk__in=[row.subject_id for row in noted]).values_list("pk", flat=True))
            for row in noted:
                row.subject_id = row.subject_id if row.subject_id in there else None
            RefusedAttempt.objects.bulk_create(noted, ignore_conflicts=True)
    except DatabaseError:
        log.exception("attempts.not_kept", extra={"steps": [row.step for row in noted]})
