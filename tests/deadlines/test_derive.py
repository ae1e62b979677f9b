"""A clock from its definition and its history: start, end, extension, pause, breach, and what is told when."""

from datetime import date, timedelta

import pytest

from idi_platform.deadlines.derive import Known, MarkEvent
from idi_platform.deadlines.states import ClockKind, ClockState

from .worlds import SmallWorld, Taken, at, end_of, one, runs

A_SECOND = timedelta(seconds=1)

DETERMINATION = {
    "kind": "duty",
    "on": "claim",
    "starts": {"step": "claim.file"},
    "within": {"days": 7},
    "met_by": {"any": ["claim.accept", "claim.refuse"]},
    "void_by": ["claim.withdraw"],
    "extended_by": {"step": "claim.declare_complex", "to": {"days": 30}, "clause": "BJ-20-2c"},
    "owed_by": "lead_insurer",
    "remind": [{"before_target": {"days": 2}}, {"before_due": {"days": 1}}],
    "paused_by": {
        "from": {"arrived": "supplement_list"},
        "until": {"arrived": "requested_documents"},
        "when": {"limit": "thirty_days"},
        "clause": "INT2-15",
    },
    "on_breach": [{"notify": ["insurer_manager"]}, {"notify": ["regulator"], "after": {"days": 3}}],
    "clause": "BJ-20-2b",
}
FILED = ("claim.file", "2026-03-02 09:00:00")
LAST_SECOND = "2026-03-09 23:59:59"
FIRST_SECOND_LATE = "2026-03-10 00:00:00"


def test_nothing_runs_before_the_start() -> None:
    assert runs(DETERMINATION) == ()


def test_an_open_clock_knows_its_dates_its_holder_and_its_article() -> None:
    found = one(DETERMINATION, [FILED], now="2026-03-03")

    assert found.state is ClockState.OPEN
    assert found.due_at == end_of("2026-03-09")
    assert (found.owed_role, found.clause, found.force) == ("lead_insurer", "BJ-20-2b", "law")


@pytest.mark.parametrize(
    ("decided", "state"), [(LAST_SECOND, ClockState.MET), (FIRST_SECOND_LATE, ClockState.MET_LATE)]
)
def test_the_last_second_is_in_time_and_the_first_after_it_is_late(decided: str, state: ClockState) -> None:
    found = one(DETERMINATION, [FILED, ("claim.accept", decided)])

    assert found.state is state
    assert found.breached_at == (None if state is ClockState.MET else end_of("2026-03-09"))


def test_the_breach_has_the_legal_instant_however_late_it_is_derived() -> None:
    assert one(DETERMINATION, [FILED], now="2026-03-30").breached_at == end_of("2026-03-09")


def test_a_withdrawal_ends_the_clock_without_a_breach() -> None:
    found = one(DETERMINATION, [FILED, ("claim.withdraw", "2026-03-05")])

    assert (found.state, found.breached_at, found.marks) == (ClockState.VOID, None, ())


def test_a_withdrawal_after_the_end_leaves_the_breach() -> None:
    found = one(DETERMINATION, [FILED, ("claim.withdraw", "2026-03-12")])

    assert (found.state, found.breached_at) == (ClockState.VOID, end_of("2026-03-09"))


def test_a_case_declared_complex_in_time_has_thirty_days_from_the_start() -> None:
    found = one(DETERMINATION, [FILED, ("claim.declare_complex", LAST_SECOND)])

    assert found.due_at == end_of("2026-04-01")


def test_a_case_declared_complex_too_late_stays_in_breach() -> None:
    found = one(DETERMINATION, [FILED, ("claim.declare_complex", FIRST_SECOND_LATE)])

    assert found.due_at == found.breached_at == end_of("2026-03-09")


def arrival(paper: str, when: str) -> Taken:
    return Taken("claim.record_arrival", at(when), {"paper": paper})


SUPPLEMENT = [arrival("supplement_list", "2026-03-05 10:00:00"), arrival("requested_documents", "2026-03-11 16:00:00")]


