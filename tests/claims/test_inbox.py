"""The inbox: who reads which messages, what opening does, what is unread, and what it costs."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import actions
from claims.models import Ticket
from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel import clock
from idi_platform.notifications.models import Delivery, Notice
from idi_platform.notifications.sending import send_owed
from idi_platform.portal.inbox import unread_words
from idi_platform.projects import actions as project_file
from idi_platform.records.models import Party
from tests.asking import asked_by
from tests.cast import log_in
from tests.claims.conftest import LEAK, key

pytestmark = pytest.mark.django_db

OWNERS_LIST = "/owner/messages/"
DESKS_LIST = "/console/messages/"


def sent():
    """Let the workers send everything that is owed."""
    while send_owed():
        pass


@pytest.fixture
def told(claim):
    """The owner and the desk are told of the report."""
    sent()
    return claim


@pytest.fixture
def wanted(claim, handler):
    """A paper that was handed over to the owner."""
    actions.take(claim, "request_supplement", acting=handler.acting, key=key(), words="缺一张。", papers=["identity"])
    return produce(Paper.objects.get(subject_id=claim.pk, code="supplement_list").pk)


def page_of(client, player, address):
    client.logout()
    log_in(client, player)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def notice_to(player, **more):
    return Notice.objects.inbox_of(player.acting).filter(**more).latest("pk")


def test_an_owner_reads_opens_and_it_is_read(client, told, owner):
    page = page_of(client, owner, OWNERS_LIST)
    assert f"已收到报案 {told.number}" in page
    assert "is-unread" in page
    notice = notice_to(owner, template="claim.filed")
    waiting = Notice.objects.inbox_of(owner.acting).unread().count()
    assert f'<span class="unread num">{waiting}<' in page
    address = reverse("messages_owner:open", args=[notice.pk])
    assert client.get(address).status_code == 405
    opened = client.post(address)
    assert (opened.status_code, opened.url) == (302, reverse("claims:owner_claim", args=[told.number]))
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert Delivery.objects.get(notice=notice).arrived_at is not None
    first = notice.read_at
    assert client.post(address).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at == first
    assert Notice.objects.inbox_of(owner.acting).unread().count() == waiting - 1


def test_who_owes_a_duty_is_urged_and_whoever_else_learns_of_the_breach_is_told_that_it_is_on_record(
    claim, owner, approver, regulator_of_city, at
):
    at("2026-10-09 09:00")
    sweep(clock.now())
    follow_up()
    sent()
    assert "请马上办理" in notice_to(approver, template="clock.breached").body
    for other, said in ((owner, "clock.breached_together"), (regulator_of_city, "clock.breached_elsewhere")):
        assert not Notice.objects.inbox_of(other.acting).filter(template="clock.breached").exists()
        assert notice_to(other, template=said).body.endswith("没有按时办，已经记录在案。")


def test_what_was_missed_at_one_midnight_is_one_message_to_the_owner_and_each_duty_is_told_to_the_others(
    claim, owner, approver, regulator_of_city, at
):
    at("2026-10-09 09:00")
    sweep(clock.now())
    follow_up()
    missed = Notice.objects.filter(subject=claim.pk, template__startswith="clock.breached")
    mine = missed.filter(person=owner.person.pk)
    assert sorted(mine.values_list("channel", flat=True)) == ["in_app", "sms"]
    said = "派员现场查勘、作出核定、核定结果通知业主，都应在10月8日前办完，没有按时办，已经记录在案。"
    assert mine.get(channel="in_app").body == f"案件 {claim.number}：{said}"
    assert "3项没有在10月8日前办完" in mine.get(channel="sms").body
    for desk in (approver, regulator_of_city):
        told = missed.filter(organisation=desk.organisation.pk, channel="in_app")
        assert sorted(told.values_list("data__duty", flat=True)) == ["作出核定", "核定结果通知业主", "派员现场查勘"]


def test_the_newest_stands_first(client, told, owner, handler):
    actions.take(told, "declare_complex", acting=handler.acting, key=key(), reason="hidden_cause")
    sent()
    page = page_of(client, owner, OWNERS_LIST)
    assert page.index("要多看几天") < page.index("已收到报案")


def test_other_peoples_messages_are_not_there(client, told, owner, neighbour, other_insurer, approver):
    own, desks = notice_to(owner, template="claim.filed"), Notice.objects.get(template="claim.filed_desk")
    for player, door, notice in (
        (neighbour, "owner", own),
        (other_insurer, "console", desks),
        (approver, "console", desks),
    ):
        assert told.number not in page_of(client, player, f"/{door}/messages/")
        assert client.post(reverse(f"messages_{door}:open", args=[notice.pk])).status_code == 404
        assert client.get(reverse(f"messages_{door}:paper", args=[notice.pk])).status_code == 404
    assert "还没有消息" in page_of(client, neighbour, OWNERS_LIST)
    assert Notice.objects.filter(read_at__isnull=False).count() == 0


def test_a_desk_reads_what_is_for_its_role_and_one_reads_for_all(client, told, handler, insurer_organisation):
    assert f"新报案 {told.number}" in page_of(client, handler, DESKS_LIST)
    notice = notice_to(handler, template="claim.filed_desk")
    opened = client.post(reverse("messages_console:open", args=[notice.pk]))
    assert opened.url == reverse("claims:console_claim", args=[told.number])
    assert not Notice.objects.inbox_of(handler.acting).filter(pk=notice.pk).unread().exists()


def test_reading_the_message_is_not_the_papers_arrival_opening_the_paper_is(client, wanted, owner):
    log_in(client, owner)
    notice = notice_to(owner, paper_id=wanted.pk)
    opened = client.post(reverse("messages_owner:open", args=[notice.pk]))
    delivery = Delivery.objects.get(notice=notice, address="portal")
    assert opened.url == reverse("messages_owner:paper", args=[notice.pk])
    assert delivery.arrived_at is None
    drawn = client.get(opened.url)
    assert b"".join(drawn).startswith(b"%PDF")
    delivery.refresh_from_db()
    assert delivery.arrived_at is not None
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_everything_read_takes_my_own_alone_and_nothing_arrives(client, wanted, told, owner, handler):
    log_in(client, owner)
    assert client.get("/owner/messages/read/").status_code == 405
    assert client.post("/owner/messages/read/").status_code == 302
    assert unread_words(owner.acting) == ""
    assert unread_words(handler.acting) != ""
    assert not Delivery.objects.filter(arrived_at__isnull=False).exists()


def test_what_is_no_longer_in_sight_is_told_without_a_way_in(client, told, handler):
    notice = notice_to(handler, template="claim.filed_desk")
    Party.objects.filter(subject=told.subject.policy_id, role="lead_insurer").update(until=date(2026, 9, 29))
    page = page_of(client, handler, DESKS_LIST)
    assert "标为已读" in page
    assert "卫生间" not in page, "the case is not named"
    opened = client.post(reverse("messages_console:open", args=[notice.pk]), follow=True)
    assert opened.redirect_chain[-1][0] == DESKS_LIST
    assert "不在您能查看的范围里" in opened.content.decode()


def test_who_sold_his_home_keeps_his_messages_up_to_that_day(
    client, told, home, owner, neighbour, handler, underwriter, at
):
    at("2026-12-01 10:00")
    project_file.transfer_unit(
        acting=underwriter.acting,
        key=key(),
        unit=home,
        transferred_on=date(2026, 11, 30),
        persons=[neighbour.person.pk],
    )
    actions.take(told, "request_supplement", acting=handler.acting, key=key(), words="缺。", papers=["identity"])
    sent()
    later = Notice.objects.get(template="claim.papers_wanted", channel="in_app")
    page = page_of(client, owner, OWNERS_LIST)
    assert "已收到报案" in page
    assert later.title not in page
    assert client.post(reverse("messages_owner:open", args=[later.pk])).status_code == 404
    others = page_of(client, neighbour, OWNERS_LIST)
    assert (
        "由谁继续办理" in others
    )  # both are asked who goes on with the case; of what was before, the new one reads nothing
    assert "已收到报案" not in others
    assert later.title not in others


def test_whoever_is_told_of_a_repair_reads_it_at_his_own_door(client, report, home, at, developer, contractor):
    Party.objects.create(
        subject_id=home.subject.project_id,
        organisation=developer.organisation,
        role="developer",
        since=date(2019, 1, 1),
    )
    at("2021-06-02 09:00")
    ticket = Ticket.objects.get(origin=report(defect=replace(LEAK, discovered_on=date(2021, 6, 1))).claim)
    sent()
    assert ticket.number in page_of(client, developer, "/developer/messages/")
    notice = notice_to(developer, template="ticket.told")
    assert client.post(reverse("messages_developer:open", args=[notice.pk])).url == "/developer/messages/"
    assert ticket.number not in page_of(client, contractor, "/site/messages/")
    assert client.get("/console/messages/").status_code == 404


@pytest.mark.parametrize("who", ["owner", "handler"])
def test_the_list_takes_the_same_for_10_and_1000(client, told, request, who):
    player = request.getfixturevalue(who)
    like = notice_to(player)
    address = OWNERS_LIST if who == "owner" else DESKS_LIST

    def copied(many):
        copies = []
        for number in range(many):
            copy = Notice.objects.get(pk=like.pk)
            copy.pk, copy.dedupe_key = None, f"copy-{Notice.objects.count()}-{number}"
            copies.append(copy)
        Notice.objects.bulk_create(copies)

    log_in(client, player)
    copied(10)
    few = asked_by(client, address)
    copied(990)
    many = asked_by(client, address)
    assert len(few) == len(many) <= 12, many
    page = client.get(address).content.decode()
    assert page.count("inbox-when") == 20
    assert '<span class="unread num">99+<' in page
    assert page_of(client, player, reverse_next(page, address)).count("inbox-when") == 20


def reverse_next(page, address):
    href = page.partition('rel="next" href="')[2].partition('"')[0]
    assert href.startswith("?after=")
    return f"{address}{href}"


def test_counting_what_is_unread_is_one_query_that_stops_at_a_hundred(client, told, owner):
    with CaptureQueriesContext(connection) as asked:
        assert unread_words(owner.acting) == str(Notice.objects.inbox_of(owner.acting).unread().count())
    assert len(asked) == 2
    assert "LIMIT 100" in asked[0]["sql"]
