"""Findings in Jiyuan: the developer's duty begins with the report he receives; who tells the authority."""

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.errors import Refused
from idi_platform.projects.models import Project
from idi_platform.records.models import Party, Subject
from policies.book import read_book
from policies.opening import open_book
from riskmgmt.models import Assessment, Finding, Inspection
from tests.cast import member
from tests.claims.conftest import at
from tests.policies.jiyuan_book import jy_2
from tests.riskmgmt.conftest import ROLES

__all__ = ["at"]
pytestmark = pytest.mark.django_db
RAISED = ("raise_finding", "agency", {"source": "works", "grade": "minor"})
SEVERE = ("raise_finding", "agency", {"source": "works", "grade": "severe"})
VISIT = [
    ("plan", "agency", {"kind": "process", "planned_on": "2023-04-10"}),
    ("carry_out", "agency", {"on": "2023-04-10", "persons": 2}),
]


@pytest.fixture
def players(request):
    found = {who: request.getfixturevalue(who) for who in ROLES}
    return {**found, "regulator": member(Role.regulator, division="419001")}


@pytest.fixture
def site():
    return ("developer", "contractor", "designer", "supervisor", "lab")


@pytest.fixture
def project(players, site, at):
    """A workshop under the measures, contracted, its works not begun."""
    book = jy_2(players["underwriter"].organisation, players["developer"].organisation)
    book["project"]["parties"] = {who: players[who].organisation.uscc for who in site}
    book["buildings"] = [{"number": "1", "name": "1号厂房"}]
    at("2023-03-01 09:00")
    opened = open_book(
        read_book(book),
        acting=players["underwriter"].acting,
        key="jy",
        second_person=players["approver"].acting,
        developer=players["developer"].acting,
    )
    return Project.objects.select_related("subject").get(pk=opened.project.pk)


@pytest.fixture
def under(project):
    """Return a new subject of the project and its insured object, and of what else is named."""

    def make(**links):
        own = {"project_id": project.pk, "insured_object_id": project.insured_objects.get().pk}
        return Subject(division_id=project.subject.division_id, **own, **links)

    return make


@pytest.fixture
def on_site(engagement, driver):
    path = [("contract", "underwriter", {"on": "2023-02-25"})]
    return driver.drive(engagement, path)


@pytest.fixture
def visit(driver, on_site, under, at):
    at("2023-04-10 15:00")
    return driver.drive(Inspection(subject=under(engagement_id=on_site.pk)), VISIT)


def reminder(finding, name="finding.rectification_ordered"):
    return Clock.objects.filter(subject=finding.pk, name=name).first()


def test_the_developer_is_reminded_from_the_receipt_of_the_report_not_from_the_finding(driver, visit, under, at):
    engaged = visit.subject.engagement_id
    finding = driver.drive(Finding(subject=under(engagement_id=engaged), visit=visit), [RAISED])
    beside = driver.drive(Finding(subject=under(engagement_id=engaged)), [RAISED])
    at("2023-04-13 10:00")
    driver.drive(visit, [("report", "agency", {})])
    assert reminder(finding) is None, "written, but not received yet"
    received = at("2023-04-14 09:30")
    driver.drive(Inspection.objects.select_related("subject").get(pk=visit.pk), [("deliver", "agency", {})])
    row = reminder(finding)
    assert (row.state, row.kind, row.started_at, row.owed_role) == ("open", "reminder", received, "developer")
    assert reminder(beside) is None, "it stands in no report yet"
    driver.drive(finding, [("confirm", "contractor", {})])
    row.refresh_from_db()
    assert row.state == "open", "that the contractor agrees is no order"
    driver.drive(finding, [("order", "developer", {"rectify_by": "2023-04-30"})])
    row.refresh_from_db()
    assert row.state == "met"


def test_the_final_report_counts_too(driver, on_site, under, at):
    at("2023-11-01 09:00")
    finding = driver.drive(Finding(subject=under(engagement_id=on_site.pk)), [RAISED])
    path = [
        ("draft", "agency", {"kind": "final"}),
        ("submit", "agency", {"open_severe": 0, "lists_open_findings": True, "finding_ids": [finding.pk]}),
        ("review", "underwriter", {}),
        ("seal", "agency", {}),
    ]
    sealed = driver.drive(Assessment(subject=under(engagement_id=on_site.pk)), path)
    assert reminder(finding) is None
    at("2023-11-09 09:00")
    later = driver.drive(Finding(subject=under(engagement_id=on_site.pk)), [RAISED])
    received = at("2023-11-10 09:00")
    driver.drive(sealed, [("deliver", "agency", {})])
    assert reminder(finding).started_at == received
    assert reminder(later) is None, "raised after the report was handed in"


def test_a_visit_of_another_project_is_not_named(driver, visit, under):
    elsewhere = Subject.objects.create(kind="project", division_id="419001")
    strange = Inspection(subject=Subject(division_id="419001", project_id=elsewhere.pk))
    finding = Finding(subject=under(engagement_id=visit.subject.engagement_id), visit=strange)
    with pytest.raises(Refused) as refused:
        driver.take(finding, *RAISED[:2], **RAISED[2])
    assert [one.code for one in refused.value.refusals] == ["finding.foreign_visit"]


@pytest.mark.parametrize(
    ("who", "owes", "name", "other"),
    [
        ("supervisor", True, "finding.severe_reported", "finding.severe_reported_without_supervisor"),
        ("developer", False, "finding.severe_reported_without_supervisor", "finding.severe_reported"),
    ],
)
def test_a_severe_defect_is_reported_by_the_supervisor_or_where_there_is_none_by_the_developer(
    driver, on_site, under, project, at, who, owes, name, other
):
    at("2023-05-02 09:00")
    if not owes:
        Party.objects.filter(subject=project.pk, role="supervisor").delete()
    finding = driver.drive(Finding(subject=under(engagement_id=on_site.pk)), [SEVERE])
    row = reminder(finding, name)
    assert (row.owed_role, row.state, row.clause) == (who, "open", "JY-9-5c")
    assert reminder(finding, other).state == "not_due"
    driver.drive(finding, [("report_upward", who, {})])
    row.refresh_from_db()
    assert row.state == "met"