def test_supplements_do_not_pause_a_limit_of_seven_days() -> None:
    assert one(DETERMINATION, [FILED, *SUPPLEMENT]).due_at == end_of("2026-03-09")


def test_supplements_are_deducted_by_whole_days_once_the_limit_is_thirty() -> None:
    found = one(DETERMINATION, [FILED, ("claim.declare_complex", "2026-03-08"), *SUPPLEMENT])

    assert found.due_at == end_of("2026-04-07")


def test_while_a_list_is_unanswered_nothing_is_due() -> None:
    found = one(DETERMINATION, [FILED, ("claim.declare_complex", "2026-03-04"), SUPPLEMENT[0]])

    assert found.state is ClockState.PAUSED
    assert found.breached_at is None
    assert found.marks == ()


@pytest.mark.parametrize(
    ("answered", "state"), [("2026-03-05", ClockState.OPEN), ("2026-03-03", ClockState.PAUSED)], ids=["it", "another"]
)
def test_a_list_that_was_answered_before_it_arrived_pauses_nothing(answered: str, state: ClockState) -> None:
    pause = {
        **DETERMINATION["paused_by"],
        "asked": {"step": "claim.request_supplement"},
        "until": {"step": "claim.supply_documents"},
    }
    taken = [("claim.request_supplement", "2026-03-04"), ("claim.supply_documents", answered), SUPPLEMENT[0]]
    found = one({**DETERMINATION, "paused_by": pause}, [FILED, ("claim.declare_complex", "2026-03-03"), *taken])

    assert found.state is state


def test_a_contract_may_let_supplements_pause_the_seven_days() -> None:
    pause = {**DETERMINATION["paused_by"], "when": {"limit": "thirty_days", "or_term": "claim.pause_on_supplement"}}
    world = SmallWorld(terms={"claim.pause_on_supplement": True})
    found = one({**DETERMINATION, "paused_by": pause}, [FILED, *SUPPLEMENT], world=world)

    assert found.due_at == end_of("2026-03-16")


def test_a_second_report_does_not_restart_a_running_clock() -> None:
    found = one(DETERMINATION, [FILED, ("claim.file", "2026-03-06")])

    assert found.due_at == end_of("2026-03-09")


def test_what_is_filed_again_after_a_withdrawal_is_a_run_of_its_own() -> None:
    first, second = runs(DETERMINATION, [FILED, ("claim.withdraw", "2026-03-04"), ("claim.file", "2026-03-16")])

    assert first.state is ClockState.VOID
    assert second.due_at == end_of("2026-03-23")
    assert (first.key, second.key) == (("claim.determination", ""), ("claim.determination", "#2"))


def test_reminders_target_end_and_escalation_are_marks_in_order() -> None:
    found = one(DETERMINATION, [("claim.file", "2026-09-28 09:00:00")], now="2026-09-28")

    assert [(mark.event, mark.at) for mark in found.marks] == [
        (MarkEvent.REMINDER, at("2026-10-03 09:00:00")),
        (MarkEvent.TARGET_PASSED, end_of("2026-10-05")),
        (MarkEvent.REMINDER, at("2026-10-07 09:00:00")),
        (MarkEvent.DUE_PASSED, end_of("2026-10-08")),
        (MarkEvent.ESCALATION, end_of("2026-10-11")),
    ]


def test_what_was_met_late_still_owes_its_breach_to_the_record_but_no_reminder() -> None:
    found = one(DETERMINATION, [FILED, ("claim.accept", "2026-03-11")])

    assert [mark.event for mark in found.marks] == [MarkEvent.DUE_PASSED]


LATE_HANDOVER = {
    "kind": "duty",
    "on": "unit",
    "before": {"fact": "unit.planned_handover_on"},
    "at_least": {"days": 15},
    "when": {"fact": "unit.planned_handover_on", "after": {"fact": "unit.first_basic_item_ends_on"}},
    "recheck": ["unit.planned_handover_on"],
    "met_by": {"any": ["unit.give_late_handover_notice"]},
    "owed_by": "developer",
    "clause": "BJ-5-5b",
}


