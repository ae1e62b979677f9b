"""Work that failed for good: left to a person, told once, tried again by whom it is known."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.notifications.models import Notice
from idi_platform.records import queue
from idi_platform.records.models import Retry
from idi_platform.records.queue import OwedState, said_of, try_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    found: list = []
    monkeypatch.setattr(queue, "_on_failed", [lambda row: found.append((row.pk, row.owed_state))])
    return found


@pytest.fixture
def owed(owner):
    return Notice.objects.create(
        template="test", channel="sms", person=owner.person, title="t", body="b", dedupe_key="test:1",
        owed_at=datetime(2026, 3, 4, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def failed(owed, told):
    owed.attempts = Notice.MAX_ATTEMPTS
    owed.save()
    owed.put_off("OSError: 13800000000 does not answer")
    return owed


def test_the_last_attempt_leaves_the_row_to_a_person_and_tells_once(owed, told):
    for _ in range(Notice.MAX_ATTEMPTS):
        assert told == []
        [row] = Notice.objects.claim(1) or [None]
        row.put_off("OSError: away", at=row.next_try_at.replace(year=2020))
    assert told == [(owed.pk, OwedState.FAILED)]
    assert Notice.objects.claim(1) == [], "nobody but a person takes it up again"


def test_who_cannot_be_told_does_not_keep_the_row_from_failing(owed, monkeypatch):
    def broken(_row):
        raise OSError

    monkeypatch.setattr(queue, "_on_failed", [broken])
    owed.fail("OSError: away")
    owed.refresh_from_db()
    assert owed.owed_state == OwedState.FAILED


def test_a_fault_is_shown_by_its_kind_and_never_by_its_words(failed):
    assert failed.fault == "OSError"
    failed.last_error = said_of(Refused([Refusal("gate.x", "张三还没有签字")]))
    assert failed.fault == "Refused[step.refused]"
    failed.last_error = "张三 does not answer"
    assert failed.fault == ""


def test_it_is_tried_again_once_however_often_it_is_asked_for(failed, operator):
    assert try_again(Notice, failed.pk, acting=operator.acting)
    assert not try_again(Notice, failed.pk, acting=operator.acting)

    failed.refresh_from_db()
    assert (failed.owed_state, failed.attempts) == (OwedState.PENDING, 0)
    asked = Retry.objects.get()
    assert (asked.owed, asked.row, asked.attempts, asked.fault) == (
        "notifications.notice", failed.pk, Notice.MAX_ATTEMPTS, "OSError",
    )  # fmt: skip
    assert asked.by["person"] == operator.person.pk
    assert [row.pk for row in Notice.objects.claim(1)] == [failed.pk]


def test_what_did_not_fail_is_left_alone(owed, operator):
    assert not try_again(Notice, owed.pk, acting=operator.acting)
    assert not try_again(Notice, owed.pk + 1, acting=operator.acting)
    assert not Retry.objects.exists()


@pytest.mark.parametrize("change", [lambda rows: rows.update(fault=""), lambda rows: rows.delete()])
def test_who_asked_is_written_once_and_stays(failed, operator, change):
    try_again(Notice, failed.pk, acting=operator.acting)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(Retry.objects.all())
    assert Retry.objects.count() == 1
