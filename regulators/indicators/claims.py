"""Claims on their way: received, surveyed, determined, told, performed, each against its limit.

What a claim's own row keeps may be overwritten by later acts; what is read of it here never is: the channel, and the
instant of receipt, which only a correction moves. Everything else comes from the steps or from the clocks.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from claims.codes import Agreeing, Channel, Mode
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.rules.instants import ONE_SECOND
from idi_platform.kernel.clock import SHANGHAI, end_of
from idi_platform.records.models import Subject
from policies.models import CoverRow

from . import claim_aftermath, claim_results  # noqa: F401  they count what became of the claims
from .cases import steps_of
from .counting import NOUGHT, Around, Entry, Lists, counts, share
from .homes import units_in
from .limits import LEGAL, limits
from .log import Step
from .population import claims_counted, claims_undetermined
from .underwritten import contracts_concluded

NIGHT_FROM: Final = time(22)
NIGHT_UNTIL: Final = time(6)
"""What counts as night for the share of reports at night; it binds nobody."""
_BEGINNINGS: Final = ("claim.order_repair", "claim.complete_repair", "claim.pay_interim", "claim.pay")


@counts("C1")
def claims_received(around: Around) -> Lists:
    """Count the claims opened in the month, by channel too, and what came in beside them and is no claim."""
    since = around.month.starts_at
    claims = list(claims_counted(around).filter(received_at__gte=since).values_list("pk", "channel", "received_at"))
    opened = [Entry(pk) for pk, _channel, _at in claims]
    corrected = around.log.within("claim.correct_receipt")
    undetermined = claims_undetermined(around).filter(received_at__gte=since)
    return {
        "received": opened,
        "per_units": [*opened, *_units_in_cover(around)],
        **{one.value: [share(pk, is_in=channel == one) for pk, channel, _at in claims] for one in Channel},
        "night": [share(pk, is_in=_is_at_night(at)) for pk, _channel, at in claims if at is not None],
        "joined": [Entry(step.subject_id) for step in around.log.within("intake.join")],
        "advice_only": [Entry(step.subject_id) for step in around.log.within("intake.advise_only")],
        "corrected": [Entry(step.subject_id, ref=step.record_id) for step in corrected],
        "undetermined": [Entry(pk) for pk in undetermined.values_list("pk", flat=True)],
    }


def _units_in_cover(around: Around) -> list[Entry]:
    """Return the insured objects with the number of their homes in buildings of which a contract covers something."""
    standing = [pk for pk, one in contracts_concluded(around).items() if one.stands_at(around.month.ends_at)]
    covered = CoverRow.objects.covering(around.month.last).filter(policy__in=standing)
    places = dict(covered.values_list("building_id", "building__insured_object"))
    homes: dict[int, Decimal] = {}
    for building, (number, _area) in units_in(around, places).items():
        homes[places[building]] = homes.get(places[building], NOUGHT) + number
    return [Entry(pk, NOUGHT, number) for pk, number in homes.items()]


def _is_at_night(at: datetime) -> bool:
    hour = at.astimezone(SHANGHAI).time()
    return hour >= NIGHT_FROM or hour < NIGHT_UNTIL


@counts("C2")
def surveyed(around: Around) -> Lists:
    """Count surveys, or proved visits that failed, against their limits."""
    return limits(around, measures=("survey",), among=_cases(around))


@counts("C3")
def determined(around: Around) -> Lists:
    """Count determinations against their limits; that of a complex claim is the longer one that its clock bears."""
    found = limits(around, measures=("determination",), among=_cases(around))
    complex_ones = around.log.last("claim.declare_complex").keys()
    legal = found[LEGAL]
    return {
        **found,
        "complex": [share(row.subject_id, is_in=row.subject_id in complex_ones, ref=row.ref) for row in legal],
        "complex_legal": [row for row in legal if row.subject_id in complex_ones],
    }


@counts("C4")
def told(around: Around) -> Lists:
    """Count notices of results against their limits, refusals apart from all others."""
    cases = _cases(around)
    refusals = limits(around, measures=("refusal_notice",), among=cases)
    return {
        **limits(around, measures=("result_notice",), among=cases),
        **{f"refusal_{line}": rows for line, rows in refusals.items()},
    }


@counts("C5")
def performed(around: Around) -> Lists:
    """Count performances against their limits, and beside them when performing began and the agreed end of repairs."""
    found = limits(around, measures=("performance", "repair"), among=_cases(around))
    return {**found, "started": _started(around, found[LEGAL]), "schedule": _on_schedule(around)}


def _started(around: Around, legal: Sequence[Entry]) -> list[Entry]:
    """Say of every performance whether the repairer was sent, or money went out, before the same legal end.

    Either may come before the limit starts, where the insured agrees after the owner.
    """
    steps = steps_of(around, (row.subject_id for row in legal), *_BEGINNINGS)
    ends = dict(Clock.objects.filter(pk__in=[row.ref for row in legal]).values_list("pk", "due_at"))
    return [
        share(row.subject_id, is_in=any(step.at < end for step in steps.get(row.subject_id, ())), ref=row.ref)
        for row in legal
        if (end := ends[row.ref]) is not None
    ]


def _on_schedule(around: Around) -> list[Entry]:
    """Return the agreed repairs of which the last agreed day, or the end of the works, lies in the month."""
    agreed = {step.subject_id: step for step in around.log.until("claim.agree") if _is_owners(step)}
    last_days = {pk: until for pk, step in agreed.items() if (until := _repair_by(step)) is not None}
    running = [pk for pk, until in last_days.items() if until > around.month.starts_at]
    cases = _cases(around).filter(pk__in=running).values_list("pk", flat=True)
    ends = steps_of(around, cases, "claim.complete_repair", "claim.withdraw")
    rows = []
    for pk in cases:
        until = last_days[pk]
        end = next((step for step in ends.get(pk, ()) if agreed[pk].at <= step.at < until), None)
        done = end is not None and end.name == "claim.complete_repair"
        if (done or end is None) and around.month.holds(end.at if end is not None else until - ONE_SECOND):
            rows.append(share(pk, is_in=done))
    return rows


def _is_owners(step: Step) -> bool:
    return bool(step.facts["party"] == Agreeing.OWNER)


def _repair_by(step: Step) -> datetime | None:
    """Return the end of the agreed last day of a repair; None where money was agreed."""
    day = step.facts.get("repair_by") if step.facts["mode"] == Mode.REPAIR else None
    return end_of(date.fromisoformat(day)) if day else None


def _cases(around: Around) -> QuerySet[Subject]:
    return around.subjects.filter(pk__in=claims_counted(around).values("pk"))
