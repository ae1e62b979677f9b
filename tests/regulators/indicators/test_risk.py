"""The figures on risk agencies, each by hand: which facts lie in the month, and which only after it."""

import pytest

from idi_platform.workflow.models import RefusedAttempt
from riskmgmt.models import Finding, Inspection
from tests.regulators.indicators.written import (
    at,
    clock,
    correct,
    lines,
    listed,
    queries,
    row,
    shown,
    step,
    subject,
)

pytestmark = pytest.mark.django_db
JUNE, JULY = "2026-06", "2026-07"
FIRST, LAST = "2026-06-01 00:00:00", "2026-06-30 23:59:59"


@pytest.fixture
def project():
    return subject("project")


@pytest.fixture
def found(project):
    """Raise a finding, and take further steps as (name, when, facts)."""

    def raise_one(when, *steps, grade="medium", links=None, visit=None, section="waterproofing_roof", **facts):
        pk = row(
            Finding, {"project": project, **(links or {})}, state="raised", grade=grade, first_grade=grade, visit=visit,
            source="works", raised_at=at(when),
        )  # fmt: skip
        step(pk, "finding.raise_finding", when, source="works", grade=grade, section=section, **facts)
        for name, moment, *given in steps:
            step(pk, f"finding.{name}", moment, **(given[0] if given else {}))
        return pk

    return raise_one


# R1


@pytest.fixture
def planned(project):
    def plan(day, when="2026-05-20 09:00", went=None, cancelled=None, stage="structure"):
        pk = row(
            Inspection, {"project": project}, state="planned", inspection_kind="process", planned_on=day, stage=stage
        )
        step(pk, "inspection.plan", when, kind="process", planned_on=day, stage=stage)
        if went:
            step(pk, "inspection.carry_out", f"{went} 10:00", on=went, persons=2)
        if cancelled:
            step(pk, "inspection.cancel", cancelled)
        return pk

    return plan


def test_visits_are_done_in_the_month_they_were_planned_for(planned):
    planned("2026-06-01", went="2026-06-01")
    planned("2026-06-30", went="2026-06-29")
    late = planned("2026-06-30", went="2026-07-01")
    planned("2026-07-01", went="2026-06-30")
    assert shown("R1", JUNE, "done", "on_day") == [("66.7", 2, 3), ("33.3", 1, 3)]
    assert [late, "0", "1", 0] in listed("R1", JUNE, "done")
    assert shown("R1", JULY, "done") == [("0.0", 0, 1)], "gone to in June"


def test_a_visit_reported_after_the_month_was_made_on_its_day(planned):
    late = planned("2026-06-30")
    step(late, "inspection.carry_out", "2026-07-02 09:00", on="2026-06-30", persons=2)
    assert shown("R1", JUNE, "done", "on_day") == [("100.0", 1, 1), ("100.0", 1, 1)]


def test_a_visit_planned_anew_in_place_of_a_cancelled_one_was_moved(planned):
    planned("2026-06-10", cancelled="2026-06-09 10:00")
    planned("2026-06-12", when="2026-06-09 10:00", went="2026-06-12")
    gone = planned("2026-06-20", cancelled="2026-06-19 10:00", stage="roof")
    assert shown("R1", JUNE, "done", "cancelled") == [("50.0", 1, 2), ("1", 1, 0)]
    assert listed("R1", JUNE, "cancelled") == [[gone, "1", "0", 0]]


def test_a_visit_cancelled_after_the_month_was_not_cancelled_in_it(planned):
    planned("2026-06-10", cancelled="2026-07-01 00:00:00")
    assert shown("R1", JUNE, "done", "cancelled") == [("0.0", 0, 1), ("0", 0, 0)]


