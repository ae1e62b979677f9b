"""What follows a claim: a repair that lasts or does not, a complaint, a determination that somebody else overturns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from django.db.models import Q

from claims.codes import RedeterminationReason
from claims.models import Appraisal, Complaint, Repair
from claims.models.beside import Matter
from claims.models.beside.appraisal import Outcome
from idi_platform.kernel.clock import end_of, local_date, start_of

from .cases import lasting, steps_of
from .claim_results import ENDED, OUTCOMES, REDETERMINED, REOPENED
from .counting import NOUGHT, ONE, Around, Entry, Lists, counts, share
from .log import Step
from .population import claims_counted

LASTS: Final = timedelta(days=180)
"""How long a repair is watched: an indicator everywhere, and a right only where a text or a contract says so."""
REPEATED: Final = timedelta(days=30)
"""Within which time a further complaint about the same matter is none of its own."""
_REPORTED: Final = "claim.file"
_PLACED: Final = (_REPORTED, "claim.record_survey", *OUTCOMES)
_AGAIN: Final = ("repair.recur", "claim.reopen_under_warranty")


class _Repaired(NamedTuple):
    """An accepted repair, and until when it is watched."""

    repair: int
    claim: int
    home: tuple[int | None, int | None]
    since: datetime
    until: datetime


@counts("C10")
def lasting_repairs(around: Around) -> Lists:
    """Count the accepted repairs of which the last watched day lies in the month, and those that needed no second."""
    repairs = _watched(around)
    again = steps_of(around, [pk for one in repairs for pk in (one.repair, one.claim)], *_AGAIN)
    later = _reported_again(around, repairs)
    rows = []
    for one in repairs:
        steps = [*again.get(one.repair, ()), *again.get(one.claim, ())]
        returns = [*(step.at for step in steps), *later.get(one.repair, ())]
        rows.append(share(one.repair, is_in=not any(one.since < at < one.until for at in returns)))
    return {"lasting": rows}


def _watched(around: Around) -> list[_Repaired]:
    steps = around.log.until("repair.accept", since=start_of(around.month.first - LASTS))
    accepted = {step.subject_id: step.at for step in steps}
    cases = Repair.objects.filter(pk__in=accepted, claim__in=claims_counted(around).values("pk"))
    rows = cases.values_list("pk", "claim", "claim__subject__unit", "claim__subject__common_part")
    found = []
    for pk, claim, unit, part in rows:
        last = local_date(accepted[pk]) + LASTS
        if around.month.holds_day(last):
            found.append(_Repaired(pk, claim, (unit, part), accepted[pk], end_of(last)))
    return found


def _reported_again(around: Around, repairs: Sequence[_Repaired]) -> Mapping[int, list[datetime]]:
    """Return by repair when claims were received later for the same place and item of the same home or common part."""
    units, parts = zip(*(one.home for one in repairs), strict=True) if repairs else ((), ())
    at_homes = Q(subject__unit__in=[*filter(None, units)]) | Q(subject__common_part__in=[*filter(None, parts)])
    rows = claims_counted(around).filter(at_homes)
    claims = list(rows.values_list("pk", "received_at", "subject__unit", "subject__common_part"))
    spots = {pk: _spot(steps) for pk, steps in steps_of(around, [row[0] for row in claims], *_PLACED).items()}
    return {
        one.repair: [
            at
            for pk, at, unit, part in claims
            if at is not None and pk != one.claim and (unit, part) == one.home and _is_same(spots, pk, one.claim)
        ]
        for one in repairs
    }


def _spot(steps: Iterable[Step]) -> tuple[str, str]:
    """Return room and item of a claim as they stand at the end of the month: what was seen there wins over the report.

    What is not said leaves them as they were; a report of the whole home says neither.
    """
    place = item = ""
    for step in steps:
        place, item = step.facts.get("place") or place, step.facts.get("item") or item
    return place, item


def _is_same(spots: Mapping[int, tuple[str, str]], one: int, other: int) -> bool:
    return one in spots and spots[one] == spots.get(other) and all(spots[one])


@counts("D1")
def complaints(around: Around) -> Lists:
    """Count complaints per thousand claims open in the month, how long the answers took, and what awaits one."""
    received = around.log.until("complaint.receive")
    answered = around.log.last("complaint.answer")
    among_them = [Entry(step.subject_id) for step in _first_ones(around, received)]
    over = answered.keys() | around.log.last("complaint.close").keys()
    ends = {pk: step.at for pk, step in answered.items() if around.month.holds(step.at)}
    days = [lasting(one.subject_id, ends[one.subject_id] - one.at) for one in received if one.subject_id in ends]
    return {
        "per_claims": [*among_them, *(Entry(pk, NOUGHT, ONE) for pk in _open(around))],
        "received": among_them,
        "answer_mean": days,
        "answer_median": days,
        "unanswered": [Entry(one.subject_id) for one in received if one.subject_id not in over],
    }


def _first_ones(around: Around, received: Sequence[Step]) -> list[Step]:
    """Return the complaints of the month that do not repeat one about the same matter within the time before."""
    rows = Complaint.objects.filter(pk__in=[step.subject_id for step in received])
    columns = ("pk", "claim", "subject__unit", "subject__common_part", "subject__policy")
    matters = {pk: (claim,) if claim else home for pk, claim, *home in rows.values_list(*columns)}
    before: dict[tuple[int | None, ...], datetime] = {}
    found = []
    for step in received:
        matter = tuple(matters[step.subject_id])
        last, before[matter] = before.get(matter), step.at
        if around.month.holds(step.at) and (last is None or step.at - last > REPEATED):
            found.append(step)
    return found


def _open(around: Around) -> list[int]:
    """Return the claims that were open at some time in the month.

    The row says when a claim ended at last: before the month, and it was open at no time in it. Of the others the steps
    say whether they had ended by then, only to be opened again.
    """
    since = around.month.starts_at
    rows = claims_counted(around).exclude(closed_at__lt=since).exclude(withdrawn_at__lt=since)
    cases = list(rows.values_list("pk", flat=True))
    steps = steps_of(around, cases, *ENDED, *REOPENED)
    return [pk for pk in cases if not _had_ended(steps.get(pk, ()), since)]


def _had_ended(steps: Sequence[Step], since: datetime) -> bool:
    """Say whether a claim had ended before an instant and has not been opened again."""
    before = [step for step in steps if step.at < since]
    is_reopened = any(step.name in REOPENED for step in steps if step.at >= since)
    return bool(before) and before[-1].name in ENDED and not is_reopened


@counts("D2")
def overturned(around: Around) -> Lists:
    """Count what appraisers and judges found otherwise than the insurer, among all that they found clearly."""
    concluded = _concluded(around)
    judged = {step.subject_id for step in around.log.within(*OUTCOMES)}
    cases = claims_counted(around).filter(pk__in={*judged, *(claim for claim, _step in concluded)})
    counted = frozenset(cases.values_list("pk", flat=True))
    steps = steps_of(around, counted, *OUTCOMES, REDETERMINED)
    unclear, clear = [], []
    for claim, step in concluded:
        before = _standing(steps.get(claim, ()), step)
        if step.facts["outcome"] == Outcome.UNCLEAR:
            unclear.append(Entry(step.subject_id))
        elif before is not None:
            clear.append(share(step.subject_id, is_in=step.facts["outcome"] != OUTCOMES[before.name]))
    judgments = [row for pk in judged & counted for row in _judgments(around, steps.get(pk, ()))]
    return {"changed": [*clear, *judgments], "judgments": judgments, "unclear": unclear}


def _concluded(around: Around) -> list[tuple[int, Step]]:
    """Return the conclusions of the month on whether a claim is covered, each with its claim."""
    steps = {step.subject_id: step for step in around.log.within("appraisal.conclude")}
    rows = Appraisal.objects.filter(pk__in=steps, matter=Matter.LIABILITY, claim__isnull=False)
    return [(claim, steps[pk]) for pk, claim in rows.values_list("pk", "claim") if claim is not None]


def _standing(steps: Sequence[Step], until: Step) -> Step | None:
    """Return the determination that stood before a step."""
    before = (one for one in reversed(steps) if (one.at, one.record_id) < (until.at, until.record_id))
    return next((one for one in before if one.name in OUTCOMES), None)


def _judgments(around: Around, steps: Sequence[Step]) -> Iterable[Entry]:
    """Return the determinations of the month that a judgment or an award had asked for, by what they changed."""
    for asked, made in pairwise(steps):
        is_judged = asked.name == REDETERMINED and asked.facts["reason"] == RedeterminationReason.DECISION
        before = _standing(steps, asked) if is_judged else None
        if before is not None and made.name in OUTCOMES and around.month.holds(made.at):
            yield share(made.subject_id, is_in=made.name != before.name, ref=made.record_id)
