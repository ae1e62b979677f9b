"""How time is counted, rule by rule: which tests show each of the eighteen rules."""

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
COUNTING, DERIVE, SWEEP = "deadlines/test_counting", "deadlines/test_derive", "deadlines/test_sweep"
PROPERTIES, EXPLAIN = "deadlines/test_counting_properties", "deadlines/test_explain"
RECONCILE, CORRECTIONS = "deadlines/test_reconcile", "claims/test_corrections"

RULES = {
    1: (
        "days: the day of the event is not counted, the day is that of Shanghai",
        f"{COUNTING}:test_forward_limits",
        f"{PROPERTIES}:test_whole_number_days_agree_with_the_zone",
    ),
    2: (
        "target and due: an end on a rest day moves to the first day that is none, unless the contract excludes it",
        f"{COUNTING}:test_forward_limits",
        f"{COUNTING}:test_a_contract_may_exclude_the_roll",
        f"{PROPERTIES}:test_a_rolled_end_is_the_first_working_day_not_before_the_target",
        f"{SWEEP}:test_a_target_passes_before_the_legal_end_does",
        f"{EXPLAIN}:test_where_target_and_legal_end_differ_both_are_told_with_the_holiday",
    ),
    3: (
        "never rolled: cover, windows, warranties, backward limits, hours",
        f"{COUNTING}:test_windows_are_never_rolled",
        f"{COUNTING}:test_backward_limits",
        f"{COUNTING}:test_hours_include_their_last_instant",
        f"{DERIVE}:test_a_repair_warranty_is_a_window_that_is_not_rolled_and_never_a_breach",
    ),
    4: (
        "hours run from the instant and include their last one",
        f"{COUNTING}:test_hours_include_their_last_instant",
        f"{PROPERTIES}:test_hours_end_one_second_after_their_last_instant",
        f"{DERIVE}:test_an_hour_clock_does_not_run_from_a_bare_day",
        f"{EXPLAIN}:test_hours_show_the_last_good_second",
    ),
    5: (
        "working days are those of the State Council's calendar",
        f"{COUNTING}:test_forward_limits",
        f"{PROPERTIES}:test_working_days_are_counted_one_by_one",
        f"{PROPERTIES}:test_our_calendar_agrees_on_every_single_known_day",
    ),
    6: (
        "months and years end on the corresponding day, else on the month's last",
        f"{COUNTING}:test_forward_limits",
        f"{COUNTING}:test_a_window_opens_at_the_start_of_the_day",
        f"{PROPERTIES}:test_months_end_on_the_corresponding_day_or_the_months_last",
    ),
    7: (
        "backward: the day of the event is not counted; what moves is anchored again",
        f"{COUNTING}:test_backward_limits",
        f"{COUNTING}:test_before_a_day_means_an_earlier_day",
        f"{COUNTING}:test_before_an_instant_means_an_earlier_instant",
        f"{DERIVE}:test_a_notice_is_due_so_long_before_a_planned_day",
        "deadlines/test_reconcile_members:test_a_date_of_the_building_moves_the_clocks_of_its_units",
    ),
    8: (
        "cover is half-open and never shorter than the text",
        f"{COUNTING}:test_cover_is_half_open",
        f"{COUNTING}:test_a_later_printed_end_prevails_and_an_earlier_one_is_refused",
        f"{PROPERTIES}:test_every_day_is_before_in_or_after_cover_and_cover_is_never_shorter",
    ),
    9: (
        "windows after an event include their last day",
        f"{COUNTING}:test_windows_are_never_rolled",
        f"{DERIVE}:test_a_window_from_three_months_after_handover_to_the_start_of_cover",
        f"{SWEEP}:test_a_window_opens_and_closes_and_is_never_a_breach",
    ),
    10: (
        "a clock starts with the receipt by whoever is entrusted with it; a second report does not restart it",
        "claims/test_service_desk:test_what_was_passed_on_shows_received_and_entered",
        "claims/test_decision:test_only_the_claimant_withdraws",
        f"{DERIVE}:test_a_second_report_does_not_restart_a_running_clock",
        f"{DERIVE}:test_what_is_filed_again_after_a_withdrawal_is_a_run_of_its_own",
        f"{DERIVE}:test_an_earlier_event_gives_the_target_only",
    ),
    11: (
        "a clock is met by the act that the text names, done",
        "workflow/test_two_persons:test_the_second_persons_instant_is_the_determination",
        "claims/test_decision:test_the_survey_meets_its_clock",
        "claims/test_field_late:test_a_failed_visit_needs_proof_and_keeps_the_call",
        "claims/test_around_a_claim:test_a_claim_with_two_repairs_is_performed_by_the_last",
        "claims/test_notices:test_a_duty_to_tell_the_owner_is_met_when_his_own_copy_leaves",
        f"{DERIVE}:test_a_duty_to_notify_is_met_by_dispatch",
        f"{DERIVE}:test_all_acts_meet_it_with_the_last_of_them",
    ),
    12: (
        "extensions count from the start and in time only; pauses need a ground and move whole days",
        f"{COUNTING}:test_an_extension_counts_from_the_original_start",
        f"{COUNTING}:test_an_extension_after_the_end_changes_nothing",
        f"{COUNTING}:test_pauses_move_by_whole_days",
        f"{COUNTING}:test_an_hour_limit_moves_by_the_length_of_its_pause",
        f"{PROPERTIES}:test_pauses_count_each_day_once_and_never_shorten",
        f"{DERIVE}:test_supplements_do_not_pause_a_limit_of_seven_days",
    ),
    13: (
        "the instant of receipt changes only with a reason and a second person",
        f"{CORRECTIONS}:test_a_corrected_receipt_moves_the_limits",
        f"{CORRECTIONS}:test_the_step_that_corrects_a_receipt_does_the_same",
        f"{CORRECTIONS}:test_a_receipt_moves_only_for_a_reason_with_evidence_and_never_ahead",
    ),
    14: (
        "without an official calendar a date is provisional; the notice counts it anew",
        f"{COUNTING}:test_unknown_years_are_provisional",
        "deadlines/test_calendar:test_loading_brings_the_clocks_with_provisional_dates_into_line",
        f"{RECONCILE}:test_a_provisional_date_is_final_once_the_calendar_is_known",
        f"{EXPLAIN}:test_a_provisional_date_is_labelled",
    ),
    15: (
        "contracts may tighten and not loosen",
        f"{COUNTING}:test_the_stricter_of_text_and_contract_counts",
        f"{DERIVE}:test_a_contract_tightens_and_never_loosens",
    ),
    16: (
        "vague words give a target at most, never a breach, never another's figure",
        f"{DERIVE}:test_vague_words_give_no_date_unless_one_is_agreed_and_never_a_breach",
        f"{DERIVE}:test_a_duty_without_a_figure_is_refused",
        f"{SWEEP}:test_a_target_without_a_figure_in_the_text_passes_without_a_breach",
        "deadlines/test_shipped_clocks:test_vague_words_have_no_figure_and_no_consequence",
        "portal/test_chips:test_a_clock_is_said",
    ),
    17: (
        "the city's law is the edition bound, the national one that of the day; a lapsed text reminds",
        "deadlines/test_transition:test_a_national_clock_is_of_the_day_on_which_it_began",
        f"{DERIVE}:test_after_the_text_has_lapsed_a_duty_to_an_authority_is_a_reminder",
        f"{DERIVE}:test_a_claim_under_an_edition_lapsed_years_ago_keeps_its_limit_to_the_owner",
        f"{EXPLAIN}:test_before_the_civil_code_time_was_counted_under_the_general_provisions",
    ),
    18: (
        "sweeps that come late, twice or two at once give the same result, at the legal instant",
        f"{SWEEP}:test_an_outage_changes_nothing_but_the_reminders_that_it_has_made_useless",
        f"{SWEEP}:test_running_twice_is_running_once",
        f"{SWEEP}:test_of_missed_reminders_only_the_last_that_is_still_useful_is_sent",
        f"{SWEEP}:test_time_does_not_go_past_a_step_that_is_still_awaited",
        "deadlines/test_sweep_together:test_two_sweeps_at_once_write_every_event_once",
        f"{RECONCILE}:test_a_breach_is_charged_to_who_held_the_clock_at_its_end_however_late_the_sweep_comes",
    ),
}


@cache
def functions_of(module: str) -> frozenset[str]:
    tree = ast.parse((TESTS / f"{module}.py").read_text(encoding="utf-8"))
    return frozenset(found.name for found in tree.body if isinstance(found, ast.FunctionDef))


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_the_tests_that_are_named_for_it(rule: int) -> None:
    _said, *shown_by = RULES[rule]
    missing = [name for name in shown_by if name.partition(":")[2] not in functions_of(name.partition(":")[0])]
    assert shown_by
    assert missing == []


def test_all_eighteen_rules_are_named() -> None:
    assert list(RULES) == list(range(1, 19))
