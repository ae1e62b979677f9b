"""What claims have paid under a policy, and which of it counts against the sum insured."""

from decimal import Decimal

from django.db.models import QuerySet, Sum

from claims.codes import AGREED_KINDS, DEDUCTIONS, LineKind
from claims.models import Claim, PaymentLine
from policies.limits import counts_against_limit
from policies.models import Policy

NOTHING = Decimal("0.00")


@counts_against_limit
def counted_under(policy_id: int) -> Decimal:
    """Return the yuan that count against the sum insured, interim payments included, those of corrected records not.

    Costs of limiting the loss and of finding its cause are paid beside the indemnity (Insurance Law 57 and 64). Works
    that nobody was paid for, because the insurer's own people did them, count with their cost once the claim is closed.
    """
    lines = _standing().filter(payment__claim__subject__policy=policy_id)
    return max(_sum(lines, AGREED_KINDS) - _sum(lines, DEDUCTIONS), NOTHING) + _unpaid_works(policy_id)


def rescue_left(claim: Claim) -> Decimal | None:
    """Return what may still be paid of the costs of limiting the loss, up to the sum insured (Insurance Law 57).

    None while the sum insured is not known.
    """
    policy = Policy.objects.filter(pk=claim.subject.policy_id).first()
    if policy is None or policy.sum_insured is None:
        return None
    return max(policy.sum_insured - _sum(_standing().filter(payment__claim=claim.pk), {LineKind.MITIGATION}), NOTHING)


def _unpaid_works(policy_id: int) -> Decimal:
    """Return the cost of finished works of closed claims beyond what was paid for them."""
    closed = Claim.objects.filter(subject__policy=policy_id, state="closed", repair_completed_at__isnull=False)
    return sum((claim.spent - claim.paid for claim in closed.order_by("pk")), NOTHING)


def _standing() -> QuerySet[PaymentLine]:
    return PaymentLine.objects.filter(payment__superseded_at__isnull=True)


def _sum(lines: QuerySet[PaymentLine], kinds: frozenset[LineKind] | set[LineKind]) -> Decimal:
    return lines.filter(kind__in=kinds).aggregate(total=Sum("amount"))["total"] or NOTHING
