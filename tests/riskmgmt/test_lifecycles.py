"""Every step of the agency's file can be taken, by who may, in its order, once."""

import pytest

from idi_platform.documents.models import Attachment
from idi_platform.kernel.errors import Refused
from idi_platform.projects.models import Section, Stage
from idi_platform.records.models import Party
from idi_platform.rulebooks.vocabulary import vocabulary
from riskmgmt.models import Assessment, Engagement, Finding, Inspection, Test
from tests.driving import whole
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db
ON = {"on": "2026-01-05"}

STAGE = [
    ("plan", "agency", {"code": "structure"}),
    ("begin", "contractor", ON),
    ("stop", "supervisor", ON),
    ("resume", "developer", ON),
    ("end", "contractor", ON),
    ("explain_visits", "agency", {"month": "2026-01", "cause": "stopped"}),
]
SECTION = [
    ("plan", "developer", {"code": "roof_waterproofing", "is_concealed": True}),
    ("begin", "contractor", ON),
    ("complete", "contractor", ON),
    ("accept", "supervisor", ON),
]
WORKING = [
    ("declare_independence", "agency", {}),
    (
        "contract",
        "underwriter",
        {**ON, "fee": "300000.00", "fee_rate": "0.3", "first_fee": "60000.00", "fee_due_on": "2026-02-05"},
    ),
    ("authorise", "underwriter", {**ON, "letter_until": "2028-01-05"}),
    ("register", "agency", {"number": "B-7"}),
    ("begin_work", "agency", {}),
    ("collect_documents", "agency", {}),
    ("plan_checks", "handler", {}),
    ("check_unannounced", "handler", ON),
    ("report_to_authority", "underwriter", {}),
    ("warn", "underwriter", {}),
    ("pay_fee", "accountant", {"amount": "100000.00"}),
    ("evaluate", "underwriter", {"score": 88}),
    ("suspend", "underwriter", {"why": "conflict"}),
]
INSPECTION = [
    ("plan", "agency", {"kind": "process", "planned_on": "2026-01-04", "stage": "structure"}),
    ("notify", "agency", {}),
    ("carry_out", "agency", {**ON, "persons": 2}),
    ("report", "agency", {}),
    ("deliver", "agency", {}),
]
TEST = [
    ("plan", "lab", {"category": "waterproofing", "is_acceptance": True}),
    ("confirm_plan", "agency", {}),
]
FINDING = [
    ("raise_finding", "agency", {"source": "works", "grade": "severe", "section": "roof_waterproofing"}),
    ("confirm", "contractor", {}),
    ("object", "contractor", {}),
    ("reject_objection", "agency", {}),
    ("regrade", "agency", {"grade": "medium"}),
    ("escalate", "agency", {}),
    ("report_to_developer", "supervisor", {}),
    ("report_upward", "agency", {}),
    ("order", "supervisor", {"rectify_by": "2026-02-01"}),
    ("submit", "contractor", {}),
    ("supervisor_reject", "supervisor", {}),
    ("submit", "contractor", {}),
    ("supervisor_accept", "supervisor", {}),
    ("developer_confirm", "developer", {}),
    ("insurer_accept", "underwriter", {}),
    ("close", "agency", {}),
    ("reopen", "agency", {"rectify_by": "2026-03-01"}),
    ("object", "contractor", {}),
    ("uphold", "agency", {}),
]
ASSESSMENT = [
    ("draft", "agency", {"kind": "final"}),
    ("submit", "agency", {"open_severe": 0, "lists_open_findings": True}),
    ("return_for_rework", "underwriter", {}),
    ("submit", "agency", {"open_severe": 0, "lists_open_findings": True}),
    ("review", "underwriter", {}),
    ("seal", "agency", {}),
    ("deliver", "agency", {}),
]


def test_a_stage_runs_stops_and_ends(driver, project, engagement, under):
    stage = driver.drive(Stage(subject=under(), project=project), STAGE)
    assert (stage.state, stage.is_running, str(stage)) == ("ended", False, "structure")
    driver.starts_nowhere_else(stage)
    whole("stage", STAGE)


def test_a_section_is_accepted_by_the_supervisor(driver, project, under):
    section = driver.drive(Section(subject=under(), project=project), SECTION)
    assert (section.state, section.is_concealed) == ("accepted", True)
    driver.starts_nowhere_else(section)
    whole("section", SECTION)


