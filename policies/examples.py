"""Worked examples of cover: where a defect stands under a text, and who answers for it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from idi_platform.rulebooks.law import Law
from idi_platform.workflow.examples import Example
from idi_platform.workflow.examples.running import differing, runs
from idi_platform.workflow.examples.worlds import calendar

from .rules.cover import cover_on
from .rules.periods import years
from .rules.schedule import AgreedItem, row_dates
from .rules.terms_of_cover import CoverLine, Place, PolicyCover, Repair
from .text import ContractText, read_text

_BUILDING = 1


@runs("cover")
def run_cover(example: Example, law: Law) -> Iterator[str]:
    """Yield how the verdict differs.

    `sets: {policy.items: […]}` gives the contract's lines where the text leaves them to it: `item.code`,
    `item.years`, `item.starts_on`, `item.starts_after_years`; every item of the text that fixes its period is there.
    `given` has the building's and the home's days, `claim.discovered_on`, `claim.reported_on`,
    `claim.first_known_on`, and `repair.accepted_on` of an earlier repair.
    """
    text = read_text(law, example.terms)
    place = _place(example)
    policy = PolicyCover(tuple(_lines(example, text, place)), text.cover, frozenset({_BUILDING}), is_complete=True)
    discovered = _day(example.given.get("claim.discovered_on"))
    verdict = cover_on(
        place,
        example.cover,
        first_known=_day(example.given.get("claim.first_known_on")),
        discovered=discovered,
        reported=_day(example.given.get("claim.reported_on")) or discovered,
        policy=policy,
        rest_days=calendar(),
        event=str(example.given.get("claim.event", "")),
    )
    fitting = text.items.get(verdict.item or example.cover[0]) if example.cover else None
    found = {
        "state": verdict.state.value,
        "liable": verdict.liable.value,
        "from": verdict.from_,
        "to": verdict.to,
        "last_day": verdict.last_day,
        "basis": verdict.basis.value,
        "item": verdict.item,
        "clause": verdict.clause,
        "backstop": verdict.backstop,
        "group": fitting.group if fitting is not None else None,
        "no_deductible": fitting is not None and fitting.no_deductible,
    }
    yield from differing(example.expect, found)


def _place(example: Example) -> Place:
    given = example.given
    repaired = _day(given.get("repair.accepted_on"))
    of_warranty = bool(given.get("repair.of_warranty", False))
    fitting = (example.cover or ("",))[0]
    return Place(
        building=_BUILDING,
        is_unit=not given.get("claim.is_common_part", False),
        accepted_on=_day(given.get("building.accepted_on")),
        filed_on=_day(given.get("building.filed_on")),
        handed_over_on=_day(given.get("unit.handed_over_on")),
        in_use_on=_day(given.get("building.in_use_on")),
        repairs=(Repair(fitting, repaired, of_warranty),) if repaired is not None else (),
    )


def _lines(example: Example, text: ContractText, place: Place) -> Iterator[CoverLine]:
    agreed = {str(line["item.code"]): agreed_line(line) for line in example.sets.get("policy.items", ())}
    for code, item in text.items.items():
        if item.period is not None and not item.is_rider:
            agreed.setdefault(code, AgreedItem(code))
    for code, line in agreed.items():
        found = text.items.get(code)
        dates = row_dates(line, found, text.start, place.dates())
        group = found.group if found is not None else "basic"
        yield CoverLine(code, group, _BUILDING, dates.starts_on, dates.ends_on, clause=found.clause if found else "")


def agreed_line(line: Mapping[str, Any]) -> AgreedItem:
    """Return a contract's line as an example gives it."""
    period, after = line.get("item.years"), line.get("item.starts_after_years")
    return AgreedItem(
        code=str(line["item.code"]),
        period=years(int(period)) if period is not None else None,
        starts_after=years(int(after)) if after is not None else None,
        starts_on=_day(line.get("item.starts_on")),
        printed_last_day=_day(line.get("item.printed_last_day")),
    )


def _day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value)[:10])
