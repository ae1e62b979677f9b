"""A second report of the same defect: its own number and receipt, the first one's limits, and no money of its own."""

import re
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from claims import actions
from claims.actions import Caller, Whereabouts
from claims.codes import Channel
from claims.models import Claim, Intake, Statement, Ticket
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import PartyRole
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Attachment, Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel.errors import NotPermitted, NotVisible, Refused
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import send_owed
from idi_platform.records.models import Party, Record
from idi_platform.records.words import texts_of
from idi_platform.workflow.lifecycles import lifecycle_of
from idi_platform.workflow.perform import perform
from tests.cast import log_in, owner_player
from tests.claims.conftest import LEAK, key
from tests.claims.test_decision import codes
from tests.workflow.conftest import picture

pytestmark = pytest.mark.django_db
NEXT = "2026-10-08 09:00"


def hidden(response):
    return re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.content.decode())


@pytest.fixture
def send(client, home, at):
    """Walk the owner's pages with what he answers to the first; return the last answer and what was sent."""

    def walk(player, now=NEXT, **first):
        at(now)
        log_in(client, player)
        address = reverse("claims:owner_report")
        shown = client.post(address, {**dict(hidden(client.get(address))), **first}, follow=True)
        when = {"found": "today", "severity": "growing"}
        shown = client.post(address, {**dict(hidden(shown)), **when}, follow=True)
        sent = {**dict(hidden(shown)), "words": "更大了", "photos": [picture()]}
        return client.post(address, sent), {**sent, "photos": [picture()]}

    return walk


def limits(claim):
    rows = Clock.objects.filter(subject=claim.pk).order_by("name", "pk")
    return list(rows.values_list("name", "state", "started_at", "due_at"))


def test_the_contract_s_time_for_taking_up_a_report_runs_from_its_receipt(claim):
    """BJ-21-1b: a promise of the contract, kept when the claim is opened; the limits of the law are the claim's own."""
    intake = Intake.objects.get(claim=claim)
    taken_up = Clock.objects.get(subject=intake.pk)
    assert (taken_up.name, taken_up.state, taken_up.clause) == ("intake.taking_up", "met", "BJ-21-1b")
    assert taken_up.due_at == intake.received_at + timedelta(hours=24, seconds=1)
    assert taken_up.measures not in {clock.measures for clock in Clock.objects.filter(subject=claim.pk)}


def test_an_owner_says_that_it_is_the_one_he_reported(client, claim, owner, send):
    before = limits(claim)
    answer, sent = send(owner, same=claim.number)
    assert answer.url == reverse("claims:owner_claim", args=[claim.number])
    assert client.post(reverse("claims:owner_report"), sent).status_code == 302
    assert Claim.objects.count() == 1
    joined = Intake.objects.get(state="joined")
    assert (joined.claim_id, joined.number) != (claim.pk, claim.number)
    assert joined.claim_id == claim.pk
    assert limits(claim) == before
    taken_up = Clock.objects.get(subject=joined.pk)  # the contract's time for taking a report up, and no other limit
    assert (taken_up.name, taken_up.state, taken_up.force) == ("intake.taking_up", "met", "contract")
    assert Record.objects.get(subject=joined.pk, name="intake.join").facts["chosen_by_reporter"] is True
    assert Statement.objects.get(pk=joined.statement_id).body == "一直在渗漏或变大。更大了"
    assert Attachment.objects.get().subject_id == claim.pk
    receipt = Paper.objects.get(code="joined_receipt")
    assert (receipt.subject_id, receipt.recipient_person_id) == (joined.pk, owner.person.pk)
    page = client.get(answer.url)
    assert joined.number in page.content.decode()
    assert [row.title for row in page.context["papers"]].count(receipt.title) == 1
    produce(receipt.pk)
    told = [row.title for row in client.get(answer.url).context["records"]]
    assert f"文书已发给您：《{receipt.title}》" in told


def test_nothing_is_chosen_beforehand_and_a_new_problem_is_a_new_claim(client, claim, owner, send):
    log_in(client, owner)
    form = client.get(reverse("claims:owner_report")).context["form"]
    assert [value for value, _words in form.fields["same"].choices] == [claim.number, "new"]
    assert form["same"].value() is None
    where = {"place": "kitchen", "what": ":"}
    for same in ({"same": "new"}, {}):
        answer, _sent = send(owner, **where, **same)
        assert answer.status_code == 302
    assert Claim.objects.count() == 3
    assert not Intake.objects.filter(state="joined").exists()


