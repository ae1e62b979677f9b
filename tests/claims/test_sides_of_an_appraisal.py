"""Who asks for an appraisal, and between which two sides, as each city's text has it: through the real steps."""

from datetime import timedelta

import pytest

from claims.models import Appraisal, Claim
from claims.pages.beside import objection_of
from idi_platform.accounts.roles import Role
from idi_platform.documents.drawing import html_of
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.projects.bindings import asking
from idi_platform.projects.models.home_binding import Power
from idi_platform.records.models import Party, Subject
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.models import Binding, Revision
from idi_platform.workflow.perform import perform
from riskmgmt.models import Finding
from tests.cast import OrganisationFactory, member
from tests.claims.conftest import key
from tests.riskmgmt.conftest import driver, engagement, players, under  # noqa: F401  fixtures
from tests.riskmgmt.test_hangzhou import project, working  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
BOTH = {"has_testing_licence": True, "has_judicial_licence": True}


def spoken(refused):
    return [(one.code, one.clause) for one in refused.value.refusals]


@pytest.fixture
def developer_of_the_home(claim):
    found = member(Role.developer, OrganisationFactory.create(kind="developer"))
    held = {"subject_id": claim.subject.project_id, "role": "developer", "since": "2019-06-01"}
    Party.objects.create(organisation=found.organisation, **held)
    return found


@pytest.fixture
def agent_of_the_home(owner, neighbour, home):
    """Somebody whom the owner gave the power to agree to a repair, and to money."""
    until = local_date(clock.now()) + timedelta(days=30)
    who = {"name": neighbour.person.name, "phone": neighbour.person.phone, "powers": (Power.AGREE, Power.MONEY)}
    bound = asking.invite_agent(acting=owner.acting, key=key(), unit=home, until=until, **who)
    asking.take(acting=neighbour.acting, key=key(), binding=bound, step="accept_invitation")
    return neighbour


@pytest.fixture
def under_text(claim):
    """Put the home under another city's text."""

    def put(edition):
        revision = Revision.objects.filter(edition__code=edition).latest("pk")
        bound = Binding.objects.filter(insured_object_id=claim.subject.insured_object_id)
        bound.update(edition=revision.edition, revision=revision)

    return put


