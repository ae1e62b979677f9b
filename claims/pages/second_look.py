"""What a second person weighs beside a proposal: the evidence it cites, the survey, and what was decided before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import queries
from claims.models import Claim
from claims.nearby import MOST_DECIDED, Near, nearby
from claims.pages.behind import decisions_table
from claims.pages.rows import evidence_items
from claims.pages.screen import decisions_words, survey_of
from idi_platform.accounts.acting import Acting
from idi_platform.portal.components import Look, Note
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.models import Proposal


def beside_proposal(proposal: Proposal, claim: Claim, law: Law, acting: Acting, now: datetime) -> dict[str, Any]:
    """Return the evidence cited as tiles, the last survey, and for a determination the nearest decisions."""
    evidence, records = queries.evidence_for(acting, claim.pk), queries.all_records_of(claim.pk)
    told, near = queries.names_told(records), nearby(claim, acting, proposal.facts.get("item", ""))
    cited = set(proposal.facts.get("evidence_ids") or ())
    outcome = proposal.facts.get("outcome", "")
    unlike = [row for row in near.decided if _is_alike(row, claim) and row.outcome != outcome]
    return {
        "evidence": evidence_items([row for row in evidence if row.pk in cited], acting, now),
        "survey": survey_of(claim, records, told, near.texts, evidence),
        "decided": decisions_words(near.decided),
        "decisions": replace(decisions_table(near.decided, law, now, unlike), empty=None) if outcome else None,
        "unlike": _unlike_note(unlike, is_cut=len(near.decided) == MOST_DECIDED) if outcome and unlike else None,
    }


def _is_alike(row: Near, claim: Claim) -> bool:
    """Whether a decision near a claim was about the same defect at the same place: alike cases are decided alike."""
    return (row.first, row.third) == (claim.place, claim.defect)


def _unlike_note(rows: Sequence[Near], *, is_cut: bool) -> Note:
    """Say how many alike cases came out otherwise; where there may be more than the list holds, at least how many."""
    said = ngettext(
        "同样部位、同样现象的案件，有 %(n)s 件的结果和这一件不同。同意以前请对比。",
        "同样部位、同样现象的案件，有 %(n)s 件的结果和这一件不同。同意以前请对比。",
        len(rows),
    )
    if is_cut:
        said = _("同样部位、同样现象的案件，至少有 %(n)s 件的结果和这一件不同。同意以前请对比。")
    return Note(said % {"n": len(rows)}, strong=_("结果不一致："), look=Look.TARGET, shape="scale")
