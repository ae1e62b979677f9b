"""What lies behind the lines of a claim's screen: the nearest decisions, and findings with their closing proof."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.codes import Outcome
from claims.models import Claim
from claims.nearby import Near, Nearby, nearby
from claims.pages import desk
from claims.pages.rows import evidence_items
from claims.pages.screen import decisions_words, finding_note, near_title
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.portal.components import Chip, EvidenceItem, Look
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.words import instant_words
from idi_platform.rulebooks.law import Law


def near_context(claim: Claim, law: Law, acting: Acting, now: datetime) -> dict[str, Any]:
    """Return the lists behind "near decisions" and "found before at the same place"."""
    found = nearby(claim, acting)
    proofs = _proofs(found, acting, now)
    return {
        "claim": claim,
        "line": desk.heading(claim),
        "summary": decisions_words(found.decided),
        "decisions": decisions_table(found.decided, law, now),
        "findings": [(finding_note(row, now, law), proofs.get(row.pk, [])) for row in found.found],
    }


def decisions_table(rows: tuple[Near, ...], law: Law, now: datetime, unlike: Sequence[Near] = ()) -> Table:
    """Return past decisions as a table; those that came out unlike what is proposed are marked."""
    columns = tuple(Column(label) for label in (_("案件"), _("结果"), _("问题"), _("核定")))
    empty = Empty(_("没有相近的决定"), _("本单位还没有核定过同一项目的案件。"))
    return Table(
        _("相近的决定，最近的在前"),
        columns,
        tuple(_row(row, law, now, is_unlike=row in unlike) for row in rows),
        empty=empty,
    )


def _row(row: Near, law: Law, now: datetime, *, is_unlike: bool) -> Row:
    href = reverse("claims:console_claim", args=[row.number])
    when = instant_words(row.began_at, now) if row.began_at is not None else ""
    outcome = str(Outcome(row.outcome).label) if row.outcome in Outcome.values else row.outcome
    decided = Cell(sub=outcome, chip=Chip(Look.TARGET, _("结果不同"))) if is_unlike else Cell(outcome)
    return Row((Cell(row.number, href=href), decided, Cell(near_title(row, law)), Cell(when)), href=href)


def _proofs(found: Nearby, acting: Acting, now: datetime) -> dict[int, list[EvidenceItem]]:
    """Return what was handed in with each finding, in one query for all."""
    rows = Attachment.objects.visible_to(acting, ("finding",)).filter(subject__in=[row.pk for row in found.found])
    proofs: dict[int, list[EvidenceItem]] = defaultdict(list)
    kept = list(rows.order_by("subject", "number"))
    for row, item in zip(kept, evidence_items(kept, acting, now), strict=True):
        proofs[row.subject_id or 0].append(item)
    return proofs
