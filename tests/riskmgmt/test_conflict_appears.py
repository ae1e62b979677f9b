"""A tie that appears after the agency was engaged: asked again at every change of participants and of holdings."""

from datetime import timedelta

import pytest

from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.actions import keep_relation
from idi_platform.accounts.models import OrganisationRelation
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.notifications.models import Notice
from idi_platform.projects.models import InsuredObject
from idi_platform.records.models import Party, Record
from idi_platform.rulebooks.models import Binding, Edition
from idi_platform.workflow.perform import perform
from idi_platform.workflow.requests import Proposed
from riskmgmt.models import Assessment, Engagement, Inspection
from tests.cast import OrganisationFactory
from tests.riskmgmt.test_lifecycles import INSPECTION, WORKING

pytestmark = pytest.mark.django_db
SUSPENDING = {"beijing-2019": "BJ-18-2a", "hangzhou-2024": "HZ-11-5a", "longgang-trial": "LG-3.6-1b"}
ASKING = {"jiyuan-2022": ("JY-9-1a", "warn"), "shanghai-2025": ("SH-1-1", "refer")}
SUBMIT = {"open_severe": 0, "lists_open_findings": True}


@pytest.fixture
def working(driver, engagement):
    return driver.drive(engagement, WORKING[:5])


@pytest.fixture
def reports(driver, working, under):
    """A visit whose report is not out yet, and a draft that is not handed in."""
    visit = driver.drive(Inspection(subject=under(engagement_id=working.pk)), INSPECTION[:3])
    draft = [("draft", "agency", {"kind": "stage"})]
    return [
        (visit, "report", {}),
        (driver.drive(Assessment(subject=under(engagement_id=working.pk)), draft), "submit", SUBMIT),
    ]


@pytest.fixture
def under_law_of(driver, project, under):
    """Return what puts the project, begun without a text, under a city's."""

    def bind(city):
        made = driver.drive(
            InsuredObject(subject=under(), project=project), [("register", "underwriter", {"number": "T-1"})]
        )
        edition = Edition.objects.get(code=city)
        text = {"edition": edition, "revision": edition.revisions.latest("pk"), "outcome": "bound"}
        Binding.objects.update_or_create(insured_object_id=made.pk, defaults=text)

    return bind


def today():
    return clock.local_date(clock.now())


def tie(one, other, **more):
    relation = OrganisationRelation(subject=one, object=other, kind="holds_shares", since=today(), **more)
    keep_relation(acting=SYSTEM, relation=relation)
    return relation


def join(driver, project, organisation, role="designer"):
    named = {"role": role, "organisation_id": organisation.pk, "since": str(today())}
    return driver.take(project, "name_participant", "underwriter", **named)


def shares_are_bought(driver, project, agency, players):
    return tie(players["contractor"].organisation, agency.organisation)


def a_shareholder_joins(driver, project, agency, players):
    newcomer = OrganisationFactory.create(kind="designer")
    relation = tie(newcomer, agency.organisation)
    assert Engagement.objects.get().state == "working", "who does not take part ties nobody"
    join(driver, project, newcomer)
    return relation


CASES = [
    ("beijing-2019", a_shareholder_joins),
    ("hangzhou-2024", shares_are_bought),
    ("longgang-trial", a_shareholder_joins),
]


