"""A contract in Shanghai: the agency's comes before it, the insurer's people are counted, money before the policy."""

from copy import deepcopy
from datetime import date

import pytest

from idi_platform.kernel.errors import Refused
from idi_platform.projects.actions import plan_building, register_insured_object
from idi_platform.projects.models import Project
from idi_platform.records.models import Subject
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.perform import perform
from policies.actions import draft_policy
from policies.book import read_book
from policies.models import InsurerStaff, Policy
from policies.opening import Stopped, open_book
from riskmgmt.models import Engagement
from tests.cast import PersonFactory

pytestmark = pytest.mark.django_db
LEAD = {
    "lead_capital": "6000000000.00",
    "lead_solvency": "1.78",
    "lead_has_quality_department": True,
    "lead_has_experience": True,
}
SH_1 = {
    "project": {
        "number": "SH-1",
        "name": "浦潮新苑（演示）",
        "division": "310115",
        "kind": "commodity_housing",
        "registered_on": "2025-05-06",
    },
    "insured_object": {"number": "SH-1"},
    "buildings": [{"number": "1", "name": "1号楼", "floor_area": "8600.00"}],
    "policy": {
        "drafted_on": "2025-05-07",
        "mode": "single",
        "items": [
            {"code": "structure", "group": "basic", "period_months": 120, "starts_on": "2029-05-20"},
            {"code": "waterproofing", "group": "basic", "period_months": 60, "starts_on": "2029-05-20"},
        ],
        "is_schedule_complete": True,
        "premium_base": "298000000.00",
        "rate": "0.0116",
        "premium": "3456800.00",
        "sum_insured": "298000000.00",
        "terms": {"service.survey": 48},
        "explanation_recorded": True,
        "signed_on": "2025-05-20",
        "receipts": [{"amount": "3456800.00", "received_on": "2025-05-23"}],
        "issued_on": "2025-05-26",
        "number": "DEMO-SH-1",
    },
    "milestones": [
        {"step": "policy.record_lead_conditions", "day": "2025-05-08", "facts": LEAD},
        {"step": "policy.adopt_emergency_plan", "day": "2025-05-25"},
    ],
}


@pytest.fixture
def book(underwriter, developer):
    found = deepcopy(SH_1)
    found["policy"]["shares"] = [{"uscc": underwriter.organisation.uscc, "role": "lead", "rate": "1"}]
    found["project"]["parties"] = {"developer": developer.organisation.uscc}
    return found


@pytest.fixture
def enter(underwriter, approver, developer):
    def run(book):
        how = {"second_person": approver.acting, "developer": developer.acting}
        return open_book(read_book(book), acting=underwriter.acting, key="sh-1", **how)

    return run


@pytest.fixture
def agency_contracted(underwriter, agency):
    """Return how the agency is selected and contracted on the project that is there by now."""

    def run():
        project = Project.objects.select_related("subject").get(number="SH-1")
        made = Engagement(subject=Subject(division_id=project.subject.division_id, project_id=project.pk))
        how = {"acting": underwriter.acting}
        perform(made, "select", key="select", organisation_id=agency.organisation.pk, **how)
        contract = {"on": "2025-05-16", "fee": "300000.00", "first_fee": "60000.00", "fee_due_on": "2025-06-30"}
        perform(Engagement.objects.select_related("subject").get(), "contract", key="contract", **contract, **how)

    return run


@pytest.fixture
def staffed(underwriter):
    """List ten qualified risk controllers and an assessed project manager of the lead."""
    qualified = {"has_licence": True, "degree": "bachelor", "practising_since": date(2010, 1, 1), "is_real_name": True}
    functions = ["risk_control"] * 10 + ["project_manager"]
    for function in functions:
        InsurerStaff.objects.create(
            organisation=underwriter.organisation,
            person=PersonFactory(),
            function=function,
            has_passed_assessment=function == "project_manager",
            **qualified,
        )


def against(enter, book):
    """Return the act that was refused, and what stood against it: clauses with their effects."""
    with pytest.raises(Stopped) as stopped:
        enter(book)
    assert isinstance(stopped.value.cause, Refused)
    return stopped.value.label, {(refusal.clause, refusal.effect) for refusal in stopped.value.cause.refusals}


def test_without_agency_and_staff_there_is_no_contract(enter, book):
    label, found = against(enter, book)
    assert label == "policy:contract"
    assert {("SH-7-1a", "block"), ("SH-7-1b", "block"), ("SH-4-2b", "warn"), ("SH-4-2e", "warn")} <= found


def test_a_lawful_contract_runs_from_the_policy_s_own_start(enter, book, agency_contracted, staffed):
    against(enter, book)
    agency_contracted()
    opened = enter(book)
    law = rulebook_for(opened.policy.insured_object_id)
    assert (law.id, law.outcome, opened.policy.number) == ("shanghai-2025", "bound", "DEMO-SH-1")
    assert {row.item: (row.starts_on, row.ends_on) for row in opened.policy.rows.all()} == {
        "structure": (date(2029, 5, 20), date(2039, 5, 20)),
        "waterproofing": (date(2029, 5, 20), date(2034, 5, 20)),
    }


def test_a_contract_that_leaves_the_survey_open_needs_a_reason(enter, book, agency_contracted, staffed):
    book["policy"]["terms"] = {}
    against(enter, book)
    agency_contracted()
    label, found = against(enter, book)
    assert (label, ("SH-13-1c", "warn") in found) == ("policy:contract", True)


def test_a_fen_short_there_is_no_policy(enter, book, agency_contracted, staffed):
    against(enter, book)
    agency_contracted()
    book["policy"]["receipts"][0]["amount"] = "3456799.99"
    label, found = against(enter, book)
    assert (label, ("SH-6-2a", "block") in found) == ("policy:issue", True)


def test_the_design_of_a_project_waits_for_each_of_its_contracts(
    enter, book, agency_contracted, staffed, underwriter, developer
):
    against(enter, book)
    agency_contracted()
    opened = enter(book)
    second = register_insured_object(acting=underwriter.acting, key="second", project=opened.project, number="SH-1-B")
    building = plan_building(
        acting=underwriter.acting, key="building", insured_object=second, number="2", name="2号楼", use="residential"
    )
    drafted = draft_policy(
        acting=underwriter.acting,
        key="drafted",
        insured_object=second,
        shares=[{"organisation_id": underwriter.organisation.pk, "role": "lead", "rate": "1"}],
        **{name: SH_1["policy"][name] for name in ("items", "mode", "premium_base", "rate", "premium", "sum_insured")},
        building_ids=[building.pk],
    )
    project = Project.objects.select_related("subject").get(pk=opened.project.pk)
    with pytest.raises(Refused) as refused:
        perform(project, "begin_design", acting=developer.acting, key="too-early")
    assert [(one.clause, one.effect) for one in refused.value.refusals] == [("SH-6-1a", "block")]
    Policy.objects.filter(pk=drafted.pk).update(signed_on=date(2025, 6, 2))
    assert perform(project, "begin_design", acting=developer.acting, key="design").record.target
