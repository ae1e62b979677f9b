"""What a step's form begins with: what the claim and its last survey say already."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from claims.codes import Agreeing, LineKind, Mode
from claims.models import Claim, Payment
from claims.models.payment_guards import left_to_pay
from idi_platform.kernel.clock import local_date
from idi_platform.portal.words import date_words, money_words
from idi_platform.records.histories import StepTaken, effective_steps

_DETERMINED = frozenset({"accept", "accept_in_part", "refuse"})


def initial_for(claim: Claim, step: str) -> dict[str, Any]:
    """Return the values that a step's form shows at first, by field; a person looks at each."""
    given: dict[str, Any] = {"item": claim.item_code, "first_known_on": claim.first_known_on}
    if step in _DETERMINED:
        given |= _as_surveyed(claim)
    elif step == "record_survey":
        given |= {"place": claim.place, "cause": claim.cause}
    elif step == "schedule_survey":
        given |= {"surveyor": claim.surveyor, "from_at": claim.survey_from_at, "until_at": claim.survey_until_at}
    elif step == "correct_receipt":
        given |= {"received_at": claim.received_at}
    elif step in ("agree", "order_repair", "pay", "complete_repair"):
        given |= _as_agreed(claim, step)
    return given


def _as_surveyed(claim: Claim) -> dict[str, Any]:
    """Return what the last survey found, with the evidence that it rests on: what was seen, not who signed."""
    seen = _last(effective_steps(claim.pk), "claim.record_survey").get("evidence_ids") or ()
    signed = set(claim.site_visits.values_list("signature", flat=True))
    return {
        "cause": claim.cause,
        "is_recorded_at_acceptance": claim.is_recorded_at_acceptance,
        "revealed_in_use": True if claim.revealed_in_use is None else claim.revealed_in_use,
        "evidence_ids": [pk for pk in seen if pk not in signed],
    }


def _as_agreed(claim: Claim, step: str) -> dict[str, Any]:
    """Return what was offered, or what was agreed."""
    if step == "agree":
        mode = Mode.CASH if claim.offered_repair_by is None else ""
        days = {"repair_from": claim.offered_repair_from, "repair_by": claim.offered_repair_by}
        return {"party": Agreeing.OWNER, "mode": mode, "amount": claim.offered_cash, **days}
    if step == "order_repair":
        return {"start_on": claim.repair_from, "end_on": claim.repair_by}
    if step == "pay" and claim.mode == Mode.CASH:
        return {"line_indemnity": left_to_pay(claim) or None}
    return {"line_repair": claim.repair_cost} if step == "pay" else {"repair_cost": claim.repair_cost}


def _last(steps: Iterable[StepTaken], name: str) -> dict[str, Any]:
    taken = [step for step in steps if step.name == name]
    return dict(taken[-1].facts) if taken else {}


def payment_words(row: Payment) -> str:
    """Return a payment in one line: when, what for, how much."""
    kinds = _("、").join(str(LineKind(kind).label) for kind in row.lines.order_by("pk").values_list("kind", flat=True))
    return f"{date_words(local_date(row.paid_at))}　{kinds}　{money_words(row.amount)}"
