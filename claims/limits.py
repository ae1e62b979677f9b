"""What claims have paid under a policy: it counts against the sum insured."""

from decimal import Decimal

from django.db.models import Sum

from claims.models import Payment
from policies.limits import counts_against_limit


@counts_against_limit
def paid_under(policy_id: int) -> Decimal:
    """Return the yuan paid under the policy, interim payments included, those of corrected records left out."""
    standing = Payment.objects.filter(claim__subject__policy=policy_id, superseded_at__isnull=True)
    return standing.aggregate(total=Sum("amount"))["total"] or Decimal(0)