class TestOfAClaim:
    """The home stands in Beijing; a test puts it under another city's text where it is that one's."""

    def test_what_was_covered_and_agreed_is_disputed_no_more(self, ask, claim, owner):
        settled = {"outcome": "covered", "agreed_at": claim.received_at}
        Claim.objects.filter(pk=claim.pk).update(**settled)
        claim.refresh_from_db()
        with pytest.raises(Refused) as refused:
            ask(owner)
        assert spoken(refused)[0][0] == "appraisal.nothing_disputed"

    def test_an_agent_asks_for_none_a_power_names_it_nowhere(self, ask, claim, owner, agent_of_the_home):
        with pytest.raises(Refused) as refused:
            ask(agent_of_the_home)
        assert [code for code, _clause in spoken(refused)] == ["appraisal.not_entrusted"]
        law = rulebook_for(claim.subject.insured_object_id)
        said = objection_of(claim, law, agent_of_the_home.acting, local_date(clock.now()))
        assert (said.choices, "业主本人" in said.why_not) == ((), True)
        assert ask(owner)

    @pytest.fixture
    def developer(self, developer_of_the_home):
        return developer_of_the_home

    @pytest.fixture
    def ask(self, claim):
        def run(player, matter="liability"):
            links = {f"{name}_id": pk for name, pk in claim.subject.link_ids().items()}
            subject = Subject(division_id=claim.subject.division_id, **links)
            asked = Appraisal(subject=subject, claim=claim)
            done = perform(asked, "request", acting=player.acting, key=key(), matter=matter)
            return Appraisal.objects.select_related("subject").get(pk=done.subject_id)

        return run

    @pytest.mark.parametrize(
        ("edition", "who", "matter", "why"),
        [
            ("beijing-2019", "developer", "liability", ("appraisal.not_asked_by", "BJ-22-1a")),
            ("beijing-2019", "handler", "amount", ("appraisal.not_asked_by", "BJ-22-2")),
            ("hangzhou-2024", "developer", "liability", ("appraisal.not_asked_by", "HZ-16-1a")),
            ("hangzhou-2024", "owner", "amount", ("appraisal.by_contract", "HZ-16-1e")),
            ("longgang-trial", "developer", "liability", ("appraisal.not_asked_by", "LG-3.8-1a")),
            ("longgang-trial", "owner", "repair_result", ("appraisal.no_text", "LG-3.8-1a")),
            ("jiyuan-2022", "owner", "liability", ("appraisal.by_contract", "JY-14-1")),
            ("jiyuan-2022", "handler", "amount", ("appraisal.no_text", "JY-14-1")),
            ("shanghai-2025", "developer", "amount", ("appraisal.no_text", "SH-15-1a")),
        ],
    )
    def test_a_request_that_the_text_does_not_give_is_refused_with_its_article(
        self, request, ask, under_text, developer, handler, owner, edition, who, matter, why
    ):
        under_text(edition)
        player = {"developer": developer, "handler": handler, "owner": owner}[who]
        with pytest.raises(Refused) as refused:
            ask(player, matter)
        assert spoken(refused) == [why]
        assert not Appraisal.objects.exists()

    @pytest.mark.parametrize("edition", ["beijing-2019", "hangzhou-2024", "longgang-trial", "shanghai-2025"])
    def test_owner_and_insurer_may_ask_about_liability(self, ask, under_text, owner, handler, edition):
        under_text(edition)
        assert ask(owner).asked_by == "owner"
        assert ask(handler).asked_by == "insurer"

    def test_the_developer_of_shanghai_carries_its_request_through(
        self, ask, under_text, developer, owner, handler, neighbour
    ):
        under_text("shanghai-2025")
        asked = ask(developer)
        appraiser = OrganisationFactory.create(kind="appraiser").pk
        with pytest.raises(Refused) as refused:
            perform(asked, "propose", acting=owner.acting, key=key(), appraiser_id=appraiser, **BOTH)
        assert spoken(refused) == [("appraisal.no_side", "")], "the developer disputes with the insurer"
        perform(asked, "propose", acting=developer.acting, key=key(), appraiser_id=appraiser, **BOTH)
        proposed = Appraisal.objects.select_related("subject").get(pk=asked.pk)
        with pytest.raises(Refused) as refused:
            perform(proposed, "agree_appraiser", acting=developer.acting, key=key())
        assert spoken(refused) == [("appraisal.own_proposal", "")]
        perform(proposed, "agree_appraiser", acting=handler.acting, key=key())
        agreed = Appraisal.objects.select_related("subject").get(pk=asked.pk)
        assert (agreed.state, agreed.is_jointly_chosen) == ("appraiser_agreed", True)
        assert Claim.objects.get().in_dispute

    def test_a_request_is_taken_back_by_whoever_made_it(self, ask, owner, handler):
        asked = ask(owner)
        with pytest.raises(Refused) as refused:
            perform(asked, "withdraw", acting=handler.acting, key=key())
        assert spoken(refused) == [("appraisal.not_your_request", "")]
        perform(asked, "withdraw", acting=owner.acting, key=key())
        assert Appraisal.objects.get().state == "withdrawn"

    @pytest.mark.parametrize("edition", ["hangzhou-2024", "longgang-trial"])
    def test_once_both_sides_agree_the_joint_commission_is_written_and_not_before(
        self, ask, under_text, owner, handler, edition
    ):
        under_text(edition)
        asked, appraiser = ask(owner), OrganisationFactory.create(kind="appraiser")
        perform(asked, "propose", acting=owner.acting, key=key(), appraiser_id=appraiser.pk, **BOTH)
        assert not Paper.objects.filter(subject=asked.pk).exists()
        proposed = Appraisal.objects.select_related("subject").get(pk=asked.pk)
        perform(proposed, "agree_appraiser", acting=handler.acting, key=key())
        papers = Paper.objects.filter(subject=asked.pk)
        assert set(papers.values_list("code", flat=True)) == {"appraisal_commission"}
        assert owner.person.pk in papers.values_list("recipient_person", flat=True)
        words = str(papers[0].data)
        assert all(part in words for part in (appraiser.name, "是否属于保险责任", "双方共同选定"))
        assert f"业主：{owner.person.name}" in words
        assert f"保险公司：{handler.organisation.name}" in words, "the side that agreed is a side too"

    def test_each_who_commissions_has_a_place_of_his_own_to_sign_and_an_organisation_one_for_its_seal(
        self, ask, under_text, owner, handler
    ):
        under_text("hangzhou-2024")
        asked, appraiser = ask(owner), OrganisationFactory.create(kind="appraiser")
        perform(asked, "propose", acting=owner.acting, key=key(), appraiser_id=appraiser.pk, **BOTH)
        proposed = Appraisal.objects.select_related("subject").get(pk=asked.pk)
        perform(proposed, "agree_appraiser", acting=handler.acting, key=key())
        paper = Paper.objects.filter(subject=asked.pk)[0]
        assert paper.data["frame"]["signatories"] == [
            {"side": "业主", "name": owner.person.name, "seals": False},
            {"side": "保险公司", "name": handler.organisation.name, "seals": True},
        ]
        drawn = html_of(paper)
        assert (drawn.count("签字："), drawn.count('class="seal"')) == (2, 1)
        assert paper.data["frame"]["contact"]["objection"] == "", "who signs together objects to nothing of it"

    def test_of_appraisals_about_claims_a_developer_sees_its_own_alone(self, ask, under_text, developer, owner):
        under_text("shanghai-2025")
        ask(owner)
        mine = ask(developer)
        assert list(Appraisal.objects.visible_to(developer.acting)) == [mine]

    def test_a_claim_is_no_finding(self, ask, under_text, owner):
        with pytest.raises(Refused) as refused:
            ask(owner, "finding")
        assert ("appraisal.wrong_object", "") in spoken(refused)


