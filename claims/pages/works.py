"""Pictures of works: what a repairer handed in on work orders, said by the step that named it, by whom and when."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from claims.models import Claim, Repair
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.portal.cases.pages.evidence import shown_by, told_items
from idi_platform.portal.components import EvidenceItem
from idi_platform.records.histories import histories_of

_SHOWS = {
    ("repair.begin", "evidence_ids"): _noop("维修前"),
    ("repair.complete", "evidence_ids"): _noop("修好后"),
    ("repair.complete_again", "evidence_ids"): _noop("返修后"),
    ("ticket.complete_repair", "evidence_ids"): _noop("修好后"),
}


def pictures_of_works(acting: Acting, claim: Claim) -> list[Attachment]:
    """Return what was handed in on the work orders of a claim; nothing is asked where nothing was agreed yet."""
    if claim.agreed_at is None:
        return []
    return list(
        pictures_on(acting, "repair").filter(subject__in=Repair.objects.filter(claim=claim.pk).values("subject"))
    )


def pictures_on(acting: Acting, kind: str) -> "QuerySet[Attachment]":
    """Return the evidence of one kind of subject that the capacity may see, in the order in which it came."""
    return Attachment.objects.visible_to(acting, (kind,)).order_by("subject", "number")


def works_items(rows: Iterable[Attachment], acting: Acting, now: datetime) -> list[EvidenceItem]:
    """Return pictures of works as tiles: before, after, by whom and when."""
    kept = list(rows)
    if not kept:
        return []
    words = {named: _(said) for named, said in _SHOWS.items()}
    steps = histories_of({row.subject_id or 0 for row in kept})
    return told_items(kept, acting, now, shown_by((one for taken in steps.values() for one in taken), words))
