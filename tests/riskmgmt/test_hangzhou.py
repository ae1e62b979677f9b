"""The agency's work in Hangzhou by its own law: independence, the letter, who orders and closes, two visits."""

import pytest

from idi_platform.accounts.models import OrganisationRelation
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, Refused
from idi_platform.projects.models import Building, Stage
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Subject
from idi_platform.workflow.offers import steps_for
from idi_platform.workflow.perform import perform
from policies.book import read_book
from policies.opening import open_book
from riskmgmt.models import Assessment, Engagement, Finding, Inspection
from tests.claims.conftest import at
from tests.driving import SITE
from tests.policies.hangzhou_book import hz_2
from tests.proofs import evidence_on
from tests.standing import beginning

__all__ = ["at"]
pytestmark = pytest.mark.django_db
ON = {"on": "2024-05-20"}
FEE = {**ON, "fee": "429000.00"}
SHOWN = {"before_ids": "red", "after_ids": "blue", "video_ids": "green", "explanation_ids": "white"}


@pytest.fixture
@beginning
def project(players):
    """A project under the measures: contracted and paid, its works not begun."""
    book = hz_2(players["underwriter"].organisation, players["developer"].organisation)
    book["project"]["parties"] = {who: players[who].organisation.uscc for who in SITE}
    bare = [{name: building[name] for name in ("number", "name")} for building in book["buildings"]]
    book = {**book, "buildings": bare, "milestones": book["milestones"][:1]}
    acting, second = players["underwriter"].acting, players["approver"].acting
    return open_book(read_book(book), acting=acting, key="hz", second_person=second).project


@pytest.fixture
@beginning
def engagement(driver, under, agency):
    made = Engagement(subject=under())
    return driver.drive(made, [("select", "underwriter", {"organisation_id": agency.organisation.pk})])


@pytest.fixture
def working(driver, engagement):
    path = [("contract", "underwriter", FEE), ("authorise", "underwriter", {**ON, "letter_until": "2026-06-30"})]
    return driver.drive(engagement, [*path, ("begin_work", "agency", {})])


def against(driver, target, step, who, **facts):
    with pytest.raises(Refused) as refused:
        perform(target, step, acting=driver.acting(who), key=f"no:{next(driver.keys)}", **facts)
    return {(refusal.clause, refusal.effect) for refusal in refused.value.refusals}


def test_an_agency_that_holds_shares_in_the_contractor_is_not_engaged(driver, engagement, players, agency):
    OrganisationRelation.objects.create(
        subject=agency.organisation, object=players["contractor"].organisation, kind="holds_shares", since="2020-01-01"
    )
    assert against(driver, engagement, "contract", "underwriter", **FEE) == {("HZ-11-5a", "block")}


def test_an_agency_that_supervises_the_works_is_not_engaged(driver, engagement, project, agency, players):
    named = {"role": "supervisor", "organisation_id": agency.organisation.pk, "since": "2024-04-01"}
    driver.take(project, "name_participant", "underwriter", **named)
    assert ("HZ-11-5b", "block") in against(driver, engagement, "contract", "underwriter", **FEE)


def test_a_fee_below_the_reference_is_a_warning(driver, engagement):
    spoken = against(driver, engagement, "contract", "underwriter", **{**FEE, "fee": "428999.99"})
    assert spoken == {("HZ-G-2.3", "warn")}


def test_nobody_enters_the_site_without_the_letter(driver, engagement, under):
    contracted = driver.drive(engagement, [("contract", "underwriter", FEE)])
    assert against(driver, contracted, "begin_work", "agency") == {("HZ-11-3a", "block")}
    plan = [("plan", "agency", {"kind": "process", "planned_on": "2024-06-10", "stage": "foundation"})]
    visit = driver.drive(Inspection(subject=under(engagement_id=engagement.pk)), plan)
    spoken = against(driver, visit, "carry_out", "agency", on="2024-06-10", persons=2)
    assert ("HZ-11-3a", "block") in spoken


def test_a_letter_that_has_run_out_opens_no_site(driver, working, under):
    plan = [("plan", "agency", {"kind": "process", "planned_on": "2026-07-01", "stage": "decoration"})]
    visit = driver.drive(Inspection(subject=under(engagement_id=working.pk)), plan)
    assert against(driver, visit, "carry_out", "agency", on="2026-07-01", persons=2) == {("HZ-11-3a", "block")}
    done = driver.drive(visit, [("carry_out", "agency", {"on": "2026-06-30", "persons": 2})])
    assert done.state == "carried_out"
    assert Clock.objects.get(name="inspection.report", subject=done.pk).kind == "reminder"


