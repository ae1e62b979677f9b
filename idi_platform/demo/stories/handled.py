"""What the stories' desks do alike: look at a place, determine with a second person, agree, pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from claims import actions as claims
from claims.codes import Benchmark, Cause, LineKind, Mode
from claims.models import Claim
from idi_platform.demo.teller import Given, Teller


@dataclass(frozen=True, slots=True)
class House:
    """The people of one insurer who handle a claim, by log-in."""

    surveyor: str
    handler: str
    approver: str


CHENXING = House("qin", "gao", "zheng")
HAITONG = House("shu", "shu", "yu")
OUJIANG = House("chi", "chi", "mai")
SONGYUE = House("yue", "yue", "min")


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
