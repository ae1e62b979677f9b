"""Story 9: a premium one fen short, a policy that waits for it, and an upload that lacks the quotation letter."""

from datetime import date
from decimal import Decimal
from typing import Final

from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller, under
from policies import actions as contract
from policies.models import Policy, Quote
from regulators.models import Filing
from riskmgmt.models import Engagement

story = Story("s09", "浦潮新苑：保险费差一分钱，见费出单")
FACTORS: Final[Given] = dict.fromkeys(
    ("developer_factor", "builder_factor", "design_factor", "risk_factor", "credit_factor", "loss_factor"), "1.00"
)


def _policy() -> Policy:
    return Policy.objects.select_related("subject").get(insured_object__number="SH-1")


@story.at("2026-08-18", "10:00")
def quote(teller: Teller) -> None:
    """The quotation letter is worked out, signed by another, sealed, and sent on the 20th."""
    draft = teller.do(Quote(subject=under(teller.project("SH-1"))), "draft", "luo", number="YS-BJH-2026-008")
    priced: Given = {"sum_insured": "298000000.00", "base_rate": "0.0116", "rate": "0.0116", "premium": "3456800.00"}
    area: Given = {"floor_area": "41250.00", "includes_decoration": True}
    teller.do(draft, "price", "luo", **priced, **area, **FACTORS)


@story.at("2026-08-20", "10:00")
def letter(teller: Teller) -> None:
    """Signed, sealed, sent."""
    project = teller.project("SH-1")
    found = Quote.objects.select_related("subject").get(subject__project=project.pk)
    found = teller.do(found, "sign", "yu")
    found = teller.do(found, "seal", "luo")
    teller.do(found, "send", "luo", valid_until=date(2026, 9, 20))


@story.at("2026-09-01", "10:00")
def engage(teller: Teller) -> None:
    """The agency's contract comes before the contract of insurance."""
    project = teller.project("SH-1")
    agency = teller.firm("chengliang")
    engagement = teller.do(Engagement(subject=under(project)), "select", "luo", organisation_id=agency)
    fee: Given = {"fee": "622224.00", "first_fee": "124444.80", "fee_due_on": date(2026, 10, 30)}
    teller.do(engagement, "contract", "luo", on=date(2026, 9, 1), **fee)


@story.at("2026-09-21", "09:00")
def working_drawings(teller: Teller) -> None:
    """The working drawings begin after the contract."""
    teller.do(teller.project("SH-1"), "begin_design", "hang")


def _receive(teller: Teller, amount: str, day: date, reference: str) -> None:
    contract.receive_premium(
        acting=teller.who("luo"),
        key=teller.key(),
        policy=_policy(),
        amount=Decimal(amount),
        received_on=day,
        reference=reference,
    )


@story.at("2026-09-29", "15:10")
def one_fen_short(teller: Teller) -> None:
    """3,456,799.99 came: the policy may not be issued."""
    _receive(teller, "3456799.99", date(2026, 9, 29), "YS-SH1-0929")
    teller.do(_policy(), "adopt_emergency_plan", "luo", on=date(2026, 9, 29))
    teller.refused(lambda: _issue(teller))


def _issue(teller: Teller) -> None:
    contract.issue_policy(acting=teller.who("luo"), key=teller.key(), policy=_policy(), number="YS-SH-2026-0001")


@story.at("2026-09-30", "10:05")
def last_fen(teller: Teller) -> None:
    """The last fen."""
    _receive(teller, "0.01", date(2026, 9, 30), "YS-SH1-0930")


@story.at("2026-09-30", "16:40")
def issued(teller: Teller) -> None:
    """Issued: three working days for the upload end on the make-up Saturday, the 10th."""
    _issue(teller)


def _filing() -> Filing:
    return Filing.objects.select_related("subject").get(subject__insured_object=_policy().insured_object_id)


@story.at("2026-10-10", "16:30")
def without_the_letter(teller: Teller) -> None:
    """The letter is not at hand, and without papers nothing is handed in: the clock goes on."""
    teller.refused(lambda: teller.do(_filing(), "submit", "luo", evidence_ids=[]))


@story.at("2026-10-12", "09:30")
def with_the_letter(teller: Teller) -> None:
    """Contract, schedule and letter, two days late."""
    filing = _filing()
    shades = ("#efece4", "#e6e2d8", "#dcd7ca")
    papers = [teller.picture_of(filing, "luo", shade) for shade in shades]
    teller.do(filing, "submit", "luo", evidence_ids=papers)


@story.at("2026-10-28", "10:00")
def first_fee(teller: Teller) -> None:
    """The agency's first instalment is paid in time."""
    engagement = Engagement.objects.select_related("subject").get(subject__project=teller.project("SH-1").pk)
    teller.do(engagement, "pay_fee", "luo", amount="124444.80")
