"""The background's claims as acts: each is reported, looked at, determined, agreed and performed as its plan says."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, Final

from claims.actions import Caller, Defect, withdraw
from claims.actions import beside as beside_a_claim
from claims.codes import Agreeing, Cause, Channel, Ground, Mode, Outcome, Place, Severity
from claims.cover import rests_on
from claims.models import Claim, Complaint, Subrogation
from claims.models.beside.subrogation import LiableKind
from idi_platform.demo.books import Homes
from idi_platform.demo.script import Act, at
from idi_platform.demo.stories import handled
from idi_platform.demo.teller import Given, Teller, beside
from idi_platform.records.governing import law_of

from .days import later
from .happening import at_once
from .plan import Case, cases, said
from .projects import BACKGROUND

CODE: Final = "bg.claims"
_MORNING, _NOON, _AFTERNOON = "10:20", "13:40", "15:40"
_FEE: Final = "6800.00"
_HOUSES: Final = {
    "chenxing": handled.CHENXING,
    "haitong": handled.HAITONG,
    "oujiang": handled.OUJIANG,
    "songyue": handled.SONGYUE,
}


@dataclass(frozen=True, slots=True)
class _Step:
    """What is done in a case at an instant."""

    at: datetime
    name: str
    case: Case
    take: Callable[[Teller, Case], None]


def lived_in(share: Fraction) -> Mapping[str, Homes]:
    """Return who lives in which homes of the background's books, by the book's name: those who will report."""
    names = {one.number: one.entered.name for one in BACKGROUND}
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for case in cases(share):
        found[names[case.background.number]][case.home] = (case.owner, case.phone)
    return found


def acts(share: Fraction) -> Iterator[Act]:
    """Yield the acts at a share of the whole: what is done at one instant of history is one act.

    Later ones stand each by itself, so that a visitor who did one of them first leaves the others as they are.
    """
    alone = [
        Act(step.at, f"{case.code}.{step.name}", partial(_take, step)) for case in cases(share) for step in _steps(case)
    ]
    yield from at_once(((act.at, act.take) for act in alone if act.is_history), CODE)
    yield from (act for act in alone if not act.is_history)


def _take(step: _Step, teller: Teller) -> None:
    step.take(teller, step.case)


# --- When what is done -----------------------------------------------------------------------------------------------


def _steps(case: Case) -> Iterator[_Step]:
    """Yield what is done in a case, in order."""
    yield _Step(case.received_at, "report", case, _report)
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
        yield from _performance(case)


def _on(day: Any, time: str, case: Case, take: Callable[[Teller, Case], None]) -> _Step:
    return _Step(at(day.isoformat(), time), take.__name__.removeprefix("_"), case, take)


def _performance(case: Case) -> Iterator[_Step]:
    """Yield what follows a determination that it is covered: an offer, an agreement, money or works."""
    offered = later(case.determined_on, 1 + case.number % 3)
    yield _on(offered, _NOON, case, _offer)
    agreed = later(offered, 1 + case.number % 4)
    if case.left:  # whoever has not answered when the visitor comes in answers after the holiday
        agreed = later(_AFTER_THE_HOLIDAY, case.number % 3)
    yield _on(agreed, _NOON, case, _agree)
    slow = 6 if case.pace == "late" and case.number % 2 else 0
    if case.mode == Mode.REPAIR:
        yield _on(later(agreed, 1), _MORNING, case, _order)
        yield _on(later(agreed, 3 + slow), _AFTERNOON, case, _repaired)
        paid = later(agreed, 5 + slow)
    else:
        paid = later(agreed, 2 + case.number % 2 + slow)
    yield _on(paid, _AFTERNOON, case, _pay)
    if case.recovered is not None:
        yield _on(later(paid, 4), _NOON, case, _identify)
        yield _on(later(paid, 14), _NOON, case, _demand)
        if case.recovered:
            yield _on(later(paid, 70), _NOON, case, _recover)


_AFTER_THE_HOLIDAY: Final = at("2026-10-08").date()


def _appraisal(case: Case) -> Iterator[_Step]:
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
        yield _on(later(concluded, 1), _NOON, case, _offer)
        yield _on(later(concluded, 3), _NOON, case, _agree)
        if case.mode == Mode.REPAIR:
            yield _on(later(concluded, 4), _MORNING, case, _order)
            yield _on(later(concluded, 6), _AFTERNOON, case, _repaired)
        yield _on(later(concluded, 7), _AFTERNOON, case, _pay_with_fee)


def _complaint(case: Case) -> Iterator[_Step]:
    since = later(case.received_on, 2)
    yield _on(since, _NOON, case, _complain)
    yield _on(later(since, 1), _NOON, case, _take_up)
    yield _on(later(since, 5), _NOON, case, _answer)


# --- What is done ----------------------------------------------------------------------------------------------------


def _claim(teller: Teller, case: Case) -> Claim:
    return teller.claim(case.code)


def _house(teller: Teller, case: Case) -> handled.House:
    """Return the people who handle it: the handler is whoever was given it."""
    house = _HOUSES[case.background.house]
    given = _claim(teller, case).handled_by
    names = {person.pk: name for name, person in teller.cast.people.items()}
    return replace(house, handler=names[given]) if given in names else house


def _report(teller: Teller, case: Case) -> None:
    leak = Defect(
        place=Place(_turn(case, case.kind["places"])),
        defect=case.defect,
        item="" if case.defect else case.item,
        severity=Severity.GROWING if case.number % 3 else Severity.TRACES,
        discovered_on=case.received_on - timedelta(days=case.number % 5),
        words=_turn(case, case.kind["said"]),
    )
    home = teller.unit(case.background.number, case.home)
    if case.channel == Channel.PORTAL:
        teller.report(case.code, case.phone, home, leak)
        return
    by_phone = case.channel == Channel.HOTLINE
    recording = f"DEMO-{case.received_at:%Y%m%d-%H%M}" if by_phone else ""
    caller = Caller(name=case.owner, phone=case.phone, channel=Channel(case.channel), recording=recording)
    who = case.around["hotline" if by_phone else "desk"]
    teller.report(case.code, who, home, leak, caller=caller)


def _turn(case: Case, words: list[str]) -> str:
    return words[case.number % len(words)]


def _survey(teller: Teller, case: Case) -> None:
    facts: Given = {"item": case.item, "cause": Cause.OTHER if case.is_refused_first else Cause.CONSTRUCTION}
    if case.is_entered_late:
        seen_at = at((case.received_on + timedelta(days=1)).isoformat(), _MORNING)
        facts |= {"occurred_at": seen_at, "reasons": {"late_entry": said()["late_entry"]}}
    if case.group == "waterproofing":
        facts["moisture"] = f"{26 + case.number % 20}.5"
    words = said()["refusals"][case.ground][0] if case.is_refused_first else case.kind["seen"]
    handled.survey(teller, _claim(teller, case), _house(teller, case), words, **facts)


def _correct_receipt(teller: Teller, case: Case) -> None:
    claim, house = _claim(teller, case), _house(teller, case)
    proof: Given = {"words": said()["corrected"], "evidence_ids": [handled.evidence(teller, claim, house)]}
    before = case.received_at - timedelta(hours=2)
    teller.step(claim, "correct_receipt", house.handler, second=house.approver, received_at=before, **proof)


def _accept(teller: Teller, case: Case) -> None:
    claim, house = _claim(teller, case), _house(teller, case)
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
        "clauses": clauses,
        "why": said()["refusals"][case.ground][1],
        "evidence_ids": [handled.evidence(teller, claim, house)],
    }
    teller.step(claim, "accept_in_part", house.handler, second=house.approver, words=words, **given)
    handled.send_result(teller, claim, house)
    teller.step(claim, "send_refusal", house.handler)


def _refuse(teller: Teller, case: Case) -> None:
    claim, house = _claim(teller, case), _house(teller, case)
    words, why = said()["refusals"][case.ground]
    (clause,) = rests_on(law_of(claim.subject), case.item, case.ground)
    handled.refuse(teller, claim, house, words, why=why, ground=Ground(case.ground), clause=clause, item=case.item)


def _send_refusal(teller: Teller, case: Case) -> None:
    teller.step(_claim(teller, case), "send_refusal", _house(teller, case).handler)


def _close(teller: Teller, case: Case) -> None:
    teller.step(_claim(teller, case), "close", _house(teller, case).handler)


def _withdraw(teller: Teller, case: Case) -> None:
    withdraw(acting=teller.who(case.phone), key=teller.key(), claim=_claim(teller, case))


def _amount(case: Case) -> Decimal:
    share = Decimal("0.6") if case.outcome == "in_part" else Decimal(1)
    return (case.amount * share).quantize(Decimal("0.01"))


def _offer(teller: Teller, case: Case) -> None:
    claim, house = _claim(teller, case), _house(teller, case)
    if case.mode == Mode.CASH:
        handled.offer_cash(teller, claim, house, "按修复所需的费用赔付。", str(_amount(case)))
        return
    since = later(teller.today(), 2)
    until = later(since, 6)
    if case.left:
        since, until = later(_AFTER_THE_HOLIDAY, 2), later(_AFTER_THE_HOLIDAY, 8)
    handled.offer_repair(teller, claim, house, case.kind["repair"], since.isoformat(), until.isoformat())


def _agree(teller: Teller, case: Case) -> None:
    """The owner agrees by himself, or the desk enters what he signed; where the insured signs too, that as well."""
    claim, house = _claim(teller, case), _house(teller, case)
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
        handled.insured_agrees(teller, _claim(teller, case), house, **terms)


def _order(teller: Teller, case: Case) -> None:
    repairer = teller.firm(case.background.contractor[0])
    teller.step(_claim(teller, case), "order_repair", _house(teller, case).handler, repairer=repairer)


def _repaired(teller: Teller, case: Case) -> None:
    handled.repaired(teller, _claim(teller, case), _house(teller, case))


def _pay(teller: Teller, case: Case) -> None:
    _paid(teller, case)


def _pay_with_fee(teller: Teller, case: Case) -> None:
    _paid(teller, case, appraisal_fee=_FEE)


def _paid(teller: Teller, case: Case, **more: str) -> None:
    claim, house = _claim(teller, case), _house(teller, case)
    kind = "repair" if case.mode == Mode.REPAIR else "indemnity"
    handled.pay(teller, claim, house, **{kind: str(_amount(case)), **more})
    teller.step(claim, "close", house.handler)


# --- Beside a claim --------------------------------------------------------------------------------------------------


def _object(teller: Teller, case: Case) -> None:
    handled.object_to_it(teller, _claim(teller, case), case.phone, said()["objection"])


def _choose(teller: Teller, case: Case) -> None:
    house = _house(teller, case)
    appraisal = handled.propose_appraiser(teller, _claim(teller, case), house)
    appraisal = teller.do(appraisal, "agree_appraiser", case.phone)
    teller.do(appraisal, "begin", house.handler)


def _upheld(teller: Teller, case: Case) -> None:
    house = _house(teller, case)
    appraisal = teller.do(handled.appraisal_of(_claim(teller, case)), "conclude", house.handler, outcome="not_covered")
    appraisal = teller.do(appraisal, "confirm", house.handler)
    appraisal = teller.do(appraisal, "allocate_cost", house.handler, fee=_FEE, payer="owner")
    teller.do(appraisal, "close", house.handler)


def _overturned(teller: Teller, case: Case) -> None:
    claim, house = _claim(teller, case), _house(teller, case)
    (clause, *_others) = rests_on(law_of(claim.subject), case.item)
    found = "鉴定机构认定属于质量缺陷，重新核定。"
    words: str = case.kind["because"]
    handled.covered_after_all(teller, claim, house, found=found, words=words, clause=clause, fee=_FEE, item=case.item)


def _complain(teller: Teller, case: Case) -> None:
    who = teller.who(case.phone)
    beside_a_claim.complain(
        acting=who, key=teller.key(), claim=_claim(teller, case), unit=None, words=said()["complaint"]
    )


def _complaint_of(teller: Teller, case: Case) -> Complaint:
    return Complaint.objects.select_related("subject").get(claim=_claim(teller, case))


def _take_up(teller: Teller, case: Case) -> None:
    teller.do(_complaint_of(teller, case), "acknowledge", _house(teller, case).handler)


def _answer(teller: Teller, case: Case) -> None:
    who, complaint = teller.who(_house(teller, case).handler), _complaint_of(teller, case)
    beside_a_claim.take_beside(acting=who, key=teller.key(), beside=complaint, step="answer", words=said()["answer"])
    teller.do(_complaint_of(teller, case), "close", _house(teller, case).handler)


def _identify(teller: Teller, case: Case) -> None:
    claim, house = _claim(teller, case), _house(teller, case)
    liable: Given = {"organisation_id": teller.firm(case.background.contractor[0]), "liable_kind": LiableKind.WORKS}
    recourse = teller.do(Subrogation(subject=beside(claim), claim=claim), "identify", house.handler, **liable)
    teller.do(recourse, "notify", house.handler)


def _recourse(teller: Teller, case: Case) -> Subrogation:
    return Subrogation.objects.select_related("subject").get(claim=_claim(teller, case))


def _demand(teller: Teller, case: Case) -> None:
    house = _house(teller, case)
    recourse = teller.do(_recourse(teller, case), "secure_evidence", house.handler)
    teller.do(recourse, "demand", house.handler, amount=str(_amount(case)))


def _recover(teller: Teller, case: Case) -> None:
    teller.do(_recourse(teller, case), "recover", _house(teller, case).handler, amount=str(case.recovered))