def test_stage_months_are_the_quotas_that_end_with_the_month(project):
    quota = {"start": "2026-06-01 00:00", "due": "2026-07-01 00:00", "anchor": {"by": "quota:inspection.carry_out"}}
    kept, missed = subject("stage", project=project), subject("stage", project=project)
    clock(kept, "inspection.process", met_at=at("2026-06-30 00:00"), state="met", **quota)
    clock(missed, "inspection.process", **quota)
    step(missed, "stage.stop", "2026-05-11 08:00", on="2026-05-10")
    step(missed, "stage.resume", "2026-06-20 08:00", on="2026-06-20")
    step(kept, "stage.stop", "2026-05-11 08:00", on="2026-05-10")
    step(kept, "stage.resume", "2026-06-01 08:00", on="2026-06-01")
    assert shown("R1", JUNE, "stage_months", "stopped", "done") == [("50.0", 1, 2), ("1", 1, 0), (None, 0, 0)]
    assert shown("R1", JULY, "stage_months", "stopped") == [(None, 0, 0), ("0", 0, 0)]


# R2


def test_findings_count_by_the_grade_they_were_raised_with(found):
    found(FIRST, ("regrade", "2026-06-02 09:00", {"grade": "minor"}), grade="severe")
    found(LAST, grade="normal")
    found("2026-05-31 23:59:59")
    found("2026-07-01 00:00:00")
    lines_of = ("all", "severe", "minor", "normal", "regraded")
    assert [value for value, *_rest in shown("R2", JUNE, *lines_of)] == ["1", "1", "0", "1", "1"]


def test_one_place_counts_once_in_a_report_with_the_gravest(found, planned, project):
    report = Inspection.objects.get(pk=planned("2026-06-02"))
    building = subject("building", project=project)
    here = {"visit": report, "links": {"building": building}}
    found("2026-06-02 10:00", grade="minor", **here)
    gravest = found("2026-06-02 11:00", grade="severe", **here)
    found("2026-06-02 12:00", grade="minor", links={"building": building})
    found("2026-06-02 12:00", grade="minor", visit=report, links={"building": subject("building", project=project)})
    assert shown("R2", JUNE, "all", "severe", "minor") == [("3", 3, 0), ("1", 1, 0), ("2", 2, 0)]
    assert listed("R2", JUNE, "severe") == [[gravest, "1", "0", 0]]


def test_an_annulled_finding_was_never_raised_and_a_corrected_one_lies_where_it_happened(found):
    found("2026-06-10 09:00")
    wrong, late = found("2026-06-11 09:00"), found("2026-07-02 09:00")
    correct(wrong, "finding.raise_finding", "2026-07-05 09:00", annul=True)
    correct(late, "finding.raise_finding", "2026-07-05 09:00", occurred_at=at("2026-06-30 10:00").isoformat())
    assert shown("R2", JUNE, "all") == [("2", 2, 0)]


def test_defects_stand_over_the_area_under_works_where_an_agency_is_at_work(found, project):
    engagement = subject("engagement", project=project)
    step(engagement, "engagement.begin_work", "2026-05-01 09:00")
    for area, accepted in (("15000.50", None), ("4999.50", "2026-06-30 10:00"), ("800.00", "2026-05-31 23:59:59")):
        building = subject("building", project=project)
        step(building, "building.plan", "2026-01-01 09:00", number="1", floor_area=area)
        if accepted:
            step(building, "building.accept", accepted, accepted_on=accepted[:10])
    found("2026-06-02 10:00")
    assert shown("R2", JUNE, "per_area") == [("0.50", 1, 20000)]
    step(engagement, "engagement.end", "2026-06-01 00:00")
    assert shown("R2", JUNE, "per_area") == [("0.50", 1, 20000)]
    assert shown("R2", JULY, "per_area") == [(None, 0, 0)]


# R3

DUE = {"rectify_by": "2026-06-30"}


def test_closing_on_the_last_day_is_in_time_and_a_second_later_is_not(found):
    found("2026-06-01 09:00", ("close", LAST), **DUE)
    late = found("2026-06-01 09:00", ("close", "2026-07-01 00:00:00"), **DUE)
    assert shown("R3", JUNE, "in_time", "running") == [("50.0", 1, 2), ("0", 0, 0)]
    assert listed("R3", JUNE, "in_time")[1] == [late, "0", "1", 0]
    assert shown("R3", JULY, "in_time") == [(None, 0, 0)], "each finding counts once"


