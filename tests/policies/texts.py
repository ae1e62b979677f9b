"""What the five texts say about cover, in the words of the rules, for tests that need no rulebook file."""

from datetime import date

from policies.rules.periods import days, months, years
from policies.rules.schedule import AgreedItem, Bound, ItemText, StartText, row_dates
from policies.rules.terms_of_cover import (
    CoverLine,
    CoverState,
    CoverText,
    Liable,
    PolicyCover,
    Segment,
    Test,
)

TOWER = 7


def handed_over_after_end(line, dates):
    handed_over, ends_on = dates["unit.handed_over_on"], dates["item.ends_on"]
    if line.group != "basic":
        return False
    return None if ends_on is None or handed_over is None else handed_over >= ends_on


def until_start(liable, since, clause):
    return Segment("before_cover", CoverState.BEFORE_COVER, liable, since, until="cover.starts", clause=clause)


TAIL = Segment(
    "tail",
    CoverState.TAIL,
    Liable.INSURER,
    "unit.handed_over_on",
    lasts=months(6),
    clause="BJ-5-6c",
    when=handed_over_after_end,
    is_for_units=True,
)
LATE_HANDOVER = Segment(
    "late_handover",
    CoverState.ENDED,
    Liable.DEVELOPER,
    "item.ends_on",
    until="unit.handed_over_on",
    clause="BJ-5-5c",
    is_for_units=True,
)
BEIJING = CoverText(
    test=Test.DISCOVERED,
    test_clause="BJ-20-1",
    starts_from="building.accepted_on",
    covered_clause="BJ-5-6a",
    segments=(until_start(Liable.DEVELOPER, "building.accepted_on", "BJ-5-5a"), TAIL, LATE_HANDOVER),
    riders=frozenset({"lift", "electrical"}),
)
BEIJING_START = StartText("building.accepted_on", years(2), "BJ-5-4c")
BEIJING_ITEMS = {
    "structure": ItemText("structure", "basic", years(10), Bound.EXACT, no_deductible=True, clause="BJ-5-4a"),
    "insulation": ItemText("insulation", "basic", years(5), Bound.EXACT, no_deductible=True, clause="BJ-5-4b"),
    "waterproofing": ItemText("waterproofing", "basic", years(5), Bound.EXACT, no_deductible=True, clause="BJ-5-4b"),
    "lift": ItemText("lift", "rider", is_rider=True, starts_by_contract=True, clause="BJ-6-2"),
}
HANGZHOU = CoverText(
    starts_from="building.accepted_on",
    covered_clause="HZ-6-3",
    segments=(
        until_start(Liable.DEVELOPER, "building.accepted_on", "HZ-20-4a"),
        Segment(
            "fund_early",
            CoverState.FUND_WINDOW,
            Liable.FUND,
            "unit.handed_over_on",
            opens_after=months(3),
            until="cover.starts",
            clause="HZ-19-2a",
            is_for_units=True,
        ),
        Segment(
            "fund_collapse",
            CoverState.FUND_WINDOW,
            Liable.FUND,
            "item.ends_on",
            until="building.in_use_on",
            until_after=years(25),
            clause="HZ-19-2b",
            when=lambda line, dates: line.item == "structure",
            kinds_of_event=frozenset({"collapse", "casualty"}),
        ),
    ),
    several_items="longest",
    repair_warranty=days(180),
    repair_warranty_clause="HZ-G-4.4a",
)
HANGZHOU_ITEMS = {
    "structure": ItemText("structure", "basic", years(10), Bound.EXACT, no_deductible=True, clause="HZ-5-7a"),
    "insulation": ItemText("insulation", "basic", years(5), Bound.EXACT, no_deductible=True, clause="HZ-5-7b"),
    "waterproofing": ItemText("waterproofing", "basic", years(6), Bound.EXACT, no_deductible=True, clause="HZ-5-7c"),
    "decoration": ItemText("decoration", "rider", years(2), Bound.AT_LEAST, no_deductible=True, clause="HZ-5-7e"),
}
HANGZHOU_START = StartText("building.accepted_on", years(2), "HZ-5-6")
SHANGHAI = CoverText(
    test=Test.REPORTED,
    test_clause="SH-12-1",
    covered_clause="SH-11-1a",
    segments=(
        Segment(
            "before_cover",
            CoverState.BEFORE_COVER,
            Liable.CONTRACTOR,
            "building.filed_on",
            until="building.filed_on",
            until_after=years(2),
            clause="SH-7-7d",
        ),
    ),
    leftover="stays_with_developer",
    leftover_clause="SH-9-1-6d",
    repair_warranty=days(180),
    repair_warranty_clause="SH-14-1",
)
JIYUAN = CoverText(
    starts_from="building.filed_on",
    segments=(until_start(Liable.DEVELOPER, "building.filed_on", "JY-4-6b"),),
)
JIYUAN_START = StartText("building.filed_on", None, "JY-4-6a")
JIYUAN_ITEMS = {
    "structure": ItemText("structure", "basic", years(10), Bound.AT_LEAST, clause="JY-4-2a"),
    "waterproofing": ItemText("waterproofing", "basic", years(5), Bound.AT_LEAST, clause="JY-4-2b"),
}
LONGGANG = CoverText(
    starts_from="building.accepted_on",
    segments=(until_start(Liable.CONTRACTOR, "building.accepted_on", "LG-3.1-2e"),),
)


def lines(items, start, anchor, *agreed):
    """The rows of one building whose anchoring day is known."""
    return tuple(_line(items, start, {start.since: anchor}, line) for line in agreed)


def _line(items, start, anchors, line):
    item = items[line.code]
    dates = row_dates(line, item, start, anchors)
    return CoverLine(line.code, item.group, TOWER, dates.starts_on, dates.ends_on, clause=item.clause)


def beijing(accepted_on, *more):
    """A Beijing policy's basic cover of one building."""
    agreed = [AgreedItem(code) for code in ("structure", "insulation", "waterproofing")]
    return PolicyCover(lines(BEIJING_ITEMS, BEIJING_START, accepted_on, *agreed, *more), BEIJING)


def hangzhou(accepted_on):
    """A Hangzhou policy with two years of decoration."""
    agreed = [AgreedItem(code) for code in ("structure", "insulation", "waterproofing")]
    rider = AgreedItem("decoration", years(2))
    return PolicyCover(lines(HANGZHOU_ITEMS, HANGZHOU_START, accepted_on, *agreed, rider), HANGZHOU)


def shanghai(starts_on=date(2028, 12, 18)):
    """A Shanghai policy: items, periods and start are the policy's own."""
    rows = (("structure", years(10)), ("waterproofing", years(5)), ("decoration", years(2)))
    found = [row_dates(AgreedItem(code, period, starts_on=starts_on), None, StartText(), {}) for code, period in rows]
    made = [
        CoverLine(code, "basic", TOWER, dates.starts_on, dates.ends_on)
        for (code, _), dates in zip(rows, found, strict=True)
    ]
    return PolicyCover(tuple(made), SHANGHAI)
