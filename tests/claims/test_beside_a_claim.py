"""What stands beside a claim: every step can be taken, by who may, in its order, once."""

import itertools

import pytest

from claims import actions
from claims.models import (
    Appointment,
    Appraisal,
    Claim,
    Complaint,
    EmergencyCase,
    FundDraw,
    Repair,
    Series,
    Subrogation,
    Ticket,
)
from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.models import OrganisationRelation, Person
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, Refused
from idi_platform.projects.models import Unit
from idi_platform.records import chain
from idi_platform.records.models import Party, Subject
from idi_platform.rulebooks.vocabulary import vocabulary
from policies.models import Policy
from tests.cast import OWNER_KEY, OrganisationFactory, Player, member
from tests.claims.conftest import LEAK
from tests.driving import Driver, open_contract, whole
from tests.standing import beginning

pytestmark = pytest.mark.django_db
ROLES = ("developer", "contractor", "underwriter", "handler", "surveyor", "approver", "accountant", "hotline")
ON = {"on": "2026-01-05"}
TESTED = {**ON, "water_test_passed": True}


@pytest.fixture
def driver(request):
    """The home's owner is the one of the book; the outsider is a stranger with a home of nobody's."""
    found = {who: request.getfixturevalue(who) for who in ROLES}
    found["regulator"] = member(Role.regulator, division="330300")
    found["stranger"] = request.getfixturevalue("stranger")
    return Driver(found)


@pytest.fixture
def home(driver):
    opened = open_contract(driver.players)
    for who in ("contractor",):
        Party.objects.create(
            subject_id=opened.project.pk, role=who, organisation=driver.players[who].organisation, since="2019-06-01"
        )
    institution = OrganisationFactory.create(kind="institution")
    Party.objects.create(subject_id=opened.project.pk, role="institution", organisation=institution, since="2019-06-01")
    driver.players["institution"] = member(Role.institution, institution)
    driver.players["other_institution"] = member(Role.institution, institution)
    owner = Party.objects.get(role="owner", subject__insured_object=opened.insured_object.pk).person
    Person.objects.filter(pk=owner.pk).update(phone_verified=True)
    driver.players["owner"] = Player(Person.objects.get(pk=owner.pk), None, OWNER_KEY)
    return Unit.objects.select_related("subject", "building").get(number="1-0101")


@pytest.fixture
@beginning
def claim(driver, home):
    filed = actions.report_defect(acting=driver.acting("owner"), key="report", at=home, defect=LEAK)
    return Claim.objects.select_related("subject").get(pk=filed.claim.pk)


@pytest.fixture
def beside(claim):
    """Return a new subject that hangs on all that the claim hangs on."""

    def make():
        links = {f"{name}_id": pk for name, pk in claim.subject.link_ids().items()}
        return Subject(division_id=claim.subject.division_id, **links)

    return make


def drive(driver, target, path):
    return driver.drive(target, path, outsider="stranger")


def codes(refused):
    return [one.code for one in refused.value.refusals]


def test_a_repair_is_ordered_done_accepted_and_may_be_disputed(driver, claim, beside):
    path = [
        ("order", "handler", {"planned_until": "2026-12-01"}),
        ("wait_for_documents", "contractor", {}),
        ("begin", "contractor", ON),
        ("complete", "contractor", TESTED),
        ("dispute_result", "owner", {}),
        ("accept", "owner", {}),
        ("complete_again", "contractor", TESTED),
    ]
    repair = drive(driver, Repair(subject=beside(), claim=claim), path)
    assert (repair.state, repair.is_disputed) == ("accepted", False)
    driver.starts_nowhere_else(repair)
    whole("repair", path)


