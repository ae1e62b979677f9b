"""Who records a fact in breach: the authority, or the insurer; never the organisation whose own duty it was (R2)."""

from dataclasses import replace
from datetime import date

import pytest

from idi_platform.accounts.roles import ROLE_TABLE, PartyRole, Role
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.projects.actions import hand_over_unit
from idi_platform.projects.models import Building, Unit
from idi_platform.records.models import Party, Record
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.lifecycles import LIFECYCLES, step_named
from idi_platform.workflow.models import ProposalState, Violation
from idi_platform.workflow.perform import perform
from idi_platform.workflow.permissions import BREACH_REPORTERS, check_may_report_breach, owing_roles
from idi_platform.workflow.requests import Performed
from policies.book import read_book
from policies.opening import open_book
from tests.cast import member
from tests.claims.conftest import key
from tests.policies.books import PAPERS_WITH_THE_KEYS, bj_2
from tests.proofs import evidence_on
from tests.standing import beginning

pytestmark = pytest.mark.django_db
D = date.fromisoformat
REPORTS = sorted(
    step.full_name for lifecycle in LIFECYCLES.values() for step in lifecycle.steps.values() if step.is_report
)
INSURERS = {PartyRole.lead_insurer, PartyRole.co_insurer}
OF_THE_INSURER = {
    "claim.record_survey",
    "claim.record_failed_visit",
    "claim.complete_repair",
    "claim.record_returned_payment",
    "claim.record_returned_part",
    "claim.record_returned_cost",
    "project.hold_claims_briefing",
    "project.hand_over_user_papers",
    "appointment.record_visit",
    "appointment.record_failed_visit",
    "emergency_case.attend",
    "engagement.check_unannounced",
    "emergency_case.make_safe",
    "series.share_survey",
}
"""Reports that nobody but the insurer makes; a new one is added here knowingly."""


def may(step, subject, acting):
    try:
        check_may_report_breach(step_named(step), subject, acting)
    except NotPermitted:
        return False
    return True


def test_the_reports_of_the_insurer_alone_are_known():
    assert len(REPORTS) > 20
    assert {name for name in REPORTS if owing_roles(step_named(name)) & INSURERS} == OF_THE_INSURER


@pytest.mark.parametrize("name", REPORTS)
def test_no_shipped_report_is_recorded_in_breach_by_whoever_owes_it(
    name, claim, handler, underwriter, regulator_of_city
):
    """The claim hangs on all that parties stand on; each owing role is given to the insurer's own organisation too."""
    definition, subject = step_named(name), claim.subject
    owing = owing_roles(definition)
    assert owing or definition.by <= {Role.regulator}, "what a party reports is that party's duty"
    assert may(name, subject, regulator_of_city.acting)
    for player in (handler, underwriter):
        assert may(name, subject, player.acting) is (name not in OF_THE_INSURER)
    for role in {role for role in Role if ROLE_TABLE[role].party_roles & owing} - BREACH_REPORTERS:
        assert not may(name, subject, member(role).acting)
    for role in owing - INSURERS:
        Party.objects.create(
            subject_id=subject.project_id, role=role, organisation=handler.organisation, since=D("2019-01-01")
        )
        assert not may(name, subject, handler.acting), "an insurer that owes the duty itself does not record its breach"
        Party.objects.filter(role=role, organisation=handler.organisation).delete()


def test_the_desk_does_not_record_its_own_survey_in_breach(claim, handler, approver, regulator_of_city):
    proof = evidence_on(claim.pk)
    for player in (handler, approver):
        with pytest.raises(NotPermitted) as refused:
            perform(claim, "record_survey", acting=player.acting, key=key(), in_breach=True, evidence=proof)
        assert refused.value.code == "breach.own_duty"
    with pytest.raises(Refused) as refused:
        perform(claim, "record_survey", acting=regulator_of_city.acting, key=key(), in_breach=True, evidence=proof)
    assert [refusal.code for refusal in refused.value.refusals] == ["breach.nothing_broken"]
    assert not Record.objects.filter(name="claim.record_survey").exists()


# --- A shipped gate on a report: keys are given only once the building is accepted ---


@pytest.fixture
@beginning
def unaccepted(insurer_organisation, owner, underwriter, approver, developer, at):
    """A home that is sold in a building that is not accepted."""
    book = bj_2(insurer_organisation)
    book["project"]["parties"] = {"developer": developer.organisation.uscc}
    sale = {"sold_on": "2020-03-01", "owners": [{"name": owner.person.name, "phone": owner.person.phone}]}
    book["buildings"][0].update(accepted_on=None, ranges=[], units=[{"number": "1-0101", "floor": 1, **sale}])
    at("2026-09-29 08:00")
    open_book(read_book(book), acting=underwriter.acting, key="b", second_person=approver.acting)
    return Unit.objects.select_related("subject", "building").get()