def test_the_developer_orders_confirms_and_closes_and_nobody_else(driver, working, under):
    raised = ("raise_finding", "agency", {"source": "works", "grade": "severe"})
    finding = driver.drive(Finding(subject=under(engagement_id=working.pk)), [raised, ("confirm", "contractor", {})])
    for who in ("agency", "supervisor"):
        with pytest.raises(NotPermitted):
            perform(finding, "order", acting=driver.acting(who), key=f"{who}:order", rectify_by="2026-02-01")
    finding = driver.drive(finding, [("order", "developer", {"rectify_by": "2026-02-01"})])
    shown = {name: evidence_on(finding.pk, shade=shade) for name, shade in SHOWN.items()}
    for missing in SHOWN:
        without = {name: ids for name, ids in shown.items() if name != missing}
        assert against(driver, finding, "submit", "contractor", **without) == {("HZ-G-3.3f", "block")}, missing
    finding = driver.drive(finding, [("submit", "contractor", shown)])
    spoken = against_state(driver, finding, "developer_confirm", "developer")
    assert spoken == ["step.wrong_state"], "the supervisor comes first"
    with pytest.raises(NotPermitted):
        perform(finding, "close", acting=driver.acting("agency"), key="agency:close")


def test_every_participant_confirms_or_objects_the_supervisor_too_and_nobody_else(driver, working, under):
    raised = ("raise_finding", "agency", {"source": "works", "grade": "minor"})
    finding = driver.drive(Finding(subject=under(engagement_id=working.pk)), [raised])
    assert Clock.objects.get(subject=finding.pk, name="finding.confirmation").state == "open"
    for who in ("agency", "lab", "handler"):
        with pytest.raises(NotPermitted):
            perform(finding, "confirm", acting=driver.acting(who), key=f"{who}:confirm")
    confirmed = driver.drive(finding, [("confirm", "supervisor", {}), ("confirm", "contractor", {})])
    assert Clock.objects.get(subject=confirmed.pk, name="finding.confirmation").state == "met"
    driver.drive(finding, [("object", "supervisor", {})])


def against_state(driver, target, step, who):
    with pytest.raises(Refused) as refused:
        perform(target, step, acting=driver.acting(who), key=f"no:{next(driver.keys)}")
    return [refusal.code for refusal in refused.value.refusals]


def test_two_visits_are_owed_to_every_stage_and_month(driver, project, under, working):
    stage = Stage(subject=under(), project=project)
    running = [
        ("plan", "agency", {"code": "structure", "planned_on": "2026-01-05"}),
        ("begin", "contractor", {"on": "2026-01-05"}),
        ("end", "contractor", {"on": "2026-01-31"}),
    ]
    driver.drive(stage, running)
    months = Clock.objects.filter(name="inspection.process", subject=stage.subject_id)
    (month,) = months.exclude(state="annulled")  # after its end the stage owes no more
    assert (month.period, month.owed_role, month.state) == ("2026-01", "agency", "open")
    for day in ("2026-01-12", "2026-01-26"):
        visited = [
            ("plan", "agency", {"kind": "process", "planned_on": day, "stage": "structure"}),
            ("carry_out", "agency", {"on": day, "persons": 2}),
        ]
        driver.drive(Inspection(subject=under(engagement_id=working.pk)), visited)
    month.refresh_from_db()
    assert month.met_at is not None


def test_the_lead_reviews_the_final_report_and_hands_it_over(driver, working, under):
    path = [
        ("draft", "agency", {"kind": "final"}),
        ("submit", "agency", {"open_severe": 0, "lists_open_findings": True}),
        ("review", "underwriter", {}),
        ("seal", "agency", {}),
    ]
    sealed = driver.drive(Assessment(subject=under(engagement_id=working.pk)), path)
    with pytest.raises(NotPermitted):
        perform(sealed, "deliver", acting=driver.acting("agency"), key="agency:deliver")
    assert driver.drive(sealed, [("deliver", "underwriter", {})]).state == "delivered"