def test_a_ticket_ends_repaired_by_whoever_had_to_by_another_by_the_fund_or_in_a_claim(driver, claim, beside):
    numbers = itertools.count(1)
    told = [("report", "owner", {}), ("tell_liable", "handler", {"liable": "contractor"})]
    repaired = [
        ("start_repair", "contractor", {}),
        ("complete_repair", "contractor", {}),
        ("accept_repair", "owner", {}),
    ]
    defaulted = [*told, ("declare_default", "owner", {})]
    paths = [
        ([*told, ("record_visit", "contractor", {}), ("agree_scheme", "owner", {}), *repaired], "accepted"),
        ([*defaulted, ("turn_to_other_repairer", "owner", {"repairer": claim.pk}), *repaired], "accepted"),
        ([*defaulted, ("turn_to_fund", "institution", {}), *repaired], "accepted"),
        ([*told, ("carry_over", "handler", {"claim_id": claim.pk})], "carried_over"),
        ([*told, ("withdraw", "owner", {})], "withdrawn"),
    ]
    for path, state in paths:
        ticket = drive(driver, Ticket(subject=beside(), number=f"T-{next(numbers)}"), path)
        assert ticket.state == state
        driver.starts_nowhere_else(ticket)
    whole("ticket", *(path for path, _state in paths))


def test_an_appraiser_is_chosen_by_both_sides(driver, claim, beside):
    asked = [
        ("request", "owner", {"matter": "liability"}),
        (
            "propose",
            "owner",
            {"appraiser_id": OrganisationFactory.create(kind="appraiser").pk, "has_testing_licence": True},
        ),
    ]
    appraisal = drive(driver, Appraisal(subject=beside(), claim=claim), asked)
    with pytest.raises(Refused) as refused:
        driver.take(appraisal, "agree_appraiser", "owner")
    assert codes(refused) == ["appraisal.own_proposal"]
    path = [
        ("agree_appraiser", "handler", {}),
        ("begin", "handler", {}),
        ("conclude", "handler", {"outcome": "covered"}),
        ("confirm", "handler", {}),
        ("allocate_cost", "handler", {"fee": "3000.00", "payer": "insurer"}),
        ("close", "handler", {}),
    ]
    closed = drive(driver, appraisal, path)
    assert (closed.state, closed.outcome, closed.payer, closed.is_jointly_chosen) == (
        "closed",
        "covered",
        "insurer",
        True,
    )
    driver.starts_nowhere_else(closed)
    withdrawn = [asked[0], ("withdraw", "owner", {})]
    in_court = [asked[0], ("go_to_court", "owner", {})]
    assert drive(driver, Appraisal(subject=beside(), claim=claim), withdrawn).state == "withdrawn"
    assert drive(driver, Appraisal(subject=beside(), claim=claim), in_court).state == "to_court"
    whole("appraisal", asked, path, withdrawn, in_court)


@pytest.mark.parametrize("tie", ["none", "took_part_once", "holds_shares_of_the_developer", "delegate_of_the_insurer"])
def test_an_appraiser_who_takes_part_or_is_tied_to_a_side_is_not_independent(driver, claim, beside, tie):
    appraiser = OrganisationFactory.create(kind="appraiser")
    asked = [("request", "owner", {"matter": "liability"})]
    appraisal = drive(driver, Appraisal(subject=beside(), claim=claim), asked)
    independent = vocabulary.facts["appraisal.is_independent"].read
    assert independent(appraisal) is None, "nobody is proposed yet"
    tied = {"since": "2020-01-01", "subject": appraiser}
    project = claim.subject.project_id
    if tie == "took_part_once":
        days = {"since": "2019-06-01", "until": "2020-06-01"}
        Party.objects.create(subject_id=project, role="lab", organisation=appraiser, **days)
    elif tie == "holds_shares_of_the_developer":
        developer = Party.objects.filter(subject=project, role="developer").first().organisation
        OrganisationRelation.objects.create(object=developer, kind="holds_shares", **tied)
    elif tie == "delegate_of_the_insurer":
        OrganisationRelation.objects.create(object=driver.players["handler"].organisation, kind="delegates_to", **tied)
    proposed = drive(driver, appraisal, [("propose", "owner", {"appraiser_id": appraiser.pk})])
    assert independent(proposed) is (tie in ("none", "delegate_of_the_insurer"))