@pytest.mark.parametrize(("city", "change"), CASES)
def test_a_conflict_that_appears_later_suspends_the_agency_and_its_reports_do_not_count(
    driver, project, working, reports, under_law_of, agency, players, city, change
):
    under_law_of(city)
    Party.objects.create(
        subject=project.subject,
        role="lead_insurer",
        organisation=players["underwriter"].organisation,
        since="2026-01-01",
    )
    relation = change(driver, project, agency, players)
    rests = Engagement.objects.select_related("subject").get(pk=working.pk)
    assert (rests.state, rests.suspension, rests.suspended_on) == ("suspended", "conflict", today())
    record = Record.objects.get(subject=rests.pk, name="engagement.find_conflict")
    assert record.acting["kind"] == "system"
    told = {row.organisation_id for row in Notice.objects.filter(template="engagement.conflict")}
    assert told >= {agency.organisation.pk}
    clause = SUSPENDING[city]
    for report, step, facts in reports:
        assert ("engagement.suspended", "", "block") in against(driver, report, step, "agency", **facts)
    assert clause in {one[1] for one in against(driver, rests, "resume", "underwriter")}
    with pytest.raises(NotPermitted):
        perform(rests, "find_conflict", acting=driver.acting("underwriter"), key="by hand")
    relation.until = today() + timedelta(days=1)
    keep_relation(acting=SYSTEM, relation=relation)
    assert Record.objects.filter(subject=rests.pk, name="engagement.find_conflict").count() == 1
    OrganisationRelation.objects.filter(pk=relation.pk).update(since=today() - timedelta(days=9), until=today())
    working = driver.drive(rests, [("resume", "underwriter", {})])
    assert (working.state, working.suspension) == ("working", "")
    for report, step, facts in reports:
        driver.take(report, step, "agency", **facts)


def against(driver, target, step, who, **facts):
    with pytest.raises(Refused) as refused:
        perform(target, step, acting=driver.acting(who), key=f"no:{next(driver.keys)}", **facts)
    return {(one.code, one.clause, one.effect) for one in refused.value.refusals}


@pytest.mark.parametrize(("city", "clause"), [("beijing-2019", "BJ-18-2b"), ("hangzhou-2024", "HZ-11-5b")])
def test_an_agency_that_is_named_among_the_builders_rests_until_it_is_replaced(
    driver, project, working, under_law_of, agency, city, clause
):
    under_law_of(city)
    join(driver, project, agency.organisation, role="lab")
    rests = Engagement.objects.select_related("subject").get(pk=working.pk)
    assert (rests.state, rests.suspension) == ("suspended", "conflict")
    assert {one[1] for one in against(driver, rests, "resume", "underwriter")} == {clause}
    assert driver.drive(rests, [("replace", "underwriter", {})]).state == "replaced"


@pytest.mark.parametrize("city", list(ASKING))
def test_where_no_text_forbids_the_tie_each_later_report_asks_about_it(
    driver, project, working, reports, under_law_of, agency, players, city
):
    under_law_of(city)
    shares_are_bought(driver, project, agency, players)
    assert Engagement.objects.get(pk=working.pk).state == "working"
    for report, step, facts in reports:
        spoken = {one[1:] for one in against(driver, report, step, "agency", **facts)}
        assert ASKING[city] in spoken
    if city == "jiyuan-2022":
        visit, step, facts = reports[0]
        said = {"inspection.report.still_independent": "母公司上月收购，检查人员不变"}
        done = perform(visit, step, acting=agency.acting, key="with its reason", reasons=said, **facts)
        assert isinstance(done, Proposed), "a second person reads the reason"


def test_a_holding_that_begins_later_is_asked_about_on_its_day(driver, working, reports, under_law_of, agency, players):
    under_law_of("hangzhou-2024")
    relation = OrganisationRelation(
        subject=agency.organisation,
        object=players["contractor"].organisation,
        kind="controls",
        since=today() + timedelta(days=30),
    )
    keep_relation(acting=SYSTEM, relation=relation)
    assert Engagement.objects.get(pk=working.pk).state == "working"
    OrganisationRelation.objects.filter(pk=relation.pk).update(since=today())
    for report, step, facts in reports:
        found = against(driver, report, step, "agency", **facts)
        assert (f"{report.kind}.{step}.still_independent", "HZ-11-5a", "block") in found


def test_a_delegate_is_no_shareholder_and_other_projects_agencies_work_on(
    driver, project, working, under_law_of, agency, players
):
    under_law_of("hangzhou-2024")
    served = OrganisationRelation(
        subject=players["contractor"].organisation, object=agency.organisation, kind="delegates_to", since=today()
    )
    keep_relation(acting=SYSTEM, relation=served)
    tie(agency.organisation, OrganisationFactory.create(kind="contractor"))
    assert Engagement.objects.get(pk=working.pk).state == "working"
