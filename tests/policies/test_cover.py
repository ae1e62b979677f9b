"""Who answers for a defect, and from when to when: tables that a lawyer can read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.rules.cover import cover_on
from policies.rules.periods import years
from policies.rules.schedule import AgreedItem
from policies.rules.terms_of_cover import (
    Basis,
    CoverLine,
    CoverState,
    CoverText,
    Liable,
    Place,
    PolicyCover,
    Repair,
)
from tests.policies.texts import JIYUAN, LONGGANG, SHANGHAI, TOWER, beijing, hangzhou, shanghai

D = date.fromisoformat
BJ_2 = D("2020-11-20")


class Weekends:
    """A calendar that knows weekends only."""

    def is_rest(self, day):
        return date.fromordinal(day).isoweekday() >= 6

    def roll(self, day):
        while self.is_rest(day):
            day += 1
        return day


def ask(policy, item, day, *, place=None, reported=None, first_known=None, **more):
    """Ask about a defect discovered on a day, reported the same day unless told otherwise."""
    found = D(day)
    return cover_on(
        place or Place(TOWER, accepted_on=BJ_2, handed_over_on=D("2021-01-15")),
        item,
        first_known=D(first_known) if first_known else None,
        discovered=found,
        reported=D(reported) if reported else found,
        policy=policy,
        **more,
    )


# Beijing: acceptance 2020-11-20, cover from 2022-11-20


@pytest.mark.parametrize(
    ("item", "discovered", "state", "liable"),
    [
        ("waterproofing", "2020-11-19", "before_cover", "nobody"),  # not accepted yet
        ("waterproofing", "2020-11-20", "before_cover", "developer"),
        ("waterproofing", "2022-11-19", "before_cover", "developer"),  # the eve of the start
        ("waterproofing", "2022-11-20", "covered", "insurer"),  # from 00:00 of the start
        ("waterproofing", "2022-11-21", "covered", "insurer"),
        ("waterproofing", "2027-11-18", "covered", "insurer"),
        ("waterproofing", "2027-11-19", "covered", "insurer"),  # the last covered day, to 24:00
        ("waterproofing", "2027-11-20", "ended", "nobody"),
        ("insulation", "2027-11-20", "ended", "nobody"),
        ("structure", "2027-11-20", "covered", "insurer"),  # items differ
        ("structure", "2032-11-19", "covered", "insurer"),
        ("structure", "2032-11-20", "ended", "nobody"),
    ],
)
def test_beijing_by_the_day_of_discovery(item, discovered, state, liable):
    verdict = ask(beijing(BJ_2), item, discovered)
    assert (verdict.state, verdict.liable) == (state, liable)


def test_the_verdict_names_the_stretch_the_clause_and_the_days_it_looked_at():
    verdict = ask(beijing(BJ_2), "waterproofing", "2026-09-29")
    assert (verdict.from_, verdict.last_day, verdict.clause) == (D("2022-11-20"), D("2027-11-19"), "BJ-5-6a")
    assert verdict.basis is Basis.SEGMENT
    assert verdict.dates["building.accepted_on"] == BJ_2
    assert verdict.dates["item.ends_on"] == verdict.to == D("2027-11-20")
    before = ask(beijing(BJ_2), "waterproofing", "2021-06-01")
    assert (before.from_, before.last_day, before.clause) == (BJ_2, D("2022-11-19"), "BJ-5-5a")


def test_an_instant_counts_by_its_day_in_shanghai():
    last_second = datetime(2027, 11, 19, 15, 59, 59, tzinfo=UTC)
    place = Place(TOWER, accepted_on=BJ_2)

    def state(instant):
        asked = {"first_known": None, "discovered": instant, "reported": instant}
        return cover_on(place, "waterproofing", policy=beijing(BJ_2), **asked).state

    assert state(last_second) is CoverState.COVERED
    assert state(last_second + timedelta(seconds=1)) is CoverState.ENDED


def test_in_beijing_discovery_decides_and_a_late_report_costs_nothing():
    verdict = ask(beijing(BJ_2), "waterproofing", "2027-11-19", reported="2028-02-01")
    assert verdict.state is CoverState.COVERED


# Beijing, six flats of BJ-2 handed over late

LATE = Place(TOWER, accepted_on=BJ_2, handed_over_on=D("2027-12-20"))


@pytest.mark.parametrize(
    ("item", "discovered", "reported", "state", "liable", "clause"),
    [
        # after the five years and before the keys: what the joint acceptance finds is the developer's
        ("waterproofing", "2027-12-10", "2027-12-10", "ended", "developer", "BJ-5-5c"),
        ("waterproofing", "2027-12-19", "2027-12-19", "ended", "developer", "BJ-5-5c"),
        # six months from the handover, last day 2028-06-20, 24:00
        ("waterproofing", "2027-12-20", "2027-12-20", "tail", "insurer", "BJ-5-6c"),
        ("waterproofing", "2028-06-18", "2028-07-01", "tail", "insurer", "BJ-5-6c"),
        ("waterproofing", "2028-06-20", "2028-06-20", "tail", "insurer", "BJ-5-6c"),
        ("waterproofing", "2028-06-21", "2028-06-21", "ended", "nobody", ""),
        ("waterproofing", "2028-06-22", "2028-06-22", "ended", "nobody", ""),
        # the structure goes on without a window
        ("structure", "2028-06-22", "2028-06-22", "covered", "insurer", "BJ-5-6a"),
        ("structure", "2032-11-20", "2032-11-20", "ended", "nobody", ""),
    ],
)
def test_a_flat_handed_over_late_has_a_tail_for_the_items_that_had_ended(
    item, discovered, reported, state, liable, clause
):
    verdict = ask(beijing(BJ_2), item, discovered, reported=reported, place=LATE)
    assert (verdict.state, verdict.liable, verdict.clause) == (state, liable, clause)


def test_the_tail_runs_to_the_corresponding_day():
    verdict = ask(beijing(BJ_2), "waterproofing", "2028-01-05", place=LATE)
    assert (verdict.from_, verdict.last_day) == (D("2027-12-20"), D("2028-06-20"))


@pytest.mark.parametrize(
    ("handed_over", "last_day"),
    [("2028-08-31", "2029-02-28"), ("2027-12-31", "2028-06-30"), ("2028-02-29", "2028-08-29")],
)
def test_a_tail_that_finds_no_corresponding_day_ends_with_the_month(handed_over, last_day):
    place = replace(LATE, handed_over_on=D(handed_over))
    on_the_last, after = D(last_day), D(last_day) + timedelta(days=1)
    assert ask(beijing(BJ_2), "insulation", on_the_last.isoformat(), place=place).state is CoverState.TAIL
    assert ask(beijing(BJ_2), "insulation", after.isoformat(), place=place).state is CoverState.ENDED


def test_a_handover_on_the_last_covered_day_has_no_tail_and_on_the_next_day_it_has():
    def state(handed_over):
        place = replace(LATE, handed_over_on=D(handed_over))
        return ask(beijing(BJ_2), "waterproofing", "2027-12-01", place=place).state

    assert state("2027-11-19") is CoverState.ENDED
    assert state("2027-11-20") is CoverState.TAIL


def test_riders_have_no_tail():
    lift = AgreedItem("lift", years(2), starts_after=years(2))
    policy = beijing(BJ_2, lift)
    assert ask(policy, "lift", "2024-11-19").state is CoverState.COVERED
    assert ask(policy, "lift", "2028-01-05", place=LATE).state is CoverState.ENDED


def test_what_the_joint_acceptance_found_stays_with_the_developer_when_reported_in_the_tail():
    verdict = ask(beijing(BJ_2), "waterproofing", "2028-01-05", first_known="2027-12-15", place=LATE)
    assert (verdict.state, verdict.liable, verdict.clause) == ("ended", "developer", "BJ-5-5c")


def test_a_common_part_is_never_handed_over():
    roof = Place(TOWER, is_unit=False, accepted_on=BJ_2)
    verdict = ask(beijing(BJ_2), "waterproofing", "2027-12-10", place=roof)
    assert (verdict.state, verdict.liable) == ("ended", "nobody")


# A defect known before it was claimed


def test_a_leftover_from_before_cover_is_referred_where_the_text_is_silent():
    verdict = ask(beijing(BJ_2), "waterproofing", "2026-01-10", first_known="2022-05-01")
    assert (verdict.state, verdict.basis) == ("undetermined", "leftover")
    assert verdict.needs_decision


def test_a_leftover_stays_with_the_developer_in_shanghai():
    place = Place(TOWER, filed_on=D("2026-12-18"))
    verdict = ask(shanghai(), "waterproofing", "2029-01-10", first_known="2028-12-17", place=place)
    assert (verdict.state, verdict.liable, verdict.clause) == ("before_cover", "developer", "SH-9-1-6d")
    on_the_start = ask(shanghai(), "waterproofing", "2029-01-10", first_known="2028-12-18", place=place)
    assert on_the_start.state is CoverState.COVERED


def test_a_defect_on_record_inside_cover_is_not_lost_because_it_is_claimed_later():
    verdict = ask(beijing(BJ_2), "waterproofing", "2027-12-01", first_known="2027-10-01")
    assert (verdict.state, verdict.basis) == ("undetermined", "first_known_in_cover")


# Shanghai: the report decides, and the policy's own rows


@pytest.mark.parametrize(
    ("discovered", "reported", "state", "liable"),
    [
        ("2026-12-18", "2026-12-20", "before_cover", "contractor"),  # the day of filing
        ("2028-12-17", "2028-12-17", "before_cover", "contractor"),
        ("2028-12-17", "2028-12-18", "before_cover", "developer"),  # first showed before cover
        ("2028-12-18", "2028-12-18", "covered", "insurer"),
        ("2033-12-10", "2033-12-17", "covered", "insurer"),
        ("2033-12-10", "2033-12-20", "ended", "nobody"),  # discovered in the period, reported after it
    ],
)
def test_shanghai_by_the_day_of_the_report(discovered, reported, state, liable):
    place = Place(TOWER, filed_on=D("2026-12-18"))
    verdict = ask(shanghai(), "waterproofing", discovered, reported=reported, place=place)
    assert (verdict.state, verdict.liable) == (state, liable)


def test_a_row_whose_start_the_policy_does_not_give_answers_nothing():
    policy = PolicyCover((CoverLine("waterproofing", "basic", TOWER),), SHANGHAI)
    verdict = ask(policy, "waterproofing", "2029-01-10", place=Place(TOWER, filed_on=D("2026-12-18")))
    assert (verdict.state, verdict.basis) == ("undetermined", "no_dates_in_row")


def test_a_report_on_the_first_working_day_after_cover_ended_on_a_rest_day_is_referred():
    # the five years end on Saturday 2033-12-17
    place = Place(TOWER, filed_on=D("2026-12-18"))

    def state(reported):
        asked = {"reported": reported, "place": place, "rest_days": Weekends()}
        return ask(shanghai(), "waterproofing", "2033-12-10", **asked).state

    assert state("2033-12-18") is CoverState.UNDETERMINED
    assert state("2033-12-19") is CoverState.UNDETERMINED
    assert state("2033-12-20") is CoverState.ENDED


def test_a_stretch_that_ended_on_a_working_day_is_not_prolonged():
    verdict = ask(beijing(BJ_2), "waterproofing", "2027-11-20", reported="2027-11-22", rest_days=Weekends())
    assert verdict.state is CoverState.ENDED  # 2027-11-19 is a Friday


# Hangzhou: the text is silent about the test; the longest item wins; a fund stands behind and after

HZ_1 = D("2025-11-14")
HZ_PLACE = Place(TOWER, accepted_on=HZ_1, handed_over_on=D("2026-01-20"), in_use_on=HZ_1)


@pytest.mark.parametrize(
    ("item", "discovered", "state", "liable", "backstop"),
    [
        ("waterproofing", "2026-04-19", "before_cover", "developer", ""),
        ("waterproofing", "2026-04-20", "before_cover", "developer", "fund_early"),  # three months after the keys
        ("waterproofing", "2027-11-13", "before_cover", "developer", "fund_early"),
        ("waterproofing", "2027-11-14", "covered", "insurer", ""),
        ("insulation", "2032-11-13", "covered", "insurer", ""),
        ("insulation", "2032-11-14", "ended", "nobody", ""),
        ("waterproofing", "2033-11-13", "covered", "insurer", ""),
        ("decoration", "2029-11-13", "covered", "insurer", ""),
        ("decoration", "2029-11-14", "ended", "nobody", ""),
        ("structure", "2037-11-13", "covered", "insurer", ""),
        ("structure", "2037-11-14", "ended", "nobody", ""),
    ],
)
def test_hangzhou_by_day(item, discovered, state, liable, backstop):
    verdict = ask(hangzhou(HZ_1), item, discovered, place=HZ_PLACE)
    assert (verdict.state, verdict.liable, verdict.backstop) == (state, liable, backstop)


@pytest.mark.parametrize(
    ("event", "day", "state"),
    [
        ("collapse", "2037-11-14", "fund_window"),
        ("casualty", "2050-11-13", "fund_window"),
        ("collapse", "2050-11-14", "ended"),
        ("leak", "2045-03-01", "ended"),
    ],
)
def test_the_fund_answers_for_collapse_and_casualties_to_year_twenty_five(event, day, state):
    assert ask(hangzhou(HZ_1), "structure", day, place=HZ_PLACE, event=event).state == state


def test_where_several_items_fit_the_longest_wins_in_hangzhou_and_a_person_decides_elsewhere():
    both = ["insulation", "waterproofing"]
    verdict = ask(hangzhou(HZ_1), both, "2033-06-01", place=HZ_PLACE)
    assert (verdict.state, verdict.item) == ("covered", "waterproofing")
    assert ask(beijing(BJ_2), both, "2026-06-01").basis is Basis.SEVERAL_ITEMS


def test_a_report_after_the_end_is_referred_where_the_text_is_silent():
    verdict = ask(hangzhou(HZ_1), "waterproofing", "2033-11-01", reported="2033-11-20", place=HZ_PLACE)
    assert (verdict.state, verdict.basis) == ("undetermined", "reported_after_end")
    assert verdict.clauses == ("INS-21", "INS-26")


# A warranty of a repair outlives the policy


def repaired(*repairs):
    return replace(HZ_PLACE, repairs=tuple(repairs))


@pytest.mark.parametrize(
    ("discovered", "state"),
    [("2033-11-20", "repair_warranty"), ("2034-05-08", "repair_warranty"), ("2034-05-09", "ended")],
)
def test_a_repair_is_warranted_for_180_days_after_its_acceptance(discovered, state):
    place = repaired(Repair("waterproofing", D("2033-11-09")))
    assert ask(hangzhou(HZ_1), "waterproofing", discovered, place=place).state == state


def test_a_warranty_is_of_the_same_item_only():
    place = repaired(Repair("waterproofing", D("2033-11-09")))
    assert ask(hangzhou(HZ_1), "insulation", "2033-11-20", place=place).state is CoverState.ENDED


def test_the_time_after_a_repair_under_warranty_is_referred_unless_cover_still_runs():
    place = repaired(Repair("waterproofing", D("2033-05-01")), Repair("waterproofing", D("2033-09-01"), True))
    assert ask(hangzhou(HZ_1), "waterproofing", "2033-09-20", place=place).state is CoverState.REPAIR_WARRANTY
    assert ask(hangzhou(HZ_1), "waterproofing", "2033-11-10", place=place).state is CoverState.COVERED
    assert ask(hangzhou(HZ_1), "waterproofing", "2034-01-10", place=place).state is CoverState.UNDETERMINED


def test_a_report_on_the_first_working_day_after_a_warranty_that_ended_on_a_rest_day_is_referred():
    place = repaired(Repair("waterproofing", D("2033-11-08")))  # to Sunday 2034-05-07

    def state(day):
        return ask(hangzhou(HZ_1), "waterproofing", day, place=place, rest_days=Weekends()).state

    assert state("2034-05-07") is CoverState.REPAIR_WARRANTY
    assert state("2034-05-08") is CoverState.UNDETERMINED
    assert state("2034-05-09") is CoverState.ENDED


# Jiyuan and Longgang: another party before cover


def test_longgang_s_contractor_answers_before_cover():
    line = CoverLine("waterproofing", "basic", TOWER, D("2025-09-22"), D("2031-09-22"))
    policy = PolicyCover((line,), LONGGANG)
    place = Place(TOWER, accepted_on=D("2023-09-22"))
    assert ask(policy, "waterproofing", "2025-09-21", place=place).liable is Liable.CONTRACTOR
    assert ask(policy, "waterproofing", "2031-09-21", place=place).state is CoverState.COVERED
    assert ask(policy, "waterproofing", "2031-09-22", place=place).state is CoverState.ENDED


def test_between_acceptance_and_filing_jiyuan_names_nobody():
    line = CoverLine("waterproofing", "basic", TOWER, D("2024-10-12"), D("2030-10-12"))
    policy = PolicyCover((line,), JIYUAN)
    place = Place(TOWER, accepted_on=D("2023-12-20"), filed_on=D("2024-01-12"))
    assert ask(policy, "waterproofing", "2024-01-11", place=place).liable is Liable.NOBODY
    assert ask(policy, "waterproofing", "2024-01-12", place=place).liable is Liable.DEVELOPER
    assert ask(policy, "waterproofing", "2024-10-11", place=place).liable is Liable.DEVELOPER
    assert ask(policy, "waterproofing", "2024-10-12", place=place).state is CoverState.COVERED


# No row, no answer


@pytest.mark.parametrize("item", ["lift", None, [], "sauna"])
def test_without_a_row_the_verdict_is_undetermined(item):
    verdict = ask(beijing(BJ_2), item, "2026-01-10")
    assert (verdict.state, verdict.basis, verdict.liable) == ("undetermined", "no_row", "nobody")


def test_a_rider_not_bought_is_outside_once_the_schedule_is_declared_complete():
    policy = replace(beijing(BJ_2), is_complete=True)
    assert ask(policy, "lift", "2026-01-10").state is CoverState.OUTSIDE_SCOPE
    assert ask(policy, "sauna", "2026-01-10").state is CoverState.UNDETERMINED


def test_a_building_that_the_policy_does_not_insure_is_outside():
    policy = replace(beijing(BJ_2), buildings=frozenset({TOWER}))
    verdict = ask(policy, "structure", "2026-01-10", place=Place(8, accepted_on=BJ_2))
    assert (verdict.state, verdict.basis) == ("outside_scope", "building_not_insured")


def test_without_a_day_of_discovery_there_is_no_verdict():
    place = Place(TOWER, accepted_on=BJ_2)
    asked = {"first_known": None, "discovered": None, "reported": D("2026-01-10")}
    assert cover_on(place, "structure", policy=beijing(BJ_2), **asked).basis is Basis.NO_DATE_OF_DEFECT


def test_under_no_loaded_text_the_policy_s_rows_still_answer():
    line = CoverLine("waterproofing", "basic", TOWER, D("2024-01-01"), D("2029-01-01"))
    policy = PolicyCover((line,), CoverText())
    assert ask(policy, "waterproofing", "2023-12-31").liable is Liable.NOBODY
    assert ask(policy, "waterproofing", "2024-01-01").state is CoverState.COVERED
    assert ask(policy, "waterproofing", "2029-01-01").state is CoverState.ENDED


# For every day and item exactly one of before, in and after cover holds


@given(
    accepted=st.dates(D("2019-01-01"), D("2035-12-31")),
    item=st.sampled_from(["structure", "insulation", "waterproofing"]),
    offset=st.integers(-30, 15 * 366),
)
def test_time_is_cut_into_before_in_and_after_without_a_gap(accepted, item, offset):
    policy = beijing(accepted)
    line = next(line for line in policy.lines if line.item == item)
    day = accepted + timedelta(days=offset)
    verdict = ask(policy, item, day.isoformat(), place=Place(TOWER, accepted_on=accepted, handed_over_on=accepted))
    expected = "before_cover" if day < line.starts_on else "covered" if day < line.ends_on else "ended"
    assert verdict.state == expected
