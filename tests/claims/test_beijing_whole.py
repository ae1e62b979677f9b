"""Beijing, where code and rulebook meet: works and contract under the real steps, rights that wait for nobody."""

from datetime import date

import pytest

from claims import actions
from idi_platform.accounts.models import OrganisationRelation
from idi_platform.accounts.models.organisation import RelationKind
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.errors import Refused
from idi_platform.projects.actions import transfer_unit
from idi_platform.projects.models import Building, Project
from idi_platform.records.models import Subject
from idi_platform.workflow.perform import perform
from policies.book import read_book
from policies.models import Policy
from policies.opening import Stopped, open_book
from regulators.models import Filing
from riskmgmt.models import Engagement, Finding, Inspection
from tests.claims.conftest import LEAK, key
from tests.policies.books import PAPERS_WITH_THE_KEYS, bj_2

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def book(underwriter, developer, contractor, owner):
    """BJ-2 with those who build it; the building is not accepted yet."""
    found = bj_2(underwriter.organisation)
    found["project"]["parties"] = {
        "developer": developer.organisation.uscc,
        "contractor": contractor.organisation.uscc,
    }
    found["buildings"][0]["units"][0]["owners"] = [{"name": owner.person.name, "phone": owner.person.phone}]
    return found


@pytest.fixture
def unaccepted(book):
    """The same book before acceptance."""
    book["buildings"][0].update(accepted_on=None, units=[])
    return book


@pytest.fixture
def project(opened):
    return Project.objects.select_related("subject").get(pk=opened.project.pk)


def under(project, **links):
    return Subject(division_id=project.subject.division_id, project_id=project.pk, **links)


def clauses(refused):
    return {(refusal.clause, refusal.effect) for refusal in refused.value.refusals}


def engage(project, underwriter, agency):
    given = {"acting": underwriter.acting, "organisation_id": agency.organisation.pk}
    found = perform(Engagement(subject=under(project)), "select", key=key(), **given)
    return Engagement.objects.select_related("subject").get(pk=found.record.subject_id)


def contract(engagement, player, **more):
    return perform(engagement, "contract", acting=player.acting, key=key(), on="2019-06-10", fee="700000.00", **more)


def test_an_agency_that_builds_or_is_tied_to_who_builds_is_not_engaged(project, underwriter, agency, contractor):
    """BJ-18-2a, BJ-18-2b, BJ-10-1c: the gates of the contract with the agency."""
    builder = engage(project, underwriter, contractor)
    with pytest.raises(Refused) as refused:
        contract(builder, underwriter)
    assert clauses(refused) == {("BJ-18-2b", "block")}
    tied = engage(project, underwriter, agency)
    relation = OrganisationRelation.objects.create(
        subject=agency.organisation, object=contractor.organisation, kind=RelationKind.controls, since=D("2019-01-01")
    )
    with pytest.raises(Refused) as refused:
        contract(tied, underwriter)
    assert clauses(refused) == {("BJ-18-2a", "block")}
    relation.delete()
    with pytest.raises(Refused) as refused:
        perform(tied, "contract", acting=underwriter.acting, key=key(), on="2019-06-10", fee="768000.01")
    assert clauses(refused) == {("BJ-10-1c", "block")}
    contract(tied, underwriter)
    assert Engagement.objects.get(pk=tied.pk).state == "contracted"


def test_no_inspection_is_planned_without_an_agency_unless_two_say_why(project, underwriter, agency):
    """BJ-18-1a, BJ-18-3a, BJ-16-1b: planned, carried out and reported by the agency that is engaged."""
    planned = {"acting": agency.acting, "kind": "process", "planned_on": "2019-09-01"}
    engagement = engage(project, underwriter, agency)
    where = under(project, engagement_id=engagement.pk)
    with pytest.raises(Refused) as refused:
        perform(Inspection(subject=where), "plan", key=key(), **planned)
    assert clauses(refused) == {("BJ-18-1a", "warn")}
    contract(engagement, underwriter)
    found = perform(Inspection(subject=under(project, engagement_id=engagement.pk)), "plan", key=key(), **planned)
    assert Inspection.objects.get(pk=found.record.subject_id).state == "planned"


