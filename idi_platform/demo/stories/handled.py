"""What the stories' people do alike: look at a place, determine with a second person, object, agree, repair, pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from claims import actions as claims
from claims.actions import beside as beside_a_claim
from claims.codes import Benchmark, Cause, Ground, LineKind, Mode, RedeterminationReason
from claims.models import Appraisal, Claim
from claims.models.beside.appraisal import Matter
from idi_platform.demo.teller import Given, Teller
from idi_platform.projects.decisions import decide_edition
from idi_platform.projects.models import InsuredObject, Unit
from idi_platform.workflow.perform import approve
from idi_platform.workflow.requests import Proposed


@dataclass(frozen=True, slots=True)
class House:
    """The people of one insurer who handle a claim, by log-in."""

    surveyor: str
    handler: str
    approver: str


CHENXING = House("qin", "gao", "zheng")
QINGYANLI = House("qin", "ruan", "zheng")
"""The same insurer: its second handler has the compound."""
HAITONG = House("shu", "shu", "yu")
OUJIANG = House("chi", "chi", "mai")
SONGYUE = House("yue", "yue", "min")
HOUSES = (CHENXING, HAITONG, OUJIANG, SONGYUE)


def arrange(teller: Teller, claim: Claim, house: House, since: datetime, until: datetime) -> None:
    """Arrange when the surveyor comes."""
    who = teller.who(house.surveyor).person_id
    teller.step(claim, "schedule_survey", house.handler, from_at=since, until_at=until, surveyor=who)


def survey(teller: Teller, claim: Claim, house: House, words: str, *, moisture: str = "", **facts: Any) -> None:
    """Look at the place: what was seen, the item, the cause, a reading where there is one."""
    given: Given = {"item": "waterproofing", "cause": Cause.CONSTRUCTION, "owner_signed": True, **facts}
    if moisture:
        given["moisture"] = moisture
    photo = teller.photo(claim, house.surveyor)
    teller.step(claim, "record_survey", house.surveyor, words=words, evidence_ids=[photo], **given)


def accept(
    teller: Teller,
    claim: Claim,
    house: House,
    words: str,
    clauses: Sequence[str],
    *,
    approved: bool = True,
    **facts: Any,
) -> None:
    """Determine that it is covered; the second person agrees at once, or later where `approved` is false."""
    given: Given = {
        "item": "waterproofing",
        "cause": Cause.CONSTRUCTION,
        "benchmark": Benchmark.STANDARD,
        "evidence_ids": [evidence(teller, claim, house)],
        **facts,
    }
    second = house.approver if approved else ""
    teller.step(claim, "accept", house.handler, words=words, clauses=list(clauses), second=second, **given)


def evidence(teller: Teller, claim: Claim, house: House) -> int:
    """Return a photo of the claim's file, taken again where there is none."""
    found: int | None = claim.subject.attachments.order_by("number").values_list("pk", flat=True).first()
    return found if found is not None else teller.photo(claim, house.handler)


def send_result(teller: Teller, claim: Claim, house: House) -> None:
    """Send what was determined; it is served when it leaves."""
    teller.step(claim, "send_determination", house.handler)


def offer_repair(teller: Teller, claim: Claim, house: House, words: str, since: str, until: str) -> None:
    """Put a repair before the owner."""
    days: Given = {"repair_from": date.fromisoformat(since), "repair_by": date.fromisoformat(until)}
    teller.step(claim, "offer_settlement", house.handler, words=words, **days)


def offer_cash(teller: Teller, claim: Claim, house: House, words: str, amount: str) -> None:
    """Put a sum before the owner."""
    teller.step(claim, "offer_settlement", house.handler, words=words, cash=Decimal(amount))


def agree(teller: Teller, claim: Claim, owner: str, mode: Mode) -> None:
    """Agree, as the owner, to what was offered."""
    fresh = Claim.objects.select_related("subject").get(pk=claim.pk)
    claims.accept_offer(acting=teller.who(owner), key=teller.key(), claim=fresh, mode=mode)


