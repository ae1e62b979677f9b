"""The schedule of a policy: from what the contract agrees and what the text fixes to the rows of cover.

The text fixes or bounds a period and a start; what it leaves to the contract stands only in the contract. Nothing
is taken from another city or from common practice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from idi_platform.deadlines.rules.deadline import Length

from .periods import corresponding_day, end_of_cover, is_shorter


class Bound(StrEnum):
    """How a text binds a period: exactly this, at least this, or as the policy says."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class ItemText:
    """What the text says about one item; `is_rider` items may be left out, the others may not.

    `no_deductible` where the text forbids one. `starts_by_contract` where the start of this item is agreed.
    """

    code: str
    group: str
    period: Length | None = None
    bound: Bound = Bound.POLICY
    is_rider: bool = False
    no_deductible: bool = False
    starts_by_contract: bool = False
    clause: str = ""


@dataclass(frozen=True, slots=True)
class StartText:
    """From which named day cover is counted, and after how long; without a length the contract gives it.

    `since` empty: the policy itself names the day.
    """

    since: str = ""
    after: Length | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class AgreedItem:
    """One item as the contract agrees it.

    `starts_after` is counted from the text's day; `starts_on` is a day that the policy itself names;
    `printed_last_day` is the last covered day as the policy prints it: a later one prevails, an earlier is refused.
    """

    code: str
    period: Length | None = None
    starts_after: Length | None = None
    starts_on: date | None = None
    printed_last_day: date | None = None
    limit: Decimal | None = None
    deductible: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a schedule can't be contracted: a code, the item it is about, and the clause that the item breaks."""

    code: str
    item: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class RowDates:
    """An item's cover in one building, from 00:00 of `starts_on` to 00:00 of `ends_on`; None until it can be known."""

    starts_on: date | None
    ends_on: date | None


def row_dates(agreed: AgreedItem, item: ItemText | None, start: StartText, days: Mapping[str, date | None]) -> RowDates:
    """Return when one item's cover begins and ends in one building (counting rules 6 and 8).

    Args:
        agreed: The contract's line.
        item: The text's line, None where the text does not know the item.
        start: From where the text counts the start.
        days: The building's named days.
    """
    starts_on = _start(agreed, item, start, days)
    period = period_of(agreed, item)
    if starts_on is None or period is None:
        return RowDates(starts_on, None)
    ends_on = end_of_cover(starts_on, period)
    printed = agreed.printed_last_day + timedelta(days=1) if agreed.printed_last_day else ends_on
    return RowDates(starts_on, max(ends_on, printed))


def period_of(agreed: AgreedItem, item: ItemText | None) -> Length | None:
    """Return the period that counts: the text's where it is exact, else the contract's, never below the text's."""
    if item is None or item.period is None:
        return agreed.period
    if item.bound is Bound.EXACT or agreed.period is None or is_shorter(agreed.period, item.period):
        return item.period if item.bound is not Bound.POLICY else agreed.period
    return agreed.period


def _start(agreed: AgreedItem, item: ItemText | None, start: StartText, days: Mapping[str, date | None]) -> date | None:
    by_contract = not start.since or (item is not None and item.starts_by_contract)
    if by_contract and agreed.starts_on is not None:
        return agreed.starts_on
    after = (agreed.starts_after if by_contract or start.after is None else None) or start.after
    since = days.get(start.since) if start.since else None
    if since is None or after is None:
        return None
    return corresponding_day(since, after)


def problems_of(agreed: Iterable[AgreedItem], items: Mapping[str, ItemText], start: StartText) -> tuple[Problem, ...]:
    """Return everything that the text forbids in a schedule, all at once; empty when it may be contracted."""
    lines = {line.code: line for line in agreed}
    found = [
        Problem("policy.item_missing", code, item.clause)
        for code, item in items.items()
        if not item.is_rider and code not in lines
    ]
    for code, line in lines.items():
        found += _problems_of_line(line, items.get(code), start)
    return tuple(found)


def _problems_of_line(line: AgreedItem, item: ItemText | None, start: StartText) -> list[Problem]:
    clause = item.clause if item else ""
    found: list[Problem] = []
    if period_of(line, item) is None:
        found.append(Problem("policy.period_missing", line.code, clause))
    if item is not None and _breaks_period(line, item):
        found.append(Problem("policy.period_not_as_text", line.code, clause))
    if item is not None and item.no_deductible and line.deductible:
        found.append(Problem("policy.deductible_forbidden", line.code, clause))
    if _lacks_start(line, item, start):
        found.append(Problem("policy.start_missing", line.code, start.clause))
    return found


def _breaks_period(line: AgreedItem, item: ItemText) -> bool:
    if line.period is None or item.period is None or item.bound is Bound.POLICY:
        return False
    if is_shorter(line.period, item.period):
        return True
    return item.bound is Bound.EXACT and is_shorter(item.period, line.period)


def _lacks_start(line: AgreedItem, item: ItemText | None, start: StartText) -> bool:
    if line.starts_on is not None or line.starts_after is not None:
        return False
    by_contract = item is not None and item.starts_by_contract
    return by_contract or not start.since or start.after is None


def shortened(line: AgreedItem, item: ItemText | None, start: StartText, days: Mapping[str, date | None]) -> bool:
    """Say whether the last day printed in the policy is earlier than the period allows; such a policy is refused."""
    if line.printed_last_day is None:
        return False
    computed = row_dates(AgreedItem(line.code, line.period, line.starts_after, line.starts_on), item, start, days)
    return computed.ends_on is not None and line.printed_last_day < computed.ends_on - timedelta(days=1)