def unit(planned: date | None, first_end: date) -> SmallWorld:
    return SmallWorld(
        kind="unit", facts={"unit.planned_handover_on": planned, "unit.first_basic_item_ends_on": first_end}
    )


def test_a_notice_is_due_so_long_before_a_planned_day() -> None:
    found = one(LATE_HANDOVER, world=unit(date(2031, 5, 20), date(2031, 3, 1)), now="2031-04-01")

    assert found.due_at == end_of("2031-05-05")
    assert found.state is ClockState.OPEN


def test_a_handover_in_time_needs_no_notice_and_the_decision_is_kept() -> None:
    found = one(LATE_HANDOVER, world=unit(date(2031, 2, 20), date(2031, 3, 1)))

    assert found.state is ClockState.NOT_DUE
    assert found.anchor["when"] is False


def test_a_decision_is_taken_again_only_when_a_fact_of_recheck_moves() -> None:
    first = one(LATE_HANDOVER, world=unit(date(2031, 2, 20), date(2031, 3, 1)))
    known = {1: Known(first.anchor, first.started_at)}
    unmoved = one(LATE_HANDOVER, world=unit(date(2031, 2, 20), date(2031, 1, 1)), known=known)
    moved = one(LATE_HANDOVER, world=unit(date(2031, 5, 20), date(2031, 3, 1)), known=known)

    assert unmoved.state is ClockState.NOT_DUE
    assert moved.state is ClockState.OPEN


def test_a_condition_without_its_fact_decides_nothing_yet() -> None:
    world = SmallWorld(kind="unit", facts={"unit.planned_handover_on": date(2031, 5, 20)})

    assert runs(LATE_HANDOVER, world=world) == ()


def test_hours_by_outcome() -> None:
    definition = {
        "kind": "duty",
        "starts": {"fact": "test.result_at"},
        "within": {"by": "test.outcome", "table": {"passed": {"hours": 24}, "failed": {"hours": 12}}},
        "met_by": "test.notify",
        "owed_by": "agency",
        "clause": "SH-9-5-2b",
    }
    obtained = at("2026-09-30 22:00:00")
    world = SmallWorld(kind="test", facts={"test.result_at": obtained, "test.outcome": "failed"})
    in_time = one(definition, [("test.notify", "2026-10-01 10:00:00")], world=world)
    late = one(definition, [("test.notify", "2026-10-01 10:00:01")], world=world)

    assert in_time.state is ClockState.MET
    assert late.state is ClockState.MET_LATE


def test_an_hour_clock_does_not_run_from_a_bare_day() -> None:
    definition = {
        "kind": "duty", "starts": {"fact": "test.result_at"}, "within": {"hours": 12}, "met_by": "test.notify",
        "owed_by": "agency", "clause": "SH-9-5-2b",
    }  # fmt: skip
    found = one(definition, world=SmallWorld(kind="test", facts={"test.result_at": date(2026, 9, 30)}))

    assert found.due_at is None


SURVEY = {
    "kind": "duty", "starts": "claim.file", "within": {"term": "service.survey"}, "met_by": "claim.record_survey",
    "owed_by": "lead_insurer", "clause": "HZ-15-1",
}  # fmt: skip


def test_a_length_from_the_contract() -> None:
    world = SmallWorld(terms={"service.survey": 48})
    found = one(SURVEY, [FILED], world=world, units={"service.survey": "hours"})

    assert found.due_at == at("2026-03-04 09:00:00") + A_SECOND


def test_a_contract_that_names_no_length_gives_no_date_and_no_breach() -> None:
    found = one(SURVEY, [FILED], units={"service.survey": "hours"})

    assert (found.due_at, found.breached_at, found.marks) == (None, None, ())


@pytest.mark.parametrize(("agreed", "due"), [(5, "2026-03-09"), (20, "2026-03-12")])
def test_a_contract_tightens_and_never_loosens(agreed: int, due: str) -> None:
    definition = {**DETERMINATION, "within": {"days": 10, "tightened_by": "service.determination"}}
    world = SmallWorld(terms={"service.determination": agreed})
    found = one(definition, [FILED], world=world, units={"service.determination": "days"})

    assert found.due_at == end_of(due)