class TestOfAFinding:
    """In Hangzhou the participants and the agency may have a third party decide about a finding."""

    @pytest.fixture
    def finding(self, driver, working, under):  # noqa: F811
        raised = ("raise_finding", "agency", {"source": "works", "grade": "severe"})
        return driver.drive(Finding(subject=under(engagement_id=working.pk)), [raised])

    @pytest.fixture
    def appraisal(self, finding, under, working):  # noqa: F811
        return Appraisal(subject=under(engagement_id=working.pk), finding=finding)

    def test_the_contractor_asks_and_the_agency_agrees(self, driver, appraisal):  # noqa: F811
        asked = driver.drive(appraisal, [("request", "contractor", {"matter": "finding"})])
        firm = OrganisationFactory.create(kind="appraiser").pk
        for who in ("developer", "designer", "supervisor", "handler"):
            with pytest.raises(Refused) as refused:
                driver.take(asked, "propose", who, appraiser_id=firm)
            assert spoken(refused) == [("appraisal.no_side", "")], who
        proposed = driver.drive(asked, [("propose", "contractor", {"appraiser_id": firm})])
        with pytest.raises(Refused) as refused:
            driver.take(proposed, "agree_appraiser", "contractor")
        assert spoken(refused) == [("appraisal.own_proposal", "")]
        assert not Paper.objects.filter(subject=asked.pk).exists()
        agreed = driver.drive(proposed, [("agree_appraiser", "agency", {}), ("begin", "handler", {})])
        papers = Paper.objects.filter(subject=asked.pk)
        assert set(papers.values_list("code", flat=True)) == {"finding_commission"}
        assert driver.players["contractor"].organisation.pk in papers.values_list("recipient_organisation", flat=True)
        assert all(part in str(papers[0].data) for part in ("施工单位", "风险检查问题", "双方共同选定"))
        concluded = driver.drive(agreed, [("conclude", "handler", {"outcome": "covered"})])
        with pytest.raises(Refused) as refused:
            driver.take(concluded, "confirm", "handler")
        assert spoken(refused) == [("appraisal.no_liability", "")]
        paid = ("allocate_cost", "handler", {"fee": "3000.00", "payer": "liable_party"})
        closed = driver.drive(concluded, [paid, ("close", "handler", {})])
        assert (closed.state, closed.asked_by, closed.payer) == ("closed", "contractor", "liable_party")

    def test_the_agency_alone_chooses_nobody(self, driver, appraisal):  # noqa: F811
        asked = driver.drive(appraisal, [("request", "agency", {"matter": "finding"})])
        firm = OrganisationFactory.create(kind="appraiser").pk
        proposed = driver.drive(asked, [("propose", "agency", {"appraiser_id": firm})])
        with pytest.raises(Refused) as refused:
            driver.take(proposed, "agree_appraiser", "agency")
        assert spoken(refused) == [("appraisal.own_proposal", "")]
        with pytest.raises(Refused):
            driver.take(proposed, "begin", "handler")
        agreed = driver.drive(proposed, [("agree_appraiser", "designer", {})])
        assert agreed.is_jointly_chosen

    def test_who_is_not_named_asks_for_nothing(self, driver, appraisal):  # noqa: F811
        with pytest.raises(Refused) as refused:
            driver.take(appraisal, "request", "handler", matter="finding")
        assert spoken(refused) == [("appraisal.not_asked_by", "HZ-12-1a")]
        with pytest.raises(NotPermitted):
            driver.take(appraisal, "request", "lab", matter="finding")
        with pytest.raises(Refused) as refused:
            driver.take(appraisal, "request", "contractor", matter="liability")
        assert ("appraisal.wrong_object", "") in spoken(refused)
        assert not Appraisal.objects.exists()