def test_what_is_neither_due_nor_closed_runs(found):
    found("2026-06-01 09:00", rectify_by="2026-07-01")
    found("2026-06-01 09:00", ("close", "2026-07-01 00:00:00"), rectify_by="2026-07-01")
    assert shown("R3", JUNE, "in_time", "running") == [(None, 0, 0), ("2", 2, 0)]
    assert shown("R3", JULY, "in_time", "running") == [("50.0", 1, 2), ("0", 0, 0)]


def test_the_day_first_set_counts(found):
    found("2026-05-20 09:00", ("order", "2026-05-21 09:00", {"rectify_by": "2026-06-10"}),
          ("reopen", "2026-06-08 09:00", {"rectify_by": "2026-07-31"}), ("close", "2026-06-20 09:00"))  # fmt: skip
    assert shown("R3", JUNE, "in_time") == [("0.0", 0, 1)]


def test_opening_again_after_the_month_changes_nothing_of_it(found):
    pk = found("2026-06-01 09:00", ("close", "2026-06-20 09:00"), **DUE)
    before = lines("R3", JUNE)["in_time"].digest
    step(pk, "finding.reopen", "2026-07-01 00:00:00", rectify_by="2026-07-31")
    assert lines("R3", JUNE)["in_time"].digest == before
    assert shown("R3", JULY, "in_time") == [(None, 0, 0)]


def test_opened_again_within_the_month_it_is_not_closed(found):
    found("2026-06-01 09:00", ("close", "2026-06-10 09:00"), ("reopen", LAST, {"rectify_by": "2026-07-31"}), **DUE)
    assert shown("R3", JUNE, "in_time") == [("0.0", 0, 1)]


def test_sent_back_once_may_be_in_time_and_twice_never(found):
    back = ("supervisor_reject", "2026-06-05 09:00")
    found("2026-06-01 09:00", back, ("close", "2026-06-20 09:00"), **DUE)
    found("2026-06-01 09:00", back, ("supervisor_reject", "2026-06-09 09:00"), ("close", "2026-07-02 09:00"),
          rectify_by="2026-07-31")  # fmt: skip
    found("2026-06-01 09:00", back, ("supervisor_reject", "2026-06-09 09:00"), ("close", "2026-06-10 09:00"), **DUE)
    assert shown("R3", JUNE, "in_time", "running") == [("33.3", 1, 3), ("0", 0, 0)]
    assert shown("R3", JULY, "in_time") == [(None, 0, 0)]


def test_an_objection_that_waits_when_the_day_passes_stands_apart_until_it_is_answered(found):
    objected = ("object", "2026-06-20 09:00")
    failed = found("2026-06-01 09:00", objected, ("reject_objection", "2026-07-03 09:00"), **DUE)
    right = found("2026-06-01 09:00", objected, ("uphold", "2026-07-03 09:00"), **DUE)
    found("2026-06-01 09:00", objected, ("close", "2026-06-25 09:00"), **DUE)
    assert shown("R3", JUNE, "in_time", "objected") == [("100.0", 1, 1), ("2", 2, 0)]
    assert listed("R3", JUNE, "objected") == [[failed, "1", "0", 0], [right, "1", "0", 0]]
    assert listed("R3", JULY, "in_time") == [[failed, "0", "1", 0]]


def test_without_a_day_a_closed_finding_stands_apart_and_normal_nowhere(found):
    pk = found("2026-06-01 09:00", ("close", "2026-06-02 09:00"))
    found("2026-06-01 09:00", ("close", "2026-06-02 09:00"), grade="normal")
    assert shown("R3", JUNE, "in_time", "no_due") == [(None, 0, 0), ("1", 1, 0)]
    step(pk, "finding.reopen", "2026-07-01 09:00", rectify_by="2026-07-10")
    assert shown("R3", JUNE, "in_time", "no_due") == [(None, 0, 0), ("1", 1, 0)]
    assert shown("R3", JULY, "in_time") == [("0.0", 0, 1)], "the first day that anybody set"


