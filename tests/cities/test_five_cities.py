"""One leak in five cities: the same report, and in each the clocks of its own law and of no other's."""

from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from claims import actions
from claims.models import Repair, Ticket
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.rules.instants import ONE_SECOND
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.projects.decisions import decide_edition
from idi_platform.projects.models import Project, Unit
from idi_platform.records.models import Subject
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.perform import approve, perform
from policies.book import read_book
from policies.models import InsurerStaff
from policies.opening import Stopped, open_book
from riskmgmt.models import Assessment, Engagement
from tests.cast import OWNER_KEY, PersonFactory, Player, member
from tests.claims.conftest import LEAK, at  # noqa: F401  a fixture
from tests.policies.books import bj_2
from tests.policies.hangzhou_book import hz_2
from tests.policies.jiyuan_book import jy_2
from tests.policies.test_longgang_contract import LG_2
from tests.workflow.test_corrections import let_time_act

from .shanghai_book import sh_2

pytestmark = pytest.mark.django_db
LATE = {"late_entry": "补录"}
PREFIX = {
    "beijing-2019": "BJ-",
    "shanghai-2025": "SH-",
    "hangzhou-2024": "HZ-",
    "longgang-trial": "LG-",
    "jiyuan-2022": "JY-",
}
NATIONAL = ("INS-", "INT2-", "INT4-", "CC-", "D279-")


class Desk:
    """Who brings a home of a city into cover, and the home."""

    def __init__(self, request):
        names = ("underwriter", "approver", "developer", "agency", "handler")
        self.cast = {name: request.getfixturevalue(name) for name in names}

    def __getattr__(self, name):
        return self.cast[name]

    def open(self, book):
        return open_book(
            read_book(book), acting=self.underwriter.acting, key="book", second_person=self.approver.acting,
            developer=self.developer.acting,
        )  # fmt: skip

    def take(self, target, step, who, day, **facts):
        """Take a step that lies in the past, as people enter what happened."""
        when = datetime.fromisoformat(f"{day} 10:00").replace(tzinfo=clock.SHANGHAI).astimezone(UTC)
        key = f"{step}:{day}"
        done = perform(target, step, acting=self.cast[who].acting, key=key, occurred_at=when, reasons=LATE, **facts)
        return type(target).objects.select_related("subject").get(pk=done.record.subject_id)


def beijing(desk):
    """Accepted in 2023, so that waterproofing is covered from 2025-05-20 to 2030-05-20."""
    book = bj_2(desk.underwriter.organisation)
    building = book["buildings"][0]
    building["accepted_on"] = "2023-05-20"
    building["units"][0]["handed_over_on"] = "2023-07-01"
    return desk.open(book)


def hangzhou(desk):
    return desk.open(hz_2(desk.underwriter.organisation, desk.developer.organisation))


def jiyuan(desk):
    return desk.open(jy_2(desk.underwriter.organisation, desk.developer.organisation))


def longgang(desk):
    """The authority first says since when the text holds; only then does it bind."""
    book = deepcopy(LG_2)
    book["policy"]["shares"] = [{"uscc": desk.underwriter.organisation.uscc, "role": "lead", "rate": "1"}]
    book["project"]["parties"] = {"developer": desk.developer.organisation.uscc}
    owners = [{"name": "梁青（演示）", "phone": "13800001001"}]
    home = {"number": "1-0101", "sold_on": "2023-10-01", "owners": owners, "handed_over_on": "2023-11-01"}
    book["buildings"][0]["units"] = [{**home, "papers": ["owner_notice", "quality_guarantee", "user_manual"]}]
    opened = desk.open(book)
    first = member(Role.regulator, division="330383")
    second = member(Role.regulator, first.organisation, "330383")
    waiting = decide_edition(
        acting=first.acting, key="decide", insured_object=opened.policy.insured_object, edition="longgang-trial",
        document_number="演示录入〔2022〕1号", ground="印发日期见来文。",
    )  # fmt: skip
    approve(waiting.proposal, acting=second.acting, key="decide:2")
    return opened


def shanghai(desk):
    """The agency and its contract come before the contract of insurance, its final report before completion."""
    book = sh_2(desk.underwriter.organisation, desk.developer.organisation)
    with pytest.raises(Stopped):
        desk.open(book)
    project = Project.objects.select_related("subject").get(number="SH-2")
    qualified(desk.underwriter.organisation)
    agency = {"organisation_id": desk.agency.organisation.pk}
    engagement = desk.take(Engagement(subject=under(project)), "select", "underwriter", "2025-05-07", **agency)
    fee = {"fee": "500000.00", "first_fee": "150000.00", "fee_due_on": "2025-06-12"}
    desk.take(engagement, "contract", "underwriter", "2025-05-12", on="2025-05-12", **fee)
    with pytest.raises(Stopped):  # completion waits for household acceptance and the agency's final report
        desk.open(book)
    home = Unit.objects.select_related("subject").get(number="1-0101")
    desk.take(project, "notify_household_acceptance", "developer", "2025-12-01", on="2025-12-01")
    desk.take(home, "pass_household_acceptance", "underwriter", "2025-12-20", household_accepted_on="2025-12-20")
    report = Assessment(subject=under(project, engagement_id=engagement.pk))
    report = desk.take(report, "draft", "agency", "2025-12-22", kind="final")
    desk.take(report, "submit", "agency", "2025-12-23", open_severe=0, lists_open_findings=True)
    for step, who, day in REPORTED:
        desk.take(report, step, who, day)
    return desk.open(book)


REPORTED = (
    ("review", "underwriter", "2025-12-24"),
    ("seal", "underwriter", "2025-12-25"),
    ("deliver", "underwriter", "2025-12-26"),
)