def test_agency_contractor_and_supervisor_are_each_reminded_to_hand_their_part_in(driver, working, under):
    def waiting(name, subject):
        row = Clock.objects.get(name=name, subject=subject)
        return (row.owed_role, row.kind, row.due_at, row.met_at is None)

    visit = driver.drive(
        Inspection(subject=under(engagement_id=working.pk)),
        [
            ("plan", "agency", {"kind": "process", "planned_on": "2026-01-12", "stage": "structure"}),
            ("carry_out", "agency", {"on": "2026-01-12", "persons": 2}),
        ],
    )
    assert waiting("inspection.upload", visit.pk) == ("agency", "reminder", None, True)
    driver.drive(visit, [("report", "agency", {})])
    assert waiting("inspection.upload", visit.pk) == ("agency", "reminder", None, False)
    raised = ("raise_finding", "agency", {"source": "works", "grade": "minor"})
    path = [raised, ("order", "developer", {"rectify_by": "2026-02-01"})]
    finding = driver.drive(Finding(subject=under(engagement_id=working.pk)), path)
    assert waiting("finding.rectification_upload", finding.pk) == ("contractor", "reminder", None, True)
    shown = {name: evidence_on(finding.pk, shade=shade) for name, shade in SHOWN.items()}
    finding = driver.drive(finding, [("submit", "contractor", shown)])
    assert waiting("finding.rectification_upload", finding.pk) == ("contractor", "reminder", None, False)
    assert waiting("finding.review_upload", finding.pk) == ("supervisor", "reminder", None, True)
    driver.drive(finding, [("supervisor_accept", "supervisor", {})])
    assert waiting("finding.review_upload", finding.pk) == ("supervisor", "reminder", None, False)


def found(driver, under, working, grade):
    raised = ("raise_finding", "agency", {"source": "works", "grade": grade})
    return driver.drive(Finding(subject=under(engagement_id=working.pk)), [raised])


def final_report(driver, under, working, *findings, severe):
    path = [
        ("draft", "agency", {"kind": "final"}),
        ("submit", "agency", {
            "open_severe": severe, "lists_open_findings": True, "finding_ids": [one.pk for one in findings],
        }),
        ("review", "underwriter", {}),
        ("seal", "agency", {}),
        ("deliver", "underwriter", {}),
    ]  # fmt: skip
    return driver.drive(Assessment(subject=under(engagement_id=working.pk)), path)


def of_verification(driver, project):
    """What stands against accepting the building of the project, by the clause on verified defects."""
    building = Building.objects.filter(subject__project=project.pk).first()
    offered = {offer.name: offer for offer in steps_for(building, driver.acting("supervisor"))}
    spoken = offered["accept"].refusals
    return {refusal.effect for refusal in spoken if refusal.clause == "HZ-G-3.4d"}


VERIFIED = {"on": "2026-01-20", "result": "fixed"}


def test_of_two_major_defects_each_is_verified_before_acceptance(driver, project, under, working):
    first, second, small = (found(driver, under, working, grade) for grade in ("severe", "severe_conduct", "minor"))
    final_report(driver, under, working, first, second, small, severe=2)
    assert of_verification(driver, project) == {"block"}
    driver.take(project, "verify_major_defects", "developer", **VERIFIED)
    assert of_verification(driver, project) == {"block"}, "an answer that names no finding answers none"
    driver.take(project, "verify_major_defects", "developer", **VERIFIED, finding_ids=[first.pk])
    assert of_verification(driver, project) == {"block"}
    driver.take(project, "verify_major_defects", "developer", **VERIFIED, finding_ids=[second.pk])
    assert of_verification(driver, project) == set()


def test_a_final_report_without_major_defects_holds_up_no_acceptance(driver, project, under, working):
    final_report(driver, under, working, found(driver, under, working, "minor"), severe=0)
    assert of_verification(driver, project) == set()


def test_what_is_found_after_the_final_report_is_no_part_of_it(driver, project, under, working, at):
    at("2027-01-21 09:00")
    final_report(driver, under, working, severe=0)
    at("2027-01-22 09:00")
    found(driver, under, working, "severe")
    assert of_verification(driver, project) == set()


def test_until_there_is_a_final_report_every_major_defect_is_asked_for(driver, project, under, working):
    found(driver, under, working, "severe")
    assert of_verification(driver, project) == {"block"}


def test_a_major_defect_found_unmended_is_for_the_authority_until_it_is_verified_again(driver, project, under, working):
    finding = found(driver, under, working, "severe")
    final_report(driver, under, working, finding, severe=1)
    named = {"finding_ids": [finding.pk]}
    driver.take(project, "verify_major_defects", "developer", **{**VERIFIED, "result": "not_fixed"}, **named)
    assert of_verification(driver, project) == {"refer"}
    driver.take(project, "verify_major_defects", "developer", **VERIFIED, **named)
    assert of_verification(driver, project) == set()


