"""Money of claims: paid and outstanding, loss ratios, what has come back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import MINYEAR, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

from claims.codes import LineKind
from claims.models import Subrogation
from idi_platform.kernel.clock import local_date, start_of

from .counting import NOUGHT, Around, Entry, Lists, counts
from .earned import Earnings, earnings_of
from .log import Step
from .population import claims_counted, claims_undetermined
from .spending import Open, Paid, open_at, payments_made, standing
from .underwritten import Contract, contracts_concluded

_COSTS: Final = {"claim.complete_repair": "repair_cost", "repair.complete": "cost", "repair.complete_again": "cost"}
"""Where it is said what the insurer spent on works, by step."""
_MILLIONTH: Final = Decimal("0.000001")


@counts("M1")
def paid_and_outstanding(around: Around) -> Lists:
    """Payments of the month by their own instants; what is open by the states that the steps had led to at its end."""
    claims = frozenset(claims_counted(around).values_list("pk", flat=True))
    undetermined = frozenset(claims_undetermined(around).values_list("pk", flat=True))
    payments = payments_made(around, claims | undetermined)
    made = [one for one in payments if around.month.holds(one.at)]
    mine = [one for one in made if one.claim_id in claims]
    left = open_at(around.month.ends_at, standing(around, claims), payments)
    return {
        "paid": [Entry(one.claim_id, one.indemnity, ref=one.pk) for one in mine if one.indemnity],
        "interim": [Entry(one.claim_id, one.indemnity, ref=one.pk) for one in mine if one.is_interim],
        "mitigation": _lines(mine, LineKind.MITIGATION),
        "appraisal": _lines(mine, LineKind.APPRAISAL_FEE),
        "returned": [Entry(one.claim_id, one.amount, ref=one.pk) for one in mine if one.is_return],
        "works": _works(around),
        "outstanding": [Entry(one.claim_id, one.left) for one in left if one.left],
        "unvalued": [Entry(one.claim_id) for one in left if one.left is None],
        "undetermined": [Entry(one.claim_id, one.amount, ref=one.pk) for one in made if one.claim_id in undetermined],
    }


@counts("M2")
def loss_ratio(around: Around) -> Lists:
    """Losses against premium earned, in the month and since the year began; and by underwriting year, to date."""
    book = _Book(around)
    year = start_of(around.month.first.replace(month=1))
    earned = book.earned(around.month.starts_at)
    return {
        "earned": [*earned, *book.losses(around.month.starts_at)],
        "earned_year": [*book.earned(year), *book.losses(year)],
        "underwriting": book.by_underwriting_year(),
        "premium": [Entry(row.subject_id, row.of) for row in earned],
    }


@counts("M3")
def recovery_rate(around: Around) -> Lists:
    """Recoveries to date against payments to date, of claims by the year of their first payment; moves of the month."""
    claims = frozenset(claims_counted(around).values_list("pk", flat=True))
    identified = _claims_of(around.log.until("subrogation.identify"))
    received = around.log.until("subrogation.recover")
    payments = payments_made(around, claims & frozenset(identified.values()))
    year, cohorts = around.month.first.year, _cohorts(payments)

    def cohort(*, since: int, until: int) -> list[Entry]:
        members = {pk for pk, first in cohorts.items() if since <= first <= until}
        return _recovered(payments, received, identified, members)

    return {
        "this_year": cohort(since=year, until=year),
        "last_year": cohort(since=year - 1, until=year - 1),
        "earlier": cohort(since=MINYEAR, until=year - 2),
        "received": [
            Entry(step.subject_id, _amount(step), ref=step.record_id)
            for step in received
            if around.month.holds(step.at)
        ],
        "written_off": _written_off(around, received),
        "barred": [Entry(step.subject_id, ref=step.record_id) for step in around.log.within("subrogation.bar")],
    }


def _lines(payments: Iterable[Paid], kind: LineKind) -> list[Entry]:
    return [Entry(one.claim_id, one.apart[kind], ref=one.pk) for one in payments if kind in one.apart]


def _works(around: Around) -> list[Entry]:
    """Return what was said in the month to have been spent on works."""
    told = ((step, step.facts.get(_COSTS[step.name])) for step in around.log.within(*_COSTS))
    return [Entry(step.subject_id, Decimal(str(cost)), ref=step.record_id) for step, cost in told if cost is not None]


@dataclass(frozen=True)
class _Book:
    """Contracts and claims under a text that is determined, and what both bring and cost."""

    around: Around

    @cached_property
    def claims(self) -> Mapping[int, int | None]:
        """The policy of each claim that is counted."""
        return dict(claims_counted(self.around).values_list("pk", "subject__policy_id"))

    @cached_property
    def contracts(self) -> Mapping[int, Contract]:
        """The contracts, those on objects whose text is undetermined left out as their claims are."""
        found, open_ones = contracts_concluded(self.around), self.around.undetermined
        return {pk: one for pk, one in found.items() if one.insured_object_id not in open_ones}

    @cached_property
    def earnings(self) -> Earnings:
        """The rows of cover over which premium is earned."""
        return earnings_of(self.around, self.contracts.values())

    @cached_property
    def payments(self) -> list[Paid]:
        """What was paid on the claims."""
        return payments_made(self.around, self.claims)

    @cached_property
    def steps(self) -> list[Step]:
        """How the claims stood."""
        return standing(self.around, self.claims)

    @cached_property
    def recoveries(self) -> list[tuple[int, Step]]:
        """What came back, by claim."""
        received = self.around.log.until("subrogation.recover")
        claims = _claims_of(received)
        return [(claims[step.subject_id], step) for step in received if claims[step.subject_id] in self.claims]

    def earned(self, since: datetime) -> list[Entry]:
        """Return by policy the premium earned from an instant to the end of the month."""
        found = []
        for pk, one in self.contracts.items():
            more = self.earnings.until(one, self.around.month.ends_at) - self.earnings.until(one, since)
            if more:
                found.append(Entry(pk, NOUGHT, _decimal(more)))
        return found

    def losses(self, since: datetime | None = None) -> list[Entry]:
        """Return by claim what it cost from an instant on, of all time if None: paid, change of what is open, back."""
        cost: dict[int, Decimal] = {}

        def add(claim_id: int, amount: Decimal) -> None:
            cost[claim_id] = cost.get(claim_id, NOUGHT) + amount

        for one in self.payments:
            if since is None or one.at >= since:
                add(one.claim_id, one.amount)
        for claim_id, step in self.recoveries:
            if since is None or step.at >= since:
                add(claim_id, -_amount(step))
        for case in self._open(self.around.month.ends_at):
            add(case.claim_id, case.left or NOUGHT)
        for case in self._open(since) if since is not None else ():
            add(case.claim_id, -(case.left or NOUGHT))
        return [Entry(pk, amount) for pk, amount in cost.items() if amount]

    def by_underwriting_year(self) -> list[Entry]:
        """Return premiums of policies issued to date and what their claims cost to date; `ref` is the year of issue."""
        years = {pk: local_date(one.issued.at).year for pk, one in self.contracts.items() if one.issued is not None}
        premiums = [
            Entry(pk, NOUGHT, self.contracts[pk].premium(self.around.month.ends_at), year) for pk, year in years.items()
        ]
        costs = ((row, years.get(self.claims[row.subject_id] or 0)) for row in self.losses())
        return [*premiums, *(row._replace(ref=year) for row, year in costs if year is not None)]

    def _open(self, instant: datetime) -> list[Open]:
        return open_at(instant, self.steps, self.payments)


def _claims_of(steps: Iterable[Step]) -> Mapping[int, int]:
    """Return by recourse the claim that it belongs to, which never changes."""
    asked = {step.subject_id for step in steps}
    return dict(Subrogation.objects.filter(pk__in=asked).values_list("pk", "claim_id"))


def _cohorts(payments: Iterable[Paid]) -> Mapping[int, int]:
    """Return the year of each claim's first payment."""
    found: dict[int, int] = {}
    for one in payments:
        found.setdefault(one.claim_id, local_date(one.at).year)
    return found


def _recovered(
    payments: Iterable[Paid], received: Iterable[Step], claims: Mapping[int, int], cohort: set[int]
) -> list[Entry]:
    """Return payments as denominators and recoveries as numerators of the claims of a cohort."""
    paid = [Entry(one.claim_id, NOUGHT, one.amount, one.pk) for one in payments if one.claim_id in cohort]
    back = (step for step in received if claims.get(step.subject_id) in cohort)
    return [*paid, *(Entry(step.subject_id, _amount(step), NOUGHT, step.record_id) for step in back)]


def _written_off(around: Around, received: Iterable[Step]) -> list[Entry]:
    """Return what was last demanded and had not come in when it was written off in the month."""
    left = {pk: _amount(step) for pk, step in around.log.last("subrogation.demand").items()}
    for step in received:
        left[step.subject_id] = left.get(step.subject_id, NOUGHT) - _amount(step)
    return [
        Entry(step.subject_id, left.get(step.subject_id, NOUGHT), ref=step.record_id)
        for step in around.log.within("subrogation.write_off")
    ]


def _amount(step: Step) -> Decimal:
    return Decimal(str(step.facts["amount"]))


def _decimal(exact: Fraction) -> Decimal:
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_MILLIONTH)
