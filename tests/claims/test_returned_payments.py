"""A transfer that comes back: the duty is open again from its own start, and the claim is not closed meanwhile."""

from decimal import Decimal

# ruff: noqa: F811  fixtures of other files stand as arguments
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from claims.codes import Mode
from claims.limits import counted_under
from claims.models import Claim, Payment, PaymentLine, PaymentShare
from claims.models.payment_guards import left_to_pay
from claims.models.returned import owed_again
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.errors import BadInput, NotPermitted, Refused
from idi_platform.notifications.models import Notice
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.offers import steps_for
from idi_platform.workflow.perform import perform
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import codes, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_settlement import accepted, agree, of, offered  # noqa: F401  fixtures
from tests.claims.test_settlement import paid as approved

pytestmark = pytest.mark.django_db


def fresh(claim):
    return Claim.objects.select_related("subject").get(pk=claim.pk)


@pytest.fixture
def back(take, handler, photo):
    def run(step, payment, who=None, **more):
        facts = {"payment_id": payment.pk, "evidence_ids": [photo.pk], **more}
        return take(who or handler, step, **facts)

    return run


@pytest.fixture
def performance(offered):
    return Clock.objects.filter(subject_id=offered.pk, name="claim.performance")


@pytest.fixture
def settled(offered, owner, take, handler, approver, at):
    """Agreed on the ninth, paid in two parts, performed on the twelfth; due on the sixteenth."""
    at("2026-10-09 10:00")
    agree(offered, owner, Mode.CASH)
    approved(take(handler, "pay_interim", **of("indemnity", "4000.01")), approver)
    at("2026-10-12 10:00")
    approved(take(handler, "pay", **of("indemnity", "5399.99")), approver)
    return fresh(offered)


def test_a_returned_indemnity_reopens_the_duty_in_its_own_limit(
    settled,
    performance,
    back,
    take,
    handler,
    approver,
    at,
):
    due = performance.get().due_at
    assert performance.get().state == "met"
    last = Payment.objects.get(is_interim=False)
    at("2026-10-14 09:00")
    back("record_returned_payment", last)
    found = fresh(settled)
    assert (found.state, found.performed_at, found.paid, left_to_pay(found)) == (
        "agreed", None, Decimal("4000.01"), Decimal("5399.99"),
    )  # fmt: skip
    assert (performance.get().state, performance.get().due_at) == ("open", due)
    reversal = Payment.objects.get(reverses=last)
    assert reversal.amount == Decimal("-5399.99")
    assert PaymentLine.objects.get(payment=reversal).amount == Decimal("-5399.99")
    shares = [sum(share.amount for share in PaymentShare.objects.filter(payment=one)) for one in (last, reversal)]
    assert shares == [Decimal("5399.99"), Decimal("-5399.99")]
    assert counted_under(found.subject.policy_id) == Decimal("4000.01")
    assert Notice.objects.filter(template="claim.money_came_back").exists()
    with pytest.raises(Refused) as refused:
        take(handler, "close")
    assert codes(refused) == {"step.wrong_state"}
    for amount, why in (("5399.98", "claim.not_in_full"), ("5400.00", "claim.over_agreed")):
        with pytest.raises(Refused) as refused:
            take(handler, "pay", **of("indemnity", amount))
        assert codes(refused) == {why}
    at("2026-10-20 09:00")
    approved(take(handler, "pay", **of("indemnity", "5399.99")), approver)
    assert (fresh(settled).state, fresh(settled).paid) == ("performed", Decimal("9400.00"))
    assert performance.get().state == "met_late", "what came back met nothing"
    take(handler, "close")


def test_a_part_that_comes_back_after_all_was_paid_reopens_the_duty_too(settled, performance, back, take, handler):
    take(handler, "close")
    back("record_returned_payment", Payment.objects.get(is_interim=True))
    found = fresh(settled)
    assert (found.state, found.closed_at, left_to_pay(found)) == ("agreed", None, Decimal("4000.01"))
    assert performance.get().state == "open"


def test_what_came_back_whole_is_not_called_never_paid(offered, back, take, handler, approver):
    approved(take(handler, "pay_interim", **of("indemnity", "4000.00")), approver)
    back("record_returned_part", Payment.objects.get())
    offer = next(one for one in steps_for(fresh(offered), handler.acting) if one.name == "record_returned_part")
    assert [one.message for one in offer.refusals] == ["这个案件没有可以退回的付款。"]