def test_an_agency_is_engaged_works_rests_and_ends(driver, engagement, agency):
    assert Party.objects.get(subject=engagement.pk).organisation == agency.organisation
    working = driver.drive(engagement, WORKING)
    assert (working.state, working.fee_paid, working.suspension) == ("suspended", 100000, "conflict")
    ended = driver.drive(working, [("resume", "underwriter", {}), ("end", "underwriter", {})])
    driver.starts_nowhere_else(ended)
    whole("engagement", [("select", "", {}), ("resume", "", {}), ("end", "", {}), ("replace", "", {})], WORKING)


@pytest.mark.parametrize(
    ("make", "begun", "waiting"),
    [
        (Inspection, INSPECTION[:2], INSPECTION[2]),
        (Inspection, [], INSPECTION[0]),
        (Assessment, ASSESSMENT[:1], ASSESSMENT[1]),
        (Finding, [], FINDING[0]),
        (Finding, [*FINDING[:1], ("submit", "contractor", {})], ("close", "agency", {})),
        (Test, TEST[:1], TEST[1]),
    ],
)
def test_what_an_agency_does_while_it_is_suspended_does_not_count(driver, engagement, under, make, begun, waiting):
    working = driver.drive(engagement, WORKING[:5])
    begun_before = driver.drive(make(subject=under(engagement_id=engagement.pk)), begun)
    rests = driver.drive(working, [("suspend", "regulator", {"why": "ordered"})])
    step, who, facts = waiting
    with pytest.raises(Refused) as refused:
        driver.take(begun_before, step, who, **facts)
    assert [one.code for one in refused.value.refusals] == ["engagement.suspended"]
    driver.drive(rests, [("resume", "underwriter", {})])
    assert driver.take(begun_before, step, who, **facts).name == f"{make.kind}.{step}"


def test_while_the_agency_rests_others_go_on_and_a_danger_is_still_told(driver, engagement, under):
    working = driver.drive(engagement, WORKING[:5])
    path = [FINDING[0], ("submit", "contractor", {})]
    finding = driver.drive(Finding(subject=under(engagement_id=engagement.pk)), path)
    driver.drive(working, [("suspend", "underwriter", {"why": "conflict"})])
    path = [("report_upward", "agency", {}), ("supervisor_accept", "supervisor", {}), ("close", "supervisor", {})]
    assert driver.drive(finding, path).state == "closed"


def test_an_agency_that_is_replaced_sees_the_file_no_more(driver, engagement, agency):
    driver.drive(engagement, [("replace", "underwriter", {})])
    assert Party.objects.get(subject=engagement.pk).until is not None
    assert not Engagement.objects.visible_to(agency.acting).exists()


def test_an_inspection_is_carried_out_and_its_report_delivered(driver, engagement, under):
    inspection = driver.drive(Inspection(subject=under(engagement_id=engagement.pk)), INSPECTION)
    assert (inspection.state, inspection.persons) == ("delivered", 2)
    driver.starts_nowhere_else(inspection)
    cancelled = [INSPECTION[0], ("cancel", "agency", {})]
    assert driver.drive(Inspection(subject=under(engagement_id=engagement.pk)), cancelled).state == "cancelled"
    whole("inspection", INSPECTION, cancelled)


@pytest.mark.parametrize(
    ("step", "facts", "outcome"),
    [("record_pass", {}, "passed"), ("record_failure", {"outcome": "inconclusive"}, "inconclusive")],
)
def test_a_test_is_told_whatever_comes_out(driver, engagement, under, step, facts, outcome):
    test = driver.drive(
        Test(subject=under(engagement_id=engagement.pk)), [*TEST, (step, "lab", facts), ("notify", "lab", {})]
    )
    assert (test.state, test.outcome) == ("notified", outcome)
    driver.starts_nowhere_else(test)
    whole("test", TEST, [("record_pass", "", {}), ("record_failure", "", {}), ("notify", "", {})])


def test_tests_are_counted_by_category_without_the_developer_s_own(driver, project, engagement, under):
    planned = [("concrete", True, True), ("concrete", False, False), ("waterproofing", True, True)]
    for category, is_acceptance, is_important in planned:
        facts = {"category": category, "is_acceptance": is_acceptance, "is_important": is_important}
        driver.drive(Test(subject=under(engagement_id=engagement.pk)), [("plan", "lab", facts)])
    found = vocabulary.sets["project.test_categories"].read(project)
    assert [(one.code, one.is_important, one.test_count) for one in found] == [
        ("concrete", True, 1),
        ("waterproofing", True, 0),
    ]


def test_a_finding_is_followed_until_it_is_closed(driver, engagement, under):
    finding = driver.drive(Finding(subject=under(engagement_id=engagement.pk)), FINDING)
    assert (finding.state, finding.grade, finding.first_grade) == ("closed", "medium", "severe")
    driver.starts_nowhere_else(finding)
    whole("finding", FINDING)


