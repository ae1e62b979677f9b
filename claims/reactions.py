"""What must be true in the same instant as a step of a claim: the ticket of a routed claim, and the rows to read."""

from decimal import Decimal

from claims.cover import cover_of
from claims.earlier import same_before
from claims.given import facts_of
from claims.models import (
    Agreement,
    Claim,
    Determination,
    Payment,
    PaymentLine,
    PaymentShare,
    Survey,
    Ticket,
    next_number,
)
from claims.models.claim_facts import Accept, AcceptInPart, Agree, Evidenced, Pay, Refuse, RouteBeforeCover
from claims.models.claim_handling import REFUSAL_NOTICE
from claims.models.papers_sent import PaperSent
from claims.models.returned import RETURNS, ReturnPayment
from claims.numbering import series_of
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refused
from idi_platform.kernel.money import split_by_shares
from idi_platform.projects.queries import participants_on
from idi_platform.records.models import Subject
from idi_platform.workflow.reactions import Happened, reaction
from policies.models import CoInsurer
from policies.rules.terms_of_cover import Basis, CoverState, Liable

ROUTED = {Liable.DEVELOPER, Liable.CONTRACTOR}
DECISIONS = ("claim.accept", "claim.accept_in_part", "claim.refuse")


def _filed(happened: Happened) -> None:
    """Link what was known before, and route what was discovered before cover; whatever is in doubt goes on to a person.

    A link alone routes nothing: that an old defect was left over is for people to say.
    """
    claim: Claim = happened.aggregate
    before = same_before(claim)
    if before is not None:
        happened.follow(claim, "link_earlier", earlier=before.case.pk, known_on=before.known_on, by_rule=True)
    cover = cover_of(claim)
    if cover.state is not CoverState.BEFORE_COVER or cover.liable not in ROUTED or cover.basis is Basis.LEFTOVER:
        return
    try:
        happened.follow(
            claim,
            "route_before_cover",
            liable=cover.liable.value,
            clause=cover.clause,
            cover_starts_on=cover.to,
        )
    except Refused:
        return  # a gate wants a person to look: the claim stays filed, and its clocks run


def _routed(happened: Happened) -> None:
    """Open the ticket in which the liable party repairs, and tell it."""
    claim: Claim = happened.aggregate
    facts = facts_of(happened, RouteBeforeCover)
    above = claim.subject
    series = series_of(above.insured_object_id, "ticket")
    links = {f"{name}_id": value for name, value in above.link_ids().items()}
    ticket = Ticket(subject=Subject(division_id=above.division_id, **links), origin=claim)
    ticket.number = next_number(series, local_date(happened.moment.recorded_at).year)
    happened.follow(
        ticket,
        "report",
        place=claim.place,
        defect=claim.defect,
        item=claim.item_code,
        severity=claim.severity,
        discovered_on=claim.discovered_on,
        first_known_on=claim.first_known_on or claim.discovered_on or claim.reported_on,
        reported_at=claim.received_at,
        statement_id=claim.statement_id,
    )
    told = liable_organisations(claim, facts.liable)
    happened.follow(
        ticket,
        "tell_liable",
        liable=facts.liable,
        organisation_id=told[0] if told else None,
        also_told=told[1:],
        clause=facts.clause,
    )


def liable_organisations(claim: Claim, liable: str) -> tuple[int, ...]:
    """Return whom to tell: the liable party first, the developer too where the contractor is liable."""
    if claim.subject.project_id is None or claim.reported_on is None:
        return ()
    parties = participants_on(claim.subject.project_id, claim.reported_on)
    by_role: dict[str, list[int]] = {}
    for party in parties:
        if party.organisation_id is not None:
            by_role.setdefault(party.role, []).append(party.organisation_id)
    roles = dict.fromkeys((liable, PartyRole.developer.value))
    return tuple(dict.fromkeys(pk for role in roles for pk in by_role.get(role, ())))


def _dispatched(happened: Happened) -> None:
    """A refusal is served when its notice has left."""
    if facts_of(happened, PaperSent).paper == REFUSAL_NOTICE and happened.aggregate.state == "refused":
        happened.follow(happened.aggregate, "serve_refusal")


def _determined(happened: Happened) -> None:
    claim, facts, acting = happened.aggregate, _decision(happened), happened.record.acting
    maker = acting.get("maker") or {}
    Determination.objects.create(
        claim=claim,
        record_id=happened.record.pk,
        version=claim.determination_version,
        outcome=claim.outcome,
        item=claim.item_code,
        items=[item.as_json() for item in getattr(facts, "items", ())],
        cause=claim.cause,
        benchmark=claim.benchmark,
        ground=claim.ground,
        assessed_amount=claim.assessed_amount,
        clauses=list(facts.clauses),
        evidence=list(facts.evidence_ids),
        statement_id=facts.statement_id,
        why_id=getattr(facts, "why_id", None),
        determined_at=happened.moment.occurred_at,
        author=maker.get("person") or acting.get("person"),
        second_person=acting.get("person") if maker else None,
    )


