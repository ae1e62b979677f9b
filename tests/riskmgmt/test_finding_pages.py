"""What the agency found, as its readers see it: lists that add up, one finding with its pictures, nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse

from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Attachment
from riskmgmt.models import Finding, Inspection
from riskmgmt.pages.lists import Asked
from riskmgmt.words import finding_state_words
from tests.cast import log_in, member
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db
ON = {"on": "2026-01-05"}


def browser_of(player):
    client = Client()
    log_in(client, player)
    return client


@pytest.fixture
def raised(driver, under, engagement):
    """Let the agency find something at the project."""

    def find(section="", grade="medium", **more):
        facts = {"source": "works", "grade": grade, "section": section, **more}
        made = Finding(subject=under(engagement_id=engagement.pk))
        return driver.drive(made, [("raise_finding", "agency", facts)])

    return find


@pytest.fixture
def mended(raised, driver, contractor):
    """Let the contractor show the place before and after; the pictures are two files."""
    found = raised(rectify_by="2026-01-20")
    before, after = (evidence_on(found.pk, contractor.acting, shade) for shade in ("red", "blue"))
    driver.take(found, "submit", "contractor", before_ids=before, after_ids=after)
    return Finding.objects.select_related("subject").get(pk=found.pk)


def one(door, found):
    return reverse(f"findings_{door}:one", args=[found.pk])


def test_a_finding_shows_the_place_before_and_after_by_whom_and_how_it_was_closed(mended, driver, players):
    before = browser_of(players["handler"]).get(one("console", mended)).content.decode()
    assert "已整改，等待复核" in before
    driver.take(mended, "close", "agency")
    page = browser_of(players["handler"]).get(one("console", mended)).content.decode()
    assert "已整改并关闭" in page
    firm = players["contractor"].organisation.name
    for said in ("整改前照片", "整改后照片"):
        caption = page[page.index(f"</b> {said}") :].partition("</span>")[0]
        assert firm in caption
        assert players["contractor"].person.name in caption
    assert page.count("<img") == Attachment.objects.filter(subject=mended.pk).exclude(thumbnail="").count()
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0], "nothing is changed here"


@pytest.mark.parametrize(
    ("door", "who"),
    [
        ("agency", "agency"),
        ("developer", "developer"),
        ("site", "supervisor"),
        ("site", "lab"),
        ("regulator", "regulator"),
    ],
)
def test_everybody_who_has_a_part_reads_it_at_his_door(mended, players, door, who):
    page = browser_of(players[who]).get(one(door, mended))
    assert page.status_code == 200
    assert "整改前照片" in page.content.decode()
    listed = browser_of(players[who]).get(reverse(f"findings_{door}:list"))
    assert [row.cells[2].words for row in listed.context["table"].rows] == ["1"]


@pytest.mark.parametrize(
    ("door", "role"), [("console", Role.handler), ("agency", Role.agency), ("site", Role.contractor)]
)
def test_nobody_elses_is_there(mended, project, door, role):
    stranger = browser_of(member(role))
    assert stranger.get(one(door, mended)).status_code == 404
    assert stranger.get(reverse(f"findings_{door}:project", args=[project.pk])).status_code == 404
    assert stranger.get(reverse(f"findings_{door}:list")).context["table"].rows == ()


def test_an_authority_of_another_place_and_an_owner_have_no_such_page(mended, players):
    elsewhere = member(Role.regulator, division="310000")
    assert browser_of(elsewhere).get(one("regulator", mended)).status_code == 404
    assert browser_of(players["owner"]).get(one("console", mended)).status_code == 404
    assert browser_of(players["accountant"]).get(one("console", mended)).status_code == 404


def test_what_is_past_its_day_says_so_until_something_is_handed_in(raised, driver, players):
    found = raised(rectify_by="2026-01-20")
    address = one("agency", found)
    assert "已过整改期限" in browser_of(players["agency"]).get(address).content.decode()
    driver.take(found, "submit", "contractor")
    assert "已过整改期限" not in browser_of(players["agency"]).get(address).content.decode()


def test_the_lists_of_a_project_add_up_and_each_number_opens_its_list(raised, driver, project, players):
    for section, grade in (("roof_waterproofing", "medium"), ("roof_waterproofing", "severe"), ("", "watch")):
        last = raised(section, grade)
    driver.take(last, "submit", "contractor")
    driver.take(last, "close", "agency")
    agency = browser_of(players["agency"])
    page = agency.get(reverse("findings_agency:project", args=[project.pk])).context
    foot = [cell.words for cell in page["groups"].foot[2:]]
    assert foot == ["2", "3"]
    assert len(page["table"].rows) == 3
    for row in page["groups"].rows:
        for cell in row.cells[2:]:
            assert len(agency.get(cell.href.partition("#")[0]).context["table"].rows) == int(cell.words)
    nothing = agency.get(reverse("findings_agency:project", args=[project.pk]), {"building": "999999"})
    assert nothing.context["table"].rows == ()
    assert nothing.context["all_href"]


@pytest.mark.parametrize("query", [{"building": "x"}, {"building": "-1"}, {"building": "²"}, {"open": "yes"}, {}])
def test_what_cannot_be_read_narrows_nothing(query):
    assert Asked.of(query) == Asked()


def test_the_visits_of_the_agency_stand_with_what_they_found(driver, under, engagement, project, players):
    visit = Inspection(subject=under(engagement_id=engagement.pk))
    planned = ("plan", "agency", {"kind": "process", "planned_on": "2026-01-04", "stage": "structure"})
    visit = driver.drive(visit, [planned, ("carry_out", "agency", {**ON, "persons": 2})])
    found = Finding(subject=under(engagement_id=engagement.pk), visit=visit)
    facts = {"source": "works", "grade": "medium"}
    found = driver.drive(found, [("raise_finding", "agency", facts)])
    agency = browser_of(players["agency"])
    (row,) = agency.get(reverse("findings_agency:project", args=[project.pk])).context["visits"].rows
    assert [cell.words for cell in row.cells] == ["施工过程检查", "2026年1月5日", "2 人", "—", "1"]
    assert "施工过程检查" in agency.get(one("agency", found)).content.decode()


def test_the_page_of_a_project_leads_to_what_was_found(mended, project, players):
    page = browser_of(players["regulator"]).get(reverse("projects_regulator:project", args=[project.pk]))
    assert reverse("findings_regulator:project", args=[project.pk]) in page.content.decode()


def test_what_was_in_order_is_not_said_to_have_been_rectified():
    assert finding_state_words("closed", "normal") == "已复核关闭，没有要整改的"
    assert finding_state_words("closed", "minor") == finding_state_words("closed") == "已整改并关闭"
    assert finding_state_words("raised", "normal") == finding_state_words("raised")