PREPARED = [
    ("identify", "handler", {"liable_kind": "works"}),
    ("notify", "handler", {}),
    ("secure_evidence", "handler", {}),
]


def paid(claim, amount):
    """Let the claim be one that was paid, on its row and on its chain; how it came there is told elsewhere."""
    performed(claim, "claim.pay")
    Claim.objects.filter(pk=claim.pk).update(paid=amount, performed_at="2026-10-01T02:00:00Z")
    claim.refresh_from_db()


def performed(claim, name):
    now = clock.now()
    system = SYSTEM.as_record()
    said = chain.Link(subject_id=claim.pk, form="step", name=name, acting=system, occurred_at=now, recorded_at=now)
    chain.append(said)


def test_recourse_waits_for_payment_and_stays_within_it(driver, claim, beside):
    recourse = drive(driver, Subrogation(subject=beside(), claim=claim), PREPARED)
    with pytest.raises(Refused) as refused:
        driver.take(recourse, "demand", "handler", amount="100.00")
    assert codes(refused) == ["subrogation.beyond_paid", "subrogation.demand.after_payment"]
    paid(claim, "8000.00")
    with pytest.raises(Refused) as refused:
        driver.take(recourse, "demand", "handler", amount="8000.01")
    assert codes(refused) == ["subrogation.beyond_paid"]
    path = [("demand", "handler", {"amount": "8000.00"}), ("negotiate", "handler", {}), ("litigate", "handler", {})]
    recourse = drive(driver, recourse, path)
    with pytest.raises(Refused) as refused:
        driver.take(recourse, "recover", "accountant", amount="8000.01")
    assert codes(refused) == ["subrogation.beyond_demand"]
    recovered = drive(driver, recourse, [("recover", "accountant", {"amount": "5000.00"})])
    assert (recovered.state, str(recovered.recovered)) == ("recovered", "5000.00")
    with pytest.raises(Refused) as refused:
        driver.take(recovered, "recover", "accountant", amount="3000.01")
    assert codes(refused) == ["subrogation.beyond_demand"]
    recovered = drive(driver, recovered, [("recover", "accountant", {"amount": "3000.00"})])
    assert (recovered.state, str(recovered.recovered)) == ("recovered", "8000.00")
    driver.starts_nowhere_else(recovered)
    written_off = [*PREPARED, ("write_off", "handler", {})]
    assert drive(driver, Subrogation(subject=beside(), claim=claim), written_off).state == "written_off"
    whole("subrogation", path, [("recover", "", {})], written_off)


def test_all_recourses_of_a_claim_together_stay_within_what_was_paid(driver, claim, beside):
    paid(claim, "8000.00")
    demanded = [*PREPARED, ("demand", "handler", {"amount": "5000.00"})]
    first = drive(driver, Subrogation(subject=beside(), claim=claim), demanded)
    second = drive(driver, Subrogation(subject=beside(), claim=claim), PREPARED)
    with pytest.raises(Refused) as refused:
        driver.take(second, "demand", "handler", amount="3000.01")
    assert codes(refused) == ["subrogation.beyond_paid"]
    second = drive(driver, second, [("demand", "handler", {"amount": "3000.00"})])
    drive(driver, first, [("write_off", "handler", {})])
    second = drive(driver, second, [("demand", "handler", {"amount": "8000.00"})])
    assert str(second.amount) == "8000.00", "what was written off leaves room again"


