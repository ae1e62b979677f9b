"""A report while it is written: saved as it is typed, its writer's own, erased on request, when sent, or when old."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from claims.models import ReportDraft
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.documents.receiving import KEEP_UNSENT, discard_draft
from idi_platform.kernel import clock
from idi_platform.records.models import IdempotencyKey
from idi_platform.workflow.perform import write_last

NAMES: Final = (
    "same", "place", "what", "found", "discovered_on", "severity", "words", "drawn",
    "project", "building", "room", "code",
)  # fmt: skip
"""The fields that are kept; whatever else is sent is not."""
LONGEST: Final = 2000
"""How much of one field is kept, in characters: as much as the longest field takes."""
BATCH: Final = 200
_FORGET: Final = "DELETE FROM claims_reportdraft WHERE owner = %s AND key = %s"
KEPT: Final[timedelta] = KEEP_UNSENT
"""How long a draft is kept after it was last saved: as long as its files; legal time."""


def save_draft(acting: Acting, key: UUID, unit_id: int | None, said: Mapping[str, str], at: int) -> bool:
    """Keep what was filled in so far; fields that were not sent stay as they were.

    Answers whether it was kept: not under the key of another, nor under one whose report has been sent.
    """
    mine = ReportDraft.objects.filter(pk=key, owner=acting.owner_key)
    sent = {name: str(said[name])[:LONGEST] for name in NAMES if name in said}
    before = mine.first()
    if before is not None:
        answers, reached = {**before.answers, **sent}, max(before.at, at)
        mine.update(unit=unit_id, answers=answers, at=reached, saved_at=clock.now())
        return True
    if is_sent(acting, key):
        return False
    try:
        with transaction.atomic():
            ReportDraft.objects.create(
                pk=key, owner=acting.owner_key, unit_id=unit_id, answers=sent, at=at, saved_at=clock.now()
            )
    except IntegrityError:
        return mine.exists()  # two saved at once, or it is another's
    return True


def is_sent(acting: Acting, key: UUID) -> bool:
    """Say whether a report has been made under the key."""
    used = IdempotencyKey.objects.filter(owner=acting.owner_key, key__in=(f"{key}:claim", f"{key}:intake"))
    return used.exists()


def draft_of(acting: Acting, key: UUID) -> ReportDraft | None:
    """Return the capacity's draft under a key, if it is not too old."""
    return ReportDraft.objects.filter(pk=key, owner=acting.owner_key, saved_at__gte=_oldest()).first()


def newest_draft(acting: Acting, unit_id: int | None) -> ReportDraft | None:
    """Return what the capacity last began for a home, or for one that is not bound; None where nothing waits."""
    mine = ReportDraft.objects.filter(owner=acting.owner_key, unit=unit_id, saved_at__gte=_oldest())
    return mine.order_by("-saved_at").first()


def erase_draft(acting: Acting, key: UUID) -> None:
    """Delete a draft with the files that were uploaded for it."""
    for waiting in Attachment.objects.draft_of(acting, key):
        discard_draft(waiting)
    forget_draft(acting, key)


def forget_draft(acting: Acting, key: UUID) -> None:
    """Delete a draft whose report is sent, with what the act around writes last; its files belong to the case now."""
    write_last(_FORGET, [acting.owner_key, key])


def discard_old() -> int:
    """Delete one batch of drafts that nobody has touched for thirty days; returns how many."""
    old = ReportDraft.objects.filter(saved_at__lt=_oldest()).order_by("saved_at").values("pk")[:BATCH]
    done, _kinds = ReportDraft.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return done


def _oldest() -> datetime:
    return clock.now() - KEPT