def qualified(insurer):
    """Let the insurer keep the people whom Shanghai asks of it: ten for risk control and a project manager."""
    person = {"organisation": insurer, "practising_since": date(2010, 7, 1), "is_real_name": True}
    able = {"has_licence": True, "has_passed_assessment": True, "degree": "bachelor"}
    for function in ["risk_control"] * 10 + ["project_manager"]:
        InsurerStaff.objects.create(person=PersonFactory(), function=function, **person, **able)


def under(project, **links):
    return Subject(division_id=project.subject.division_id, project_id=project.pk, **links)


@pytest.fixture
def desk(request):
    return Desk(request)


def reported(opened, at, when):  # noqa: F811
    """Report the leak as the home's owner at an instant."""
    homes = Unit.objects.select_related("subject", "building")
    home = homes.get(subject__insured_object=opened.policy.insured_object_id, number="1-0101")
    person = Person.objects.get(phone="+8613800001001")
    Person.objects.filter(pk=person.pk).update(phone_verified=True)
    at(when)
    owner = Player(Person.objects.get(pk=person.pk), None, OWNER_KEY)
    leak = replace(LEAK, discovered_on=date.fromisoformat(when[:10]))
    return actions.report_defect(acting=owner.acting, key="leak", at=home, defect=leak).claim


RUNNING = [
    (beijing, "beijing-2019", {
        "claim.survey": "2029-03-14",
        "claim.determination": "2029-03-19",
        "claim.result_notice": "2029-03-19",
        "claim.determination_national": "2029-04-11",
    }),
    (hangzhou, "hangzhou-2024", {
        "claim.survey": "2029-03-14",
        "claim.determination": "2029-03-22",
        "claim.result_notice": "2029-03-22",
        "claim.determination_national": "2029-04-11",
    }),
    (jiyuan, "jiyuan-2022", {
        "claim.survey": "2029-03-14",
        "claim.determination": "2029-03-19",
        "claim.result_notice": "2029-03-19",
        "claim.determination_national": "2029-04-11",
    }),
    (longgang, "longgang-trial", {"claim.survey": None, "claim.determination_national": "2029-04-11"}),
    (shanghai, "shanghai-2025", {"claim.survey": "2029-03-13", "claim.determination_national": "2029-04-11"}),
]  # fmt: skip


@pytest.mark.parametrize(("city", "code", "last_days"), RUNNING, ids=[code for _, code, _ in RUNNING])
def test_under_running_cover_a_report_gets_its_citys_clocks_and_no_others(city, code, last_days, desk, at):  # noqa: F811
    opened = city(desk)
    claim = reported(opened, at, "2029-03-12 10:00")
    law = rulebook_for(opened.policy.insured_object_id)
    running = Clock.objects.filter(subject=claim.pk, state="open")
    assert (law.id, law.outcome, claim.state) == (code, "bound", "filed")
    assert {row.name: last_day(row) for row in running} == last_days
    assert [row.clause for row in running if not row.clause.startswith((PREFIX[code], *NATIONAL))] == []


def last_day(row):
    """Return the last good day of a clock as text; None where the text names none."""
    return clock.local_date(row.due_at - ONE_SECOND).isoformat() if row.due_at is not None else None


def test_in_shanghai_only_the_insurer_itself_or_a_qualified_firm_is_sent_to_repair(desk, at):  # noqa: F811
    claim = reported(shanghai(desk), at, "2029-01-10 09:00")
    links = {f"{name}_id": pk for name, pk in claim.subject.link_ids().items()}
    sent = {"repairer_kind": "third_party"}
    for number, given in enumerate(({}, sent, {**sent, "qualification_until": "2028-12-31"})):
        repair = Repair(subject=Subject(division_id=claim.subject.division_id, **links), claim=claim)
        with pytest.raises(Refused) as refused:
            perform(repair, "order", acting=desk.handler.acting, key=f"no:{number}", **given)
        assert [(one.clause, one.effect) for one in refused.value.refusals] == [("SH-11-2b", "block")]
    for number, given in enumerate(({"repairer_kind": "own_team"}, {**sent, "qualification_until": "2029-01-10"})):
        repair = Repair(subject=Subject(division_id=claim.subject.division_id, **links), claim=claim)
        done = perform(repair, "order", acting=desk.handler.acting, key=f"yes:{number}", **given)
        assert done.record.name == "repair.order"
    steps = (
        ("begin", {"on": "2029-01-10"}),
        ("complete", {"on": "2029-01-10", "water_test_passed": True}),
        ("accept", {}),
    )
    for step, facts in steps:
        perform(fresh(done), step, acting=desk.handler.acting, key=step, **facts)
    let_time_act()
    assert fresh(done).state == "under_warranty"
    at("2029-07-09 23:59:50")
    let_time_act()
    assert fresh(done).state == "under_warranty", "the 180th day after the tenth of January is the ninth of July"
    at("2029-07-10 00:00:10")
    let_time_act()
    assert fresh(done).state == "ended"


def fresh(done):
    return Repair.objects.select_related("subject").get(pk=done.record.subject_id)


@pytest.mark.parametrize(
    ("city", "liable"), [(shanghai, "contractor"), (hangzhou, "developer")], ids=["shanghai-2025", "hangzhou-2024"]
)
def test_before_cover_a_report_goes_to_who_answers_for_that_time(city, liable, desk, at):  # noqa: F811
    opened = city(desk)
    claim = reported(opened, at, "2026-03-10 10:00")
    ticket = Ticket.objects.get(origin=claim.pk)
    assert (claim.state, claim.liable, ticket.liable) == ("routed_before_cover", liable, liable)
    assert not Clock.objects.filter(subject=claim.pk, name="claim.determination", state="open").exists()
    assert Clock.objects.filter(subject=ticket.pk, state="open").exists()