def test_what_a_repair_cost_is_reached_by_recourse_as_far_as_it_was_not_paid_already(driver, claim, beside):
    repair = drive(driver, Repair(subject=beside(), claim=claim), [("order", "handler", {}), ("begin", "handler", ON)])
    for cost in ("0.00", "0.001", "-5.00"):
        with pytest.raises(BadInput):
            driver.take(repair, "complete", "handler", on=ON["on"], cost=cost)
    done = [("complete", "handler", {**TESTED, "cost": "6000.00"}), ("accept", "owner", {})]
    again = [("complete_again", "contractor", {**TESTED, "cost": "400.50"}), ("complete_again", "contractor", TESTED)]
    drive(driver, repair, [*done, *again])
    performed(claim, "claim.complete_repair")
    claim.refresh_from_db()
    assert (str(claim.paid), str(claim.spent)) == ("0.00", "6400.50")
    recourse = drive(driver, Subrogation(subject=beside(), claim=claim), PREPARED)
    with pytest.raises(Refused) as refused:
        driver.take(recourse, "demand", "handler", amount="6400.51")
    assert codes(refused) == ["subrogation.beyond_paid"]
    drive(driver, recourse, [("demand", "handler", {"amount": "6400.50"})])


def test_an_owner_never_sees_the_insurers_recourse(driver, claim, beside):
    drive(driver, Subrogation(subject=beside(), claim=claim), PREPARED[:1])
    assert not Subrogation.objects.visible_to(driver.acting("owner")).exists()
    assert Subrogation.objects.visible_to(driver.acting("handler")).exists()


def test_the_fund_advances_and_is_replenished_or_repairs_in_anothers_place(driver, claim, beside):
    asked = [("request_draw", "handler", {"event": "leak", "amount": "20000.00"})]
    draw = drive(driver, FundDraw(subject=beside()), asked)
    driver.players["approver"] = driver.players["other_institution"]
    path = [
        ("approve", "institution", {}),
        ("pay", "institution", {}),
        ("owe_replenishment", "institution", {}),
        ("replenish", "developer", {"amount": "20000.00"}),
    ]
    asked_back = drive(driver, draw, path[:3])
    for amount in ("19999.99", "20000.01"):
        with pytest.raises(Refused) as refused:
            driver.take(asked_back, "replenish", "developer", amount=amount)
        assert codes(refused) == ["fund.not_whole"]
    settled = drive(driver, asked_back, path[3:])
    assert (settled.state, settled.fund_kind, str(settled.replenished)) == ("settled", "advance", "20000.00")
    driver.starts_nowhere_else(settled)
    late = [
        ("request_late_draw", "institution", {"event": "collapse", "amount": "1.00"}),
        *path[:2],
        ("settle", "institution", {}),
    ]
    spent = drive(driver, FundDraw(subject=beside()), late[:3])
    for step, facts in (("owe_replenishment", {}), ("replenish", {"amount": "1.00"})):
        with pytest.raises(Refused) as refused:
            driver.take(spent, step, "institution", **facts)
        assert codes(refused) == ["fund.not_replenished"]
    assert drive(driver, spent, late[3:]).fund_kind == "substitute"
    paid = drive(driver, FundDraw(subject=beside()), [*asked, *path[:2]])
    with pytest.raises(Refused) as refused:
        driver.take(paid, "settle", "institution")
    assert codes(refused) == ["fund.not_settled"], "an advance ends when it is put back"
    rejected = [*asked, ("reject", "institution", {})]
    assert drive(driver, FundDraw(subject=beside()), rejected).state == "rejected"
    whole("fund", asked, path, late, rejected)