class TestBeforeAcceptance:
    @pytest.fixture
    def book(self, unaccepted):
        return unaccepted

    def test_a_building_with_a_severe_finding_is_not_accepted(
        self, project, underwriter, agency, developer, contractor
    ):
        """BJ-10-4: the finding of the project blocks the acceptance of its building."""
        engagement = engage(project, underwriter, agency)
        severe = {"acting": agency.acting, "source": "works", "grade": "severe", "section": "roof"}
        where = under(project, engagement_id=engagement.pk)
        raised = perform(Finding(subject=where), "raise_finding", key=key(), **severe).record
        finding = Finding.objects.select_related("subject").get(pk=raised.subject_id)
        building = Building.objects.select_related("subject").get()
        acceptance = {"acting": developer.acting, "accepted_on": "2020-11-20", "reasons": {"late_entry": "补录"}}
        with pytest.raises(Refused) as refused:
            perform(building, "accept", key=key(), **acceptance)
        assert clauses(refused) == {("BJ-10-4", "block")}
        perform(finding, "submit", acting=contractor.acting, key=key())
        perform(finding, "close", acting=agency.acting, key=key())
        perform(building, "accept", key=key(), **acceptance)
        assert Building.objects.get().accepted_on == D("2020-11-20")


def test_who_buys_the_home_and_a_developer_that_is_gone_change_nothing_for_the_claim(
    home, project, underwriter, neighbour
):
    """BJ-14-2, BJ-14-3: the buyer claims from the day of the transfer, and nobody waits for the developer."""
    perform(project, "dissolve_developer", acting=underwriter.acting, key=key(), on="2026-01-10")
    transfer_unit(
        acting=underwriter.acting, key=key(), unit=home, transferred_on=D("2026-09-01"), persons=[neighbour.person.pk],
        reasons={"late_entry": "补录"},
    )  # fmt: skip
    claim = actions.report_defect(acting=neighbour.acting, key=key(), at=home, defect=LEAK).claim
    assert claim.state == "filed"
    assert claim.subject.policy_id == Policy.objects.get().pk
    names = set(Clock.objects.filter(subject=claim.pk, state="open").values_list("name", flat=True))
    assert {"claim.survey", "claim.determination", "claim.result_notice"} <= names


def test_the_rules_of_handling_are_owed_to_the_supervisor_with_the_policy(opened):
    """BJ-20-4b: owed without a day, for the text names none."""
    filing = Filing.objects.get(code="claims_rules")
    assert filing.state == "owed"
    assert not Clock.objects.filter(subject=filing.pk).exists()


def test_the_participants_are_to_be_told_once_the_contract_stands(opened, project, developer):
    """BJ-9-1a: a reminder for each contract, met when the project has told them."""
    told = Clock.objects.get(subject=Policy.objects.get().pk, name="policy.tell_participants")
    assert (told.kind, told.state, told.owed_org_id) == ("reminder", "open", developer.organisation.pk)
    perform(project, "notify_participants", acting=developer.acting, key=key(), on="2019-06-20")
    told.refresh_from_db()
    assert told.state == "met"


def test_paid_in_part_the_permit_may_not_be_applied_for(book, underwriter, approver):
    """BJ-10-1b."""
    book["policy"].update(receipts=[{"amount": "2000000.00", "received_on": "2019-06-05"}], issued_on=None)
    book["reasons"] = {"policy.receive_premium.lump_sum": "银行分两笔转账。"}
    with pytest.raises(Stopped) as stopped:
        open_book(read_book(book), acting=underwriter.acting, key="parts", second_person=approver.acting)
    assert stopped.value.label == "permit:apply"
    assert {one.clause for one in stopped.value.cause.refusals} == {"BJ-10-1b"}


def test_a_home_is_handed_over_without_one_of_its_three_papers_only_for_a_reason(book, underwriter):
    """BJ-13-1b, with the counter-case in every other book."""
    book["buildings"][0]["units"][0]["papers"] = PAPERS_WITH_THE_KEYS[:2]
    with pytest.raises(Stopped) as stopped:
        open_book(read_book(book), acting=underwriter.acting, key="papers")
    assert {(one.clause, one.effect) for one in stopped.value.cause.refusals} == {("BJ-13-1b", "warn")}
