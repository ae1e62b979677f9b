"""First pages that only read: the authority's figures equal their lists; a developer learns of claims a number."""

from datetime import timedelta

import pytest
from django.urls import reverse

from claims.models import Claim, Ticket
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.portal import doors
from idi_platform.projects.models import Project
from idi_platform.records.models import Subject
from tests.asking import asked_by
from tests.doors.cases import BEHIND

pytestmark = pytest.mark.django_db


def test_a_developer_sees_projects_and_numbers_and_nobody(world, sessions):
    page = sessions("developer").get(reverse("claims:developer_home")).content.decode()
    assert world.words.project in page
    for secret in (world.claim, world.words.report, world.words.owner, world.words.findings):
        assert secret not in page
    other = sessions("other_developer").get(reverse("claims:developer_home")).content.decode()
    assert world.words.project not in other


def test_what_a_developer_owes_says_where(world, sessions):
    mine, like = world.people["developer"].organisation.pk, Clock.objects.filter(kind="duty").first()
    project = Project.objects.get(name=world.words.project)
    there = Subject.objects.filter(project=project.pk, kind__in=("building", "policy", "finding"))
    assert {one.kind for one in there if one.insured_object_id is None} == {"finding"}
    for subject in there:
        Clock.objects.create(
            subject=subject, name="building.announcement", kind="duty", force=like.force, started_at=like.started_at,
            due_at=like.due_at, owed_org_id=mine, state="open",
        )  # fmt: skip
    owed = sessions("developer").get(reverse("claims:developer_home")).context["owed"]
    said = [f"{one.title} {one.text}" for one in [*owed.soon, *owed.later]]
    assert len(set(said)) == len(said)
    assert len([one for one in said if world.words.project in one]) >= there.count() >= 2


def test_what_is_far_off_is_folded_away(world, sessions):
    mine, now = world.people["developer"].organisation.pk, clock.now()
    like = Clock.objects.filter(kind="duty", due_at__isnull=False).first()
    Clock.objects.filter(owed_org=mine).update(owed_org=None)
    for period, days in (("soon", 89), ("far", 91), ("further", 900)):
        Clock.objects.create(
            subject_id=world.policy, name="building.announcement", period=period, kind="duty", force=like.force,
            started_at=like.started_at, due_at=now + timedelta(days=days), owed_org_id=mine, state="open",
        )  # fmt: skip
    answer = sessions("developer").get(reverse("claims:developer_home"))
    owed = answer.context["owed"]
    assert (len(owed.soon), len(owed.later)) == (1, 2)
    assert "另外 2 项还早" in answer.content.decode()


def test_tickets_told_to_it_and_to_nobody_else(world, sessions):
    told = Ticket.objects.get(number=world.ticket)
    page = sessions("developer").get(reverse("claims:developer_tickets")).content.decode()
    assert (world.ticket in page) is (told.liable_organisation == world.people["developer"].organisation.pk)
    assert world.words.owner not in page
    other = sessions("other_developer").get(reverse("claims:developer_tickets")).content.decode()
    assert world.ticket not in other


def test_the_pages_keep_their_budget(world, sessions):
    pages = (
        ("developer", "claims:developer_home"),
        ("developer", "claims:developer_tickets"),
        ("regulator_of_city", "overview_regulator:overview"),
    )
    for who, name in pages:
        asked = asked_by(sessions(who), reverse(name))
        assert len(asked) <= 20, asked


@pytest.mark.parametrize("who", ["regulator_of_city", "regulator_elsewhere"])
@pytest.mark.parametrize("shown", ["overdue", "week"])
def test_an_authoritys_figures_equal_their_lists(world, sessions, who, shown):
    answer = sessions(who).get(reverse("overview_regulator:overview"), {"list": shown})
    figure = next(one for one in answer.context["kpis"] if one.list_href.endswith(shown))
    assert int(figure.value) == len(answer.context["table"].rows)
    assert who == "regulator_of_city" or not answer.context["table"].rows