def test_a_visit_is_offered_chosen_missed_and_offered_again(driver, claim, beside):
    slots = {"slots": ["2026-11-30T19:00:00+08:00", "2026-12-05T10:00:00+08:00"]}
    chosen = ("choose", "owner", {"at": "2026-12-05T10:00:00+08:00"})
    path = [
        ("offer", "surveyor", slots),
        chosen,
        ("ask_for_others", "owner", {}),
        ("offer_again", "handler", slots),
        chosen,
        ("record_failed_visit", "surveyor", {"why": "nobody_in"}),
        ("offer_again", "handler", slots),
        chosen,
        ("record_visit", "surveyor", {}),
    ]
    offered = drive(driver, Appointment(subject=beside(), claim=claim), path[:1])
    with pytest.raises(Refused) as refused:
        driver.take(offered, "choose", "owner", at="2026-12-05T10:30:00+08:00")
    assert codes(refused) == ["appointment.not_offered"]
    visit = drive(driver, offered, path[1:])
    assert (visit.state, visit.failures) == ("visited", 1)
    driver.starts_nowhere_else(visit)
    whole("appointment", path)


def test_nothing_is_arranged_for_a_claim_that_is_over_but_anybody_may_complain(driver, claim, beside):
    driver.take(claim, "withdraw", "owner")
    with pytest.raises(Refused) as refused:
        driver.take(Repair(subject=beside(), claim=claim), "order", "handler")
    assert codes(refused) == ["claim.not_repaired"]
    with pytest.raises(Refused) as refused:
        driver.take(
            Appointment(subject=beside(), claim=claim), "offer", "surveyor", slots=["2026-11-30T19:00:00+08:00"]
        )
    assert codes(refused) == ["claim.ended"]
    complaint = drive(driver, Complaint(subject=beside(), claim=claim), [("receive", "owner", {"channel": "letter"})])
    assert complaint.state == "received"


def test_an_emergency_is_made_safe_before_it_is_reported(driver, claim, beside):
    path = [
        ("open", "hotline", {"kind": "sudden"}),
        ("attend", "surveyor", {}),
        ("make_safe", "surveyor", {}),
        ("link_claim", "handler", {"claim_id": claim.pk}),
        ("report_upward", "handler", {}),
        ("close", "handler", {}),
    ]
    case = drive(driver, EmergencyCase(subject=beside()), path)
    assert (case.state, case.claim_ids) == ("closed", [claim.pk])
    driver.starts_nowhere_else(case)
    whole("emergency_case", path)


def test_a_series_shares_a_survey_and_no_decision(driver, claim, beside):
    path = [
        ("open", "handler", {"cause": "storm"}),
        ("link_claim", "handler", {"claim_id": claim.pk}),
        ("share_survey", "surveyor", {}),
        ("close", "handler", {}),
    ]
    series = drive(driver, Series(subject=beside()), path)
    assert series.claim_ids == [claim.pk]
    assert Claim.objects.get(pk=claim.pk).state == "filed"
    driver.starts_nowhere_else(series)
    whole("series", path)


def test_a_complaint_is_answered_and_may_be_escalated(driver, claim, beside):
    received = [("receive", "owner", {"channel": "portal"}), ("acknowledge", "handler", {}), ("answer", "handler", {})]
    path = [*received, ("satisfy", "owner", {}), ("close", "handler", {})]
    complaint = drive(driver, Complaint(subject=beside(), claim=claim), path)
    assert complaint.state == "closed"
    driver.starts_nowhere_else(complaint)
    escalated = [*received, ("escalate", "owner", {})]
    assert drive(driver, Complaint(subject=beside(), claim=claim), escalated).state == "escalated"
    whole("complaint", path, escalated)


def test_open_clocks_of_a_claim_pass_to_the_insurer_that_takes_over(driver, claim, other_insurer):
    first = driver.players["underwriter"].organisation.pk
    owed = Clock.objects.filter(subject=claim.pk, owed_role="lead_insurer", state="open")
    assert {clock.owed_org_id for clock in owed} == {first}
    policy = Policy.objects.select_related("subject").get(pk=claim.subject.policy_id)
    panel = [{"organisation_id": other_insurer.organisation.pk, "role": "lead", "rate": "1"}]
    driver.take(policy, "change_insurer", "underwriter", shares=panel, effective_on="2026-10-01")
    assert {clock.owed_org_id for clock in owed.all()} == {other_insurer.organisation.pk}
