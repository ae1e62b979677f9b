"""Rows of cover: first and last day, as a lawyer would check them."""

from datetime import date, timedelta

import pytest

from policies.rules.periods import is_shorter, months, years
from policies.rules.schedule import AgreedItem, ItemText, StartText, period_of, problems_of, row_dates, shortened
from tests.policies.texts import (
    BEIJING_ITEMS,
    BEIJING_START,
    HANGZHOU_ITEMS,
    HANGZHOU_START,
    JIYUAN_ITEMS,
    JIYUAN_START,
)

D = date.fromisoformat
ONE_DAY = timedelta(days=1)

ROWS = [
    # city, accepted, item, first day (00:00), last day (24:00)
    ("beijing", "2023-03-17", "waterproofing", "2025-03-17", "2030-03-16"),
    ("beijing", "2023-03-17", "insulation", "2025-03-17", "2030-03-16"),
    ("beijing", "2023-03-17", "structure", "2025-03-17", "2035-03-16"),
    ("beijing", "2020-11-20", "waterproofing", "2022-11-20", "2027-11-19"),
    ("beijing", "2020-11-20", "structure", "2022-11-20", "2032-11-19"),
    # accepted on a leap day: the start falls on 28 February and the ends follow from the start
    ("beijing", "2024-02-29", "waterproofing", "2026-02-28", "2031-02-27"),
    ("beijing", "2024-02-29", "structure", "2026-02-28", "2036-02-27"),
    # accepted on 28 February of the year before a leap year: the end is counted from the start, 28 February
    ("beijing", "2026-02-28", "waterproofing", "2028-02-28", "2033-02-27"),
    # the last day of a long month
    ("beijing", "2022-08-31", "waterproofing", "2024-08-31", "2029-08-30"),
    ("beijing", "2022-12-31", "structure", "2024-12-31", "2034-12-30"),
    ("hangzhou", "2025-11-14", "structure", "2027-11-14", "2037-11-13"),
    ("hangzhou", "2025-11-14", "insulation", "2027-11-14", "2032-11-13"),
    ("hangzhou", "2025-11-14", "waterproofing", "2027-11-14", "2033-11-13"),
    ("hangzhou", "2025-11-14", "decoration", "2027-11-14", "2029-11-13"),
]
CITIES = {"beijing": (BEIJING_ITEMS, BEIJING_START), "hangzhou": (HANGZHOU_ITEMS, HANGZHOU_START)}


@pytest.mark.parametrize(("city", "accepted", "item", "first", "last"), ROWS)
def test_a_row_runs_from_its_start_to_the_eve_of_the_anniversary(city, accepted, item, first, last):
    items, start = CITIES[city]
    agreed = AgreedItem(item, years(2)) if item == "decoration" else AgreedItem(item)
    dates = row_dates(agreed, items[item], start, {start.since: D(accepted)})
    assert (dates.starts_on, dates.ends_on) == (D(first), D(last) + ONE_DAY)


def test_a_start_on_a_leap_day_ends_with_february():
    line = AgreedItem("structure", years(5), starts_on=D("2028-02-29"))
    assert row_dates(line, None, StartText(), {}).ends_on == D("2033-03-01")
    four = AgreedItem("structure", years(4), starts_on=D("2028-02-29"))
    assert row_dates(four, None, StartText(), {}).ends_on == D("2032-02-29")


def test_the_contract_sets_jiyuan_s_start_after_filing():
    agreed = AgreedItem("waterproofing", years(6), starts_after=months(9))
    dates = row_dates(agreed, JIYUAN_ITEMS["waterproofing"], JIYUAN_START, {"building.filed_on": D("2024-01-12")})
    assert (dates.starts_on, dates.ends_on) == (D("2024-10-12"), D("2030-10-12"))


def test_a_row_has_no_dates_before_the_building_is_accepted():
    dates = row_dates(AgreedItem("structure"), BEIJING_ITEMS["structure"], BEIJING_START, {})
    assert (dates.starts_on, dates.ends_on) == (None, None)


def test_a_later_printed_day_prevails_and_an_earlier_one_is_refused():
    anchors = {"building.accepted_on": D("2023-03-17")}
    item = BEIJING_ITEMS["waterproofing"]
    later = AgreedItem("waterproofing", printed_last_day=D("2030-03-17"))
    earlier = AgreedItem("waterproofing", printed_last_day=D("2030-03-15"))
    assert row_dates(later, item, BEIJING_START, anchors).ends_on == D("2030-03-18")
    assert row_dates(earlier, item, BEIJING_START, anchors).ends_on == D("2030-03-17")
    assert shortened(earlier, item, BEIJING_START, anchors)
    assert not shortened(later, item, BEIJING_START, anchors)


@pytest.mark.parametrize(
    ("agreed", "code", "clause"),
    [
        (AgreedItem("structure", years(9)), "policy.period_not_as_text", "BJ-5-4a"),
        (AgreedItem("structure", years(12)), "policy.period_not_as_text", "BJ-5-4a"),
        (AgreedItem("structure", deductible=1), "policy.deductible_forbidden", "BJ-5-4a"),
        (AgreedItem("lift", starts_after=years(2)), "policy.period_missing", "BJ-6-2"),
        (AgreedItem("lift", years(2)), "policy.start_missing", "BJ-5-4c"),
    ],
)
def test_beijing_refuses_what_its_text_does_not_allow(agreed, code, clause):
    others = [AgreedItem(other) for other in ("structure", "insulation", "waterproofing") if other != agreed.code]
    (problem,) = problems_of([*others, agreed], BEIJING_ITEMS, BEIJING_START)
    assert (problem.code, problem.item, problem.clause) == (code, agreed.code, clause)


def test_a_missing_basic_item_is_named_and_a_rider_may_be_left_out():
    (problem,) = problems_of([AgreedItem("structure"), AgreedItem("insulation")], BEIJING_ITEMS, BEIJING_START)
    assert (problem.code, problem.item) == ("policy.item_missing", "waterproofing")


def test_jiyuan_bounds_a_period_from_below_only():
    def codes(period):
        agreed = [AgreedItem("structure", years(10), starts_after=months(9))]
        agreed.append(AgreedItem("waterproofing", period, starts_after=months(9)))
        return [problem.code for problem in problems_of(agreed, JIYUAN_ITEMS, JIYUAN_START)]

    assert codes(years(4)) == codes(months(59)) == ["policy.period_not_as_text"]
    assert codes(years(5)) == codes(months(60)) == codes(years(6)) == []


def test_a_rider_of_hangzhou_lasts_two_years_at_least():
    agreed = [AgreedItem(code) for code in ("structure", "insulation", "waterproofing")]
    short = problems_of([*agreed, AgreedItem("decoration", months(18))], HANGZHOU_ITEMS, HANGZHOU_START)
    assert [problem.code for problem in short] == ["policy.period_not_as_text"]
    assert problems_of([*agreed, AgreedItem("decoration", months(24))], HANGZHOU_ITEMS, HANGZHOU_START) == ()


def test_what_shanghai_leaves_to_the_policy_must_stand_in_it():
    found = problems_of([AgreedItem("structure")], {}, StartText())
    assert [problem.code for problem in found] == ["policy.period_missing", "policy.start_missing"]


def test_the_text_s_exact_period_counts_when_the_contract_is_silent_or_shorter():
    item: ItemText = BEIJING_ITEMS["structure"]
    assert period_of(AgreedItem("structure"), item) == period_of(AgreedItem("structure", years(3)), item) == years(10)
    assert is_shorter(months(119), years(10))
