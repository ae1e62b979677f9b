"""Acts on a claim that is there: what a desk and an owner do with it."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from claims.codes import Agreeing, Mode
from claims.earlier import earlier_cases
from claims.models import Claim, StatementKind, Ticket
from claims.models.claim_facts import Excluded
from claims.models.returned import RETURNS, what_returns
from claims.statements import write_statement
from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Paper
from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.notifications.models import Channel, Notice
from idi_platform.notifications.sending import mark_read
from idi_platform.records.models import Record
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.facts import Facts
from idi_platform.workflow.lifecycles import lifecycle_of
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.perform import approve, in_one_transaction, perform
from idi_platform.workflow.proposals import decline
from idi_platform.workflow.requests import Performed, Proposed

log = logging.getLogger(__name__)
_WORDS_OF = {
    "record_survey": StatementKind.FINDINGS,
    "record_failed_visit": StatementKind.FINDINGS,
    "accept": StatementKind.REASONS,
    "accept_in_part": StatementKind.REASONS,
    "refuse": StatementKind.REASONS,
    "offer_settlement": StatementKind.OFFER,
    "request_supplement": StatementKind.SUPPLEMENT,
    "supply_part": StatementKind.SUPPLEMENT,
    "supply_documents": StatementKind.SUPPLEMENT,
}


def take(
    claim: Claim,
    step: str,
    *,
    acting: Acting,
    key: str,
    words: str = "",
    why: str = "",
    occurred_at: datetime | None = None,
    reasons: dict[str, str] | None = None,
    in_breach: bool = False,
    evidence: Sequence[int] = (),
    **facts: Any,
) -> Performed | Proposed:
    """Take any step of a claim that a desk takes.

    `words`, and `why` an exclusion applies here, are kept beside the log and named in the facts.
    """

    def work() -> Performed | Proposed:
        given = dict(facts)
        if words.strip() and _is_worded(lifecycle_of(claim.kind).steps[step].facts):
            kind = _WORDS_OF.get(step, StatementKind.NOTE)
            statement = write_statement(acting=acting, key=key, kind=kind, body=words, subject_id=claim.pk)
            given |= {"statement_id": statement.pk, "statement_digest": statement.digest}
        if why.strip() and issubclass(lifecycle_of(claim.kind).steps[step].facts, Excluded):
            kind = StatementKind.WHY_HERE
            statement = write_statement(acting=acting, key=key, kind=kind, body=why, subject_id=claim.pk)
            given |= {"why_id": statement.pk, "why_digest": statement.digest}
        if step in RETURNS:
            given |= what_returns(claim, given.get("payment_id"))
        return perform(
            claim,
            step,
            acting=acting,
            key=key,
            occurred_at=occurred_at,
            reasons=reasons,
            in_breach=in_breach,
            evidence=evidence,
            **given,
        )

    return in_one_transaction(work)


def withdraw(*, acting: Acting, key: str, claim: Claim) -> Performed | Proposed:
    """Take the claim back, for whoever claims."""
    return take(claim, "withdraw", acting=acting, key=key)


def link_earlier(*, acting: Acting, key: str, claim: Claim, earlier: int | None, words: str) -> Performed | Proposed:
    """Say, as a handler, which earlier case is of the same defect, or that none is.

    Args:
        acting: The handler.
        key: The form's key.
        claim: The claim.
        earlier: The number of the earlier ticket or claim, one of `earlier_cases`; None for none.
        words: Why.
    """
    known = {found.case.pk: found.known_on for found in earlier_cases(claim)}
    day = known.get(earlier) if earlier is not None else None
    if earlier is not None and day is None:
        raise Refused([Refusal("claim.earlier_elsewhere", _("选的记录不在同一处，或者已经修好，请重新选。"))])
    return take(claim, "link_earlier", acting=acting, key=key, words=words, earlier=earlier, known_on=day)


def take_up(*, acting: Acting, key: str, claim: Claim) -> Performed | Proposed:
    """Say that a report which a desk took in for nobody in particular is one's own."""
    return take(claim, "take_up", acting=acting, key=key)


def accept_offer(*, acting: Acting, key: str, claim: Claim, mode: Mode) -> Performed | Proposed:
    """Agree, as the owner, to what the insurer has offered, in one of its ways."""
    is_cash = mode is Mode.CASH
    return take(
        claim,
        "agree",
        acting=acting,
        key=key,
        party=Agreeing.OWNER,
        mode=mode,
        amount=claim.offered_cash if is_cash else None,
        repair_from=None if is_cash else claim.offered_repair_from,
        repair_by=None if is_cash else claim.offered_repair_by,
    )


def take_on_ticket(*, acting: Acting, key: str, ticket: Ticket, step: str, **facts: Any) -> Performed | Proposed:
    """Take a step of a pre-cover ticket: accept the repair, say that nobody came, record a visit."""
    return perform(ticket, step, acting=acting, key=key, **facts)


def open_paper(*, acting: Acting, paper: Paper) -> None:
    """Record, once, that a paper has reached the addressee who opens it; a failure never keeps the paper from him."""
    notices = Notice.objects.filter(paper_id=paper.pk, channel=Channel.IN_APP)
    if acting.organisation_id is not None:
        notices = notices.filter(organisation=acting.organisation_id)
    else:
        notices = notices.filter(person=acting.person_id or 0)
    try:
        with transaction.atomic():
            for notice in notices:
                mark_read(notice, acting)
    except Exception:
        log.exception("paper.arrival_not_recorded", extra={"paper": paper.pk})


def approve_proposal(*, acting: Acting, key: str, proposal: Proposal) -> None:
    """Approve what a colleague has prepared: the step is taken, or the correction written, now."""
    if proposal.corrects_id is not None:
        approve_correction(proposal, acting=acting)
    else:
        approve(proposal, acting=acting, key=key)


def propose_correction_of(
    record: Record,
    *,
    acting: Acting,
    reason: str,
    evidence: Sequence[int],
    facts: dict[str, Any] | None = None,
    occurred_at: datetime | None = None,
    annul: bool = False,
) -> Proposal:
    """Prepare the correction of one record of a case for a second person."""
    return propose_correction(
        record, acting=acting, reason=reason, evidence=evidence, facts=facts, occurred_at=occurred_at, annul=annul
    )


def decline_proposal(*, acting: Acting, proposal: Proposal, reason: str) -> Proposal:
    """Give it back with a reason."""
    return decline(proposal, acting=acting, reason=reason)


def _is_worded(facts: type[Facts]) -> bool:
    return "statement_id" in facts.model_fields
