"""Hard clauses 1 to 13: each does what its text says, and not what it does not say."""

from decimal import Decimal

import pytest

from idi_platform.deadlines.derive import QuotaCase, StepHistory, Surroundings
from idi_platform.deadlines.derive.quotas import periods_of
from idi_platform.deadlines.states import ClockState
from idi_platform.kernel.clock import end_of, start_of
from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.loading import check, load_path
from idi_platform.rulebooks.predicates import evaluate
from tests.deadlines.calendars import china

from .hard import A_SECOND, HERE, book, clock, gate
from .worlds import WORDS, PlainWorld, Thing, at, day, things


def test_the_book_loads_and_every_name_in_it_is_known():
    loaded = load_path(HERE / "hard_clauses.yaml")

    assert check(loaded.rulebook, WORDS, loaded.places) == []


# 1. BJ-20-2b/c

CLAIM = Thing("claim", {"received_at": at("2026-03-02 10:15:00")})


def test_1_a_determination_is_due_in_seven_days_and_in_thirty_once_declared_complex_in_time():
    assert clock("claim.determination", CLAIM).due_at == end_of(day("2026-03-09"))
    assert clock("claim.determination", CLAIM, ("claim.declare_complex", "2026-03-08")).due_at == end_of(
        day("2026-04-01")
    )


def test_1_after_day_seven_complex_extends_nothing_and_its_gate_is_shut():
    late = clock("claim.determination", CLAIM, ("claim.declare_complex", "2026-03-10"))

    assert late.due_at == end_of(day("2026-03-09"))
    assert gate("claim.declare_complex", PlainWorld(CLAIM, clocks={"claim.determination": "open"})) is True
    assert gate("claim.declare_complex", PlainWorld(CLAIM, clocks={"claim.determination": "late"})) is False


def test_1_a_claim_accepted_in_part_is_determined_and_a_routed_one_needs_no_determination():
    assert clock("claim.determination", CLAIM, ("claim.accept_in_part", "2026-03-05")).state is ClockState.MET
    assert clock("claim.determination", CLAIM, ("claim.route_before_cover", "2026-03-05")).state is ClockState.VOID


# 2. BJ-5-5b, 5c, 6c


def late_unit(planned, expired="2031-03-15"):
    return Thing("unit", {"planned_handover_on": day(planned), "first_basic_item_ends_on": day(expired)})


def test_2_a_handover_planned_after_an_item_expired_needs_fifteen_days_notice():
    found = clock("unit.late_handover_notice", late_unit("2031-06-30"))

    assert found.due_at == end_of(day("2031-06-15"))


def test_2_a_handover_planned_in_time_needs_none():
    assert clock("unit.late_handover_notice", late_unit("2031-03-01")).state is ClockState.NOT_DUE


def tail(group, handed_over, ends="2031-03-15"):
    unit = Thing("unit", {"handed_over_on": day(handed_over)})
    item = Thing("item", {"group": group, "ends_on": day(ends)})
    claim = Thing("claim", links={"unit": unit, "item": item})
    return evaluate(book().cover.segments[0].when, PlainWorld(claim)).truth


def test_2_the_six_months_are_for_the_basic_items_that_had_expired_and_for_no_other():
    assert tail("basic", "2031-06-30") is True
    assert tail("basic", "2031-06-30", ends="2036-03-15") is False
    assert tail("rider", "2031-06-30") is False


# 3. HZ-G-3.3a


def test_3_two_process_inspections_are_owed_per_stage_and_calendar_month():
    quota = book().quotas["inspection.process"]

    assert (quota.each, quota.every, quota.at_least) == ("project.stages", "calendar_month", 2)
    assert evaluate(quota.where, PlainWorld(Thing("inspection", {"kind": "process"}))).truth is True
    assert evaluate(quota.where, PlainWorld(Thing("inspection", {"kind": "final"}))).truth is False


def visits(*days):
    world = PlainWorld(Thing("inspection", {"kind": "process"}))
    acts = [(at(found), world) for found in days]
    case = QuotaCase([(at("2026-03-20 08:00:00"), None)], acts)
    stage = PlainWorld(Thing("stage"), now=at("2026-04-25 12:00:00"))
    around = Surroundings(world=stage, history=StepHistory([]), calendar=china(), now=stage.now)
    return periods_of("inspection.process", book().quotas["inspection.process"], case, around)


def test_3_a_month_with_one_visit_is_a_breach_at_its_end_and_a_partial_month_is_not_reduced():
    march, april = visits("2026-03-25 10:00:00", "2026-04-02 10:00:00", "2026-04-20 10:00:00")
    assert (march.period, march.met_at, march.breached_at) == ("2026-03", None, end_of(day("2026-03-31")))
    assert (april.state, april.met_at) == (ClockState.MET, at("2026-04-20 10:00:00"))


# 4. HZ-20-1c, 1d, 20-2

