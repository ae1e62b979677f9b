"""What became of claims: accepted, refused and why, closed, and how long it took.

Outcomes are read from the steps as they stand at the end of the month: a claim's own row keeps only its last
determination and its last closing, which may be later ones.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from claims.codes import Ground, Outcome
from claims.models import Appraisal, Claim
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.clock import end_of
from policies.models import Policy

from .cases import lasting, steps_of
from .counting import NOUGHT, ONE, Around, Entry, Lists, counts, share
from .log import Step
from .population import claims_counted

OUTCOMES: Final = {
    "claim.accept": Outcome.COVERED,
    "claim.accept_in_part": Outcome.IN_PART,
    "claim.refuse": Outcome.NOT_COVERED,
}
"""What each determination says."""
REDETERMINED: Final = "claim.redetermine"
PERFORMED: Final = ("claim.complete_repair", "claim.pay")
RETURNED: Final = "claim.record_returned_payment"
"""The agreed sum came back: the claim was never performed."""
ENDED: Final = ("claim.close", "claim.withdraw")
REOPENED: Final = (RETURNED, "claim.record_returned_cost", "claim.reopen_under_warranty")
DISPUTED: Final = ("appraisal.request", "appraisal.go_to_court")
SETTLED: Final = ("appraisal.close", "appraisal.withdraw")
COHORTS: Final = (30, 90, 180)
"""After how many days it is looked whether a claim is closed."""
_HALF: Final = Decimal("0.5")


@counts("C6")
def accepted(around: Around) -> Lists:
    """Count what was accepted among the claims determined in the month, by the version that stands at its end."""
    outcomes = {pk: OUTCOMES[step.name] for pk, step in determined_in(around).items()}
    weights = {Outcome.COVERED: ONE, Outcome.IN_PART: _HALF, Outcome.NOT_COVERED: NOUGHT}
    return {
        "accepted": [share(pk, is_in=outcome != Outcome.NOT_COVERED) for pk, outcome in outcomes.items()],
        "half": [Entry(pk, weights[outcome], ONE) for pk, outcome in outcomes.items()],
        "in_part": [share(pk, is_in=outcome == Outcome.IN_PART) for pk, outcome in outcomes.items()],
    }


@counts("C7")
def refused(around: Around) -> Lists:
    """Count refusals by their ground, partial ones apart, and those whose contract keeps no word on exclusions."""
    determined = determined_in(around)
    grounds = {pk: step.facts.get("ground") for pk, step in determined.items() if step.name == "claim.refuse"}
    unexplained = Policy.objects.filter(explanation_recorded=False).values("pk")
    without = Claim.objects.filter(pk__in=grounds, subject__policy__in=unexplained)
    return {
        "refused": [Entry(pk) for pk in grounds],
        **{one.value: [share(pk, is_in=ground == one) for pk, ground in grounds.items()] for one in Ground},
        "in_part": [Entry(pk) for pk, step in determined.items() if OUTCOMES[step.name] == Outcome.IN_PART],
        "unexplained": [Entry(pk) for pk in without.values_list("pk", flat=True)],
    }


def determined_in(around: Around) -> Mapping[int, Step]:
    """Return by claim the determination of the month that stands at its end.

    One that was set aside by then stands no more; the claim counts in the month in which it is determined anew.
    """
    taken = {step.subject_id: step for step in around.log.within(*OUTCOMES, REDETERMINED)}
    last = {pk: step for pk, step in taken.items() if step.name != REDETERMINED}
    cases = claims_counted(around).filter(pk__in=last).exclude(withdrawn_at__lt=around.month.ends_at)
    return {pk: last[pk] for pk in cases.values_list("pk", flat=True)}


@counts("C8")
def closed(around: Around) -> Lists:
    """Count the claims closed by the end of the day so many days after that of their receipt, if it is this month's."""
    days = {days: _cohort(around, days) for days in COHORTS}
    cases = {pk for cohort in days.values() for pk in cohort}
    steps = steps_of(around, cases, *ENDED, *REOPENED)
    disputes = _disputes(around, cases)
    return {
        f"after_{number}": [
            share(pk, is_in=_is_closed(steps.get(pk, ()), disputes.get(pk, ()), at)) for pk, at in cohort.items()
        ]
        for number, cohort in days.items()
    }


