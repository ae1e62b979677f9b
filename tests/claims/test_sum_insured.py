"""What counts against the sum insured, and what is paid beside it: rescue costs, fees, works of the insurer's own."""

from decimal import Decimal

# ruff: noqa: F811  fixtures of other files stand as arguments
import pytest

from claims.codes import Mode
from claims.limits import counted_under, rescue_left
from claims.models import Claim, Payment
from claims.models.claim_facts import Pay
from idi_platform.kernel.errors import Refused
from policies.limits import limit_left
from policies.models import Policy
from tests.claims.test_decision import codes, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_settlement import accepted, agree, of, offered, paid  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def insured_for(offered):
    def put(amount):
        Policy.objects.filter(pk=offered.subject.policy_id).update(sum_insured=amount)
        return Policy.objects.get(pk=offered.subject.policy_id)

    return put


def lines(*pairs):
    return {"lines": [{"kind": kind, "amount": amount} for kind, amount in pairs]}


def test_a_payment_says_what_of_it_counts():
    said = Pay.read(lines(("indemnity", "900.00"), ("mitigation", "80.00"), ("appraisal_fee", "7.00"),
                          ("deductible", "100.00")))  # fmt: skip
    assert (said.amount, said.indemnity, said.rescue_costs) == (Decimal("887.00"), Decimal("800.00"), Decimal("80.00"))
    assert Pay.read(lines(("mitigation", "80.00"), ("received", "30.00"))).indemnity == 0


def test_beyond_the_sum_insured_nothing_is_paid_and_it_is_said_once(offered, owner, take, handler, insured_for):
    """BJ-10-2c, INS-18-4: the city and the nation say the same, so one refusal bears both articles."""
    agree(offered, owner, Mode.CASH)
    insured_for(Decimal("9399.99"))
    for step in ("pay", "pay_interim"):
        with pytest.raises(Refused) as refused:
            take(handler, step, **of("indemnity", "9400.00"))
        (told,) = [one for one in refused.value.refusals if one.clause in ("BJ-10-2c", "INS-18-4")]
        assert (told.code, told.clause, told.also) == (f"claim.{step}.sum_insured", "BJ-10-2c", ("INS-18-4",))


def test_what_is_paid_beside_the_indemnity_leaves_the_sum_insured_whole(
    offered, owner, take, handler, approver, insured_for
):
    """INS-57, INS-64, BJ-10-2c."""
    policy = insured_for(Decimal("9400.00"))
    agree(offered, owner, Mode.CASH)
    paid(take(handler, "pay_interim", **lines(("mitigation", "120.01"), ("appraisal_fee", "800.00"))), approver)
    assert (counted_under(policy.pk), limit_left(policy)) == (0, Decimal("9400.00"))
    paid(take(handler, "pay", **of("indemnity", "9400.00")), approver)
    assert limit_left(policy) == 0
    paid(take(handler, "pay", **of("mitigation", "100.00")), approver)
    assert Claim.objects.get(pk=offered.pk).paid == Decimal("10420.01")


def test_rescue_costs_end_at_the_sum_insured_too(offered, owner, take, handler, approver, insured_for):
    """INS-57: counted beside the indemnity, and up to the sum insured of its own."""
    insured_for(Decimal("500.00"))
    paid(take(handler, "pay_interim", **of("mitigation", "400.00")), approver)
    assert rescue_left(offered) == Decimal("100.00")
    with pytest.raises(Refused) as refused:
        take(handler, "pay_interim", **of("mitigation", "100.01"))
    assert codes(refused) == {"claim.pay_interim.rescue_costs"}
    paid(take(handler, "pay_interim", **of("mitigation", "100.00")), approver)
    assert rescue_left(offered) == 0


def test_a_deduction_lowers_what_counts_and_a_return_takes_it_back(
    offered, owner, take, handler, approver, insured_for, photo
):
    policy = insured_for(Decimal("20000.00"))
    agree(offered, owner, Mode.CASH)
    paid(take(handler, "pay", **lines(("indemnity", "9400.00"), ("received", "400.00"))), approver)
    assert counted_under(policy.pk) == Decimal("9000.00")
    take(handler, "record_returned_payment", payment_id=Payment.objects.get().pk, evidence_ids=[photo.pk])
    assert counted_under(policy.pk) == 0


def test_works_of_the_insurers_own_people_count_once_nobody_can_be_paid_for_them_any_more(
    offered, owner, take, handler, approver, insured_for, photo, at
):
    """BJ-10-2c: what was repaired counts like what was paid, and once."""
    policy = insured_for(Decimal("20000.00"))
    agree(offered, owner, Mode.REPAIR)
    take(handler, "order_repair", repairer_kind="own_team")
    at("2026-10-15 16:00")
    done = {"evidence_ids": [photo.pk], "water_test_passed": True, "accepted_by_owner": True, "repair_cost": "8000.00"}
    take(handler, "complete_repair", **done)
    assert counted_under(policy.pk) == 0, "a payment for them may still follow"
    paid(take(handler, "pay", **of("repair", "3000.00")), approver)
    assert counted_under(policy.pk) == Decimal("3000.00")
    take(handler, "close")
    assert (counted_under(policy.pk), limit_left(policy)) == (Decimal("8000.00"), Decimal("12000.00"))
