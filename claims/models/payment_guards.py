"""The code's own gates on payments: all payments of a claim together stay within what was agreed or offered."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from claims.codes import LineKind, Mode
from claims.models.claim_facts import Pay
from claims.models.decided import PaymentLine
from idi_platform.kernel.errors import Refusal
from idi_platform.workflow.lifecycles import Moment

if TYPE_CHECKING:
    from claims.models.claim import Claim

Reasons = Iterable[Refusal]
AGREED_KINDS = frozenset({LineKind.INDEMNITY, LineKind.REPAIR})
"""What an agreement settles; rescue costs and appraisal fees stand beside it, deductions only lower what goes out."""


def repair_comes_first(claim: "Claim", _facts: Pay, _moment: Moment) -> Reasons:
    """Where a repair was agreed, its cost is paid once it is finished."""
    if claim.mode == Mode.REPAIR and claim.repair_completed_at is None:
        yield Refusal("claim.repair_not_done", _("协议约定由保险公司维修，请在修好验收以后再支付维修费用。"))


def pays_as_agreed(claim: "Claim", facts: Pay, _moment: Moment) -> Reasons:
    """The indemnity stays within the sum that was agreed, earlier payments counted."""
    if claim.mode == Mode.CASH and claim.amount is not None:
        yield from _within(claim, facts, claim.amount)


def pays_repair_once(claim: "Claim", facts: Pay, _moment: Moment) -> Reasons:
    """The cost of a finished repair is settled by one payment; part payments before it were interim ones."""
    if (
        claim.mode == Mode.REPAIR
        and _agreed_part(facts)
        and _standing(claim).filter(payment__is_interim=False).exists()
    ):
        yield Refusal("claim.paid_already", _("维修费用已经付清，不能再付；上一笔有错的，请先更正那一笔。"))


def interim_stays_within(claim: "Claim", facts: Pay, _moment: Moment) -> Reasons:
    """What is paid ahead stays within the sum that was agreed or, before an agreement, offered."""
    if claim.agreed_at is None and claim.offered_cash is not None:
        yield from _within(claim, facts, claim.offered_cash)
    else:
        yield from pays_as_agreed(claim, facts, _moment)


def _within(claim: "Claim", facts: Pay, most: Decimal) -> Reasons:
    """Refuse what goes beyond a sum in yuan, with what was paid before."""
    asked = _agreed_part(facts)
    if not asked:
        return
    before = _standing(claim).aggregate(total=Sum("amount"))["total"] or Decimal("0.00")
    if before >= most:
        yield Refusal("claim.paid_already", _("约定的金额已经付清，不能再付；上一笔有错的，请先更正那一笔。"))
    elif before + asked > most:
        left = _("赔款连同已付的超过了协议或方案的金额，最多还能付 %(left)s 元，请核对金额。")
        yield Refusal("claim.over_agreed", left % {"left": most - before})


def _agreed_part(facts: Pay) -> Decimal:
    return sum((line.amount for line in facts.lines if line.kind in AGREED_KINDS), Decimal("0.00"))


def _standing(claim: "Claim") -> "QuerySet[PaymentLine]":
    """Return the lines of earlier payments, those of corrected records left out."""
    lines = PaymentLine.objects.filter(payment__claim=claim.pk, payment__superseded_at__isnull=True)
    return lines.filter(kind__in=AGREED_KINDS)
