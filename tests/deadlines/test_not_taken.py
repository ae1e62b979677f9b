"""A step of the system that is refused: an event on the chain says so, and the clock is closed by it."""

from collections.abc import Sequence

import pytest
from django.db import connection, transaction

from idi_platform.deadlines import follow_up as following
from idi_platform.deadlines.follow_up import NotTaken, follow_up
from idi_platform.deadlines.models import Clock, FollowUp
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.records.models import Record, Subject

from .stage import new_subject, settle, take, the_clock
from .test_sweep import COVER
from .worlds import at

pytestmark = pytest.mark.django_db

BEGINS = at("2026-05-01 00:00:00")
NOW = at("2026-06-01")
FACTS = {"policy.cover_starts_on": BEGINS.astimezone(clock.SHANGHAI).date()}
WORDS = "张三的保单已经终止"


@pytest.fixture
def handlers(monkeypatch):
    found: dict = {}
    monkeypatch.setattr(following, "_handlers", found)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return found


@pytest.fixture
def refused(handlers):
    """A policy whose cover should begin, and a system that is refused the step."""
    policy = new_subject("policy")
    take(policy, "policy.issue", "2026-04-27")
    settle(policy, COVER, "2026-04-27", **FACTS)
    sweep(NOW)

    def take_step(_rows: Sequence[FollowUp]) -> None:
        raise NotTaken(WORDS, codes=["policy.ended", "policy.ended"])

    handlers["take"] = following.Following(take_step, together=False)
    assert follow_up() == 1
    return policy


def test_the_refusal_is_an_event_at_the_legal_instant_with_codes_and_no_words(refused) -> None:
    record = Record.objects.get(subject=refused, name="clock.not_taken")

    assert (record.form, record.occurred_at, record.recorded_at) == ("event", BEGINS, NOW)
    assert record.acting["kind"] == "system"
    assert record.facts["clock"] == "policy.cover_begins"
    assert record.facts["step"] == "policy.begin_cover"
    assert record.facts["refusals"] == ["policy.ended"]
    assert record.cause.name == "clock.step_due"
    assert WORDS not in str(record.facts) + str(the_clock(refused, "policy.cover_begins").history)


def test_the_event_is_the_chains_last_link_sealed_by_the_database(refused) -> None:
    chain = list(Record.objects.filter(subject=refused).order_by("seq"))
    subject = Subject.objects.get(pk=refused.pk)

    assert chain[-1].name == "clock.not_taken"
    assert bytes(chain[-1].prev) == bytes(chain[-2].hash)
    assert (subject.seq, bytes(subject.head)) == (chain[-1].seq, bytes(chain[-1].hash))


def test_the_clock_is_closed_and_names_its_record_and_time_goes_on(refused) -> None:
    row = the_clock(refused, "policy.cover_begins")
    assert (row.state, row.marks, row.next_at) == ("closed", [], None)
    assert row.history[-1]["record"] == Record.objects.get(subject=refused, name="clock.not_taken").pk

    sweep(NOW)
    assert the_clock(refused, "policy.announce").state == "overdue"


def test_a_worker_that_comes_again_writes_no_second_event(refused) -> None:
    FollowUp.objects.filter(act="take").update(owed_state="pending", next_try_at=clock.machine_now())

    assert follow_up() == 1
    assert Record.objects.filter(subject=refused, name="clock.not_taken").count() == 1
    assert FollowUp.objects.get(act="take").owed_state == "done"


def test_after_a_further_step_the_closed_step_becomes_due_again(refused) -> None:
    take(refused, "policy.note", NOW)
    settle(refused, COVER, NOW, **FACTS)
    assert the_clock(refused, "policy.cover_begins").state == "open"

    sweep(NOW)
    assert FollowUp.objects.filter(act="take", owed_state="pending").count() == 1


def test_where_the_event_cannot_be_written_the_clock_stays_open_and_the_row_is_tried_again(
    refused, handlers, monkeypatch
) -> None:
    take(refused, "policy.note", NOW)
    settle(refused, COVER, NOW, **FACTS)
    sweep(NOW)

    def broken(_link: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(following.chain, "append", broken)
    with transaction.atomic():
        assert follow_up() == 0
    row = FollowUp.objects.get(act="take", owed_state="pending")
    assert row.fault == "OSError"
    assert Clock.objects.get(subject=refused, name="policy.cover_begins").state == "open"
    assert connection.in_atomic_block