def test_a_defect_that_is_ordered_again_is_verified_again(driver, project, under, working, at):
    at("2027-01-20 09:00")
    finding = found(driver, under, working, "severe")
    final_report(driver, under, working, finding, severe=1)
    driver.take(project, "verify_major_defects", "developer", **VERIFIED, finding_ids=[finding.pk])
    assert of_verification(driver, project) == set()
    at("2027-01-21 09:00")
    driver.take(finding, "order", "developer", rectify_by="2027-02-01")
    assert of_verification(driver, project) == {"block"}


def test_nobody_verifies_another_project_s_finding_and_only_the_developer_verifies(driver, project, under, working):
    finding = found(driver, under, working, "severe")
    stranger = Subject.objects.create(kind="finding", division_id=project.subject.division_id)
    for named in ([stranger.pk], [finding.pk, stranger.pk], [project.pk]):
        with pytest.raises(Refused) as refused:
            driver.take(project, "verify_major_defects", "developer", **VERIFIED, finding_ids=named)
        assert [one.code for one in refused.value.refusals] == ["project.foreign_finding"]
    for who in ("agency", "contractor", "underwriter"):
        with pytest.raises(NotPermitted):
            driver.take(project, "verify_major_defects", who, **VERIFIED, finding_ids=[finding.pk])


def months_of(stage):
    rows = Clock.objects.filter(name="inspection.process", subject=stage.subject_id).exclude(state="annulled")
    return {row.period: row for row in rows}


def test_a_month_without_works_owes_no_visits_and_one_stopped_in_part_owes_both(driver, project, under, working):
    """HZ-G-3.3a: the stop stands beside in the stage's own file, and reduces no month in which there were works."""
    running = [
        ("plan", "agency", {"code": "structure", "planned_on": "2026-01-05"}),
        ("begin", "contractor", {"on": "2026-01-05"}),
        ("stop", "contractor", {"on": "2026-01-20"}),
        ("resume", "contractor", {"on": "2026-03-16"}),
        ("end", "contractor", {"on": "2026-03-31"}),
    ]
    stage = driver.drive(Stage(subject=under(), project=project), running)
    months = months_of(stage)
    assert set(months) == {"2026-01", "2026-03"}, "February stood still from its first day to its last"
    assert {period: row.state for period, row in months.items()} == {"2026-01": "open", "2026-03": "open"}
    assert all(row.due_at <= clock.now() for row in months.values()), "neither had its two visits"
    stops = [step for step in effective_steps(stage.pk) if step.name in ("stage.stop", "stage.resume")]
    assert [step.facts["on"] for step in stops] == ["2026-01-20", "2026-03-16"]


def test_works_that_go_on_for_a_single_day_of_a_month_owe_its_two_visits(driver, project, under, working):
    running = [
        ("plan", "agency", {"code": "structure", "planned_on": "2026-01-05"}),
        ("begin", "contractor", {"on": "2026-01-05"}),
        ("stop", "contractor", {"on": "2026-02-01"}),
    ]
    stage = driver.drive(Stage(subject=under(), project=project), running)
    assert set(months_of(stage)) == {"2026-01"}, "stopped before the first day of February was worked"
    driver.drive(stage, [("resume", "contractor", {"on": "2026-02-28"}), ("end", "contractor", {"on": "2026-02-28"})])
    assert set(months_of(stage)) == {"2026-01", "2026-02"}


def test_an_explanation_stands_beside_a_breach_and_lifts_nothing_of_it(driver, project, under, working):
    running = [
        ("plan", "agency", {"code": "structure", "planned_on": "2026-01-05"}),
        ("begin", "contractor", {"on": "2026-01-05"}),
        ("end", "contractor", {"on": "2026-01-31"}),
    ]
    stage = driver.drive(Stage(subject=under(), project=project), running)
    before = {period: (row.state, row.due_at, row.met_at) for period, row in months_of(stage).items()}
    why = {"month": "2026-01", "cause": "holiday"}
    for who in ("contractor", "developer", "underwriter"):
        with pytest.raises(NotPermitted):
            driver.take(stage, "explain_visits", who, **why)
    with pytest.raises(BadInput):
        driver.take(stage, "explain_visits", "agency", **{**why, "month": "2026-13"})
    driver.drive(stage, [("explain_visits", "agency", why)])
    assert {period: (row.state, row.due_at, row.met_at) for period, row in months_of(stage).items()} == before
    said = [step.facts for step in effective_steps(stage.pk) if step.name == "stage.explain_visits"]
    assert [(facts["month"], facts["cause"]) for facts in said] == [("2026-01", "holiday")]
