"""The background population as it stands when the visitor comes in: told by real acts, and what its plan says."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import F

from claims.models import Appraisal, Claim, Complaint, Payment, Subrogation
from claims.nearby import nearby
from idi_platform.deadlines.models import Clock
from idi_platform.demo.population.finding_plan import planned
from idi_platform.demo.population.plan import cases
from idi_platform.demo.population.projects import BACKGROUND
from idi_platform.demo.script import BEGINS_AT
from idi_platform.demo.story import SHARE, share_told
from idi_platform.projects.models import Project, Unit
from idi_platform.records.models import Record, Subject
from policies.models import Policy
from riskmgmt.models import Finding
from tests.demo.reading import claim
from tests.demo.test_story import acting

pytestmark = pytest.mark.usefixtures("told")
STANDS = {"unanswered": "accepted", "refused": "refusal_notified", "disputed": "refusal_notified"}


def ends_as(case):
    """Return the state in which a planned claim stands when the visitor comes in."""
    return STANDS.get(case.left) or ("withdrawn" if case.outcome == "withdrawn" else "closed")


def of_background(model):
    """Return the rows that hang under a project of the background."""
    numbers = [one.number for one in BACKGROUND]
    return model.objects.filter(subject__project__in=Project.objects.filter(number__in=numbers).values("pk"))


def test_how_much_was_told_is_known_where_it_was_told():
    assert share_told() == SHARE


def test_every_planned_claim_stands_where_the_plan_says():
    stands = {case.code: claim(case.code).state for case in cases(SHARE)}
    assert stands == {case.code: ends_as(case) for case in cases(SHARE)}
    assert of_background(Claim).exclude(state="routed_before_cover").count() == len(stands)


def test_what_was_determined_is_what_the_plan_says():
    outcomes = {"covered": "covered", "in_part": "covered_in_part", "refused": "not_covered"}
    for case in cases(SHARE):
        assert claim(case.code).outcome == outcomes.get(case.outcome, ""), case


def test_determinations_are_late_where_the_plan_says_and_nowhere_else():
    """In the text's days, by the legal end alone, or after both: counted by the clock itself."""
    seen = Counter()
    for case in cases(SHARE):
        names = {7: "claim.determination", 30: "claim.determination_national"}
        clock = Clock.objects.get(subject=claim(case.code).pk, name=names[case.around["days"]])
        if case.outcome == "withdrawn":
            continue
        first = Record.objects.filter(
            subject=clock.subject_id, name__in=("claim.accept", "claim.accept_in_part", "claim.refuse")
        ).earliest("occurred_at")
        pace = "late" if clock.breached_at else "in_time" if first.occurred_at < clock.target_at else "legally"
        assert pace == case.pace, case
        seen[pace] += 1
    assert seen["late"]
    assert seen["legally"]


def test_paid_is_what_was_agreed_and_recovered_what_was_planned():
    for case in cases(SHARE):
        paid = Payment.objects.filter(claim=claim(case.code))
        assert paid.exists() == (case.outcome in {"covered", "in_part"} and not case.left)
        if case.recovered is not None:
            assert Subrogation.objects.get(claim=claim(case.code)).recovered == case.recovered
    shared = [payment for payment in Payment.objects.all() if payment.shares.exists()]
    assert all(sum(share.amount for share in one.shares.all()) == one.amount for one in shared)
    assert len(shared) > 1


def test_appraisals_end_as_planned_and_the_first_notice_stays():
    for case in cases(SHARE):
        asked = Appraisal.objects.filter(claim=claim(case.code))
        assert asked.exists() == bool(case.appraisal)
        if case.appraisal == "overturned":
            assert (asked.get().payer, claim(case.code).determination_version) == ("insurer", 2)
        if case.appraisal == "upheld":
            assert asked.get().payer == "owner"


def test_late_entries_corrected_receipts_and_complaints():
    claims = set(of_background(Claim).values_list("pk", flat=True))
    steps = Record.objects.filter(subject__in=claims, form="step")
    late = steps.filter(occurred_at__lt=F("recorded_at") - timedelta(hours=24))
    assert {record.name for record in late} == {"claim.record_survey"}
    assert late.count() == sum(case.is_entered_late for case in cases(SHARE))
    corrected = {claim(case.code).pk for case in cases(SHARE) if case.is_receipt_corrected}
    assert set(Record.objects.filter(name="claim.correct_receipt").values_list("subject", flat=True)) == corrected
    complaints = Complaint.objects.all()
    assert complaints.count() == sum(case.is_complained_of for case in cases(SHARE))
    assert set(complaints.values_list("state", flat=True)) == {"closed"}


def test_warnings_were_passed_with_a_reason_four_times():
    passed = [
        record
        for record in Record.objects.filter(subject__in=of_background(Policy).values("pk"))
        if any(reason.startswith(f"{record.name}.") for reason in record.reasons)
    ]
    assert len(passed) == 4


def test_every_planned_finding_was_raised_with_its_grade_and_followed():
    found = of_background(Finding)
    assert Counter(found.values_list("first_grade", flat=True)) == Counter(one.grade for one in planned(SHARE))
    open_ones = sum(one.closed is None for one in planned(SHARE))
    assert found.exclude(state__in=("closed",)).count() == open_ones


def test_an_agency_foresaw_what_later_leaked():
    """Of accepted leaks some lie where a finding of the same part of the works stood before."""
    foreseeing = {one.number for one in BACKGROUND if one.foresees}
    seen = Counter()
    for case in cases(SHARE):
        if case.group != "waterproofing" or case.outcome != "covered":
            continue
        near = nearby(claim(case.code), acting("gao" if case.background.house == "chenxing" else "shu")).found
        seen[case.background.number in foreseeing] += any(one.second.startswith("waterproofing_x") for one in near)
    assert seen[True]
    assert not seen[False]


def test_homes_of_the_background_belong_to_whom_the_books_name():
    for case in cases(SHARE):
        owner = acting(case.phone)
        assert [unit.number for unit in Unit.objects.visible_to(owner)] == [case.home]
        assert [one.pk for one in Claim.objects.visible_to(owner)] == [claim(case.code).pk]


def test_legal_days_of_the_background_lie_outside_the_stories_first_days():
    """Nothing of it falls due between the visitor's first minute and the end of the second week after it."""
    due = Clock.objects.filter(state__in=("open", "paused"), kind="duty", due_at__gt=BEGINS_AT)
    soon = due.filter(due_at__lte=BEGINS_AT + timedelta(days=14))
    background = Subject.objects.filter(project__in=of_background(Policy).values("subject__project"))
    assert not list(soon.filter(subject__in=background.values("pk")).values_list("name", flat=True))
    assert of_background(Clock).filter(state="open").exists(), "it goes on later"
