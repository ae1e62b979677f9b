"""What is left of a policy's sum insured; apps that pay under policies register what they have paid."""

from collections.abc import Callable
from decimal import Decimal

from .models import Policy

Paid = Callable[[int], Decimal]
"""From a policy's number to the yuan paid or repaired under it so far, co-insurers' parts included."""

_readers: list[Paid] = []


def counts_against_limit(reader: Paid) -> Paid:
    """Register who knows what was paid under a policy; a decorator."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def limit_left(policy: Policy) -> Decimal | None:
    """Return what may still be paid, never below zero; None while the sum insured is not known."""
    if policy.sum_insured is None:
        return None
    paid = sum((reader(policy.pk) for reader in _readers), Decimal(0))
    return max(policy.sum_insured - paid, Decimal(0))
