"""The code's own gates on payments: all payments of a claim together stay within what was agreed or offered."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from claims.codes import AGREED_KINDS, Mode
from claims.models.claim_facts import OfferSettlement, Pay
from claims.models.decided import PaymentLine
from idi_platform.kernel.errors import Refusal
from idi_platform.workflow.lifecycles import Moment, asked_dry

if TYPE_CHECKING:
    from claims.models.claim import Claim

Reasons = Iterable[Refusal]
_GIVEN_BACK = Q(payment__reversals__isnull=False, payment__reversals__superseded_at__isnull=True)


@asked_dry
def repair_comes_first(claim: "Claim", _facts: Pay, _moment: Moment) -> Reasons:
    """Where a repair was agreed, its cost is paid once it is finished."""
    if claim.mode == Mode.REPAIR and claim.repair_completed_at is None:
        yield Refusal("claim.repair_not_done", _("协议约定由保险公司维修，请在修好验收以后再支付维修费用。"))


def pays_in_full(claim: "Claim", facts: Pay, _moment: Moment) -> Reasons:
    """An agreed sum is performed by the payment that completes it, to the fen; a part is paid ahead."""
    if claim.mode != Mode.CASH or claim.amount is None:
        return
    left = left_to_pay(claim) - _agreed_part(facts)
    if left > 0:
        said = _("付了这一笔还差 %(left)s 元，不算履行。只付一部分的，请用“先予支付能确定的部分”登记。")
        yield Refusal("claim.not_in_full", said % {"left": left})


def pays_as_agreed(claim: "Claim", facts: Pay, _moment: Moment) -> Reasons:
    """The indemnity stays within the sum that was agreed, earlier payments counted."""
    if claim.mode == Mode.CASH and claim.amount is not None:
        yield from _within(claim, facts, claim.amount)


def pays_repair_once(claim: "Claim", facts: Pay, _moment: Moment) -> Reasons:
    """The cost of a finished repair is settled by one payment; part payments before it were interim ones."""
    if (
        claim.mode == Mode.REPAIR
        and _agreed_part(facts)
        and _standing(claim).filter(payment__is_interim=False, payment__reverses=None).exclude(_GIVEN_BACK).exists()
    ):
        yield Refusal("claim.paid_already", _("维修费用已经付清，不能再付；上一笔有错的，请先更正那一笔。"))


def interim_stays_within(claim: "Claim", facts: Pay, moment: Moment) -> Reasons:
    """What is paid ahead is a part of the sum that was agreed or, before an agreement, offered; the rest performs."""
    most = claim.amount if claim.mode == Mode.CASH else claim.offered_cash if claim.agreed_at is None else None
    if most is None:
        return
    refusals = list(_within(claim, facts, most))
    yield from refusals
    asked = _agreed_part(facts)
    if asked and not refusals and paid_of_agreed(claim) + asked == most:
        said = _("这一笔会付清全部金额：达成协议后请用“支付赔款”登记，才算履行。")
        yield Refusal("claim.interim_is_all", said)


def offers_more_than_paid(claim: "Claim", facts: OfferSettlement, _moment: Moment) -> Reasons:
    """A sum that is offered goes beyond what was paid ahead, or nothing would be left to perform with."""
    if facts.cash is not None and facts.cash <= paid_of_agreed(claim):
        yield Refusal("claim.offer_below_paid", _("方案金额要高于已经先予支付的金额，请核对。"))


def _within(claim: "Claim", facts: Pay, most: Decimal) -> Reasons:
    """Refuse what goes beyond a sum in yuan, with what was paid before."""
    asked = _agreed_part(facts)
    if not asked:
        return
    before = paid_of_agreed(claim)
    if before >= most:
        yield Refusal("claim.paid_already", _("约定的金额已经付清，不能再付；上一笔有错的，请先更正那一笔。"))
    elif before + asked > most:
        left = _("赔款连同已付的超过了协议或方案的金额，最多还能付 %(left)s 元，请核对金额。")
        yield Refusal("claim.over_agreed", left % {"left": most - before})


def paid_of_agreed(claim: "Claim") -> Decimal:
    """Return what was paid of the agreed sum until now, in yuan; rescue costs and fees do not count."""
    found: Decimal | None = _standing(claim).aggregate(total=Sum("amount"))["total"]
    return found or Decimal("0.00")


def left_to_pay(claim: "Claim") -> Decimal:
    """Return what is still owed of a sum agreed in cash, in yuan; zero where none was agreed."""
    if claim.mode != Mode.CASH or claim.amount is None:
        return Decimal("0.00")
    return max(Decimal(claim.amount) - paid_of_agreed(claim), Decimal("0.00"))


def _agreed_part(facts: Pay) -> Decimal:
    return sum((line.amount for line in facts.lines if line.kind in AGREED_KINDS), Decimal("0.00"))


def _standing(claim: "Claim") -> "QuerySet[PaymentLine]":
    """Return the lines of earlier payments, those of corrected records left out."""
    lines = PaymentLine.objects.filter(payment__claim=claim.pk, payment__superseded_at__isnull=True)
    return lines.filter(kind__in=AGREED_KINDS)
