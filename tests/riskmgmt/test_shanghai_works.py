"""Works in Shanghai: a severe finding stops three acceptances; a failed test is told within twelve hours."""

from copy import deepcopy
from datetime import timedelta

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Paper
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.projects.models import Project
from idi_platform.records.models import Subject
from idi_platform.workflow.perform import perform
from policies.book import read_book
from policies.opening import open_book
from riskmgmt.models import Finding, Test
from tests.cast import member
from tests.claims.conftest import *  # noqa: F403  legal time
from tests.policies.test_shanghai_contract import SH_1
from tests.proofs import evidence_on
from tests.riskmgmt.conftest import ROLES

pytestmark = pytest.mark.django_db
CONSENTS = ("consent_household_acceptance", "consent_pre_viewing", "consent_completion")
ON = {"on": "2026-01-05"}
CERTIFIED = {"certificate_covers": True, "certificate_until": "2099-12-31"}


@pytest.fixture
def players(request):
    found = {who: request.getfixturevalue(who) for who in ROLES}
    return {**found, "regulator": member(Role.regulator, division="310000")}


@pytest.fixture
def project(players):
    """A project in Shanghai whose contract is drafted; its text is the candidate and speaks already."""
    book = deepcopy(SH_1)
    del book["milestones"]
    for name in ("signed_on", "issued_on", "number", "receipts"):
        book["policy"].pop(name)
    lead = players["underwriter"]
    site = ("developer", "contractor", "designer", "supervisor", "lab")
    book["policy"]["shares"] = [{"uscc": lead.organisation.uscc, "role": "lead", "rate": "1"}]
    book["project"]["parties"] = {who: players[who].organisation.uscc for who in site}
    opened = open_book(read_book(book), acting=lead.acting, key="sh", second_person=players["approver"].acting)
    return Project.objects.select_related("subject").get(pk=opened.project.pk)


def clauses(project, players, step):
    with pytest.raises(Refused) as refused:
        perform(project, step, acting=players["regulator"].acting, key=step, **ON)
    return {(one.clause, one.effect) for one in refused.value.refusals}


@pytest.fixture
def on(project, engagement):
    """Return a new subject of the project and the agency's engagement on it."""

    def make():
        links = {"project_id": project.pk, "engagement_id": engagement.pk}
        return Subject(division_id=project.subject.division_id, **links)

    return make


def test_a_severe_finding_stops_three_acceptances_and_is_rectified_with_pictures(project, players, driver, on):
    severe = {"source": "works", "grade": "severe", "rectify_by": "2026-02-01"}
    finding = driver.drive(Finding(subject=on()), [("raise_finding", "agency", severe)])
    assert all(("SH-10-3c", "block") in clauses(project, players, step) for step in CONSENTS)
    assert Clock.objects.get(subject=finding.pk, name="finding.rectify").clause == "SH-9-3a"
    assert not Paper.objects.filter(subject=finding.pk).exists()
    finding = driver.drive(finding, [("order", "agency", {"rectify_by": "2026-02-01"})])
    orders = Paper.objects.filter(subject=finding.pk, code="rectification_order")
    assert players["contractor"].organisation.pk in orders.values_list("recipient_organisation", flat=True)
    assert "2026年2月1日" in str(orders[0].data), "the order names the day"
    with pytest.raises(Refused) as refused:
        driver.take(finding, "submit", "contractor")
    assert ("SH-9-3b", "block") in {(one.clause, one.effect) for one in refused.value.refusals}
    shown = {"before_ids": evidence_on(finding.pk, shade="red"), "after_ids": evidence_on(finding.pk, shade="blue")}
    with pytest.raises(Refused) as refused:
        driver.take(finding, "submit", "contractor", **shown)
    assert ("SH-9-3b", "block") in {(one.clause, one.effect) for one in refused.value.refusals}, "nothing explains it"
    shown["explanation_ids"] = evidence_on(finding.pk, shade="white")
    submitted = driver.drive(finding, [("submit", "contractor", shown)])
    assert (submitted.has_explanation, submitted.has_video) == (True, False)
    accepted = driver.drive(submitted, [("supervisor_accept", "supervisor", {}), ("close", "agency", {})])
    assert accepted.state == "closed"
    driver.take(project, CONSENTS[0], "regulator", **ON)