def test_a_payment_comes_back_once_whole_with_proof_and_by_the_desk(settled, back, owner, approver, photo, handler, at):
    last = Payment.objects.get(is_interim=False)
    with pytest.raises(NotPermitted):
        back("record_returned_payment", last, who=approver)
    with pytest.raises(NotPermitted):
        back("record_returned_payment", last, who=owner)
    with pytest.raises(Refused) as refused:
        back("record_returned_payment", last, evidence_ids=[])
    assert codes(refused) == {"claim.return_unproved"}
    with pytest.raises(Refused) as refused:
        back("record_returned_cost", last)
    assert codes(refused) == {"claim.return_of_indemnity"}
    facts = {"payment_id": last.pk, "undone": [last.record_id], "evidence_ids": [photo.pk]}
    for amount in ("5399.98", "5400.00"):
        with pytest.raises(Refused) as refused:
            perform(settled, "record_returned_payment", acting=handler.acting, key=key(), amount=amount, **facts)
        assert "claim.not_returned_whole" in codes(refused)
    with pytest.raises(Refused) as refused:
        back("record_returned_payment", last, occurred_at=last.paid_at.replace(hour=0))
    assert "claim.returned_before_paid" in codes(refused)
    back("record_returned_payment", last)
    with pytest.raises((Refused, BadInput)):
        back("record_returned_part", last)
    assert Payment.objects.filter(reverses=last).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=last.pk).update(amount="-1.00")


def test_costs_that_come_back_keep_the_claim_open_until_they_are_paid_again(
    settled,
    performance,
    back,
    take,
    handler,
    approver,
):
    approved(take(handler, "pay", **of("appraisal_fee", "800.00")), approver)
    take(handler, "close")
    fee = Payment.objects.latest("pk")
    with pytest.raises(Refused) as refused:
        back("record_returned_payment", fee)
    assert codes(refused) == {"claim.return_of_costs"}
    back("record_returned_cost", fee)
    found = fresh(settled)
    assert (found.state, found.closed_at, owed_again(found)) == ("performed", None, Decimal("800.00"))
    assert performance.get().state == "met"
    approved(take(handler, "pay", **of("mitigation", "800.00")), approver)
    approved(take(handler, "pay", **of("appraisal_fee", "799.99")), approver)
    with pytest.raises(Refused) as refused:
        take(handler, "close")
    assert codes(refused) == {"claim.money_returned"}
    assert owed_again(fresh(settled)) == Decimal("0.01")
    approved(take(handler, "pay", **of("appraisal_fee", "0.01")), approver)
    take(handler, "close")
    assert fresh(settled).state == "closed"


def test_what_was_paid_ahead_may_come_back_before_the_agreement(offered, back, take, handler, approver, owner):
    approved(take(handler, "pay_interim", **of("indemnity", "4000.00")), approver)
    with pytest.raises(Refused) as refused:
        back("record_returned_payment", Payment.objects.get())
    assert "step.wrong_state" in codes(refused)
    back("record_returned_part", Payment.objects.get())
    found = fresh(offered)
    assert (found.state, found.paid) == (offered.state, Decimal("0.00"))
    agree(found, owner, Mode.CASH)
    approved(take(handler, "pay", **of("indemnity", "9400.00")), approver)
    assert fresh(offered).state == "performed"


def test_a_return_that_was_none_is_corrected_and_a_returned_payment_is_not_corrected_away(
    settled,
    performance,
    back,
    handler,
    approver,
    photo,
):
    last = Payment.objects.get(is_interim=False)
    back("record_returned_payment", last)
    reversal = Payment.objects.get(reverses=last)
    with pytest.raises(Refused) as refused:
        propose_correction(last.record, acting=handler.acting, reason="没有付过。", evidence=[photo.pk], annul=True)
    assert "claim.returned_beyond_paid" in codes(refused) or refused.value.refusals
    proposed = propose_correction(
        reversal.record, acting=handler.acting, reason="银行说没有退回。", evidence=[photo.pk], annul=True
    )
    approve_correction(proposed, acting=approver.acting)
    found = fresh(settled)
    assert (found.state, found.paid, left_to_pay(found)) == ("performed", Decimal("9400.00"), Decimal("0.00"))
    assert performance.get().state == "met"


def test_the_desk_records_it_on_the_claim_s_form(client, settled, handler, photo):
    log_in(client, handler)
    address = reverse("claims:console_step", args=[settled.number, "record_returned_payment"])
    page = client.get(address)
    last = Payment.objects.get(is_interim=False)
    assert "¥5,399.99" in page.content.decode()
    data = {"key": str(page.context["form"].initial["key"]), "payment_id": last.pk, "evidence_ids": [photo.pk]}
    assert client.post(address, {**data, "payment_id": ""}).status_code == 422
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 302, "the same form twice is one return"
    assert Payment.objects.filter(reverses=last).count() == 1
    shown = client.get(reverse("claims:console_claim", args=[settled.number])).content.decode()
    assert "还差" in shown
