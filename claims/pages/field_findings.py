"""What the agency found before at the place of a visit: each with where, how it stands, its pictures and its page."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from claims.models import Claim
from claims.nearby import findings_at
from claims.pages.rows import evidence_items
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.kernel.clock import local_date
from idi_platform.portal.components import EvidenceItem
from idi_platform.portal.lists import LinkRow
from idi_platform.portal.words import date_words
from idi_platform.rulebooks.law import Law
from riskmgmt.addresses import finding_address
from riskmgmt.models import Finding
from riskmgmt.pages.lists import findings_of, places_of, title_of
from riskmgmt.words import finding_state_words

_MOST = 5


@dataclass(frozen=True, slots=True)
class FoundBefore:
    """One finding as a surveyor reads it before he looks, and what was handed in with it."""

    row: LinkRow
    pictures: tuple[EvidenceItem, ...]


def found_before(claim: Claim, law: Law, acting: Acting, now: datetime) -> list[FoundBefore]:
    """Return what was found at the place, the nearest first."""
    nearest = list(findings_at(claim, acting).values_list("pk", flat=True)[:_MOST])
    known = findings_of(acting).select_related("subject").in_bulk(nearest) if nearest else {}
    rows = [known[pk] for pk in nearest]
    where, pictures = places_of(rows), _pictures(nearest, acting, now)
    return [FoundBefore(_row(row, where[row.pk], law, acting), tuple(pictures[row.pk])) for row in rows]


def _row(row: Finding, where: str, law: Law, acting: Acting) -> LinkRow:
    raised = _("%(day)s 提出") % {"day": date_words(local_date(row.raised_at))} if row.raised_at is not None else ""
    said = "　".join(part for part in (where, finding_state_words(str(row.state)), raised) if part)
    return LinkRow(title_of(row, law), finding_address(acting, row.pk), said, "eye")


def _pictures(findings: list[int], acting: Acting, now: datetime) -> dict[int, list[EvidenceItem]]:
    shown: dict[int, list[EvidenceItem]] = defaultdict(list)
    if not findings:
        return shown
    rows = list(Attachment.objects.visible_to(acting, ("finding",)).filter(subject__in=findings).order_by("number"))
    for row, item in zip(rows, evidence_items(rows, acting, now), strict=True):
        shown[row.subject_id or 0].append(item)
    return shown
