"""Repairs before cover, foresight of agencies and discipline of records: each figure by hand."""

import itertools

import pytest

from claims.models import Claim, Ticket
from claims.models.decided import Determination
from idi_platform.accounts.models import Organisation
from idi_platform.records.models import Words
from idi_platform.rulebooks.models import Revision
from idi_platform.workflow.models import LegalDecision, RefusedAttempt
from riskmgmt.models import Finding
from tests.regulators.indicators.written import (
    SYSTEM,
    at,
    clock,
    correct,
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
_numbers = itertools.count(1)


@pytest.fixture
def project():
    return subject("project")


# W1


@pytest.fixture
def ticket(project):
    def report(reported, *steps, due=None):
        pk = row(Ticket, {"project": project}, state="reported", number=f"T-{next(_numbers)}", reported_at=at(reported))
        step(pk, "ticket.report", reported)
        if due:
            clock(pk, "ticket.scheme", start=reported, due=due, measures="repair_before_cover", kind="reminder")
        for name, moment in steps:
            step(pk, f"ticket.{name}", moment)
        return pk

    return report


def test_both_the_scheme_and_the_beginning_are_asked_for(ticket):
    agreed = ("agree_scheme", "2026-06-05 09:00")
    ticket("2026-05-01 09:00", agreed, ("start_repair", LAST), due="2026-07-01 00:00")
    half = ticket("2026-05-01 09:00", agreed, due="2026-07-01 00:00")
    late = ticket("2026-05-01 09:00", agreed, ("start_repair", "2026-07-01 00:00:00"), due="2026-07-01 00:00")
    ticket("2026-05-02 09:00", agreed, due="2026-07-02 00:00")
    assert shown("W1", JUNE, "legal", "running", "elsewhere") == [("33.3", 1, 3), ("1", 1, 0), (None, 0, 0)]
    assert [entry[0] for entry in listed("W1", JUNE, "legal") if entry[1] == "0"] == [half, late]
    assert shown("W1", JULY, "legal") == [("0.0", 0, 1)]


def test_what_was_taken_back_before_the_end_is_left_out_and_after_it_is_not(ticket):
    ticket("2026-04-10 09:00", ("withdraw", "2026-06-10 23:59:59"), due="2026-06-11 00:00")
    ticket("2026-04-10 09:00", ("carry_over", "2026-06-11 00:00"), due="2026-06-11 00:00")
    assert shown("W1", JUNE, "legal") == [("0.0", 0, 1)]


def test_where_the_text_has_no_limit_the_same_yardstick_is_laid_on_for_information(ticket):
    """The length is read from the text that has one: two months, to the last second of the corresponding day."""
    done = ("agree_scheme", "2026-06-05 09:00"), ("start_repair", "2026-06-30 23:59:59")
    ticket("2026-04-30 09:00", *done)
    ticket("2026-04-29 09:00", *done)
    runs = ticket("2026-05-01 00:00")
    assert shown("W1", JUNE, "elsewhere", "legal", "running") == [("50.0", 1, 2), (None, 0, 0), ("1", 1, 0)]
    assert [entry[0] for entry in listed("W1", JUNE, "running")] == [runs]


def test_a_revision_published_after_the_month_does_not_move_its_yardstick(ticket):
    """From the end of June a text gives three months; the tickets of June are held against two."""
    ticket("2026-04-10 09:00", ("agree_scheme", "2026-06-05 09:00"))
    given = [row for row in Revision.objects.filter(number=1) if _yardsticks(row)]
    assert given
    for one in given:
        one.pk, one.number, one.sha256, one.published_at = None, 2, f"{one.number:064d}", at("2026-07-01 00:00")
        for text in _yardsticks(one):
            text["within"] = {"months": 3}
        one.save(force_insert=True)
    assert shown("W1", JUNE, "elsewhere") == [("0.0", 0, 1)]
    assert shown("W1", JULY, "elsewhere") == [("0.0", 0, 1)]


def _yardsticks(revision):
    clocks = (revision.parsed.get("clocks") or {}).values()
    return [clock for clock in clocks if clock.get("measures") == "repair_before_cover"]


def test_no_text_no_yardstick(ticket, monkeypatch):
    ticket("2026-04-10 09:00")
    monkeypatch.setattr("regulators.indicators.supervision.Revision.objects", Revision.objects.none())
    assert shown("W1", JUNE, "elsewhere") == [(None, 0, 0)]


# A1


@pytest.fixture
def home(project):
    building = subject("building", project=project)
    return {"project": project, "building": building, "unit": subject("unit", project=project, building=building)}


@pytest.fixture
def engagement(project):
    made = subject("engagement", project=project)
    step(made, "engagement.begin_work", "2026-01-05 09:00")
    return made


@pytest.fixture
def accepted(home):
    def claim(determined, *, outcome="covered", received="2026-05-20 09:00", links=None, item="waterproofing"):
        pk = row(Claim, links or home, state="filed", number=f"C-{next(_numbers)}", received_at=at(received))
        decide(pk, determined, outcome, item)
        return pk

    return claim


def decide(pk, when, outcome="covered", item="waterproofing"):
    made = step(pk, "claim.accept", when)
    Determination.objects.create(
        claim_id=pk, record_id=made.record_id, version=made.seq, outcome=outcome, item=item, determined_at=at(when)
    )


@pytest.fixture
def found(engagement, project, home):
    def raise_one(when, *steps, grade="medium", section="waterproofing_roof", **place):
        links = {"project": project, "engagement": engagement, **place}
        links = {name: pk for name, pk in links.items() if pk}
        pk = row(Finding, links, state="raised", grade=grade, first_grade=grade, source="works")
        step(pk, "finding.raise_finding", when, source="works", grade=grade, section=section)
        for name, moment in steps:
            step(pk, f"finding.{name}", moment)
        return pk

    return raise_one


ALL = ("foreseen", "closed", "open", "missed")


def test_a_claim_was_foreseen_where_the_agency_had_found_something_there(accepted, found, home):
    found("2026-02-01 09:00", ("close", "2026-05-20 09:00:00"), building=home["building"])
    accepted(FIRST)
    accepted(LAST, item="waterproof")
    accepted("2026-07-01 00:00:00")
    accepted("2026-05-31 23:59:59")
    assert shown("A1", JUNE, *ALL) == [("50.0", 1, 2), ("50.0", 1, 2), ("0.0", 0, 2), ("50.0", 1, 2)]


@pytest.mark.parametrize(
    ("when", "where", "more", "seen"),
    [
        ("2026-05-20 08:59:59", "building", {}, True),
        ("2026-05-20 09:00:00", "building", {}, False),
        ("2026-02-01 09:00", "home", {}, True),
        ("2026-02-01 09:00", "other home", {}, False),
        ("2026-02-01 09:00", "nowhere", {}, False),
        ("2026-02-01 09:00", "building", {"grade": "normal"}, False),
        ("2026-02-01 09:00", "building", {"engagement": None}, False),
        ("2026-02-01 09:00", "building", {"section": "decoration_floor"}, False),
    ],
)
def test_earlier_at_the_same_place_and_for_the_same_item(accepted, found, home, project, when, where, more, seen):
    building = {"building": home["building"]}
    other = {**building, "unit": subject("unit", project=project, **building)}
    places = {"building": building, "home": {**building, "unit": home["unit"]}, "other home": other, "nowhere": {}}
    found(when, **places[where], **more)
    accepted("2026-06-10 09:00")
    assert shown("A1", JUNE, "foreseen") == [("100.0", 1, 1) if seen else ("0.0", 0, 1)]


def test_a_finding_with_a_right_objection_foresaw_nothing(accepted, found, home):
    found("2026-02-01 09:00", ("uphold", "2026-02-03 09:00"), building=home["building"])
    accepted("2026-06-10 09:00")
    assert shown("A1", JUNE, "foreseen") == [("0.0", 0, 1)]


def test_foreseen_and_open_when_the_claim_came(accepted, found, home):
    found("2026-02-01 09:00", ("close", "2026-05-20 09:00:01"), building=home["building"])
    accepted("2026-06-10 09:00")
    assert shown("A1", JUNE, *ALL) == [("100.0", 1, 1), ("0.0", 0, 1), ("100.0", 1, 1), ("0.0", 0, 1)]


def test_the_last_determination_of_the_month_counts_and_a_later_one_changes_nothing_of_it(accepted, engagement):
    first = accepted("2026-06-10 09:00")
    refused = accepted("2026-06-10 09:00")
    decide(refused, LAST, "not_covered")
    decide(first, "2026-07-01 00:00:00", "not_covered")
    assert shown("A1", JUNE, "missed") == [("100.0", 1, 1)]
    assert listed("A1", JUNE, "missed") == [[first, "1", "1", 0]]
    assert shown("A1", JULY, "missed") == [(None, 0, 0)]


def test_a_determination_set_aside_by_the_end_of_the_month_does_not_count(accepted, engagement):
    step(accepted("2026-06-10 09:00"), "claim.redetermine", "2026-06-20 09:00", reason="new_evidence")
    assert shown("A1", JUNE, "missed") == [(None, 0, 0)]


def test_projects_without_an_agency_at_work_are_left_out(accepted, home):
    accepted("2026-06-10 09:00")
    assert shown("A1", JUNE, *ALL) == [(None, 0, 0)] * 4
    step(subject("engagement", project=home["project"]), "engagement.begin_work", "2026-07-01 00:00:00")
    assert shown("A1", JUNE, "missed") == [(None, 0, 0)]


# Q1


def test_what_was_entered_in_the_month_counts_by_the_instant_of_entry(project):
    """Seven records by people: one late, one corrected receipt, one late past a warning, one in breach."""
    place = subject("unit", project=project)
    late = {"reasons": {"entered_late": True}}
    step(place, "unit.sell", "2026-04-01 09:00", recorded=FIRST, **late)
    step(place, "unit.sell", "2026-06-01 09:00", recorded="2026-07-01 00:00:00", **late)
    step(place, "unit.sell", "2026-05-31 09:00", acting=SYSTEM, recorded=LAST, **late)
    step(place, "unit.hand_over", "2026-06-02 09:00", clauses=["X-1"], **late)
    step(place, "unit.hand_over", "2026-06-03 09:00", clauses=["X-1"], reasons={"in_breach": ["unit.hand_over.x"]})
    step(place, "claim.correct_receipt", "2026-06-04 09:00")
    for _one in range(3):
        step(place, "unit.plan_handover", LAST)
    answer = shown("Q1", JUNE, "all", "late", "receipts", "warned", "in_breach", "referred")
    assert answer == [("571.4", 4, 7), ("2", 2, 0), ("1", 1, 0), ("1", 1, 0), ("1", 1, 0), ("0", 0, 0)]
    assert [entry for entry in listed("Q1", JUNE, "all") if entry[2] != "0"] == [[project, "0", "7", 0]]


def test_a_receipt_corrected_through_its_record_counts_and_an_annulled_entry_does_not(project):
    intake = subject("intake", project=project)
    step(intake, "intake.receive", "2026-05-01 09:00")
    step(intake, "intake.join", "2026-06-01 09:00", reasons={"entered_late": True})
    correct(intake, "intake.receive", "2026-06-02 09:00", occurred_at=at("2026-04-30 09:00").isoformat())
    correct(intake, "intake.join", "2026-06-03 09:00", annul=True)
    assert shown("Q1", JUNE, "all", "late", "receipts") == [("500.0", 1, 2), ("0", 0, 0), ("1", 1, 0)]


@pytest.fixture
def referred(project):
    def refuse(when, effect="refer", step_name="claim.accept", organisation=None):
        pk = subject("claim", project=project)
        refusal = {"code": f"{step_name}.several_items", "effect": effect, "clause": "X-1", "message": "", "also": []}
        RefusedAttempt.objects.create(
            subject_id=pk, step=step_name, acting={}, at=at(when), digest=str(next(_numbers)).encode(),
            refusals=[refusal], organisation=organisation,
        )  # fmt: skip
        return pk

    return refuse


def decision(pk, when, owner, **more):
    LegalDecision.objects.create(
        subject_id=pk, gate="claim.accept.several_items", lets_pass=True, source="1", decided_by=owner.person,
        decided_at=at(when), ground_words=Words.objects.create(subject_id=pk, written_at=at(when)), **more,
    )  # fmt: skip


def test_a_question_that_waits_over_fifteen_days_is_listed_until_it_is_decided_or_done(referred, owner):
    waits = referred("2026-06-15 23:59:59")
    referred("2026-06-16 00:00:00")
    referred("2026-06-01 09:00", effect="block")
    decided, done = referred("2026-06-01 09:00"), referred("2026-06-01 09:00")
    decision(decided, LAST, owner)
    step(done, "claim.accept", LAST)
    after = referred("2026-06-01 09:00")
    decision(after, "2026-07-01 00:00:00", owner)
    assert [entry[0] for entry in listed("Q1", JUNE, "referred")] == [waits, after]


def test_a_decision_for_all_like_it_answers_the_questions_of_its_own_house(referred, owner, insurer_organisation):
    other = referred("2026-06-01 09:00")
    referred("2026-06-01 09:00", organisation=insurer_organisation)
    case = referred("2026-06-02 09:00", organisation=insurer_organisation)
    decision(case, "2026-06-20 09:00", owner, scope="all", organisation=insurer_organisation)
    assert [entry[0] for entry in listed("Q1", JUNE, "referred")] == [other]
    Organisation.objects.filter(pk=insurer_organisation.pk).update(kind="authority")
    assert listed("Q1", JUNE, "referred") == []


def test_a_step_that_opens_something_asks_nobody_for_a_decision(referred):
    referred("2026-06-01 09:00", step_name="subrogation.identify")
    assert listed("Q1", JUNE, "referred") == []


def test_the_number_of_rows_costs_no_queries(ticket, accepted, found, referred, home):
    def more():
        ticket("2026-04-10 09:00", ("agree_scheme", "2026-06-05 09:00"), due="2026-06-11 00:00")
        ticket("2026-04-10 09:00")
        found("2026-02-01 09:00", building=home["building"])
        accepted("2026-06-10 09:00")
        referred("2026-06-01 09:00")

    more()
    before = {code: queries(code, JUNE) for code in ("W1", "A1", "Q1")}
    for _time in range(4):
        more()
    assert {code: queries(code, JUNE) for code in before} == before
