"""C10, D1 and D2: repairs that last, complaints, and determinations that somebody else overturns."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Appraisal, Complaint, Repair
from idi_platform.projects.models import Building, Unit
from tests.regulators.indicators import claim_histories as history
from tests.regulators.indicators.claim_histories import an_object, born, correct, figures, listed, said, step

pytestmark = pytest.mark.django_db
SPOT = {"place": "bathroom", "item": "waterproofing"}
SINCE = "2025-09-10"
"""Accepted on this day, a repair has lasted with 9 March 2026."""


@pytest.fixture
def homes():
    building = Building.objects.get(pk=born(Building, insured_object_id=an_object()))
    return [born(Unit, building=building, number=str(number), floor=1) for number in range(3)]


def filed(home, received, spot=None, **columns):
    case = history.claim(received, links={"unit_id": home}, **columns)
    step(case, "claim.file", received, **(SPOT if spot is None else spot))
    return case


def repaired(home, accepted=f"{SINCE} 10:00", **more):
    """Return claim and repair at a home."""
    case = filed(home, "2025-08-01 10:00", **more)
    repair = born(Repair, claim_id=case)
    step(repair, "repair.accept", accepted)
    return case, repair


# C10


def test_a_repair_belongs_to_the_month_of_its_day_180(homes):
    _case, first = repaired(homes[0], "2025-09-02 00:00")
    _case, last = repaired(homes[1], "2025-10-02 23:59")
    repaired(homes[2], "2025-10-03 00:00")
    repaired(homes[2], "2025-09-01 23:59")
    assert listed("C10", "lasting", "2026-03") == {first: 1, last: 1}
    assert said("C10", "2026-03") == {"lasting": ("100.0", "2/2")}
    assert figures("C10", "2026-08")["lasting"].value is None


@pytest.mark.parametrize(
    ("again", "spot", "lasts"),
    [
        ("2026-03-09 23:59", SPOT, 0),
        ("2026-03-10 00:00", SPOT, 1),
        (f"{SINCE} 09:00", SPOT, 1),
        ("2025-12-01 10:00", {**SPOT, "place": "kitchen"}, 1),
        ("2025-12-01 10:00", {**SPOT, "item": "insulation"}, 1),
        ("2025-12-01 10:00", {**SPOT, "item": ""}, 1),
    ],
)
def test_a_later_claim_for_the_same_spot_is_a_return(homes, again, spot, lasts):
    _case, repair = repaired(homes[0])
    filed(homes[1], "2025-12-01 10:00")
    filed(homes[0], again, spot)
    assert listed("C10", "lasting", "2026-03") == {repair: lasts}


def test_what_is_found_at_the_survey_says_where_it_is_as_far_as_it_was_known_by_then(homes):
    _case, repair = repaired(homes[0], spot={"place": "other", "item": ""})
    step(_case, "claim.record_survey", "2025-08-02 10:00", **SPOT)
    again = filed(homes[0], "2026-03-01 10:00", {"place": "bathroom", "item": ""})
    step(again, "claim.accept", "2026-04-01 00:00", item="waterproofing")
    assert listed("C10", "lasting", "2026-03") == {repair: 1}, "its item was found after the month"
    step(again, "claim.record_survey", "2026-03-31 23:59", item="waterproofing")
    assert listed("C10", "lasting", "2026-03") == {repair: 0}


def test_what_comes_again_under_warranty_is_a_return(homes):
    (case, one), (_case, two), (_other, three) = (repaired(home) for home in homes)
    step(case, "claim.reopen_under_warranty", "2026-03-09 23:59")
    step(two, "repair.recur", "2025-10-10 10:00")
    record = step(three, "repair.recur", "2025-10-10 10:00")
    assert said("C10", "2026-03") == {"lasting": ("0.0", "0/3")}
    correct(three, record, "2026-05-10 10:00", annul=True)
    assert listed("C10", "lasting", "2026-03") == {one: 0, two: 0, three: 1}


def test_a_repair_of_an_uncounted_claim_is_not_counted(homes):
    repaired(homes[0], routed_at=history.instant("2025-08-02 10:00"))
    assert said("C10", "2026-03") == {}


# D1


def complained(at, answered=None, case=None, home=None):
    complaint = born(Complaint, claim_id=case, links={"unit_id": home} if home else None)
    step(complaint, "complaint.receive", at, channel="hotline")
    if answered:
        step(complaint, "complaint.answer", answered)
    return complaint


def test_complaints_are_told_per_thousand_claims_open_in_the_month():
    closed = {"closed_at": history.instant("2026-02-20 10:00")}
    history.claim("2026-02-02 10:00", **closed)
    open_ = [history.claim("2026-02-02 10:00"), history.claim("2026-03-31 23:59")]
    over = history.claim("2026-02-02 10:00", closed_at=history.instant("2026-03-01 00:00"))
    step(over, "claim.close", "2026-03-01 00:00")
    history.claim("2026-04-01 00:00")
    again = history.claim("2026-02-02 10:00", closed_at=history.instant("2026-05-20 10:00"))
    for name, day in (("close", "2026-02-20"), ("reopen_under_warranty", "2026-04-02"), ("close", "2026-05-20")):
        step(again, f"claim.{name}", f"{day} 10:00")
    complaint = complained("2026-03-31 23:59", case=open_[0])
    assert said("D1", "2026-03")["per_claims"] == ("333.3", "1/3")
    assert {row.subject_id for row in figures("D1", "2026-03")["per_claims"].listed} == {*open_, over, complaint}
    assert said("D1", "2026-04")["per_claims"] == ("0.0", "0/4"), "opened again in April"
    assert figures("D1", "2026-01")["per_claims"].value is None


def test_a_complaint_repeated_within_thirty_days_counts_once(homes):
    case, other = history.claim("2026-02-02 10:00"), history.claim("2026-02-02 10:00")
    complained("2026-02-20 10:00", case=case)
    complained("2026-03-22 10:00", case=case)
    first = complained("2026-03-22 10:00", case=other)
    complained("2026-03-30 10:00", case=other)
    at_home = complained("2026-03-05 10:00", home=homes[0])
    complained("2026-03-06 10:00", home=homes[0])
    after = complained("2026-04-21 10:01", case=case)
    assert listed("D1", "received", "2026-03") == {first: 1, at_home: 1}
    assert listed("D1", "received", "2026-04") == {after: 1}


def test_answers_are_measured_when_they_are_given_and_missed_until_then():
    case = history.claim("2026-02-02 10:00")
    answered = complained("2026-02-25 10:00", "2026-03-03 22:00", case)
    late = complained("2026-03-04 10:00", "2026-04-01 00:00", history.claim())
    shown = said("D1", "2026-03")
    assert (shown["answer_mean"], shown["answer_median"][0]) == (("6.50", "6.5/1"), "6.50")
    assert listed("D1", "unanswered", "2026-03") == {late: 1}
    assert listed("D1", "unanswered", "2026-02") == {answered: 1}
    ended = complained("2026-03-04 10:00", case=history.claim())
    step(ended, "complaint.close", "2026-03-31 10:00")
    assert listed("D1", "unanswered", "2026-03") == {late: 1}


# D2


def concluded(case, outcome, at="2026-03-20 10:00", matter="liability"):
    appraisal = born(Appraisal, claim_id=case, matter=matter)
    step(appraisal, "appraisal.conclude", at, outcome=outcome)
    return appraisal


def determined(*names, received="2026-02-02 10:00"):
    case = history.claim(received)
    for day, name in enumerate(names, start=10):
        step(case, f"claim.{name}", f"2026-02-{day} 10:00")
    return case


def test_an_appraisal_is_compared_with_what_stood_when_it_was_concluded():
    changed = concluded(determined("refuse"), "covered")
    same = concluded(determined("refuse", "accept"), "covered")
    part = concluded(determined("accept_in_part"), "covered", "2026-03-31 23:59")
    unclear = concluded(determined("refuse"), "unclear")
    concluded(determined(), "covered")
    concluded(determined("refuse"), "covered", matter="amount")
    concluded(determined("refuse"), "covered", "2026-04-01 00:00")
    assert listed("D2", "changed", "2026-03") == {changed: 1, same: 0, part: 1}
    assert said("D2", "2026-03")["changed"] == ("66.7", "2/3")
    assert listed("D2", "unclear", "2026-03") == {unclear: 1}
    assert figures("D2", "2026-02")["changed"].value is None


def test_what_is_determined_anew_after_an_appraisal_leaves_it_as_it_was():
    case = determined("refuse")
    appraisal = concluded(case, "covered")
    step(case, "claim.redetermine", "2026-03-20 10:00", reason="appraisal")
    step(case, "claim.accept", "2026-03-20 10:00")
    assert listed("D2", "changed", "2026-03") == {appraisal: 1}
    assert "judgments" not in said("D2", "2026-03"), "an appraisal is no judgment"


def test_a_judgment_counts_when_the_claim_is_determined_anew_after_it():
    changed, same, waits = determined("refuse"), determined("refuse"), determined("refuse")
    for case in (changed, same, waits):
        step(case, "claim.redetermine", "2026-03-20 10:00", reason="decision")
    step(changed, "claim.accept_in_part", "2026-03-31 23:59")
    step(same, "claim.refuse", "2026-03-21 10:00")
    step(waits, "claim.accept", "2026-04-01 00:00")
    assert listed("D2", "judgments", "2026-03") == {changed: 1, same: 0}
    assert said("D2", "2026-03") == {"changed": ("50.0", "1/2"), "judgments": ("50.0", "1/2")}
    assert listed("D2", "changed", "2026-04") == {waits: 1}


def test_counting_asks_as_often_for_many_as_for_few(homes):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            for code in ("C10", "D1", "D2"):
                figures(code, "2026-03")
        return len(queries)

    def more(number):
        for _ in range(number):
            case, _repair = repaired(homes[0])
            step(case, "claim.refuse", "2025-09-01 10:00")
            concluded(case, "covered")
            complained("2026-03-04 10:00", "2026-03-05 10:00", case)

    more(2)
    few = asked()
    more(6)
    assert asked() == few