def test_an_authority_may_decide_an_objection(driver, engagement, under):
    raised = [("raise_finding", "agency", {"source": "design", "grade": "severe"}), ("object", "designer", {})]
    finding = driver.drive(Finding(subject=under(engagement_id=engagement.pk)), raised)
    assert driver.drive(finding, [("uphold", "regulator", {})]).objection_upheld is True


@pytest.mark.parametrize("decide", ["uphold", "reject_objection"])
def test_no_finding_ends_by_an_objection_that_nobody_raised_or_that_was_decided(driver, engagement, under, decide):
    finding = driver.drive(Finding(subject=under(engagement_id=engagement.pk)), FINDING[:1])
    with pytest.raises(Refused) as refused:
        driver.take(finding, decide, "agency")
    assert [one.code for one in refused.value.refusals] == ["finding.no_objection"]
    finding = driver.drive(finding, [("object", "contractor", {}), ("reject_objection", "agency", {})])
    with pytest.raises(Refused):
        driver.take(finding, decide, "agency")
    assert finding.state == "raised"


@pytest.mark.parametrize("name", ["before_ids", "after_ids", "video_ids", "explanation_ids"])
def test_pictures_of_a_rectification_lie_in_the_findings_own_file(driver, engagement, under, name):
    raised = [("raise_finding", "agency", {"source": "works", "grade": "minor"})]
    finding = driver.drive(Finding(subject=under(engagement_id=engagement.pk)), raised)
    for foreign in (999_999, *evidence_on(engagement.pk)):
        with pytest.raises(Refused) as refused:
            driver.take(finding, "submit", "contractor", **{name: [foreign]})
        assert [one.code for one in refused.value.refusals] == ["evidence.not_in_file"]
    taken = driver.drive(finding, [("submit", "contractor", {name: evidence_on(finding.pk)})])
    looks = (taken.has_before_photo, taken.has_after_photo, taken.has_video, taken.has_explanation)
    assert looks.count(True) == 1


def test_the_insurer_may_seal_and_deliver_a_report_too(driver, engagement, under):
    sealed = [*ASSESSMENT[:5], ("seal", "underwriter", {}), ("deliver", "handler", {})]
    assert driver.drive(Assessment(subject=under(engagement_id=engagement.pk)), sealed).state == "delivered"


def test_nobody_closes_what_he_rectified(driver, engagement, under):
    raised = [("raise_finding", "agency", {"source": "works", "grade": "minor"}), ("submit", "developer", {})]
    finding = driver.drive(Finding(subject=under(engagement_id=engagement.pk)), raised)
    with pytest.raises(Refused) as refused:
        driver.take(finding, "close", "developer")
    assert [one.code for one in refused.value.refusals] == ["finding.own_work"]
    assert Attachment.objects.count() == 0


def test_a_report_of_the_agency_is_returned_sealed_and_delivered(driver, engagement, under):
    assessment = driver.drive(Assessment(subject=under(engagement_id=engagement.pk)), ASSESSMENT)
    assert (assessment.state, assessment.open_severe) == ("delivered", 0)
    driver.starts_nowhere_else(assessment)
    whole("assessment", ASSESSMENT)


def test_a_report_counts_and_names_the_findings_that_are_open(driver, engagement, under):
    raised = ("raise_finding", "agency", {"source": "works", "grade": "severe"})
    severe = driver.drive(Finding(subject=under(engagement_id=engagement.pk)), [raised])
    minor = [("raise_finding", "agency", {"source": "works", "grade": "minor"})]
    other = driver.drive(Finding(subject=under(engagement_id=engagement.pk)), minor)
    report = driver.drive(Assessment(subject=under(engagement_id=engagement.pk)), ASSESSMENT[:1])
    for said, against in (
        ({"open_severe": 0, "lists_open_findings": False}, ["assessment.severe_count"]),
        ({"open_severe": 1, "lists_open_findings": True}, ["assessment.findings_left_out"]),
        ({"open_severe": 1, "lists_open_findings": True, "finding_ids": [severe.pk]}, ["assessment.findings_left_out"]),
    ):
        with pytest.raises(Refused) as refused:
            driver.take(report, "submit", "agency", **said)
        assert [one.code for one in refused.value.refusals] == against
    named = {"open_severe": 1, "lists_open_findings": True, "finding_ids": [severe.pk, other.pk]}
    assert driver.drive(report, [("submit", "agency", named)]).open_severe == 1
