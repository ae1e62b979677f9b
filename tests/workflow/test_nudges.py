"""Waking the workers: one message from whoever acts, handed on to all tasks by a worker."""

from threading import Event

import pytest

from idi_platform import celery
from idi_platform.workflow.consequences import NUDGED


@pytest.fixture
def sent(monkeypatch):
    found = []
    monkeypatch.setattr(celery.app, "send_task", lambda name, args=(), **_how: found.append((name, tuple(args))))
    return found


def test_several_tasks_are_woken_by_one_message(sent):
    celery._send(NUDGED)
    assert sent == [(celery.wake.name, NUDGED)]
    celery.wake(*NUDGED)
    assert sent[1:] == [(name, ()) for name in NUDGED]


def test_one_task_is_woken_by_its_own(sent):
    celery._send(("deadlines.follow_up",))
    assert sent == [("deadlines.follow_up", ())]


def test_every_task_that_is_woken_is_one_that_workers_know():
    celery.app.loader.import_default_modules()
    assert {celery.wake.name, *NUDGED} <= celery.app.tasks.keys()


def test_nudges_of_one_moment_are_sent_together_and_nobody_waits(monkeypatch):
    found, sent = [], Event()
    monkeypatch.setattr(celery, "_send", lambda tasks: (found.append(tasks), sent.set()))
    messenger = celery._Messenger()
    for tasks in (("b", "a"), ("a",), ("c",)):
        messenger.take(tasks)
    assert sent.wait(10)
    assert found == [("a", "b", "c")]
    sent.clear()
    messenger.take(("d",))
    assert sent.wait(10)
    assert found[1:] == [("d",)]


def test_a_process_that_parted_from_another_sends_its_own(monkeypatch):
    sent = Event()
    monkeypatch.setattr(celery, "_send", lambda _tasks: sent.set())
    before = celery._messenger
    monkeypatch.setattr(celery, "_messenger", before)
    celery._begin_anew()
    assert celery._messenger is not before
    celery._messenger.take(("a",))
    assert sent.wait(10)