def test_an_authority_sees_what_ran_over(world, sessions):
    late = Clock.objects.filter(kind="duty", state="open", due_at__isnull=False, subject=world.claim_id).first()
    Clock.objects.filter(pk=late.pk).update(state="overdue")
    answer = sessions("regulator_of_city").get(reverse("overview_regulator:overview"))
    assert str(late.pk) in [row.key for row in answer.context["table"].rows]


def run_over(like, subjects, name):
    """Let a duty such as another run over on each subject; return the keys of the rows that say so."""
    late = [
        Clock.objects.create(
            subject_id=subject, name=name, period="late", kind="duty", force=like.force, clause=like.clause,
            started_at=like.started_at, due_at=like.due_at, owed_org_id=like.owed_org_id, state="overdue",
        ).pk
        for subject in subjects
    ]  # fmt: skip
    return {str(pk) for pk in late}


def test_an_authority_learns_which_case_where_and_whose_turn(world, sessions):
    due = Clock.objects.filter(subject=world.claim_id, kind="duty", due_at__isnull=False, owed_org__isnull=False)
    late = run_over(due.first(), (world.claim_id, world.finding), due.first().name)
    answer = sessions("regulator_of_city").get(reverse("overview_regulator:overview"))
    claim, finding = (row for row in answer.context["table"].rows if row.key in late)
    said = " ".join(f"{cell.words} {cell.sub}" for cell in claim.cells)
    for told in (world.claim, world.words.project, world.words.building, world.words.insurer):
        assert told in said
    assert due.first().name not in said
    assert finding.href == reverse("findings_regulator:one", args=[world.finding])
    assert world.words.project in " ".join(cell.sub for cell in finding.cells)
    assert finding.cells[1].words == claim.cells[1].words, "the law of the project names what hangs on it alone"
    assert world.words.owner not in answer.content.decode()


def test_the_list_of_duties_asks_as_often_for_many_as_for_few(world, sessions):
    address, who = reverse("overview_regulator:overview"), sessions("regulator_of_city")
    subjects = Subject.objects.filter(kind__in=("claim", "finding")).values_list("pk", flat=True)
    like = Clock.objects.filter(kind="duty", due_at__isnull=False).first()
    run_over(like, subjects, "one")
    few = len(asked_by(who, address))
    for more in ("two", "three"):
        run_over(like, subjects, more)
    assert len(asked_by(who, address)) == few


@pytest.mark.parametrize("door", doors.DOORS, ids=lambda door: door.code)
def test_whoever_comes_in_by_a_door_finds_a_first_page(world, sessions, door):
    for who in sorted(BEHIND.get(door.code, ()))[:2]:
        for address in (doors.landing_of(door), door.path):
            assert sessions(who).get(address, follow=True).status_code == 200, (who, address)


@pytest.mark.parametrize(
    ("code", "who", "page"),
    [("site", "contractor", "claims:site_orders"), ("agency", "agency", "findings_agency:list")],
)
def test_a_door_without_a_first_page_leads_to_the_first_of_ones_menu(world, sessions, code, who, page):
    answer = sessions(who).get(doors.behind(code).path)
    assert answer.headers["Location"] == reverse(page)
    assert sessions(who).get(reverse(page)).context["nav"][0].current


def test_a_report_clerk_counts_and_opens_no_case(world, sessions):
    clerk = sessions("report_clerk")
    page = clerk.get(reverse("overview_regulator:overview"))
    assert [one.list_href.partition("=")[2] for one in page.context["kpis"]] == ["overdue", "week"]
    assert not any(row.href for row in page.context["table"].rows)
    assert "每月锁定的数据" in page.content.decode()
    assert world.words.owner not in page.content.decode()
    numbers = set(Claim.objects.values_list("number", flat=True))
    assert numbers
    assert not [one for one in numbers if one in page.content.decode()], "he reads houses, no numbers of claims"
    assert clerk.get(reverse("cases_regulator:subject", args=[world.claim_id])).status_code == 404