# R4


def test_open_findings_stand_in_the_band_of_their_age(found):
    for raised in ("2026-06-15", "2026-06-14", "2026-05-31", "2026-05-30", "2026-04-01", "2026-03-31"):
        found(f"{raised} 23:59:59")
    found("2026-06-01 09:00", ("close", LAST))
    found("2026-07-01 00:00:00")
    bands = shown("R4", JUNE, "open", "to_15", "to_30", "to_90", "over_90")
    assert bands == [("6", 6, 0), ("16.7", 1, 6), ("33.3", 2, 6), ("33.3", 2, 6), ("16.7", 1, 6)]


def test_missing_evidence_and_watch_have_rows_of_their_own(found):
    found("2026-06-10 09:00", grade="evidence_missing")
    found("2026-06-10 09:00", ("regrade", "2026-07-01 00:00:00", {"grade": "severe"}), grade="watch")
    found("2026-06-10 09:00", grade="normal")
    assert shown("R4", JUNE, "open", "evidence_missing", "watch") == [("0", 0, 0), ("1", 1, 0), ("1", 1, 0)]
    assert shown("R4", JUNE, "to_15") == [(None, 0, 0)]
    assert shown("R4", JULY, "open", "watch") == [("1", 1, 0), ("0", 0, 0)], "severe since July"


def test_closed_after_the_month_it_was_open_at_its_end_and_upheld_it_is_not_open(found):
    found("2026-06-10 09:00", ("close", "2026-07-01 00:00:00"))
    found("2026-06-10 09:00", ("object", "2026-06-11 09:00"), ("uphold", "2026-06-12 09:00"))
    found(
        "2026-06-10 09:00", ("close", "2026-06-11 09:00"), ("reopen", "2026-06-30 09:00", {"rectify_by": "2026-08-01"})
    )
    assert shown("R4", JUNE, "open") == [("2", 2, 0)]


# R5


def test_an_acceptance_with_a_severe_finding_open_at_its_instant(found, project):
    severe, mended, breach = (subject("building", project=project) for _one in range(3))
    found("2026-05-10 09:00", ("close", "2026-06-20 09:00"), grade="severe", links={"building": severe})
    found("2026-05-10 09:00", ("close", "2026-06-10 09:00"), grade="severe")
    later = subject("building", project=project)
    found("2026-05-10 09:00", ("regrade", "2026-06-22 09:00", {"grade": "severe"}), links={"building": later})
    step(later, "building.accept", "2026-06-21 09:00", accepted_on="2026-06-21")
    step(severe, "building.accept", "2026-06-15 09:00", accepted_on="2026-06-15")
    step(mended, "building.accept", LAST, accepted_on="2026-06-30")
    step(breach, "building.accept", FIRST, accepted_on="2026-06-01", reasons={"in_breach": ["building.accept.x"]})
    step(subject("building", project=project), "building.accept", "2026-07-01 00:00:00", accepted_on="2026-07-01")
    assert shown("R5", JUNE, "severe", "in_breach") == [("50.0", 2, 4), ("1", 1, 0)]
    counted = {entry[0]: entry[1] for entry in listed("R5", JUNE, "severe")}
    assert counted == {severe: "1", mended: "0", later: "0", breach: "1"}
    assert shown("R5", "2026-05", "severe") == [(None, 0, 0)]


def test_attempts_that_were_stopped_stand_beside(found, project):
    building = subject("building", project=project)
    found("2026-06-10 09:00", grade="severe_conduct")
    for moment in ("2026-06-09 09:00", "2026-06-11 09:00", "2026-07-01 00:00:00"):
        RefusedAttempt.objects.create(
            subject_id=building, step="building.accept", acting={}, refusals=[], at=at(moment), digest=moment.encode()
        )
    assert shown("R5", JUNE, "blocked", "severe") == [("1", 1, 0), (None, 0, 0)]


