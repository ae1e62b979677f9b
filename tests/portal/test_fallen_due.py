"""What time did on the way, as the demonstration lists it."""

from datetime import timedelta

import pytest

from idi_platform.accounts.models import Division
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.portal import fallen_due
from idi_platform.portal.components import Look
from idi_platform.records.models import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def start():
    return clock.now()


@pytest.fixture
def overdue(start):
    """A clock whose limit passes a day after the start."""
    due = start + timedelta(days=1)
    subject = Subject.objects.create(kind="somewhat", division=Division.objects.get(code="110000"))
    return Clock.objects.create(
        subject=subject,
        name="somewhat.answer",
        kind="duty",
        started_at=start,
        target_at=due,
        due_at=due,
        marks=[{"at": due.isoformat(), "event": "due_passed"}],
        next_at=due,
    )


def test_before_the_sweep_the_page_waits_and_afterwards_it_lists(start, overdue):
    week = start + timedelta(days=7)
    assert fallen_due.between(start, week).waiting == 1
    sweep(week)
    found = fallen_due.between(start, week)
    assert (found.waiting, found.total) == (0, 1)
    assert found.rows[0].title == "到期没办　somewhat.answer"
    assert found.rows[0].look == Look.BREACH
    assert found.rows[0].who == f"somewhat {overdue.subject_id}"


def test_what_fell_due_before_or_after_is_left_out(start, overdue):
    week = start + timedelta(days=7)
    sweep(week)
    assert fallen_due.between(start + timedelta(days=1), week).total == 0
    assert fallen_due.between(start, start + timedelta(hours=23)).total == 0


def test_the_list_is_cut_and_says_how_many_there_are(start, overdue, monkeypatch):
    monkeypatch.setattr(fallen_due, "MOST_SHOWN", 0)
    sweep(start + timedelta(days=7))
    found = fallen_due.between(start, start + timedelta(days=7))
    assert (len(found.rows), found.total) == (0, 1)