def test_what_has_become_urgent_is_a_report_of_its_own(client, claim, owner, home):
    log_in(client, owner)
    address = reverse("claims:owner_report")
    shown = client.post(address, {**dict(hidden(client.get(address))), "same": claim.number}, follow=True)
    answer = client.post(address, {**dict(hidden(shown)), "found": "today", "severity": "danger"})
    assert answer.status_code == 422
    assert "现在变紧急了" in answer.content.decode()


def test_somebody_elses_claim_is_neither_offered_nor_joined(client, claim, neighbour, owner, home, send):
    with pytest.raises(NotVisible):
        actions.join_claim(acting=neighbour.acting, key=key(), claim=claim, words="我也要报。")
    log_in(client, owner)
    address = reverse("claims:owner_report")
    answer = client.post(address, {**dict(hidden(client.get(address))), "same": "BJ-2099-000001"})
    assert answer.status_code == 422


def test_an_ended_claim_is_neither_offered_nor_joined(client, claim, owner, handler):
    actions.withdraw(acting=owner.acting, key=key(), claim=claim)
    log_in(client, owner)
    assert "same" not in client.get(reverse("claims:owner_report")).context["form"].fields
    for player in (owner, handler):
        with pytest.raises(Refused) as refused:
            actions.join_claim(acting=player.acting, key=key(), claim=claim, words="又漏了。")
        assert codes(refused) == {"intake.claim_ended"}
    assert not Intake.objects.exclude(state="claim_opened").exists()


def test_what_is_no_claim_there_is_not_joined(claim, handler, home, stranger):
    where = Whereabouts(project=home.building.insured_object.project, words="0101")
    intake = actions.report_unplaced(acting=stranger.acting, key=key(), where=where, defect=LEAK)
    for number in (claim.pk + 1_000, home.pk):
        with pytest.raises(Refused) as refused:
            perform(intake, "join", acting=handler.acting, key=key(), claim_id=number)
        assert codes(refused) == {"intake.other_place"}


def test_before_cover_a_report_joins_the_case_of_the_ticket_and_after_it_is_a_claim(client, owner, report, at, send):
    at("2021-06-02 09:00")
    routed = report(defect=replace(LEAK, discovered_on=date(2021, 6, 1))).claim
    ticket = Ticket.objects.get(origin=routed)
    answer, _sent = send(owner, now="2021-06-20 09:00", same=routed.number)
    assert client.get(answer.url).url == reverse("claims:owner_ticket", args=[ticket.number])
    assert Intake.objects.get(state="joined").claim_id == routed.pk
    assert Ticket.objects.count() == 1
    at(NEXT)
    log_in(client, owner)
    assert "same" not in client.get(reverse("claims:owner_report")).context["form"].fields


def test_the_desk_joins_a_call_after_a_look(client, claim, handler, approver, at):
    at(NEXT)
    before = limits(claim)
    log_in(client, handler)
    address = reverse("claims:console_call", args=[claim.number])
    assert address in client.get(reverse("claims:console_claim", args=[claim.number])).content.decode()
    assert client.get(address).context["form"]["outcome"].value() is None
    sent = {"key": str(uuid.uuid4()), "outcome": "join", "channel": "hotline", "words": "邻居也看到了。"}
    sent |= {"phone": "13800000901", "received_at": "2026-10-07T21:30"}
    assert client.post(address, sent).status_code == 422
    assert not Intake.objects.filter(state="joined").exists()
    for _ in range(2):
        assert client.post(address, {**sent, "is_same": "on"}).status_code == 302
    joined = Intake.objects.get(state="joined")
    assert (joined.claim_id, joined.channel) == (claim.pk, "hotline")
    assert joined.received_at.isoformat() == "2026-10-07T13:30:00+00:00"
    assert limits(claim) == before
    receipt = Paper.objects.get(code="joined_receipt")
    assert (receipt.recipient_person_id, receipt.recipient_organisation) == (None, handler.organisation)
    assert not Notice.objects.filter(template="intake.joined").exists()
    assert joined.number in client.get(reverse("claims:console_claim", args=[claim.number])).content.decode()
    client.logout()
    log_in(client, approver)
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("claims:console_claim", args=[claim.number])).content.decode()


