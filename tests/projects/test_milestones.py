"""Milestones and amounts of a project: each is kept with its day, from whoever may enter it, never ahead of time."""

from datetime import timedelta

import pytest

from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.projects.actions import register_project
from idi_platform.projects.models import Project
from idi_platform.rulebooks.vocabulary import vocabulary
from tests.cast import member
from tests.driving import NO_TEXT, Driver, open_project

pytestmark = pytest.mark.django_db
ROLES = ("owner", "developer", "contractor", "designer", "supervisor", "lab", "underwriter", "handler", "approver")
ON = {"on": "2026-01-05"}
MILESTONES = [
    ("hold_risk_briefing", "handler", ON, "risk_briefing_on"),
    ("notify_participants", "developer", ON, "participants_notified_on"),
    ("upload_design_documents", "designer", ON, "design_documents_on"),
    ("report_design_change", "designer", ON, "design_changed_on"),
    ("hold_first_supervision_meeting", "regulator", ON, "first_supervision_meeting_on"),
    (
        "plan_household_acceptance",
        "developer",
        {"household_acceptance_planned_on": "2026-03-05"},
        "household_acceptance_planned_on",
    ),
    ("notify_household_acceptance", "developer", ON, "household_acceptance_notified_on"),
    ("consent_household_acceptance", "regulator", ON, "household_acceptance_consented_on"),
    ("plan_pre_viewing", "developer", {"pre_viewing_planned_on": "2026-03-05"}, "pre_viewing_planned_on"),
    ("notify_pre_viewing", "developer", ON, "pre_viewing_notified_on"),
    ("record_pre_viewing", "developer", {"pre_viewing_on": "2026-01-05"}, "pre_viewing_on"),
    ("consent_pre_viewing", "regulator", ON, "pre_viewing_consented_on"),
    ("consent_completion", "regulator", ON, "completion_consented_on"),
    ("hand_over_user_papers", "handler", ON, "user_papers_on"),
    ("hold_claims_briefing", "handler", ON, "claims_briefing_on"),
    ("hold_joint_inspection", "developer", ON, "joint_inspection_on"),
    ("revisit", "handler", ON, "revisited_on"),
    ("record_serious_accident", "regulator", ON, "serious_accident_on"),
    ("record_major_complaint", "regulator", ON, "major_complaint_on"),
    ("dissolve_developer", "regulator", ON, "developer_dissolved_on"),
    (
        "record_land_condition",
        "regulator",
        {**ON, "land_condition_includes_insurance": True},
        "land_condition_includes_insurance",
    ),
    ("record_premium_in_budget", "developer", {"amount": "1000000.00"}, "premium_in_budget"),
    ("record_retention", "developer", {"retention_amount": "0.00"}, "retention_amount"),
    ("record_liability_insurance", "contractor", {"liability_insured_until": "2030-01-01"}, "liability_insured_until"),
    ("verify_major_defects", "developer", {**ON, "result": "not_fixed"}, "major_defects_result"),
    ("provide_fund", "developer", {**ON, "amount": "500.00"}, "fund_provided"),
]


@pytest.fixture
def driver(request):
    found = {who: request.getfixturevalue(who) for who in ROLES}
    return Driver({**found, "regulator": member(Role.regulator, division="330300")})


@pytest.fixture
def project(driver, underwriter):
    return open_project(underwriter, driver.players)


def test_every_milestone_is_entered_by_who_may_and_kept_as_a_fact(driver, project):
    done = driver.drive(project, [(step, who, facts) for step, who, facts, _column in MILESTONES])
    assert done.state == "registered"
    for step, _who, facts, column in MILESTONES:
        fact = vocabulary.facts[f"project.{column}"]
        assert str(fact.read(done)) in {str(value) for value in facts.values()}, step


@pytest.mark.parametrize("step", ["record_serious_accident", "record_major_complaint"])
def test_what_is_recorded_of_a_developer_counts_on_all_its_projects_and_on_nobody_elses(driver, project, step):
    reads = vocabulary.facts["project.developer_had_accident_or_complaint"].read
    assert reads(project) is False
    driver.take(project, step, "regulator", **ON)
    assert reads(project) is True
    acting = driver.players["underwriter"].acting
    opened = {"acting": acting, "division": NO_TEXT, "name": "静水里二期（演示）", "kind": "small_low_risk"}
    firms = {"D-2": driver.players["developer"], "D-3": driver.players["contractor"]}
    found = {
        number: reads(
            register_project(
                key=number, number=number, participants=[(PartyRole.developer, player.organisation.pk)], **opened
            )
        )
        for number, player in firms.items()
    }
    assert found == {"D-2": True, "D-3": False}


def test_what_is_paid_into_the_fund_adds_up(driver, project):
    paid = ("provide_fund", "developer", {**ON, "amount": "500.00"})
    assert driver.drive(project, [paid, paid]).fund_provided == 1000


@pytest.mark.parametrize("step", ["hold_joint_inspection", "provide_fund", "verify_major_defects"])
def test_nothing_is_entered_before_it_has_happened(driver, project, step):
    facts = next(facts for name, _who, facts, _column in MILESTONES if name == step)
    tomorrow = clock.local_date(clock.now()) + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        driver.take(project, step, "developer", **{**facts, "on": tomorrow.isoformat()})
    assert [one.code for one in refused.value.refusals] == ["report.in_future"]
    assert Project.objects.get(pk=project.pk).joint_inspection_on is None