def test_what_the_joint_inspection_found_is_accepted_with_the_insurer(driver, on):
    found = {"source": "joint", "grade": "minor", "rectify_by": "2026-02-01"}
    finding = driver.drive(Finding(subject=on()), [("raise_finding", "agency", found)])
    with pytest.raises(Refused):
        driver.take(finding, "insurer_accept", "underwriter")
    shown = {"before_ids": evidence_on(finding.pk, shade="red"), "after_ids": evidence_on(finding.pk, shade="blue")}
    shown["explanation_ids"] = evidence_on(finding.pk, shade="white")
    mended = [("submit", "contractor", shown), ("supervisor_accept", "supervisor", {})]
    confirmed = driver.drive(finding, [*mended, ("developer_confirm", "developer", {})])
    with pytest.raises(Refused) as refused:
        driver.take(confirmed, "close", "agency")
    assert {(one.clause, one.effect) for one in refused.value.refusals} == {("SH-9-1-6b", "warn")}
    for who in ("developer", "contractor", "agency"):
        with pytest.raises(NotPermitted):
            driver.take(confirmed, "insurer_accept", who)
    accepted = driver.drive(confirmed, [("insurer_accept", "underwriter", {})])
    with pytest.raises(Refused) as refused:
        driver.take(accepted, "insurer_accept", "handler")
    assert [one.code for one in refused.value.refusals] == ["finding.accepted_already"]
    again = driver.drive(accepted, [("close", "agency", {}), ("reopen", "agency", {"rectify_by": "2026-03-01"})])
    assert driver.drive(again, mended[:1]).insurer_accepted_at is None, "what is mended again is looked at again"


def test_a_failed_test_is_told_within_twelve_hours_and_the_plan_is_the_client_s_to_confirm(driver, on):
    planned = driver.drive(Test(subject=on()), [("plan", "agency", {"category": "concrete", **CERTIFIED})])
    with pytest.raises(NotPermitted):
        driver.take(planned, "confirm_plan", "lab")
    failed = driver.drive(planned, [("confirm_plan", "agency", {}), ("record_failure", "lab", {})])
    told = Clock.objects.get(subject=failed.pk, name="test.result_notice")
    assert told.due_at - failed.obtained_at == timedelta(hours=12, seconds=1)


@pytest.mark.parametrize("lacking", [{"certificate_covers": False}, {"certificate_until": "2027-01-04"}])
def test_a_test_goes_to_a_laboratory_whose_certificate_covers_it_that_day(driver, on, at, lacking):
    at("2027-01-05 09:00")
    with pytest.raises(Refused) as refused:
        driver.take(Test(subject=on()), "plan", "agency", category="concrete", **CERTIFIED | lacking)
    assert {(one.clause, one.effect) for one in refused.value.refusals} == {("SH-8-2a", "block")}
    last_day = {**CERTIFIED, "certificate_until": "2027-01-05"}
    assert driver.take(Test(subject=on()), "plan", "agency", category="concrete", **last_day).name == "test.plan"


def test_too_short_a_notice_stands_against_that_day_and_not_against_a_later_one(project, driver, at):
    at("2026-09-30 09:00")
    with pytest.raises(Refused) as refused:
        driver.take(project, "plan_pre_viewing", "developer", pre_viewing_planned_on="2026-10-19")
    assert {(one.clause, one.effect) for one in refused.value.refusals} == {("SH-9-1-4b", "block")}
    driver.take(project, "plan_pre_viewing", "developer", pre_viewing_planned_on="2026-10-20")
    driver.take(project, "notify_pre_viewing", "developer", on="2026-09-30")
    at("2026-10-20 17:00")
    with pytest.raises(Refused) as refused:
        driver.take(project, "record_pre_viewing", "developer", pre_viewing_on="2026-10-19")
    assert {(one.clause, one.effect) for one in refused.value.refusals} == {("SH-9-1-4b", "block")}
    seen = driver.drive(project, [("record_pre_viewing", "developer", {"pre_viewing_on": "2026-10-20"})])
    assert seen.pre_viewing_on.isoformat() == "2026-10-20"