def pay(teller: Teller, claim: Claim, house: House, step: str = "pay", **lines: str) -> None:
    """Pay, with the second person; the lines by their kind."""
    given = [{"kind": LineKind(kind), "amount": Decimal(amount)} for kind, amount in lines.items()]
    teller.step(claim, step, house.handler, second=house.approver, lines=given)


def report_unless(
    teller: Teller, story: str, owner: str, home: Unit, defect: claims.Defect, known: QuerySet[Any]
) -> None:
    """Report a defect of a home, unless the visitor has: `known` is what such a report leads to."""
    if not known.exists():
        teller.report(story, owner, home, defect)


def first_on(home: Unit) -> Claim:
    """Return the first claim of a home: the visitor's, where the visitor has filed one, else the story's."""
    return Claim.objects.select_related("subject").filter(subject__unit=home.pk).earliest("pk")


def refuse(
    teller: Teller, claim: Claim, house: House, words: str, *, why: str, ground: Ground, clause: str, **facts: Any
) -> None:
    """Determine, with the second person, that it is not covered."""
    proof = [evidence(teller, claim, house)]
    given: Given = {"item": "waterproofing", "ground": ground, "clauses": [clause], "evidence_ids": proof, **facts}
    teller.step(claim, "refuse", house.handler, second=house.approver, words=words, why=why, **given)


def object_to_it(teller: Teller, claim: Claim, owner: str, words: str) -> None:
    """Let the owner ask for an appraisal, unless the visitor has done so for him."""
    if not claim.in_dispute:
        beside_a_claim.object_to(
            acting=teller.who(owner), key=teller.key(), claim=claim, matter=Matter.LIABILITY, words=words
        )


def appraisal_of(claim: Claim) -> Appraisal:
    """Return the appraisal that was asked for."""
    return Appraisal.objects.select_related("subject").filter(claim=claim).earliest("pk")


def propose_appraiser(teller: Teller, claim: Claim, house: House) -> Appraisal:
    """Name a body with both licences."""
    facts: Given = {"appraiser_id": teller.firm("mingjing"), "has_testing_licence": True, "has_judicial_licence": True}
    return teller.do(appraisal_of(claim), "propose", house.handler, **facts)


def covered_after_all(
    teller: Teller, claim: Claim, house: House, *, found: str, words: str, clause: str, fee: str, **more: Any
) -> None:
    """Conclude that it is covered: the insurer pays the fee and determines anew; the first notice stays as it is."""
    appraisal = teller.do(appraisal_of(claim), "conclude", house.handler, outcome="covered")
    appraisal = teller.do(appraisal, "confirm", house.handler)
    appraisal = teller.do(appraisal, "allocate_cost", house.handler, fee=fee, payer="insurer")
    facts: Given = {"reason": RedeterminationReason.APPRAISAL, "evidence_ids": [evidence(teller, claim, house)]}
    teller.step(claim, "redetermine", house.handler, second=house.approver, words=found, **facts)
    accept(teller, claim, house, words, [clause], **more)
    send_result(teller, claim, house)
    teller.do(appraisal, "close", house.handler)


def insured_agrees(teller: Teller, claim: Claim, house: House, **terms: Any) -> None:
    """Enter that the insured has signed, with the paper: legally this instant counts."""
    proof = [evidence(teller, claim, house)]
    teller.step(claim, "agree", house.handler, evidence_ids=proof, party="insured", **terms)


def repaired(teller: Teller, claim: Claim, house: House) -> None:
    """Done, tested with closed water, accepted by the owner."""
    proof = teller.photo(claim, house.surveyor)
    facts: Given = {"evidence_ids": [proof], "water_test_passed": True, "accepted_by_owner": True}
    teller.step(claim, "complete_repair", house.handler, **facts)


def edition_decided(
    teller: Teller, insured_object: str, edition: str, *, document: str, ground: str, officers: tuple[str, str]
) -> None:
    """Let two officers decide, with a source, under which text a contract is handled from here."""
    done = decide_edition(
        acting=teller.who(officers[0]),
        key=teller.key(),
        insured_object=InsuredObject.objects.select_related("subject").get(number=insured_object),
        edition=edition,
        document_number=document,
        ground=ground,
    )
    if isinstance(done, Proposed):
        approve(done.proposal, acting=teller.who(officers[1]), key=teller.key())