TICKET = Thing("ticket", {"reported_at": at("2026-11-20 22:10:00")})


def test_4_the_developer_is_told_the_same_day_and_comes_within_three():
    assert clock("ticket.tell_developer", TICKET).due_at == end_of(day("2026-11-20"))
    assert (
        clock("ticket.tell_developer", TICKET, ("ticket.tell_liable", "2026-11-21 00:05:00")).state
        is ClockState.MET_LATE
    )
    assert clock("ticket.visit", TICKET, ("ticket.tell_liable", "2026-11-20 22:10:00")).target_at == end_of(
        day("2026-11-23")
    )


def test_4_the_three_days_roll_over_a_holiday():
    told = clock("ticket.visit", TICKET, ("ticket.tell_liable", "2025-09-30"))

    assert (told.target_at, told.due_at) == (end_of(day("2025-10-03")), end_of(day("2025-10-09")))


def draw(now, windows=frozenset({"unit.fund_early"}), **steps):
    ticket = Thing(
        "ticket", steps={"ticket.report": at("2026-11-20"), **{f"ticket.{k}": at(v) for k, v in steps.items()}}
    )
    world = PlainWorld(Thing("fund", links={"ticket": ticket}), at(now), windows=windows)
    return gate("fund.request_draw", world)


def test_4_the_fund_may_be_asked_once_two_months_are_over_without_scheme_and_start():
    assert draw("2027-01-20 23:59:59") is False
    assert draw("2027-01-21 00:00:00") is True
    assert draw("2027-02-01", agree_scheme="2026-12-01") is True
    assert draw("2027-02-01", agree_scheme="2026-12-01", start_repair="2026-12-20") is False
    assert draw("2027-02-01", windows=frozenset()) is False


def test_4_only_scheme_and_start_together_end_the_two_months():
    assert clock("ticket.scheme_and_start", TICKET, ("ticket.agree_scheme", "2026-12-01")).state is ClockState.OPEN
    both = [("ticket.agree_scheme", "2026-12-01"), ("ticket.start_repair", "2026-12-20")]
    assert clock("ticket.scheme_and_start", TICKET, *both).state is ClockState.MET


# 5. HZ-19-2a, b


def test_5_the_early_window_runs_from_three_months_after_handover_to_the_start_of_cover():
    building = Thing("building", {"cover_starts_on": day("2028-06-30")})
    unit = Thing("unit", {"handed_over_on": day("2026-08-15")}, {"building": building})
    found = clock("unit.fund_early", unit)

    assert (found.started_at, found.due_at) == (start_of(day("2026-11-15")), start_of(day("2028-06-30")))


def test_5_the_late_window_runs_to_year_twenty_five_and_pays_for_collapse_only():
    building = Thing("building", {"structure_ends_on": day("2038-06-30"), "accepted_on": day("2026-06-30")})
    found = clock("building.fund_late", building)
    asked = {
        event: gate(
            "fund.request_late_draw",
            PlainWorld(Thing("fund", {"event": event}), windows=frozenset({"building.fund_late"})),
        )
        for event in ("collapse", "leak")
    }

    assert (found.started_at, found.due_at) == (start_of(day("2038-06-30")), end_of(day("2051-06-30")))
    assert asked == {"collapse": True, "leak": False}


# 6. HZ-19-1c, 20-4b


def test_6_the_provision_is_five_in_ten_thousand_of_the_contract_price():
    object_ = Thing("insured_object", {"contract_price": Decimal("400000000.00")})

    assert Law(book()).figure("fund.provision", PlainWorld(object_)) == Decimal("200000.00")
    assert Law(book()).figure("fund.provision", PlainWorld(Thing("insured_object"))) is None


@pytest.mark.parametrize(("spent", "truth"), [("600000.00", True), ("600000.01", False)])
def test_6_substitute_repairs_stop_at_three_times_the_provision(spent, truth):
    draws = things(
        "fund", {"kind": "substitute", "amount": Decimal(spent)}, {"kind": "advance", "amount": Decimal(90000)}
    )
    asked = Thing("fund", links={"project": Thing("project", sets={"fund_draws": draws})})

    assert gate("fund.approve", PlainWorld(asked, figures={"fund.provision": Decimal(200000)})) is truth


# 7. HZ-20-3b


def test_7_the_fund_is_replenished_before_the_day_cover_starts():
    draw_ = Thing("fund", links={"building": Thing("building", {"cover_starts_on": day("2028-06-30")})})
    last = clock("fund.replenish", draw_, ("fund.replenish", "2028-06-29 23:59:59"), now="2029-01-01")
    late = clock("fund.replenish", draw_, ("fund.replenish", "2028-06-30 00:00:00"), now="2029-01-01")

    assert (last.state, late.state) == (ClockState.MET, ClockState.MET_LATE)


# 8. SH-9-1-4c, d, e and SH-10-3c