# R6


@pytest.fixture
def filing(project):
    def owe(due, *steps, **columns):
        pk = subject("filing", project=project)
        clock(pk, "filing.anything", start="2026-06-01 09:00", due=due, **columns)
        for name, moment in steps:
            step(pk, f"filing.{name}", moment)
        return pk

    return owe


def test_a_filing_is_made_by_its_end_or_not(filing):
    filing("2026-06-05 00:00", ("submit", "2026-06-04 23:59:59"))
    filing("2026-06-05 00:00", ("submit", "2026-06-05 00:00:00"))
    filing("2026-07-01 00:00")
    filing("2026-07-02 00:00", ("submit", "2026-07-01 00:00:00"))
    assert shown("R6", JUNE, "legal", "running") == [("33.3", 1, 3), ("1", 1, 0)]
    assert shown("R6", JULY, "legal") == [("100.0", 1, 1)]


def test_what_was_sent_back_is_not_made_until_it_is_handed_in_again(filing):
    filing("2026-06-20 00:00", ("submit", "2026-06-04 09:00"), ("send_back", "2026-06-08 09:00"))
    filing("2026-06-20 00:00", ("submit", "2026-06-04 09:00"), ("send_back", "2026-06-08 09:00"),
           ("submit", "2026-06-19 09:00"))  # fmt: skip
    assert shown("R6", JUNE, "legal") == [("50.0", 1, 2)]


def test_what_was_sent_back_after_the_month_had_not_been_handed_in_complete_in_it(filing):
    due, back = "2026-07-01 00:00", ("send_back", "2026-07-05 09:00")
    late = filing(due, ("submit", "2026-06-20 09:00"), back, ("submit", "2026-07-08 09:00"))
    more_time = filing("2026-07-11 00:00", ("submit", "2026-06-20 09:00"), back, ("submit", "2026-07-08 09:00"))
    assert shown("R6", JUNE, "legal", "running") == [("0.0", 0, 1), ("1", 1, 0)]
    assert [entry[0] for entry in listed("R6", JUNE, "legal")] == [late]
    assert [entry[:2] for entry in listed("R6", JULY, "legal")] == [[more_time, "1"]]


def test_after_the_text_lapsed_reminders_have_a_line_of_their_own(filing):
    filing("2026-06-20 00:00", ("submit", "2026-06-04 09:00"), kind="reminder")
    filing("2026-06-20 00:00", state="not_due")
    assert shown("R6", JUNE, "lapsed", "legal", "national") == [("100.0", 1, 1), (None, 0, 0), (None, 0, 0)]


# R7


def test_results_are_told_by_the_second(project):
    for name, met in (("record_pass", "2026-06-11 10:00:00"), ("record_failure", "2026-06-11 10:00:01")):
        test = subject("test", project=project)
        step(test, f"test.{name}", "2026-06-10 10:00:00")
        clock(
            test, "test.result_notice", start="2026-06-10 10:00:00", due="2026-06-11 10:00:01", met_at=at(met),
            measures="test_notice", state="met",
        )  # fmt: skip
    assert shown("R7", JUNE, "legal", "passed", "failed") == [("50.0", 1, 2), ("100.0", 1, 1), ("0.0", 0, 1)]
    assert shown("R7", JULY, "legal") == [(None, 0, 0)]


def test_the_number_of_rows_costs_no_queries(found, planned, filing, project):
    def more():
        found("2026-06-02 09:00", ("close", "2026-06-20 09:00"), grade="severe", **DUE)
        planned("2026-06-10", went="2026-06-10")
        filing("2026-06-20 00:00", ("submit", "2026-06-04 09:00"))
        step(subject("building", project=project), "building.accept", "2026-06-15 09:00", accepted_on="2026-06-15")

    more()
    codes = [f"R{number}" for number in range(1, 8)]
    before = {code: queries(code, JUNE) for code in codes}
    for _time in range(4):
        more()
    assert {code: queries(code, JUNE) for code in codes} == before