def test_an_owner_who_calls_a_desk_is_sent_his_own_receipt(client, claim, handler, owner, home, at):
    at(NEXT)
    co_owner = owner_player("共有人")
    Person.objects.filter(pk=co_owner.person.pk).update(phone="+8613800000902")
    Party.objects.create(subject=home.subject, role=PartyRole.owner, person=co_owner.person, since=date(2023, 1, 1))
    caller = Caller(name="共有人", phone="138 0000 0902", channel=Channel.HOTLINE)
    intake = actions.join_claim(acting=handler.acting, key=key(), claim=claim, words="又漏了。", caller=caller).intake
    receipt = Paper.objects.get(code="joined_receipt")
    assert (receipt.recipient_person_id, receipt.recipient_organisation_id) == (co_owner.person.pk, None)
    told = (
        Notice.objects.filter(template="intake.joined").values_list("person", "subject", "channel").order_by("channel")
    )
    assert list(told) == [(co_owner.person.pk, intake.pk, way) for way in ("in_app", "sms")]
    log_in(client, co_owner)
    page = client.get(reverse("claims:owner_claim", args=[claim.number]))
    assert intake.number in page.content.decode()
    assert receipt.title in [row.title for row in page.context["papers"]]
    while send_owed():
        pass
    (message,) = (row for row in client.get("/owner/messages/").context["list"] if row.title.startswith("报案"))
    assert (message.about, message.button) == (intake.number, "打开")
    notice = Notice.objects.get(template="intake.joined", channel="in_app")
    opened = client.post(reverse("messages_owner:open", args=[notice.pk]))
    assert opened.url == reverse("claims:owner_claim", args=[claim.number])
    client.logout()
    log_in(client, owner)
    page = client.get(reverse("claims:owner_claim", args=[claim.number]))
    assert receipt.title not in [row.title for row in page.context["papers"]]


def test_who_bought_the_home_later_may_not_read_of_the_claim_in_a_receipt(claim, handler, home, at):
    at(NEXT)
    buyer = owner_player("买家")
    Person.objects.filter(pk=buyer.person.pk).update(phone="+8613800000903")
    Party.objects.create(subject=home.subject, role=PartyRole.owner, person=buyer.person, since=date(2026, 10, 7))
    caller = Caller(name="买家", phone="13800000903")
    actions.join_claim(acting=handler.acting, key=key(), claim=claim, words="漏水。", caller=caller)
    receipt = Paper.objects.get(code="joined_receipt")
    assert (receipt.recipient_person_id, receipt.recipient_organisation) == (None, handler.organisation)
    assert not Notice.objects.filter(template="intake.joined").exists()


def test_a_call_written_down_more_than_a_day_later_says_why(client, claim, handler, at):
    at("2026-10-12 09:00")
    log_in(client, handler)
    address = reverse("claims:console_call", args=[claim.number])
    sent = {"key": str(uuid.uuid4()), "outcome": "join", "channel": "hotline", "words": "又漏。", "is_same": "on"}
    sent |= {"received_at": "2026-10-11T08:59"}
    refused = client.post(address, sent)
    assert refused.status_code == 409
    assert "为什么现在才录入" in refused.content.decode()
    assert not Intake.objects.filter(state="joined").exists()
    assert client.post(address, {**sent, "why_late": "电话记在纸上"}).status_code == 302
    record = Record.objects.get(name="intake.receive", subject=Intake.objects.get(state="joined").pk)
    assert (texts_of(record.reasons), record.reasons["entered_late"]) == ({"late_entry": "电话记在纸上"}, True)


def test_a_day_to_the_second_asks_for_no_reason(claim, handler, owner, home, at):
    now = at("2026-10-12 09:00")
    said = {"acting": handler.acting, "at": home, "defect": LEAK}
    with pytest.raises(Refused) as refused:
        actions.report_defect(**said, key=key(), received_at=now - timedelta(days=1, seconds=1))
    assert codes(refused) == {"late_entry"}
    taken = actions.report_defect(**said, key=key(), received_at=now - timedelta(days=1))
    assert taken.claim.received_at == now - timedelta(days=1)


def test_a_call_for_advice_opens_and_moves_nothing(client, claim, handler, owner):
    before = limits(claim)
    log_in(client, handler)
    address = reverse("claims:console_call", args=[claim.number])
    sent = {"key": str(uuid.uuid4()), "outcome": "advice", "channel": "desk", "words": "问什么时候上门。"}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    kept = Intake.objects.get(state="advice_only")
    assert (kept.claim_id, Claim.objects.count(), limits(claim)) == (None, 1, before)
    with pytest.raises(NotPermitted):
        actions.give_advice(acting=owner.acting, key=key(), claim=claim, words="问一下。")
    with pytest.raises(Refused) as refused:
        actions.take(kept, "join", acting=handler.acting, key=key(), claim_id=claim.pk)
    assert codes(refused) == {"step.wrong_state"}


def test_a_joined_report_can_not_be_paid():
    steps = lifecycle_of("intake").steps
    assert not [name for name in steps if "pay" in name or "offer" in name]
    assert not [step for step in steps.values() if step.starts_from("joined") and not step.is_automatic]
