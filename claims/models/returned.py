"""Money that came back: what its return undoes, and the code's own gates on saying so."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _
from pydantic import Field

from claims.codes import AGREED_KINDS, DEDUCTIONS, Mode
from claims.models.decided import Payment, PaymentLine
from idi_platform.kernel.errors import Refusal
from idi_platform.workflow.facts import Amount, Facts, Id
from idi_platform.workflow.lifecycles import Moment, asked_dry, asked_once

if TYPE_CHECKING:
    from claims.models.claim import Claim

Reasons = Iterable[Refusal]
RETURNS = ("record_returned_payment", "record_returned_cost", "record_returned_part")


class ReturnPayment(Facts):
    """Which payment came back and with what proof; a bank returns a transfer whole.

    Attributes:
        undone: The records of the acts that no longer count: the payment, and whatever it had made whole.
    """

    payment_id: Id
    amount: Amount = Field(gt=0)
    undone: tuple[Id, ...] = Field(min_length=1)
    evidence_ids: tuple[Id, ...] = ()


def standing_payments(claim: "Claim") -> "QuerySet[Payment]":
    """Return the payments of a claim that were neither corrected away nor returned, the oldest first."""
    reversed_ = Payment.objects.filter(reverses=OuterRef("pk"), superseded_at__isnull=True)
    return payments_of(claim).exclude(Exists(reversed_))


def payments_of(claim: "Claim") -> "QuerySet[Payment]":
    """Return the payments that went out, returned ones too, the oldest first."""
    return Payment.objects.filter(claim=claim.pk, superseded_at__isnull=True, reverses=None).order_by("pk")


def what_returns(claim: "Claim", payment_id: int | None) -> dict[str, Any]:
    """Return the sum of a payment, and the records that its return undoes; nothing where there is no such payment.

    Of one that was returned it is what was said then, so that the same form sent twice is one return.
    """
    payment = payments_of(claim).filter(pk=payment_id or 0).select_related("claim").first()
    if payment is None:
        return {}
    reversal = payment.reversals.filter(superseded_at__isnull=True).select_related("record").first()
    if reversal is not None:
        return {"amount": payment.amount, "undone": tuple(reversal.record.facts["undone"])}
    undone = {payment.record_id}
    if reopens_duty(payment):
        whole = standing_payments(claim).filter(is_interim=False, lines__kind__in=AGREED_KINDS)
        undone |= set(whole.values_list("record_id", flat=True))
    return {"amount": payment.amount, "undone": tuple(sorted(undone))}


def reopens_duty(payment: Payment) -> bool:
    """Say whether the agreed sum is not whole without this payment; a finished repair stays performed."""
    return payment.claim.mode == Mode.CASH and payment.lines.filter(kind__in=AGREED_KINDS).exists()


@asked_dry
@asked_once
def something_was_paid(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """Nothing comes back of what was never paid, or came back before."""
    if not claim.paid:
        yield Refusal("claim.nothing_paid", _("这个案件没有可以退回的付款。"))


@asked_once
def is_standing_payment(claim: "Claim", facts: ReturnPayment, moment: Moment) -> Reasons:
    """A payment of this claim comes back once, whole, after it was made."""
    payment = standing_payments(claim).filter(pk=facts.payment_id).first()
    if payment is None:
        yield Refusal("claim.not_paid_out", _("这笔付款不在本案，或者已经登记过退回，请刷新页面看最新情况。"))
        return
    if {"amount": facts.amount, "undone": facts.undone} != what_returns(claim, payment.pk):
        yield Refusal("claim.not_returned_whole", _("银行退回的是整笔付款，金额要和原付款一致，请核对。"))
    if moment.occurred_at < payment.paid_at:
        yield Refusal("claim.returned_before_paid", _("退回的时间不能早于付款的时间，请核对。"))


def is_returned_with_proof(_claim: "Claim", facts: ReturnPayment, _moment: Moment) -> Reasons:
    """The bank's notice proves it."""
    if not facts.evidence_ids:
        yield Refusal("claim.return_unproved", _("请附上银行的退款凭证。"))


def was_in_the_sum(claim: "Claim", facts: ReturnPayment, _moment: Moment) -> Reasons:
    """No more comes back than was paid, also where an earlier payment is corrected away."""
    if facts.amount > claim.paid:
        yield Refusal("claim.returned_beyond_paid", _("退回的金额超过了已付的金额；要更正付款的，请先更正退回的登记。"))


@asked_once
def makes_it_unperformed(claim: "Claim", facts: ReturnPayment, _moment: Moment) -> Reasons:
    """The return of an agreed sum reopens the duty."""
    payment = standing_payments(claim).filter(pk=facts.payment_id).first()
    if payment is not None and not reopens_duty(payment):
        yield Refusal("claim.return_of_costs", _("这一笔不是协议约定的赔款，请用“登记费用退回”。"))


@asked_once
def leaves_it_performed(claim: "Claim", facts: ReturnPayment, _moment: Moment) -> Reasons:
    """The return of costs beside the agreed sum, or of a finished repair's, leaves the claim performed."""
    payment = standing_payments(claim).filter(pk=facts.payment_id).first()
    if payment is not None and reopens_duty(payment):
        yield Refusal("claim.return_of_indemnity", _("这一笔是协议约定的赔款，请用“登记赔款退回”。"))


@asked_once
def nothing_is_returned(claim: "Claim", _facts: Any, _moment: Moment) -> Reasons:
    """A claim stays open while money that came back was not paid again."""
    if claim.state == "performed" and owed_again(claim):
        yield Refusal("claim.money_returned", _("有付款被银行退回，还没有重新支付，先不能结案。"))


def owed_again(claim: "Claim") -> Decimal:
    """Return what came back and was not paid again, in yuan, kind by kind of line."""
    returns = Payment.objects.filter(claim=claim.pk, superseded_at__isnull=True, reverses__isnull=False)
    first = returns.order_by("pk").first()
    if first is None:
        return Decimal("0.00")
    back = _by_kind(PaymentLine.objects.filter(payment__in=returns))
    since = PaymentLine.objects.filter(payment__in=standing_payments(claim).filter(pk__gt=first.pk))
    again = _by_kind(since)
    left = (max(-amount - again.get(kind, Decimal(0)), Decimal(0)) for kind, amount in back.items())
    return sum(left, Decimal("0.00"))


def _by_kind(lines: "QuerySet[PaymentLine]") -> dict[str, Decimal]:
    rows = lines.exclude(kind__in=DEDUCTIONS).order_by().values_list("kind").annotate(total=Sum("amount"))
    return dict(rows)