def _decision(happened: Happened) -> Accept | AcceptInPart | Refuse:
    if isinstance(happened.facts, Accept | AcceptInPart | Refuse):
        return happened.facts
    raise TypeError(f"{happened.record.name} determines nothing.")


def _agreed(happened: Happened) -> None:
    claim, facts = happened.aggregate, facts_of(happened, Agree)
    Agreement.objects.create(
        claim=claim,
        record_id=happened.record.pk,
        party=facts.party,
        mode=facts.mode,
        amount=facts.amount,
        repair_from=facts.repair_from,
        repair_by=facts.repair_by,
        scope_id=claim.offer_id,
        agreed_at=happened.moment.occurred_at,
        agreed_by=happened.moment.acting.get("person"),
    )


def _visited(happened: Happened) -> None:
    facts = facts_of(happened, Evidenced)
    Survey.objects.create(
        claim=happened.aggregate,
        record_id=happened.record.pk,
        visited_at=happened.moment.occurred_at,
        surveyor=happened.moment.acting.get("person"),
        statement_id=facts.statement_id,
        evidence=list(facts.evidence_ids),
        failed=getattr(facts, "reason", ""),
    )


def _paid(happened: Happened) -> None:
    """Write the payment with its lines, and what each insurer of the panel bears of it, to the fen."""
    claim, facts = happened.aggregate, facts_of(happened, Pay)
    payment = Payment.objects.create(
        claim=claim,
        record_id=happened.record.pk,
        amount=facts.amount,
        is_interim=happened.record.name == "claim.pay_interim",
        payee=facts.payee or claim.claimant_person,
        paid_at=happened.moment.occurred_at,
        approved_by=happened.record.acting.get("person"),
    )
    PaymentLine.objects.bulk_create(
        PaymentLine(payment=payment, kind=line.kind, amount=line.amount) for line in facts.lines
    )
    PaymentShare.objects.bulk_create(
        PaymentShare(
            payment=payment,
            organisation_id=share.organisation_id,
            is_lead=share.role == CoInsurer.Role.LEAD,
            rate=share.rate,
            amount=amount,
        )
        for share, amount in shares_of(claim, facts.amount)
    )


def _returned(happened: Happened) -> None:
    """Write the reversal of a payment: its lines and shares the other way round, linked to it."""
    facts = facts_of(happened, ReturnPayment)
    original = Payment.objects.get(pk=facts.payment_id)
    payment = Payment.objects.create(
        claim=happened.aggregate,
        record_id=happened.record.pk,
        amount=-original.amount,
        is_interim=original.is_interim,
        payee=original.payee,
        paid_at=happened.moment.occurred_at,
        approved_by=happened.record.acting.get("person"),
        reverses=original,
    )
    PaymentLine.objects.bulk_create(
        PaymentLine(payment=payment, kind=line.kind, amount=-line.amount) for line in original.lines.order_by("pk")
    )
    PaymentShare.objects.bulk_create(
        PaymentShare(
            payment=payment,
            organisation_id=share.organisation_id,
            is_lead=share.is_lead,
            rate=share.rate,
            amount=-share.amount,
        )
        for share in original.shares.order_by("pk")
    )


def shares_of(claim: Claim, amount: Decimal) -> list[tuple[CoInsurer, Decimal]]:
    """Return the panel of the claim's policy, the lead first, with what each bears of an amount."""
    panel = list(CoInsurer.objects.filter(policy=claim.subject.policy_id).order_by("pk"))
    panel.sort(key=lambda share: share.role != CoInsurer.Role.LEAD)
    if not panel:
        return []
    return list(zip(panel, split_by_shares(amount, [share.rate for share in panel]), strict=True))


def register() -> None:
    """Register the reactions."""
    reaction("claim.file", takes=("claim.link_earlier", "claim.route_before_cover"))(_filed)
    reaction("claim.route_before_cover", takes=("ticket.report", "ticket.tell_liable"))(_routed)
    reaction("claim.record_dispatch", takes=("claim.serve_refusal",))(_dispatched)
    for name in DECISIONS:
        reaction(name)(_determined)
    reaction("claim.agree")(_agreed)
    for name in ("claim.record_survey", "claim.record_failed_visit"):
        reaction(name)(_visited)
    for name in ("claim.pay", "claim.pay_interim"):
        reaction(name)(_paid)
    for name in RETURNS:
        reaction(f"claim.{name}")(_returned)
