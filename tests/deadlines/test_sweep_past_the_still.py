"""Subjects that stand still hold up nobody behind them: more than a batch of them is walked past, and the walk ends."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from idi_platform.accounts.models import Division
from idi_platform.deadlines.models import Clock, FollowUp
from idi_platform.deadlines.sweep import BATCH, sweep
from idi_platform.records.models import Record, Subject

from .stage import law, new_subject, settle, take, the_clock
from .test_derive import DETERMINATION
from .test_sweep import DUE, events, filed
from .worlds import end_of

MANY = BATCH + 100

_SUBJECTS = """
INSERT INTO records_subject (kind, division_id, seq, head)
SELECT 'survey', %(division)s, 0, ''::bytea FROM generate_series(1, %(many)s)
"""
_DUE = """
INSERT INTO deadlines_clock (subject_id, name, period, kind, force, measures, clause, owed_role, started_at, anchor,
    target_at, due_at, marks, next_at, state, provisional, derivation, history, entered_late)
SELECT id, 'survey.visit', '', 'duty', 'law', '', '', '', %(early)s, '{}', %(early)s, %(early)s,
    jsonb_build_array(jsonb_build_object('at', to_json(%(early)s::timestamptz), 'event', 'due_passed')),
    %(early)s, 'open', false, '[]', '[]', false
FROM records_subject WHERE kind = 'survey'
"""
_AWAITED = """
INSERT INTO deadlines_followup (clock_id, subject_id, record_id, event, act, what, occurred_at, owed_state, attempts,
    next_try_at, last_error)
SELECT c.id, c.subject_id, %(record)s, 'step_due', 'take', '{}', %(early)s::timestamptz - interval '1 day', 'failed',
    20, %(early)s, 'OSError: away'
FROM deadlines_clock c WHERE c.name = 'survey.visit'
"""


def make_due_before(many: int = MANY) -> None:
    """Make so many subjects, each with a duty that ended a day before everything else here."""
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, {"division": Division.objects.order_by("pk").first().pk, "many": many})
        cursor.execute(_DUE, {"early": DUE - timedelta(days=1)})


def freeze() -> None:
    """Let each of them await a step of the system that has failed for good."""
    with connection.cursor() as cursor:
        record = Record.objects.order_by("pk").values_list("pk", flat=True).first()
        cursor.execute(_AWAITED, {"early": DUE - timedelta(days=1), "record": record})


@contextmanager
def busy_with_all():
    """Hold the rows of all subjects that are early, in another connection, as steps would."""
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                list(Subject.objects.filter(kind="survey").select_for_update(no_key=True).values_list("pk"))
                held.set()
                free.wait(120)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(hold)
        assert held.wait(120)
        try:
            yield
        finally:
            free.set()
        done.result(120)


@pytest.mark.django_db
def test_a_thousand_frozen_subjects_do_not_keep_time_from_the_one_behind_them() -> None:
    free = filed()
    make_due_before()
    freeze()

    assert sweep(DUE).events == 1

    assert the_clock(free).breached_at == DUE
    assert not Clock.objects.filter(name="survey.visit").exclude(state="open").exists(), "they stand still themselves"


@pytest.mark.django_db
def test_the_frozen_go_on_once_their_step_is_done() -> None:
    filed()
    make_due_before()
    freeze()
    sweep(DUE)

    FollowUp.objects.filter(act="take").update(owed_state="done")

    assert sweep(DUE).events == MANY
    assert not Clock.objects.filter(name="survey.visit").exclude(state="overdue").exists()


@pytest.mark.django_db
def test_a_sweep_over_the_frozen_ends_after_one_walk() -> None:
    filed()
    make_due_before()
    freeze()
    sweep(DUE)

    with CaptureQueriesContext(connection) as captured:
        assert sweep(DUE).events == 0
    looked = [one for one in captured if "WITH batch AS" in one["sql"]]
    assert len(looked) == 2, "1,100 rows are two batches"


@pytest.mark.django_db
def test_an_idle_sweep_is_one_look_at_the_index(django_assert_num_queries) -> None:
    filed()
    with django_assert_num_queries(1) as captured:
        assert sweep(DUE - timedelta(days=4)).events == 0
    assert "ORDER BY next_at, id LIMIT 1" in captured[0]["sql"]


@pytest.mark.django_db(transaction=True)
def test_a_thousand_busy_subjects_hold_nobody_up_and_are_met_in_the_next_sweep() -> None:
    free = filed()
    make_due_before()

    with busy_with_all():
        assert sweep(DUE).events == 1
        assert the_clock(free).state == "overdue"

    assert sweep(DUE).events == MANY


@pytest.mark.django_db
def test_a_subjects_own_marks_keep_their_order_over_batches_of_one() -> None:
    """The first clock's next mark lies between the batches: the second clock waits for it."""
    subject = new_subject()
    two = law(
        claim__second={**DETERMINATION, "within": {"days": 9}, "remind": [], "on_breach": []},
        claim__first={**DETERMINATION, "within": {"days": 7}, "remind": []},
    )
    take(subject, "claim.file", "2026-03-02 09:00:00")
    settle(subject, two, "2026-03-02 09:00:00")

    sweep(end_of("2026-04-01"), batch=1)

    instants = [when for _, when in events(subject)]
    assert len(instants) == 3
    assert instants == sorted(instants)
