"""What claims cost, as it stood at an instant: payments with their lines, what is still open, what has come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from claims.codes import LineKind, Mode
from claims.models import Payment, PaymentLine

from .counting import NOUGHT, Around
from .log import Step

_APART: Final = (LineKind.MITIGATION, LineKind.APPRAISAL_FEE)
_DETERMINED: Final = ("claim.accept", "claim.accept_in_part")
_STEPS: Final = (
    *_DETERMINED, "claim.file", "claim.refuse", "claim.serve_refusal", "claim.redetermine", "claim.offer_settlement",
    "claim.agree", "claim.order_repair", "claim.complete_repair", "claim.pay", "claim.record_returned_payment",
    "claim.record_returned_cost", "claim.reopen_under_warranty", "claim.route_before_cover", "claim.withdraw",
    "claim.close",
)  # fmt: skip
"""The steps that change a claim's state, or the sum that is to be paid."""
_OWED: Final = frozenset({"accepted", "partly_accepted", "agreed", "performing"})
_NOT_DETERMINED: Final = "filed"


@dataclass(frozen=True)
class Paid:
    """One payment, or its return with the sums the other way round, in yuan."""

    pk: int
    claim_id: int
    at: datetime
    amount: Decimal
    is_interim: bool
    is_return: bool
    apart: Mapping[str, Decimal]

    @property
    def indemnity(self) -> Decimal:
        """What it pays of the loss itself: all but rescue costs and appraisal fees, deductions taken off."""
        return self.amount - sum(self.apart.values(), NOUGHT)


def payments_made(around: Around, claims: Iterable[int]) -> list[Paid]:
    """Return the payments and returns of some claims before the end of the month; corrected ones as they stand."""
    columns = ("pk", "claim_id", "paid_at", "amount", "is_interim", "reverses")
    rows = Payment.objects.filter(claim__in=list(claims), superseded_at__isnull=True, paid_at__lt=around.month.ends_at)
    found = list(rows.order_by("paid_at", "pk").values_list(*columns))
    lines = PaymentLine.objects.filter(payment__in=[row[0] for row in found], kind__in=_APART)
    apart: dict[int, dict[str, Decimal]] = {}
    for payment_id, kind, amount in lines.values_list("payment_id", "kind", "amount"):
        of_payment = apart.setdefault(payment_id, {})
        of_payment[kind] = of_payment.get(kind, NOUGHT) + amount
    return [
        Paid(pk, claim_id, at, amount, is_interim, reverses is not None, apart.get(pk, {}))
        for pk, claim_id, at, amount, is_interim, reverses in found
    ]


@dataclass(frozen=True)
class Open:
    """What is open in a claim: the sum that was agreed, else offered, else assessed; None where there is none yet."""

    claim_id: int
    left: Decimal | None


def open_at(instant: datetime, steps: Iterable[Step], payments: Iterable[Paid]) -> list[Open]:
    """Return the claims that are undetermined, or accepted and not performed, at an instant, with what is left to pay.

    States are those that the steps led to, so that what happened to a claim since does not matter.
    """
    paid: dict[int, Decimal] = {}
    for one in payments:
        if one.at < instant:
            paid[one.claim_id] = paid.get(one.claim_id, NOUGHT) + one.indemnity
    states: dict[int, str] = {}
    sums: dict[int, Decimal | None] = {}
    for step in steps:
        if step.at < instant:
            states[step.subject_id] = step.target
            sums[step.subject_id] = _sum_after(step, sums.get(step.subject_id))
    found = []
    for pk, state in states.items():
        known = sums[pk] if state in _OWED else None
        left = None if known is None else max(known - paid.get(pk, NOUGHT), NOUGHT)
        if state in _OWED or state == _NOT_DETERMINED:
            found.append(Open(pk, left))
    return found


def _sum_after(step: Step, known: Decimal | None) -> Decimal | None:
    """Return what is known of the sum after a step; a repair has none before its bill."""
    facts = step.facts
    if step.name in _DETERMINED:
        return _decimal(facts.get("assessed_amount"))
    if step.name == "claim.offer_settlement":
        return _decimal(facts.get("cash")) or known
    if step.name == "claim.agree":
        return _decimal(facts.get("amount")) if facts.get("mode") == Mode.CASH else None
    return None if step.target == _NOT_DETERMINED else known


def standing(around: Around, claims: Iterable[int]) -> list[Step]:
    """Return the steps that say how some claims stood."""
    mine = frozenset(claims)
    return [step for step in around.log.until(*_STEPS) if step.subject_id in mine]


def _decimal(said: object) -> Decimal | None:
    return None if said is None else Decimal(str(said))