def test_8_household_acceptance_needs_every_home():
    homes = [{"is_household_accepted": True}, {"is_household_accepted": True}]
    done = Thing("project", sets={"units": things("unit", *homes)})
    one_open = Thing("project", sets={"units": things("unit", *homes, {"is_household_accepted": False})})
    one_unknown = Thing("project", sets={"units": things("unit", *homes, {})})

    assert [gate("project.consent_household_acceptance", PlainWorld(p)) for p in (done, one_open, one_unknown)] == [
        True,
        False,
        None,
    ]


@pytest.mark.parametrize(
    ("source", "grade", "pre_viewing", "completion"),
    [("pre_viewing", "minor", False, True), ("works", "minor", True, True), ("works", "severe", True, False)],
)
def test_8_pre_viewing_waits_for_findings_of_any_grade_completion_for_severe_ones(
    source, grade, pre_viewing, completion
):
    findings = things("finding", {"source": source, "grade": grade, "is_open": True})
    world = PlainWorld(Thing("project", sets={"findings": findings}))

    assert gate("project.consent_pre_viewing", world) is pre_viewing
    assert gate("project.consent_completion", world) is completion


# 9. SH-9-4-1d, 9-1-3c


def test_9_a_section_waits_for_its_own_findings_only():
    mine = Thing("section", sets={"findings": things("finding", {"is_open": True, "grade": "minor"})})
    elsewhere = Thing("section", sets={"findings": things("finding", {"is_open": False, "grade": "severe"})})

    assert gate("section.accept", PlainWorld(mine)) is False
    assert gate("section.accept", PlainWorld(elsewhere)) is True


# 10. SH-9-1-4b


def test_10_ten_working_days_before_the_pre_viewing_count_back_over_the_holidays():
    found = clock("project.pre_viewing_notice", Thing("project", {"pre_viewing_planned_on": day("2026-10-15")}))

    assert found.due_at == end_of(day("2026-09-24"))
    moved = clock("project.pre_viewing_notice", Thing("project", {"pre_viewing_planned_on": day("2026-10-16")}))
    assert moved.due_at == end_of(day("2026-09-28"))


# 11. SH-7-7a, 9-1-6a, 9-1-7a


def test_11_two_and_one_months_before_the_start_of_cover_of_each_building():
    building = Thing("building", {"cover_starts_on": day("2026-04-30")})

    assert book().clocks["building.joint_inspection"].per == "building"
    assert clock("building.joint_inspection", building).due_at == end_of(day("2026-02-28"))
    assert clock("building.announcement", building).due_at == end_of(day("2026-03-30"))


@pytest.mark.parametrize(("reached", "truth"), [([True, True], True), ([True, False], False), ([], None)])
def test_11_the_announcement_should_reach_every_owner(reached, truth):
    units = things("unit", *({"was_reached": r} for r in reached))

    assert gate("building.announce_cover", PlainWorld(Thing("building", sets={"units": units}))) is truth


# 12. SH-9-5-1b


@pytest.mark.parametrize(("tests", "lots", "truth"), [(5, 100, True), (4, 100, False), (5, 101, False), (6, 101, True)])
def test_12_five_per_cent_of_all_lots_rounded_up(tests, lots, truth):
    acceptance = [{"is_acceptance": True}] * tests
    project = Thing(
        "project",
        sets={
            "tests": things("test", *acceptance, {"is_acceptance": False}),
            "test_lots": things("lot", *([{}] * lots)),
        },
    )

    assert gate("lab.confirm_plan", PlainWorld(Thing("lab", links={"project": project})), "total") is truth


def test_12_an_important_category_without_any_test_is_referred():
    rows = [{"is_important": True, "test_count": 1}, {"is_important": False, "test_count": 0}]
    project = Thing("project", sets={"test_categories": things("category", *rows)})
    forgotten = Thing(
        "project", sets={"test_categories": things("category", *rows, {"is_important": True, "test_count": 0})}
    )

    assert gate("lab.confirm_plan", PlainWorld(Thing("lab", links={"project": project})), "category") is True
    assert gate("lab.confirm_plan", PlainWorld(Thing("lab", links={"project": forgotten})), "category") is False
    assert [g.effect for g in book().gates["lab.confirm_plan"]] == ["block", "refer"]


# 13. SH-9-5-2a, b


@pytest.mark.parametrize(
    ("outcome", "last"),
    [("passed", "2026-10-01 22:00:00"), ("failed", "2026-10-01 10:00:00"), ("inconclusive", "2026-10-01 10:00:00")],
)
def test_13_a_bad_result_is_told_in_half_the_time(outcome, last):
    test = Thing("test", {"obtained_at": at("2026-09-30 22:00:00"), "outcome": outcome})

    assert clock("test.notice", test).due_at == at(last) + A_SECOND


def test_13_no_outcome_no_clock():
    found = clock("test.notice", Thing("test", {"obtained_at": at("2026-09-30 22:00:00")}))

    assert found is None or found.due_at is None
