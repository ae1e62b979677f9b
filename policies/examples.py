"""Worked examples of cover: where a defect stands under a text, and who answers for it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.schema.base import Duration
from idi_platform.rulebooks.schema.cover import SegmentDef
from idi_platform.workflow.examples import Example
from idi_platform.workflow.examples.running import differing, runs
from idi_platform.workflow.examples.worlds import calendar

from .rules.cover import cover_on
from .rules.periods import corresponding_day, years
from .rules.schedule import AgreedItem, row_dates
from .rules.terms_of_cover import Basis, Cover, CoverLine, Place, PolicyCover, Repair
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
    segments: dict[str, SegmentDef] = {one.name: one for one in law.cover.segments} if law.cover is not None else {}
    own, behind = segments.get(verdict.state.value), segments.get(verdict.backstop)
    told = [role for segment in (own, behind) if segment is not None for role in segment.told_too]
    words = {"each": own.each, "decided_by": own.decided_by} if own is not None else {}
    yield from differing(example.expect, {**found, **words, "told_too": told, "starts_per": _starts_per(law)})
    if verdict.basis is Basis.SEGMENT:
        days = {**verdict.dates, "repair.accepted_on": _day(example.given.get("repair.accepted_on"))}
        days |= {f"claim.{name}": day for name, day in verdict.dates.items() if "." not in name}
        for segment in (own, behind):
            if segment is not None:
                yield from _differs(segment, verdict, days, is_behind=segment is behind)


def _starts_per(law: Law) -> str | None:
    return law.cover.starts.of if law.cover is not None else None


def _differs(segment: SegmentDef, verdict: Cover, days: Mapping[str, date | None], *, is_behind: bool) -> Iterator[str]:
    """Yield how the stretch that the text describes in words comes out otherwise than the verdict."""
    if segment.liable != verdict.liable.value:
        yield f"in {segment.name} {verdict.liable.value} is liable, by the text {segment.liable}"
    since, until = days.get(segment.from_), _until(segment, verdict, days)
    decides = days.get(segment.decided_by) if segment.decided_by is not None else days["claim.discovered_on"]
    if since is None or until is None or decides is None or not since <= decides < until:
        yield f"{segment.name} runs by the text from {since} to {until}, and {decides} decides: not in it"
    elif not is_behind and (since, until) != (verdict.from_, verdict.to):
        yield f"{segment.name} runs from {verdict.from_} to {verdict.to}, by the text from {since} to {until}"


def _until(segment: SegmentDef, verdict: Cover, days: Mapping[str, date | None]) -> date | None:
    """Return the first day after a stretch: a named day, the end of the item's row, or so long after it began.

    A stretch up to cover ends with 00:00 of the day; the last day of a window after an event counts in full.
    """
    if segment.to is not None:
        return days.get(segment.to)
    since = days.get(segment.from_)
    if segment.for_ == "item.period":
        return verdict.to
    if since is None or not isinstance(segment.for_, Duration):
        return None
    end = corresponding_day(since, Length(Unit(segment.for_.unit), segment.for_.number))
    return end if segment.name == "before_cover" else end + timedelta(days=1)


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
