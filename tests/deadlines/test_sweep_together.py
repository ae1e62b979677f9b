"""Several at once: sweeps beside each other, and a sweep beside a step that is being taken. Commits are real here."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from idi_platform.deadlines.follow_up import Following, NotTaken, follow_up
from idi_platform.deadlines.models import Clock, FollowUp
from idi_platform.deadlines.sweep import sweep
from idi_platform.records.models import Record, Subject
from idi_platform.records.queue import OwedState

from .stage import law, new_subject, settle, take, the_clock
from .test_derive import DETERMINATION
from .test_sweep import COVER, DUE, FILED, filed
from .worlds import at

pytestmark = pytest.mark.django_db(transaction=True)

RULES = law(claim__determination=DETERMINATION)


PATIENCE = 120
"""Seconds for which a thread waits for another one; on a busy machine it may be long before it has its turn."""


def somebody_waits() -> bool:
    """Tell whether somebody waits for a lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def in_a_thread(work: Callable[[], object]):
    def run():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=PATIENCE)


@contextmanager
def busy(subject: Subject):
    """Hold a subject's lock in another connection, as a step would."""
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
            held.set()
            free.wait(PATIENCE)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(lambda: (hold(), connection.close()))
        assert held.wait(PATIENCE)
        try:
            yield
        finally:
            free.set()
        done.result(PATIENCE)


def test_a_busy_subject_is_met_in_the_next_round_and_holds_nobody_up() -> None:
    waiting, ready = filed(), filed()

    with busy(waiting):
        assert in_a_thread(lambda: sweep(DUE)).events == 1
        assert (the_clock(waiting).state, the_clock(ready).state) == ("open", "overdue")
    sweep(DUE)

    assert the_clock(waiting).breached_at == DUE


def test_a_decision_committed_while_the_sweep_waits_for_the_row_wins() -> None:
    """The clock changes between the sweep's reading and its writing: the condition on the row leaves it alone."""
    subject = filed()
    changed, free = threading.Event(), threading.Event()

    def decide() -> None:
        try:
            with transaction.atomic():
                Clock.objects.filter(subject=subject).update(state="met", next_at=None, marks=[])
                changed.set()
                free.wait(PATIENCE)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        decision = pool.submit(decide)
        assert changed.wait(PATIENCE)
        sweeping = pool.submit(in_a_thread, lambda: sweep(DUE))
        end = time.monotonic() + PATIENCE
        while not somebody_waits() and time.monotonic() < end:
            time.sleep(0.05)
        assert somebody_waits(), "the sweep waits for the row"
        assert not sweeping.done()
        free.set()
        decision.result(PATIENCE)
        assert sweeping.result(PATIENCE).events == 0

    assert the_clock(subject).state == "met"
    assert not Record.objects.filter(form="event").exists()


def test_two_sweeps_at_once_write_every_event_once() -> None:
    subjects = [filed() for _ in range(60)]
    gate = threading.Barrier(4)

    def run() -> int:
        try:
            gate.wait(PATIENCE)
            return sum(sweep(DUE, batch=7).events for _ in range(5))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        written = sum(pool.map(lambda _n: run(), range(4)))
    written += sweep(DUE).events

    assert written == len(subjects)
    assert Record.objects.filter(name="clock.due_passed").count() == len(subjects)
    assert FollowUp.objects.count() == len(subjects)
    assert not Clock.objects.exclude(state="overdue").exists()


def test_another_sweep_of_this_kind_is_noticed() -> None:
    filed()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('deadlines.sweep', 0))")
        assert in_a_thread(lambda: sweep(DUE)).is_other_running
    assert sweep(DUE).events == 1


@pytest.fixture
def handlers(monkeypatch):
    found: dict = {}
    monkeypatch.setattr("idi_platform.deadlines.follow_up._handlers", found)
    return found


@pytest.mark.parametrize("together", [False, True])
def test_what_is_owed_is_done_once_and_a_fault_puts_only_its_own_row_off(handlers, together) -> None:
    good, bad = filed(), filed()
    sweep(DUE)
    done = []

    def notify(rows: Sequence[FollowUp]) -> None:
        if bad.pk in (row.subject_id for row in rows):
            raise OSError("the receiver is away")
        done.extend(row.subject_id for row in rows)

    handlers["notify"] = Following(notify, together)

    assert follow_up() == 1
    assert follow_up() == 0
    assert done == [good.pk]
    assert FollowUp.objects.get(subject=bad).last_error == "OSError: the receiver is away"


@pytest.mark.parametrize("together", [False, True])
def test_two_workers_never_do_the_same_row(handlers, together) -> None:
    for _ in range(20):
        filed()
    sweep(DUE)
    done: list[int] = []
    handlers["notify"] = Following(lambda rows: done.extend(row.pk for row in rows), together)

    def run(_n: int) -> None:
        try:
            while follow_up(limit=3):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))

    assert sorted(done) == sorted(FollowUp.objects.values_list("pk", flat=True))
    assert not FollowUp.objects.exclude(owed_state=OwedState.DONE).exists()


def test_a_step_that_does_not_apply_any_more_lets_later_clocks_go_on(handlers) -> None:
    policy = new_subject("policy")
    take(policy, "policy.issue", "2026-04-27")
    settle(policy, COVER, "2026-04-27", **{"policy.cover_starts_on": at("2026-05-01").date()})
    sweep(at("2026-06-01"))

    def take_step(_rows: Sequence[FollowUp]) -> None:
        raise NotTaken("the policy was terminated")

    handlers["take"] = Following(take_step, together=False)
    follow_up()
    sweep(at("2026-06-01"))

    assert the_clock(policy, "policy.cover_begins").state == "closed"
    assert the_clock(policy, "policy.announce").state == "overdue"


def test_a_filed_claim_is_swept_beside_the_writing_of_another() -> None:
    """Steps and sweeps on one subject never cut each other's chain."""
    subject = filed()

    def write() -> None:
        try:
            for number in range(15):
                with transaction.atomic():
                    Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
                    take(subject, "claim.note", at(FILED), number=number)
        finally:
            connection.close()

    def time_passes() -> None:
        try:
            for hour in range(0, 240, 4):
                sweep(at(FILED) + timedelta(hours=hour))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for job in [pool.submit(write), pool.submit(time_passes)]:
            job.result(PATIENCE)
    sweep(DUE)

    chain = list(Record.objects.filter(subject=subject).order_by("seq"))
    assert [record.seq for record in chain] == list(range(1, len(chain) + 1))
    previous = chain[0]
    for record in chain[1:]:
        assert bytes(record.prev) == bytes(previous.hash)
        previous = record