def _cohort(around: Around, days: int) -> Mapping[int, datetime]:
    """Return by claim the end of its day so many days after the receipt, which lies in the month."""
    span = timedelta(days=days)
    received = claims_counted(around).filter(
        reported_on__gte=around.month.first - span, reported_on__lte=around.month.last - span
    )
    days_of = received.values_list("pk", "reported_on")
    return {pk: end_of(day + span) for pk, day in days_of if day is not None}


def _disputes(around: Around, cases: Iterable[int]) -> Mapping[int, Sequence[Sequence[Step]]]:
    """Return by claim the steps that open and settle each of its appraisals."""
    of = dict(Appraisal.objects.filter(claim__in=cases).values_list("pk", "claim"))
    found: dict[int, list[Sequence[Step]]] = {}
    for pk, steps in steps_of(around, of, *DISPUTED, *SETTLED).items():
        found.setdefault(of[pk] or 0, []).append(steps)
    return found


def _is_closed(steps: Sequence[Step], disputes: Sequence[Sequence[Step]], at: datetime) -> bool:
    """Say whether a claim was closed at an instant: ended and not reopened, nor disputed since."""
    last = next((step for step in reversed(steps) if step.at < at), None)
    if last is None or last.name not in ENDED:
        return False
    return not any(_is_disputed(dispute, last.at, at) for dispute in disputes)


def _is_disputed(steps: Sequence[Step], since: datetime, at: datetime) -> bool:
    before = [step for step in steps if step.at < at]
    return bool(before) and before[-1].name in DISPUTED and before[-1].at >= since


@counts("C9")
def handled(around: Around) -> Lists:
    """Measure the days from receipt to performance, or to the notice of a refusal; the pauses of limits beside them."""
    performed = _ends(around, _performed(around))
    told = {step.subject_id: step for step in around.log.within("claim.serve_refusal", REDETERMINED)}
    refused = _ends(around, {pk: step.at for pk, step in told.items() if step.name != REDETERMINED})
    paused = _paused(row.subject_id for row in performed)
    return {
        "mean": performed,
        "median": performed,
        "refused_mean": refused,
        "refused_median": refused,
        "paused": [Entry(row.subject_id, paused.get(row.subject_id, NOUGHT), ONE) for row in performed],
    }


def _performed(around: Around) -> Mapping[int, datetime]:
    """Return the claims performed in the month: paid in full or repaired for the first time since money came back."""
    cases = {step.subject_id for step in around.log.within(*PERFORMED)}
    found = {}
    for pk, steps in steps_of(around, cases, *PERFORMED, RETURNED).items():
        at = None
        for step in steps:
            at = None if step.name == RETURNED else at or step.at
        if at is not None and around.month.holds(at):
            found[pk] = at
    return found


def _ends(around: Around, ends: Mapping[int, datetime]) -> list[Entry]:
    received = claims_counted(around).filter(pk__in=ends).values_list("pk", "received_at")
    return [lasting(pk, ends[pk] - at) for pk, at in received if at is not None]


def _paused(cases: Iterable[int]) -> Mapping[int, Decimal]:
    """Return by claim for how many days its determination was lawfully not due: the most of its limits."""
    clocks = Clock.objects.filter(subject__in=list(cases), measures="determination")
    found: dict[int, Decimal] = {}
    for pk, derivation in clocks.values_list("subject_id", "derivation"):
        days = sum((Decimal(step.get("amount", 0)) for step in derivation if step["what"] == "paused"), NOUGHT)
        found[pk] = max(days, found.get(pk, NOUGHT))
    return found