@pytest.mark.parametrize(("agreed", "due"), [(True, "2026-03-14"), (False, "2026-03-16"), (None, "2026-03-16")])
def test_a_contract_may_exclude_the_roll_off_a_rest_day(agreed: bool | None, due: str) -> None:
    """The fifth day from Monday the 9th is Saturday the 14th (Civil Code 203 and 204)."""
    definition = {**DETERMINATION, "within": {"days": 5}, "not_rolled_by": "contract.no_roll"}
    world = SmallWorld(terms={} if agreed is None else {"contract.no_roll": agreed})
    found = one(definition, [("claim.file", "2026-03-09 09:00:00")], world=world)

    assert (found.target_at, found.due_at) == (end_of("2026-03-14"), end_of(due))


def test_an_earlier_event_gives_the_target_only() -> None:
    definition = {
        "kind": "duty",
        "starts": {"step": "claim.agree", "with": "insured"},
        "target_starts": {"step": "claim.agree", "with": "owner"},
        "within": {"days": 7},
        "met_by": "claim.pay",
        "owed_by": "lead_insurer",
        "clause": "JY-13-2",
    }
    owner = Taken("claim.agree", at("2026-03-02"), {"with": "owner"})
    insured = Taken("claim.agree", at("2026-03-05"), {"with": "insured"})
    alone, both = one(definition, [owner]), one(definition, [owner, insured])

    assert (alone.target_at, alone.due_at, alone.breached_at) == (end_of("2026-03-09"), None, None)
    assert (both.target_at, both.due_at) == (end_of("2026-03-09"), end_of("2026-03-12"))

    paid = one(definition, [owner, ("claim.pay", "2026-03-20")])
    assert (alone.state, paid.state, paid.due_at) == (ClockState.OPEN, ClockState.MET, None), "nothing is owed any more"


def test_all_acts_meet_it_with_the_last_of_them() -> None:
    definition = {
        "kind": "duty", "starts": "ticket.report", "within": {"months": 2}, "owed_by": "developer",
        "met_by": {"all": ["ticket.agree_scheme", "ticket.start_repair"]}, "clause": "HZ-20-1d",
    }  # fmt: skip
    steps = [("ticket.report", "2026-03-02"), ("ticket.agree_scheme", "2026-03-10")]
    world = SmallWorld(kind="ticket")

    assert one(definition, steps, world=world, now="2026-04-01").state is ClockState.OPEN
    assert one(definition, [*steps, ("ticket.start_repair", "2026-04-02")], world=world).met_at == at("2026-04-02")


def test_a_duty_to_notify_is_met_by_dispatch() -> None:
    definition = {
        "kind": "duty", "starts": "claim.refuse", "within": {"days": 3}, "met_by": {"dispatched": "refusal_notice"},
        "owed_by": "lead_insurer", "clause": "INS-24",
    }  # fmt: skip
    sent = Taken("claim.record_dispatch", at("2026-03-05 11:00:00"), {"paper": "refusal_notice", "to": "owner"})

    assert one(definition, [("claim.refuse", "2026-03-02"), sent]).met_at == at("2026-03-05 11:00:00")


def test_after_the_text_has_lapsed_a_duty_to_an_authority_is_a_reminder() -> None:
    definition = {
        "kind": "duty", "starts": "inspection.report", "within": {"days": 3}, "met_by": "inspection.upload",
        "owed_by": "agency", "owed_to": "authority", "clause": "BJ-16-1b",
    }  # fmt: skip
    world = SmallWorld(kind="inspection")
    lapsed_at = at("2024-05-01 00:00:00")
    before = one(definition, [("inspection.report", "2024-04-01")], world=world, lapsed_at=lapsed_at)
    after = one(definition, [("inspection.report", "2024-06-03")], world=world, lapsed_at=lapsed_at)

    assert (before.kind, before.breached_at) == (ClockKind.DUTY, end_of("2024-04-07"))
    assert (after.kind, after.breached_at) == (ClockKind.REMINDER, None)