def keys(unit, player, day="2026-09-01", **how):
    given = {"handed_over_on": D(day), "papers": PAPERS_WITH_THE_KEYS}
    return hand_over_unit(acting=player.acting, key=key(), unit=unit, **given, **how)


def test_keys_before_acceptance_are_refused_with_the_article_and_recorded_in_breach(
    unaccepted, developer, underwriter, regulator_of_city
):
    assert "unit.hand_over" in rulebook_for(unaccepted.subject.insured_object_id).gates
    for player in (developer, underwriter):
        with pytest.raises(Refused) as refused:
            keys(unaccepted, player)
        (refusal,) = refused.value.refusals
        assert (refusal.code, refusal.clause, refusal.effect) == ("unit.hand_over.accepted", "D279-16", "block")
    with pytest.raises(NotPermitted):
        keys(unaccepted, developer, in_breach=True, evidence=evidence_on(unaccepted.pk))
    done = keys(unaccepted, underwriter, in_breach=True, evidence=evidence_on(unaccepted.pk))
    assert isinstance(done, Performed)
    assert Unit.objects.get().handed_over_on == D("2026-09-01")
    assert Violation.objects.values_list("gate", "clause").get() == ("unit.hand_over.accepted", "D279-16")


def test_keys_dated_before_the_acceptance_are_refused_and_after_it_are_given(unaccepted, underwriter):
    building = Building.objects.select_related("subject").get()
    perform(building, "accept", acting=underwriter.acting, key=key(), accepted_on=D("2026-09-10"))
    with pytest.raises(Refused) as refused:
        keys(unaccepted, underwriter, "2026-09-09")
    assert [refusal.code for refusal in refused.value.refusals] == ["unit.hand_over.accepted_before"]
    assert isinstance(keys(unaccepted, underwriter, "2026-09-10"), Performed)
    assert not Violation.objects.exists()


def test_an_insurer_that_builds_for_itself_does_not_record_its_own_breach(unaccepted, underwriter, regulator_of_city):
    Party.objects.create(
        subject_id=unaccepted.subject.project_id, role=PartyRole.developer, organisation=underwriter.organisation,
        since=D("2019-01-01"),
    )  # fmt: skip
    proof = evidence_on(unaccepted.pk)
    with pytest.raises(NotPermitted) as refused:
        keys(unaccepted, underwriter, in_breach=True, evidence=proof)
    assert refused.value.code == "breach.own_duty"
    assert isinstance(keys(unaccepted, regulator_of_city, in_breach=True, evidence=proof), Performed)


def test_what_the_authority_has_recorded_is_corrected_by_the_authority(
    unaccepted, underwriter, approver, regulator_of_city
):
    proof = evidence_on(unaccepted.pk)
    record = keys(unaccepted, regulator_of_city, in_breach=True, evidence=proof).record
    wrong = {"reason": "看错了", "evidence": proof}
    for player in (underwriter, approver):
        for change in ({"annul": True}, {"facts": {"handed_over_on": D("2026-09-20")}}):
            with pytest.raises(NotPermitted) as refused:
                propose_correction(record, acting=player.acting, **wrong, **change)
            assert refused.value.code == "correction.of_authority"
    colleague = member(Role.regulator, regulator_of_city.organisation, "110000")
    right = {"handed_over_on": D("2026-09-02")}
    waiting = propose_correction(record, acting=regulator_of_city.acting, facts=right, **wrong)
    approve_correction(waiting, acting=colleague.acting)
    assert Unit.objects.get().handed_over_on == D("2026-09-02")


def test_a_fact_in_breach_is_not_corrected_by_whoever_owed_it(unaccepted, underwriter, handler):
    proof = evidence_on(unaccepted.pk)
    record = keys(unaccepted, underwriter, in_breach=True, evidence=proof).record
    wrong = {"reason": "看错了", "evidence": proof, "annul": True}
    assert propose_correction(record, acting=handler.acting, **wrong).state == ProposalState.OPEN
    Party.objects.create(
        subject_id=unaccepted.subject.project_id, role=PartyRole.developer, organisation=underwriter.organisation,
        since=D("2019-01-01"),
    )  # fmt: skip
    with pytest.raises(NotPermitted) as refused:
        propose_correction(record, acting=handler.acting, **wrong)
    assert refused.value.code == "correction.own_duty"


def test_a_machine_records_no_breach(claim):
    from idi_platform.accounts.acting import SYSTEM

    assert not may("building.accept", claim.subject, replace(SYSTEM, roles=frozenset()))
