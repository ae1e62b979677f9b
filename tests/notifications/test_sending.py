"""Messages: owed once, sent once, proved; channels that fail or answer twice lose and double nothing."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Membership, Person
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.notifications import channels, sending
from idi_platform.notifications.models import Delivery, Notice
from idi_platform.notifications.owing import owe_notice
from idi_platform.notifications.tasks import send_owed_notices
from tests.cast import LONG_AGO, member

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 4, 8, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Draft:
    template: str = "paper.issued"
    data: dict = field(default_factory=lambda: {"title": "报案受理回执", "number": "北京潜保报案〔2026〕1号"})
    person_id: int | None = None
    organisation_id: int | None = None
    role: str = ""
    channels: tuple = ("in_app", "sms", "email")


@pytest.fixture(autouse=True)
def _outbox(settings, tmp_path, monkeypatch):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(sending, "_on_arrived", [])


@pytest.fixture
def tell(owner):
    def owed(cause="test:1", **given):
        given.setdefault("person_id", owner.person.pk)
        owe_notice(Draft(**given), cause=cause)

    return owed


def outbox(settings, kind):
    return sorted(Path(settings.OUTBOX_DIR).glob(f"{kind}/*"))


def test_one_message_once_on_each_channel(tell, settings, owner):
    owner.person.email = "yezhu@example.com"
    owner.person.save()
    for _ in range(3):
        tell()
    assert Notice.objects.count() == 3
    assert send_owed_notices() == 3
    assert send_owed_notices() == 0
    [sms], [mail] = outbox(settings, "sms"), outbox(settings, "email")
    text = sms.read_text()
    assert f"To: {owner.person.phone}" in text
    assert "【住宅质量保险】《报案受理回执》已发给您" in text
    assert len(text.partition("\n\n")[2].strip()) <= 70
    assert "Message-ID: <notice-" in mail.read_text()
    assert sms.stat().st_mode & 0o077 == 0
    assert Delivery.objects.count() == 3


def test_a_mail_whose_proof_was_lost_goes_out_again_as_the_same_mail(tell, settings, owner, monkeypatch, mailoutbox):
    """A worker killed between the server's answer and noting it: the receiver's server can tell that it has it."""
    settings.NOTICE_CHANNELS = {**settings.NOTICE_CHANNELS, "email": "smtp"}
    owner.person.email = "yezhu@example.com"
    owner.person.save()
    tell(channels=("email",))

    def killed(*_what):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_delivered", killed)
        with pytest.raises(KeyboardInterrupt):
            send_owed_notices()
    Notice.objects.update(next_try_at=clock.machine_now())
    assert send_owed_notices() == 1
    tell(cause="test:2", channels=("email",))
    assert send_owed_notices() == 1
    first, again, another = (mail.message()["Message-ID"] for mail in mailoutbox)
    assert (first == again, first == another) == (True, False)


def test_another_cause_or_reader_is_another_message(tell, neighbour):
    tell(channels=("in_app",))
    tell(cause="test:2", channels=("in_app",))
    tell(person_id=neighbour.person.pk, channels=("in_app",))
    assert Notice.objects.count() == 3


def test_a_message_needs_a_cause_and_one_reader(owner):
    with pytest.raises(ValueError, match="cause"):
        owe_notice(Draft(person_id=owner.person.pk))
    with pytest.raises(ValueError, match="a person or to an organisation"):
        owe_notice(Draft(), cause="x")


def test_one_member_is_told_as_a_member_and_reads_it_in_no_other_capacity(tell, insurer_organisation):
    """Neither a colleague nor the member as an owner reads it; a mail goes to him alone, while he is there."""
    surveyor, colleague = (member(Role.surveyor, insurer_organisation) for _n in range(2))
    for player, address in ((surveyor, "yi@example.com"), (colleague, "er@example.com")):
        Person.objects.filter(pk=player.person.pk).update(email=address)
    tell(person_id=surveyor.person.pk, organisation_id=insurer_organisation.pk, channels=("in_app", "email"))
    send_owed_notices()
    assert Delivery.objects.exclude(address="portal").get().address == "yi@example.com"
    as_owner = Acting(kind="person", person_id=surveyor.person.pk, roles=frozenset({Role.owner}), door="owner")
    seen = {who: Notice.objects.inbox_of(who).count() for who in (surveyor.acting, colleague.acting, as_owner)}
    assert list(seen.values()) == [1, 0, 0]
    Membership.objects.filter(person=surveyor.person).update(until=LONG_AGO)
    tell(person_id=surveyor.person.pk, organisation_id=insurer_organisation.pk, channels=("email",), cause="test:later")
    send_owed_notices()
    assert Notice.objects.latest("pk").owed_state == "failed", "who has left is told nothing"


def test_a_failing_channel_is_tried_again_later_and_holds_up_no_other(tell, settings, monkeypatch):
    def failing(self, message):
        raise channels.ChannelError("The gateway did not take the message: down.")

    monkeypatch.setattr(channels.FileCarrier, "send", failing)
    tell(channels=("sms", "in_app"))
    send_owed_notices()
    sms = Notice.objects.get(channel="sms")
    assert (sms.owed_state, sms.attempts) == ("pending", 1)
    assert sms.next_try_at > clock.machine_now()
    assert "down" in sms.last_error
    assert Notice.objects.get(channel="in_app").owed_state == "done"
    monkeypatch.undo()
    Notice.objects.update(next_try_at=AT)
    sending.send_owed()
    sms.refresh_from_db()
    assert sms.owed_state == "done"


class Killed(BaseException):
    """Stands for kill -9."""


def test_a_worker_killed_between_sending_and_noting_sends_one_message(tell, settings, monkeypatch):
    tell(channels=("sms",))

    def killed(*args):
        raise Killed

    monkeypatch.setattr(sending, "_delivered", killed)
    with pytest.raises(Killed):
        sending.send_owed()
    monkeypatch.undo()
    monkeypatch.setattr(clock, "now", lambda: AT)
    settings.OUTBOX_DIR = settings.OUTBOX_DIR
    assert len(outbox(settings, "sms")) == 1
    Notice.objects.update(next_try_at=AT)
    assert sending.send_owed() == 1
    assert len(outbox(settings, "sms")) == 1
    assert Delivery.objects.count() == 1


@pytest.fixture
def desk(insurer_organisation):
    """Three handlers who read mail."""
    handlers = [member(Role.handler, insurer_organisation) for _n in range(3)]
    for number, player in enumerate(handlers):
        Person.objects.filter(pk=player.person.pk).update(email=f"{number}@example.com")
    return insurer_organisation


@pytest.mark.parametrize("seconds", [30, 60, 200, 299])
def test_a_slow_mail_server_gets_each_message_once(desk, tell, settings, monkeypatch, seconds):
    """While one worker waits for an answer, and the lease of his batch ends, another does at once whatever he may."""
    settings.LEASE_SECONDS = 300
    sent, waiting, machine = [], [], [AT + timedelta(days=400)]

    def slow(self, message):
        sent.append(message.key)
        if not waiting:
            waiting.append(message)
            machine[0] += timedelta(seconds=seconds)
            sending.send_owed()
            waiting.clear()
        return {}

    for number in range(3):
        given = {"person_id": None, "organisation_id": desk.pk, "role": "handler", "channels": ("email",)}
        tell(cause=f"test:{number}", **given)
    monkeypatch.setattr(clock, "machine_now", lambda: machine[0])
    monkeypatch.setattr(channels.FileCarrier, "send", slow)
    sending.send_owed()
    assert len(sent) == len(set(sent)) == Delivery.objects.count() == 9
    assert set(Notice.objects.values_list("owed_state", flat=True)) == {"done"}


def test_a_row_that_another_worker_has_taken_is_left_to_him(tell, settings, monkeypatch):
    tell(channels=("sms",))
    [late] = Notice.objects.claim(1)
    Notice.objects.update(next_try_at=AT)
    [taken] = Notice.objects.claim(1)
    sending.send(late)
    assert outbox(settings, "sms") == []
    assert Notice.objects.get().owed_state == "pending"
    sending.send(taken)
    assert len(outbox(settings, "sms")) == 1


def test_somebody_without_an_address_is_left_to_a_person(tell):
    tell(channels=("email",))
    send_owed_notices()
    assert Notice.objects.get().owed_state == "failed"
    assert not Delivery.objects.exists()


def test_an_organisation_reads_by_role_and_mails_go_to_those_who_hold_it(settings, insurer_organisation):
    from idi_platform.accounts.roles import Role

    approver = member(Role.approver, insurer_organisation)
    handler = member(Role.handler, insurer_organisation)
    for player in (approver, handler):
        player.person.email = f"{player.person.username}@example.com"
        player.person.save()
    owe_notice(Draft(organisation_id=insurer_organisation.pk, role="approver", channels=("in_app", "email")), cause="x")
    send_owed_notices()
    [mail] = outbox(settings, "email")
    assert f"To: {approver.person.email}" in mail.read_text()
    assert Notice.objects.inbox_of(approver.acting).count() == 1
    assert not Notice.objects.inbox_of(handler.acting).exists()


def test_opening_is_the_proof_of_arrival_kept_from_the_first_time(tell, owner, neighbour, monkeypatch):
    arrived = []
    monkeypatch.setattr(sending, "_on_arrived", [arrived.append])
    tell(channels=("in_app",))
    assert not Notice.objects.inbox_of(owner.acting).exists(), "not before it is sent"
    send_owed_notices()
    assert not Notice.objects.inbox_of(neighbour.acting).exists()
    notice = Notice.objects.inbox_of(owner.acting).unread().get()
    sending.mark_read(notice, owner.acting)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=1))
    sending.mark_read(notice, owner.acting)
    delivery = Delivery.objects.get()
    assert delivery.arrived_at == AT
    assert delivery.proof["by"]["person"] == owner.person.pk
    assert not Notice.objects.inbox_of(owner.acting).unread().exists()
    sending.tell_arrivals()
    sending.tell_arrivals()
    assert len(arrived) == 1


def test_a_gateway_that_answers_twice_or_from_the_past(tell):
    tell(channels=("sms",))
    send_owed_notices()
    delivery = Delivery.objects.get()
    assert sending.record_arrival(delivery.pk, AT - timedelta(hours=1), {"gateway": "1"})
    assert not sending.record_arrival(delivery.pk, AT + timedelta(hours=1), {"gateway": "2"})
    delivery.refresh_from_db()
    assert (delivery.arrived_at, delivery.proof) == (AT, {"gateway": "1"})


def test_a_follower_that_fails_is_told_again_and_holds_up_no_other(tell, owner, monkeypatch):
    for number in range(3):
        tell(cause=f"test:{number}", channels=("in_app",))
    send_owed_notices()
    for notice in Notice.objects.all():
        sending.mark_read(notice, owner.acting)
    bad = Delivery.objects.order_by("pk").first().pk
    fails = [True]

    def follow(delivery):
        if delivery.pk == bad and fails[0]:
            raise RuntimeError

    monkeypatch.setattr(sending, "_on_arrived", [follow])
    assert sending.tell_arrivals() == 2
    fails[0] = False
    assert sending.tell_arrivals() == 1


def test_the_gateway_gets_the_key_so_that_a_second_attempt_is_known(settings, monkeypatch):
    asked = []

    class Answer:
        def __enter__(self):
            return self

        def __exit__(self, *args):
            return None

        def read(self, most):
            return b'{"id": "g-1"}'

    def urlopen(request, timeout):
        asked.append((request.get_header("Idempotency-key"), json.loads(request.data)))
        return Answer()

    monkeypatch.setattr(channels.urllib.request, "urlopen", urlopen)
    settings.NOTICE_CHANNELS = {"sms": "http", "email": "file"}
    settings.SMS_GATEWAY_ADDRESS = "https://sms.example.com/send"
    message = channels.Message("notice-1-abc", "+8613800001234", "标题", "【住宅质量保险】正文")
    proof = channels.carrier_of("sms").send(message)
    assert proof == {"gateway": '{"id": "g-1"}'}
    assert asked == [("notice-1-abc", {"key": "notice-1-abc", "to": "+8613800001234", "text": message.text})]
    with pytest.raises(channels.ChannelError):
        channels.HttpCarrier("file:///etc/passwd", "x").send(message)


def test_a_thousand_arrivals_that_cannot_be_told_do_not_keep_back_the_next(tell, monkeypatch):
    many = sending.ARRIVALS + 50
    tell(channels=("in_app",))
    tell(cause="test:2", channels=("in_app",))
    send_owed_notices()
    notice, other = Notice.objects.order_by("pk")
    Delivery.objects.bulk_create(
        Delivery(notice=notice, address=f"far-{number}", dispatched_at=AT, arrived_at=AT) for number in range(many)
    )
    last = Delivery.objects.create(notice=other, address="last", dispatched_at=AT, arrived_at=AT)
    asked = []

    def follow(delivery):
        asked.append(delivery.pk)
        if delivery.pk != last.pk:
            raise RuntimeError

    monkeypatch.setattr(sending, "_on_arrived", [follow])
    monkeypatch.setattr(sending.log, "exception", lambda *_args, **_more: None)
    assert sending.tell_arrivals() == 1
    last.refresh_from_db()
    assert last.arrival_told
    assert len(asked) == len(set(asked)) == many + 1, "each is tried once a round"


def test_idle_arrivals_are_one_look(tell, django_assert_num_queries):
    tell(channels=("in_app",))
    send_owed_notices()
    with django_assert_num_queries(1):
        assert sending.tell_arrivals() == 0
