"""Premium earned: straight-line over the cover of each item in each building, which share the premium equally.

A contract states one premium and no parts of it; where an item's days are not known yet, or lie ahead, nothing of its
part is earned.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Final

from idi_platform.kernel.clock import local_date
from idi_platform.records.models import Record
from policies.models import CoverRow

from .counting import Around
from .underwritten import Contract

Days = tuple[date | None, date | None]
"""The first day of cover and the day after its last; None where it is not known."""


_END: Final = "policy.terminate"
_FOR_EVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Earnings:
    """The contracts of some policies with the days of their rows of cover.

    `rows` are the stored ones, as contract and buildings stand now. `changed`: until when they do not say how a
    contract stood, because an endorsement changed it, or its end cut them short; what was recorded at the time does.
    """

    rows: Mapping[int, Mapping[tuple[int, str], Days]]
    changed: Mapping[int, datetime]

    def until(self, contract: Contract, instant: datetime) -> Fraction:
        """Return the premium earned before an instant at which a day begins, in yuan, exactly."""
        rows = self._rows(contract, instant)
        if not rows:
            return Fraction(0)
        day = local_date(instant)
        stop = day if contract.last_day is None else min(day, contract.last_day + timedelta(days=1))
        parts = (_part(starts_on, ends_on, stop) for starts_on, ends_on in rows.values())
        return Fraction(contract.premium(instant)) * sum(parts, Fraction(0)) / len(rows)

    def _rows(self, contract: Contract, instant: datetime) -> Mapping[tuple[int, str], Days]:
        if contract.pk not in self.changed or self.changed[contract.pk] < instant:
            return self.rows.get(contract.pk, {})
        codes = [item["code"] for item in contract.said("items", instant) or ()]
        told: dict[tuple[int, str], Days] = {(pk, code): (None, None) for pk in contract.building_ids for code in codes}
        ended = contract.ended
        for step in contract.steps:
            is_kept = step.name == "policy.date_cover" and step.at < instant
            if is_kept and (ended is None or step.record_id < ended.record_id):
                for row in step.facts["rows"]:
                    place = (row["building_id"], row["item"])
                    if place in told:
                        told[place] = (_day(row["starts_on"]), _day(row["ends_on"]))
        return told


def earnings_of(around: Around, contracts: Iterable[Contract]) -> Earnings:
    """Read the rows of cover of some contracts, and which of them were changed or ended at any time."""
    known = [one.pk for one in contracts]
    rows: dict[int, dict[tuple[int, str], Days]] = {}
    columns = ("policy_id", "building_id", "item", "starts_on", "ends_on")
    for policy_id, building_id, item, *days in CoverRow.objects.filter(policy__in=known).values_list(*columns):
        rows.setdefault(policy_id, {})[building_id, item] = (days[0], days[1])
    changed: dict[int, datetime] = {}
    changes = Record.objects.filter(subject__in=known, name__in=("policy.amend", _END))
    for policy_id, name, at in changes.values_list("subject_id", "name", "occurred_at"):
        changed[policy_id] = max(changed.get(policy_id, at), _FOR_EVER if name == _END else at)
    return Earnings(rows, changed)


def _part(starts_on: date | None, ends_on: date | None, stop: date) -> Fraction:
    """Return how much of a row's cover has run before a day begins, as a fraction of one."""
    if starts_on is None or ends_on is None or stop <= starts_on:
        return Fraction(0)
    return Fraction((min(stop, ends_on) - starts_on).days, (ends_on - starts_on).days)


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