def test_a_claim_under_an_edition_lapsed_years_ago_keeps_its_limit_to_the_owner() -> None:
    found = one(DETERMINATION, [("claim.file", "2035-03-05")], now="2035-03-06", lapsed_at=at("2024-05-01 00:00:00"))

    assert (found.kind, found.due_at, found.provisional) == (ClockKind.DUTY, end_of("2035-03-12"), True)


WARRANTY = {"kind": "window", "starts": "repair.accept", "within": {"days": 180}, "clause": "SH-14-1"}


def test_a_repair_warranty_is_a_window_that_is_not_rolled_and_never_a_breach() -> None:
    found = one(
        WARRANTY, [("repair.accept", "2026-03-03 10:00:00")], world=SmallWorld(kind="repair"), name="repair.warranty"
    )

    assert (found.due_at, found.breached_at) == (end_of("2026-08-30"), None)
    assert [mark.event for mark in found.marks] == [MarkEvent.OPENED, MarkEvent.CLOSED]


def test_a_window_from_three_months_after_handover_to_the_start_of_cover() -> None:
    definition = {
        "kind": "window",
        "opens": {"fact": "unit.handed_over_on", "plus": {"months": 3}},
        "closes": {"fact": "building.cover_starts_on", "included": False},
        "clause": "HZ-19-2a",
    }
    facts = {"unit.handed_over_on": date(2026, 1, 31), "building.cover_starts_on": date(2027, 12, 1)}
    found = one(definition, world=SmallWorld(kind="unit", facts=facts), name="fund.early")

    assert found.started_at == at("2026-04-30 00:00:00")
    assert found.due_at == at("2027-12-01 00:00:00")


def test_the_system_owes_its_step_at_the_legal_instant() -> None:
    definition = {"kind": "automatic", "starts": {"fact": "policy.cover_starts_on"}, "takes": "policy.begin_cover"}
    world = SmallWorld(kind="policy", facts={"policy.cover_starts_on": date(2026, 5, 1)})
    found = one(definition, world=world, name="policy.cover_begins")

    assert found.due_at == at("2026-05-01 00:00:00")
    assert [mark.as_data()["do"] for mark in found.marks] == [[{"act": "take", "what": {"step": "policy.begin_cover"}}]]
    done = one(definition, [("policy.begin_cover", "2026-05-01 00:00:00")], world=world, name="policy.cover_begins")
    assert (done.state, done.marks) == (ClockState.MET, ())


VAGUE = {
    "kind": "reminder", "starts": "claim.file", "met_by": "claim.record_survey", "owed_by": "lead_insurer",
    "clause": "LG-1",
}  # fmt: skip


@pytest.mark.parametrize(("agreed", "target"), [({}, None), ({"service.survey": 3}, end_of("2026-03-05"))])
def test_vague_words_give_no_date_unless_one_is_agreed_and_never_a_breach(agreed: dict[str, object], target) -> None:
    """Promptly: what is agreed or set is a target that its holder alone is told of, however late he is."""
    definition = {**VAGUE, "within": {"term": "service.survey"}} if agreed else VAGUE
    context = {"world": SmallWorld(terms=agreed), "units": {"service.survey": "days"}}
    open_one, late = (
        one(definition, steps, **context)
        for steps in ([FILED], [FILED, ("claim.record_survey", "2027-01-01 10:00:00")])
    )

    assert (open_one.target_at, open_one.due_at, open_one.state) == (target, target, ClockState.OPEN)
    assert (late.state, late.kind) == (ClockState.MET, ClockKind.REMINDER), "never late"
    assert open_one.breached_at is late.breached_at is None
    told = [(mark.at, mark.notify, mark.takes) for mark in open_one.marks]
    assert told == ([(target, ("holder",), ())] if target else [])


def test_a_duty_without_a_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="a text without a figure is kind: reminder"):
        runs({**VAGUE, "kind": "duty"})
