"""What must be true in the same instant around a claim: its visit, repair, transfer with the home, what was waived.

A repair and its claim end together. Whoever repairs records it on the repair, and the claim is performed; where the
claim's desk records it, the repair is complete.
"""

from datetime import timedelta
from typing import Final

from claims.given import facts_of
from claims.models import Appointment, Claim, Repair, Waiver
from claims.models.beside.appointment import Choose
from claims.models.beside.repair import STANDING, Complete
from claims.models.claim_facts import CompleteRepair, OrderRepair
from claims.models.claim_further import UNENDED
from claims.models.claim_handling import OPEN
from claims.models.further_facts import RecordWaiver
from claims.models.further_guards import standing_repair
from idi_platform.projects.models.unit import Transfer
from idi_platform.records.models import Subject
from idi_platform.workflow.reactions import Happened, reaction

A_VISIT: Final = timedelta(hours=2)
"""How long a slot lasts within which somebody comes; an arrangement of the platform, no limit of a text."""
UNDER_WAY = ("ordered", "waiting_for_documents", "in_progress")


def _ordered(happened: Happened) -> None:
    """The order of the claim brings the repair into being."""
    claim: Claim = happened.aggregate
    facts = facts_of(happened, OrderRepair)
    links = {f"{name}_id": value for name, value in claim.subject.link_ids().items()}
    repair = Repair(subject=Subject(division_id=claim.subject.division_id, **links), claim=claim)
    shown = {"repairer_kind": facts.repairer_kind, "qualification_until": facts.qualification_until}
    happened.follow(repair, "order", repairer_id=facts.repairer, planned_until=facts.end_on, **shown)


def _completed(happened: Happened) -> None:
    """The last repair that was under way is done: the claim is performed."""
    claim = Claim.objects.select_related("subject").get(pk=happened.aggregate.claim_id)
    if claim.state == "performing" and not _under_way(claim.subject):
        passed = facts_of(happened, Complete).water_test_passed
        happened.follow(claim, "complete_repair", water_test_passed=passed)


def _performed(happened: Happened) -> None:
    """The desk recorded the end of the works on the claim: the repair is complete, and accepted if the owner did."""
    repairs = Repair.objects.select_related("subject").filter(claim=happened.aggregate.pk, state__in=UNDER_WAY)
    for repair in repairs.order_by("pk"):
        happened.follow(repair, "complete_with_claim")
        if facts_of(happened, CompleteRepair).accepted_by_owner:
            happened.follow(repair, "accept")


def _reopened(happened: Happened) -> None:
    """The repair under warranty is the one that is done again."""
    repair = standing_repair(happened.aggregate)
    if repair is not None:
        happened.follow(repair, "recur")


def _transferred(happened: Happened) -> None:
    """Every open claim on the home waits to be told with whom it goes on, unless who claims still holds the home."""
    facts = facts_of(happened, Transfer)
    persons = {holder.person_id for holder in facts.holders} - {None}
    organisations = {holder.organisation_id for holder in facts.holders} - {None}
    for claim in Claim.objects.select_related("subject").filter(pk__in=_open_claims(happened.record.subject)):
        stays = claim.claimant_person in persons or claim.claimant_organisation in organisations
        if not stays and claim.reported_on is not None and claim.reported_on < facts.transferred_on:
            happened.follow(claim, "transfer_pending", transferred_on=facts.transferred_on)


def _chosen(happened: Happened) -> None:
    """The slot chosen is the time of the claim's visit; who comes is named with the slots, else who would have."""
    claim, at = _claim_of_appointment(happened), facts_of(happened, Choose).at
    if claim.state in OPEN:
        who = happened.aggregate.surveyor or claim.surveyor
        happened.follow(claim, "schedule_survey", from_at=at, until_at=at + A_VISIT, surveyor=who)


def _others_wanted(happened: Happened) -> None:
    """Who can no longer come at the time chosen is visited at none until another one is arranged."""
    claim = _claim_of_appointment(happened)
    if happened.record.source == "chosen" and claim.state in OPEN and claim.survey_from_at is not None:
        happened.follow(claim, "call_off_survey")


def _claim_of_appointment(happened: Happened) -> Claim:
    return Claim.objects.select_related("subject").get(pk=happened.aggregate.claim_id)


def _arranged_for(appointment: Subject) -> list[int]:
    return list(Appointment.objects.filter(pk=appointment.pk).values_list("claim", flat=True))


def _waived(happened: Happened) -> None:
    facts = facts_of(happened, RecordWaiver)
    Waiver.objects.create(
        claim=happened.aggregate,
        record_id=happened.record.pk,
        made_on=facts.made_on,
        by=facts.by,
        timing=facts.timing,
        is_whole=facts.is_whole,
        statement_id=facts.statement_id,
        evidence=list(facts.evidence_ids),
    )


def _claim_of(repair: Subject) -> list[int]:
    claims = Repair.objects.filter(pk=repair.pk).values("claim")
    under_way = Repair.objects.filter(claim__in=claims, state__in=UNDER_WAY)
    return [*claims.values_list("claim", flat=True), *under_way.values_list("pk", flat=True)]


def _under_way(claim: Subject) -> list[int]:
    return list(Repair.objects.filter(claim=claim.pk, state__in=UNDER_WAY).values_list("pk", flat=True))


def _standing(claim: Subject) -> list[int]:
    return list(Repair.objects.filter(claim=claim.pk, state__in=STANDING).values_list("pk", flat=True))


def _open_claims(unit: Subject) -> list[int]:
    found = Claim.objects.filter(subject__unit=unit.pk, state__in=UNENDED).order_by("pk")
    return list(found.values_list("pk", flat=True))


def register() -> None:
    """Register the reactions."""
    reaction("claim.order_repair", takes=("repair.order",))(_ordered)
    for name in ("repair.complete", "repair.complete_again"):
        reaction(name, takes=("claim.complete_repair",), reach=_claim_of)(_completed)
    taken = ("repair.complete_with_claim", "repair.accept")
    reaction("claim.complete_repair", takes=taken, reach=_under_way)(_performed)
    reaction("claim.reopen_under_warranty", takes=("repair.recur",), reach=_standing)(_reopened)
    reaction("unit.transfer", takes=("claim.transfer_pending",), reach=_open_claims)(_transferred)
    reaction("appointment.choose", takes=("claim.schedule_survey",), reach=_arranged_for)(_chosen)
    reaction("appointment.ask_for_others", takes=("claim.call_off_survey",), reach=_arranged_for)(_others_wanted)
    reaction("claim.record_waiver")(_waived)
