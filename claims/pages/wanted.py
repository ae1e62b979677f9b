"""The papers that were asked for: which have come, which there are none of, and which are still to come."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from claims.codes import WantedPaper
from claims.models import Claim
from claims.statements import body_of
from idi_platform.portal.components import Check
from idi_platform.records.histories import effective_steps


def paper_names(codes: Iterable[str]) -> str:
    """Return the papers in one line."""
    return _("、").join(str(WantedPaper(code).label) for code in codes if code in WantedPaper.values)


def papers_in_hand(claim: Claim) -> list[Check]:
    """Return the papers of the open list that have come; none where no list is open."""
    if not claim.is_waiting_for_papers:
        return []
    return [Check.yes(paper_names([code]), _("已收到")) for code in claim.papers_came]


def state_of_list(claim: Claim) -> str:
    """Return in one line how the last list stands, for a desk; empty where nothing was asked for, or all of it came."""
    known = {*claim.papers_came, *claim.papers_lacking, *claim.papers_to_come}
    unseen = [code for code in claim.wanted_papers if code not in known]  # the desk was content without them
    if not (claim.papers_to_come or claim.papers_lacking or unseen):
        return ""
    told = (
        (_("已收到：%(papers)s"), claim.papers_came),
        (_("还差：%(papers)s"), claim.papers_to_come),
        (_("手头没有：%(papers)s"), claim.papers_lacking),
        (_("没有收到：%(papers)s"), unseen),
    )
    return _("；").join(text % {"papers": paper_names(codes)} for text, codes in told if codes)


def said_with_request(claim: Claim, since: datetime | None) -> str:
    """Return what the insurer wrote with its request for papers, while that is unanswered; empty where erased.

    Args:
        claim: The claim.
        since: From when the reader sees the claim, where he took it over with the home.
    """
    asked = claim.supplement_requested_at
    if asked is None or not claim.is_waiting_for_papers or (since is not None and asked < since):
        return ""
    steps = [step for step in effective_steps(claim.pk) if step.name == "claim.request_supplement"]
    number = steps[-1].facts.get("statement_id") if steps else None
    return body_of(number) if number is not None else ""
