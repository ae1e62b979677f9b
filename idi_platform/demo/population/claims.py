"""The background's claims as acts: each is reported, looked at, determined, agreed and performed as its plan says."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Final

from claims.actions import Caller, Defect, withdraw
from claims.actions import beside as beside_a_claim
from claims.codes import Agreeing, Cause, Channel, Ground, Mode, Outcome, Place, Severity
from claims.cover import rests_on
from claims.models import Claim, Complaint, Subrogation
from claims.models.beside.subrogation import LiableKind
from idi_platform.demo.books import Homes
from idi_platform.demo.script import BEGINS_AT, Act, at
from idi_platform.demo.stories import handled
from idi_platform.demo.teller import Given, Teller, beside
from idi_platform.records.governing import law_of

from .days import later, rolled
from .happening import at_once
from .plan import Case, cases, said

CODE: Final = "bg.claims"
_MORNING, _NOON, _AFTERNOON = "10:20", "13:40", "15:40"
_FEE: Final = "6800.00"
_HOUSES: Final = {
    "chenxing": handled.CHENXING,
    "haitong": handled.HAITONG,
    "oujiang": handled.OUJIANG,
    "songyue": handled.SONGYUE,
}
Step = tuple[datetime, "partial[None]"]
"""When something is done in a case, and what: a function's own name is the step's."""


def lived_in(share: Fraction) -> Mapping[str, Homes]:
    """Return who lives in which homes of the background's books, by the book's name: those who will report."""
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for case in cases(share):
        found[case.background.entered.name][case.home] = (case.owner, case.phone)
    return found


def acts(share: Fraction) -> Iterator[Act]:
    """Yield the acts at a share of the whole: what is done at one instant of history is one act.

    Later ones stand each by itself, so that a visitor who did one of them first leaves the others as they are.
    """
    steps = [(case, *step) for case in cases(share) for step in _steps(case)]
    yield from at_once(((instant, take) for _case, instant, take in steps if instant < BEGINS_AT), CODE)
    for case, instant, take in steps:
        if instant >= BEGINS_AT:
            yield Act(instant, f"{case.code}.{take.func.__name__.removeprefix('_')}", take)


# --- When what is done -----------------------------------------------------------------------------------------------


def _steps(case: Case) -> Iterator[Step]:
    """Yield what is done in a case, in order."""
    yield case.received_at, partial(_report, case)
    surveyed = case.received_on + timedelta(days=1)
    if case.is_entered_late:
        yield _on(surveyed + timedelta(days=1), _AFTERNOON, case, _survey)
    else:
        yield _on(surveyed, _MORNING, case, _survey)
    day = case.determined_on
    if case.is_receipt_corrected:
        yield _on(day, "09:10", case, _correct_receipt)
    if case.is_complained_of:
        yield from _complaint(case)
    if case.outcome == "withdrawn":
        yield _on(day, _NOON, case, _withdraw)
    elif case.is_refused_first:
        yield _on(day, _MORNING, case, _refuse)
        yield _on(day, _AFTERNOON, case, _send_refusal)
        if case.appraisal:
            yield from _appraisal(case)
        elif not case.left:
            yield _on(later(day, 22 + case.number % 9), _AFTERNOON, case, _close)
    else:
        yield _on(day, _MORNING, case, _accept)
        yield from _performance(case, day)


def _on(day: date, time: str, case: Case, take: Callable[[Case, Teller], None]) -> Step:
    return at(day.isoformat(), time), partial(take, case)


def _performance(case: Case, covered_on: date) -> Iterator[Step]:
    """Yield what follows a determination that it is covered: an offer, an agreement, money or works."""
    offered = later(covered_on, 1 + case.number % 3)
    yield _on(offered, _NOON, case, _offer)
    agreed = later(offered, 1 + case.number % 4)
    if case.left:  # whoever has not answered when the visitor comes in answers after the holiday
        agreed = later(_AFTER_THE_HOLIDAY, case.number % 3)
    yield _on(agreed, _NOON, case, _agree)
    slow = 6 if case.pace == "late" and case.number % 2 else 0
    if case.mode == Mode.REPAIR:
        yield _on(later(agreed, 1), _MORNING, case, _order)
        yield _on(_performed(agreed, 3 + slow), _AFTERNOON, case, _repaired)
        paid = later(_performed(agreed, 3 + slow), 2)
    else:
        paid = _performed(agreed, 2 + case.number % 2 + slow)
    yield _on(paid, _AFTERNOON, case, _pay)
    if case.recovered is not None:
        yield _on(later(paid, 4), _NOON, case, _identify)
        yield _on(later(paid, 14), _NOON, case, _demand)
        if case.recovered:
            yield _on(later(paid, 70), _NOON, case, _recover)


def _performed(agreed: date, working_days: int) -> date:
    """Return the day of performance: so many working days later, before a long holiday if need be, or slowly."""
    last = rolled(agreed + timedelta(days=said()["performed_within"]))
    return later(agreed, working_days) if working_days > _SWIFT else min(later(agreed, working_days), last)


_SWIFT: Final = 3
_AFTER_THE_HOLIDAY: Final = at("2026-10-08").date()


def _appraisal(case: Case) -> Iterator[Step]:
    """Yield an appraisal: the owner asks, both choose, the body concludes; what was refused stands, or is covered."""
    asked = later(case.determined_on, 4)
    yield _on(asked, _AFTERNOON, case, _object)
    yield _on(later(asked, 2), _NOON, case, _choose)
    concluded = later(asked, 14)
    if case.appraisal == "upheld":
        yield _on(concluded, _NOON, case, _upheld)
        yield _on(later(concluded, 20), _AFTERNOON, case, _close)
    elif case.appraisal == "overturned":
        yield _on(concluded, _NOON, case, _overturned)
        yield from _performance(case, concluded)


def _complaint(case: Case) -> Iterator[Step]:
    since = later(case.received_on, 2)
    if case.pace == "late":
        since = later(rolled(case.received_on + timedelta(days=case.around["days"])), 1)
    yield _on(since, _NOON, case, _complain)
    yield _on(later(since, 1), _NOON, case, _take_up)
    yield _on(later(since, 5), _NOON, case, _answer)


# --- What is done ----------------------------------------------------------------------------------------------------


def _claim(case: Case, teller: Teller) -> Claim:
    return teller.claim(case.code)


def _house(case: Case, teller: Teller) -> handled.House:
    """Return the people who handle it: the handler is whoever was given it."""
    house = _HOUSES[case.background.house]
    given = _claim(case, teller).handled_by
    names = {person.pk: name for name, person in teller.cast.people.items()}
    return replace(house, handler=names[given]) if given in names else house


def _report(case: Case, teller: Teller) -> None:
    leak = Defect(
        place=Place(case.row["place"]),
        defect=case.defect,
        item="" if case.defect else case.item,
        severity=Severity.GROWING if case.number % 3 else Severity.TRACES,
        discovered_on=case.received_on - timedelta(days=case.number % 5),
        words=case.row["said"],
    )
    home = teller.unit(case.background.number, case.home)
    if case.channel == Channel.PORTAL:
        teller.report(case.code, case.phone, home, leak)
        return
    by_phone = case.channel == Channel.HOTLINE
    recording = f"DEMO-{case.code}-{case.received_at:%Y%m%d-%H%M}" if by_phone else ""
    caller = Caller(name=case.owner, phone=case.phone, channel=Channel(case.channel), recording=recording)
    who = case.around["hotline" if by_phone else "desk"]
    teller.report(case.code, who, home, leak, caller=caller)


def _survey(case: Case, teller: Teller) -> None:
    facts: Given = {"item": case.item, "cause": Cause.OTHER if case.is_refused_first else Cause.CONSTRUCTION}
    if case.is_entered_late:
        seen_at = at((case.received_on + timedelta(days=1)).isoformat(), _MORNING)
        facts |= {"occurred_at": seen_at, "reasons": {"late_entry": said()["late_entry"]}}
    if case.group == "waterproofing":
        facts["moisture"] = f"{(8 if case.is_refused_first else 28) + case.number % 5}.5"
    words = said()["refusals"][case.ground][0] if case.is_refused_first else case.row["seen"]
    handled.survey(teller, _claim(case, teller), _house(case, teller), words, **facts)


def _correct_receipt(case: Case, teller: Teller) -> None:
    claim, house = _claim(case, teller), _house(case, teller)
    proof: Given = {"words": said()["corrected"], "evidence_ids": [handled.evidence(teller, claim, house)]}
    before = case.received_at - timedelta(hours=2)
    teller.step(claim, "correct_receipt", house.handler, second=house.approver, received_at=before, **proof)


def _accept(case: Case, teller: Teller) -> None:
    claim, house = _claim(case, teller), _house(case, teller)
    words = case.kind["because"]
    clauses = rests_on(law_of(claim.subject), case.item)
    if case.outcome != "in_part":
        handled.accept(teller, claim, house, words, clauses, item=case.item)
        handled.send_result(teller, claim, house)
        return
    given: Given = {
        "item": case.item,
        "cause": Cause.CONSTRUCTION,
        "benchmark": "standard",
        "outcome": Outcome.IN_PART,
        "ground": Ground(case.ground),
        "clauses": rests_on(law_of(claim.subject), case.item, case.ground),
        "why": said()["refusals"][case.ground][1],
        "evidence_ids": [handled.evidence(teller, claim, house)],
    }
    teller.step(claim, "accept_in_part", house.handler, second=house.approver, words=words, **given)
    handled.send_result(teller, claim, house)
    teller.step(claim, "send_refusal", house.handler)


def _refuse(case: Case, teller: Teller) -> None:
    claim, house = _claim(case, teller), _house(case, teller)
    words, why = said()["refusals"][case.ground]
    (clause,) = rests_on(law_of(claim.subject), case.item, case.ground)
    handled.refuse(teller, claim, house, words, why=why, ground=Ground(case.ground), clause=clause, item=case.item)


def _send_refusal(case: Case, teller: Teller) -> None:
    teller.step(_claim(case, teller), "send_refusal", _house(case, teller).handler)


def _close(case: Case, teller: Teller) -> None:
    teller.step(_claim(case, teller), "close", _house(case, teller).handler)


def _withdraw(case: Case, teller: Teller) -> None:
    withdraw(acting=teller.who(case.phone), key=teller.key(), claim=_claim(case, teller))


def _amount(case: Case) -> Decimal:
    share = Decimal("0.6") if case.outcome == "in_part" else Decimal(1)
    return (case.amount * share).quantize(Decimal("0.01"))


def _offer(case: Case, teller: Teller) -> None:
    claim, house = _claim(case, teller), _house(case, teller)
    if case.mode == Mode.CASH:
        handled.offer_cash(teller, claim, house, "按修复所需的费用赔付。", str(_amount(case)))
        return
    since = later(teller.today(), 2)
    until = later(since, 6)
    if case.left:
        since, until = later(_AFTER_THE_HOLIDAY, 2), later(_AFTER_THE_HOLIDAY, 8)
    handled.offer_repair(teller, claim, house, case.row["repair"], since.isoformat(), until.isoformat())


def _agree(case: Case, teller: Teller) -> None:
    """The owner agrees by himself, or the desk enters what he signed; where the insured signs too, that as well."""
    claim, house = _claim(case, teller), _house(case, teller)
    terms: Given = {"mode": Mode(case.mode)}
    if case.mode == Mode.CASH:
        terms["amount"] = str(_amount(case))
    else:
        terms |= {"repair_from": claim.offered_repair_from, "repair_by": claim.offered_repair_by}
    if case.channel == Channel.PORTAL:
        handled.agree(teller, claim, case.phone, Mode(case.mode))
    else:
        proof = [handled.evidence(teller, claim, house)]
        teller.step(claim, "agree", house.handler, evidence_ids=proof, party=Agreeing.OWNER, **terms)
    if case.around.get("insured_signs"):
        handled.insured_agrees(teller, _claim(case, teller), house, **terms)


def _order(case: Case, teller: Teller) -> None:
    repairer = teller.firm(case.background.contractor[0])
    teller.step(_claim(case, teller), "order_repair", _house(case, teller).handler, repairer=repairer)


def _repaired(case: Case, teller: Teller) -> None:
    handled.repaired(teller, _claim(case, teller), _house(case, teller))


def _pay(case: Case, teller: Teller) -> None:
    """Pay what was agreed, and the fee of an appraisal that found it covered."""
    claim, house = _claim(case, teller), _house(case, teller)
    lines = {"repair" if case.mode == Mode.REPAIR else "indemnity": str(_amount(case))}
    if case.appraisal == "overturned":
        lines["appraisal_fee"] = _FEE
    handled.pay(teller, claim, house, **lines)
    teller.step(claim, "close", house.handler)


# --- Beside a claim --------------------------------------------------------------------------------------------------


def _object(case: Case, teller: Teller) -> None:
    handled.object_to_it(teller, _claim(case, teller), case.phone, said()["objection"])


def _choose(case: Case, teller: Teller) -> None:
    house = _house(case, teller)
    appraisal = handled.propose_appraiser(teller, _claim(case, teller), house)
    appraisal = teller.do(appraisal, "agree_appraiser", case.phone)
    teller.do(appraisal, "begin", house.handler)


def _upheld(case: Case, teller: Teller) -> None:
    house = _house(case, teller)
    appraisal = teller.do(handled.appraisal_of(_claim(case, teller)), "conclude", house.handler, outcome="not_covered")
    appraisal = teller.do(appraisal, "confirm", house.handler)
    appraisal = teller.do(appraisal, "allocate_cost", house.handler, fee=_FEE, payer="owner")
    teller.do(appraisal, "close", house.handler)


def _overturned(case: Case, teller: Teller) -> None:
    claim, house = _claim(case, teller), _house(case, teller)
    (clause, *_others) = rests_on(law_of(claim.subject), case.item)
    found = "鉴定机构认定属于质量缺陷，重新核定。"
    words: str = case.kind["because"]
    handled.covered_after_all(teller, claim, house, found=found, words=words, clause=clause, fee=_FEE, item=case.item)


def _complain(case: Case, teller: Teller) -> None:
    who = teller.who(case.phone)
    beside_a_claim.complain(
        acting=who, key=teller.key(), claim=_claim(case, teller), unit=None, words=said()["complaint"]
    )


def _complaint_of(case: Case, teller: Teller) -> Complaint:
    return Complaint.objects.select_related("subject").get(claim=_claim(case, teller))


def _take_up(case: Case, teller: Teller) -> None:
    teller.do(_complaint_of(case, teller), "acknowledge", _house(case, teller).handler)


def _answer(case: Case, teller: Teller) -> None:
    who, complaint = teller.who(_house(case, teller).handler), _complaint_of(case, teller)
    beside_a_claim.take_beside(acting=who, key=teller.key(), beside=complaint, step="answer", words=said()["answer"])
    teller.do(_complaint_of(case, teller), "close", _house(case, teller).handler)


def _identify(case: Case, teller: Teller) -> None:
    claim, house = _claim(case, teller), _house(case, teller)
    liable: Given = {"organisation_id": teller.firm(case.background.contractor[0]), "liable_kind": LiableKind.WORKS}
    recourse = teller.do(Subrogation(subject=beside(claim), claim=claim), "identify", house.handler, **liable)
    teller.do(recourse, "notify", house.handler)


def _recourse(case: Case, teller: Teller) -> Subrogation:
    return Subrogation.objects.select_related("subject").get(claim=_claim(case, teller))


def _demand(case: Case, teller: Teller) -> None:
    house = _house(case, teller)
    recourse = teller.do(_recourse(case, teller), "secure_evidence", house.handler)
    teller.do(recourse, "demand", house.handler, amount=str(_amount(case)))


def _recover(case: Case, teller: Teller) -> None:
    teller.do(_recourse(case, teller), "recover", _house(case, teller).handler, amount=str(case.recovered))
