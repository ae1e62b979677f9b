"""What is left of the sum insured."""

from decimal import Decimal

from policies import limits
from policies.models import Policy


def test_what_was_paid_is_taken_off_and_never_below_zero(monkeypatch):
    monkeypatch.setattr(limits, "_readers", [])
    policy = Policy(pk=1, sum_insured=Decimal("200000000.00"))
    assert limits.limit_left(policy) == Decimal("200000000.00")
    paid = limits.counts_against_limit(lambda _policy: Decimal("199900000.00"))
    assert limits.limit_left(policy) == Decimal("100000.00")
    limits.counts_against_limit(paid)
    assert limits.limit_left(policy) == Decimal("100000.00")
    limits.counts_against_limit(lambda _policy: Decimal("150000.00"))
    assert limits.limit_left(policy) == Decimal(0)
    assert limits.limit_left(Policy(pk=2)) is None
