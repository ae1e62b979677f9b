"""Waking the workers: one message from whoever acts, handed on to all tasks by a worker."""

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
