"""Threads that do everything at once: no deadlock, chains that verify, and clocks that are what law and history derive.

The interleaving is the database's; what each thread does is drawn from a seed, and time runs on with every act. The
ordinary run takes 500 acts; IDI_TEST_ACTS=10000 takes more, IDI_TEST_SEED another story.
"""

import io
import itertools
import logging
import os
import random
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from PIL import Image

from claims import actions
from claims.models import Claim
from idi_platform import celery
from idi_platform.deadlines.bringing import bring_into_line
from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.reconcile import reconcile
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.models import Attachment
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError
from idi_platform.projects.models import Unit
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Record, Subject
from idi_platform.records.verify import broken_links
from idi_platform.workflow import locks
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.loading import aggregate_of
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.replay import differing_fields, replay
from idi_platform.workflow.requests import Proposed
from idi_platform.workflow.world import world_of
from policies.book import read_book
from policies.models import ConsentRound
from policies.opening import open_book
from tests.claims.conftest import LEAK
from tests.faults import ledger
from tests.policies.books import bj_2
from tests.policies.consents import all_agree
from tests.proofs import evidence_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(7200)]
PATIENCE = 120
"""Seconds for which a thread waits for another one; on a busy machine it may be long before it has its turn."""
THREADS = 8
MOST_CLAIMS = 24
NOTHING_TO_DO = PlatformError("story.nothing_to_do", "All claims are filed, or none is decided.")
FEW = 400
"""Acts, in fewer of which it is left to chance whether something is decided, annulled and corrected often enough."""
BEGIN = datetime(2026, 9, 29, 12, 0, tzinfo=UTC)
TICK = timedelta(seconds=12)
ACCEPTED = [date(2020, 11, day) for day in range(1, 29)]


class Retries(logging.Handler):
    """Counts the transactions that were begun again: after a deadlock, or for a subject that appeared meanwhile."""

    def __init__(self):
        super().__init__()
        self.count = self.appeared = 0

    def emit(self, record):
        self.count += record.getMessage() == "perform.again"
        self.appeared += record.getMessage() == "perform.appeared"


class Story:
    """A small estate with claims, the people who act on it, and what they may do at random."""

    def __init__(self, opened, cast, seed):
        self.cast = cast
        self.seed = seed
        self.policy = opened.policy
        self.buildings = list(opened.buildings.values())
        self.units = list(opened.units.values())
        self.claims = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
        self.done, self.refused, self.failed = Counter(), Counter(), []
        self._numbers = itertools.count(1)

    def key(self):
        return f"act-{next(self._numbers)}"

    def claim(self, rng):
        return Claim.objects.select_related("subject").get(pk=rng.choice(self.claims))

    def who(self, name):
        return self.cast[name]

    def note(self, rng):
        perform(self.claim(rng), "note", acting=self.who("handler"), key=self.key())

    def survey(self, rng):
        acting = self.who("surveyor")
        perform(self.claim(rng), "record_survey", acting=acting, key=self.key(), item="waterproofing")

    def call_it_urgent(self, rng):
        perform(self.claim(rng), "declare_emergency", acting=self.who("owner"), key=self.key())

    def ask_for_papers(self, rng):
        self.words(rng, "request_supplement", "handler", papers=["photos"], has_new_fact_since_request=True)

    def supply_papers(self, rng):
        self.words(rng, "supply_documents", "owner")

    def words(self, rng, step, who, **facts):
        actions.take(self.claim(rng), step, acting=self.who(who), key=self.key(), words="写明情况。", **facts)

    def decide(self, rng):
        claim, handler = self.claim(rng), self.who("handler")
        photo = receive(self.picture(rng), acting=handler, kind="photo", subject_id=claim.pk)
        facts = {"item": "waterproofing", "words": "查明的事实和理由。", "evidence_ids": [photo.pk]}
        if rng.random() < 0.5:
            facts |= {"clauses": ["BJ-5-3"], "cause": "construction", "benchmark": "standard"}
            done = actions.take(claim, "accept", acting=handler, key=self.key(), **facts)
        else:
            facts |= {"clauses": ["BJ-8-1-2"], "ground": "third_party", "why": "为什么适用。"}
            done = actions.take(claim, "refuse", acting=handler, key=self.key(), **facts)
        if isinstance(done, Proposed):
            approve(done.proposal, acting=self.who("approver"), key=self.key())

    def report(self, rng):
        if len(self.claims) >= MOST_CLAIMS:
            raise NOTHING_TO_DO
        unit = Unit.objects.select_related("subject", "building").get(pk=rng.choice(self.units).pk)
        filed = actions.report_defect(acting=self.who("owner"), key=self.key(), at=unit, defect=LEAK)
        self.claims.append(filed.claim.pk)

    def join(self, rng):
        actions.join_claim(acting=self.who("handler"), key=self.key(), claim=self.claim(rng), words="又漏了。")

    def withdraw(self, rng):
        actions.withdraw(acting=self.who("owner"), key=self.key(), claim=self.claim(rng))

    def plan(self, rng):
        day = date(2027, 1, 1) + timedelta(days=rng.randrange(600))
        unit = rng.choice(self.units)
        perform(unit, "plan_handover", acting=self.who("underwriter"), key=self.key(), planned_handover_on=day)

    def ask_the_insurer(self, rng):
        acting = self.who("underwriter")
        perform(self.policy, "request_amendment", acting=acting, key=self.key(), subject_matter="address")

    def amend(self, rng):
        facts = {"number": self.key(), "effective_on": date(2026, 10, 1), "sum_insured": "200000000.00"}
        all_agree(self.policy, self.who("underwriter"))
        done = perform(self.policy, "amend", acting=self.who("underwriter"), key=self.key(), **facts)
        if isinstance(done, Proposed):
            approve(done.proposal, acting=self.who("approver"), key=self.key())

    def file_with_the_city(self, rng):
        day = date(2020, 12, rng.randrange(1, 28))
        perform(rng.choice(self.buildings), "file_acceptance", acting=self.who("underwriter"), key=self.key(),
                filed_on=day, reasons={"late_entry": "补录"})  # fmt: skip

    def correct_the_acceptance(self, rng):
        building = rng.choice(self.buildings)
        record = Record.objects.get(subject=building.pk, name="building.accept")
        self.correct(record, "underwriter", facts={"accepted_on": rng.choice(ACCEPTED)})

    def correct_the_report(self, rng):
        record = Record.objects.get(subject=rng.choice(self.claims), name="claim.file")
        earlier = record.occurred_at - timedelta(hours=rng.randrange(1, 200))
        self.correct(record, "handler", facts={"discovered_on": date(2026, 9, 1)}, occurred_at=earlier)

    def annul_a_decision(self, rng):
        decided = list(Claim.objects.filter(pk__in=self.claims, determined_at__isnull=False).order_by("pk"))
        if not decided:
            raise NOTHING_TO_DO
        decisions = Record.objects.filter(subject=rng.choice(decided).pk, name__in=("claim.accept", "claim.refuse"))
        self.correct(decisions.latest("pk"), "handler", annul=True)

    def correct(self, record, who, **what):
        evidence = evidence_on(record.subject_id)
        proposal = propose_correction(record, acting=self.who(who), reason="记错了", evidence=evidence, **what)
        approve_correction(proposal, acting=self.who("approver"))

    def let_time_act(self, _rng):
        sweep(clock.now())

    def follow(self, _rng):
        follow_up(5)

    def count_anew(self, rng):
        bring_into_line([*rng.sample(self.claims, 3), rng.choice(self.units).pk, self.policy.pk])

    def upload(self, rng):
        receive(self.picture(rng), acting=self.who("owner"), kind="photo", subject_id=rng.choice(self.claims))

    def picture(self, rng):
        return picture(rng.randrange(1 << 24))

    WEIGHTS = {
        note: 30, survey: 10, call_it_urgent: 4, ask_for_papers: 4, supply_papers: 4, decide: 15, report: 6, plan: 10,
        ask_the_insurer: 6, amend: 2, file_with_the_city: 1, correct_the_acceptance: 1, correct_the_report: 3,
        annul_a_decision: 5, let_time_act: 8, follow: 5, count_anew: 4, upload: 12, join: 5, withdraw: 0.5,
    }  # fmt: skip

    def act(self, rng):
        (chosen,) = rng.choices(list(self.WEIGHTS), list(self.WEIGHTS.values()))
        try:
            chosen(self, rng)
            self.done[chosen.__name__] += 1
        except PlatformError as refused:  # a step that comes too late is told so, as people are
            self.refused[f"{chosen.__name__}: {refused.code}"] += 1

    def run(self, acts):
        """Take this many acts in all, in threads that begin together."""
        start = threading.Barrier(THREADS)

        def work(number):
            rng = random.Random(f"{self.seed}:{number}")
            start.wait()
            try:
                for _ in range(acts // THREADS):
                    self.act(rng)
            except Exception as error:  # noqa: BLE001  what a thread ends with is what the test asks about
                self.failed.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def picture(colour):
    written = io.BytesIO()
    Image.new("RGB", (8, 8), (colour >> 16, colour >> 8 & 255, colour & 255)).save(written, "PNG")
    return SimpleUploadedFile("leak.png", written.getvalue(), "image/png")


@pytest.fixture
def running_time(monkeypatch):
    """Legal time that runs on with every look at it. Workers are not called: their work is among the acts."""
    ticks = itertools.count()
    monkeypatch.setattr(celery, "nudge", lambda *_tasks: None)
    monkeypatch.setattr(clock, "now", lambda: BEGIN + next(ticks) * TICK)


@pytest.fixture
def story(insurer_organisation, owner, underwriter, approver, handler, surveyor, running_time, request):
    book = bj_2(insurer_organisation)
    holder = [{"name": owner.person.name, "phone": owner.person.phone}]
    first = book["buildings"][0]
    sold = [
        {"number": f"1-010{place}", "floor": 1, "sold_on": "2020-03-01", "owners": holder} for place in (1, 2, 3, 4)
    ]
    first.update(ranges=[{"floors": [1, 1], "places": 6}], units=sold)
    second = {"number": "2", "name": "2号楼", "accepted_on": "2020-11-02", "ranges": [{"floors": [1, 1], "places": 2}]}
    book["buildings"].append(second)
    opened = open_book(read_book(book), acting=underwriter.acting, key="book", second_person=approver.acting)
    for number in ("1-0101", "1-0102", "1-0103"):
        unit = Unit.objects.select_related("subject", "building").get(number=number)
        actions.report_defect(acting=owner.acting, key=f"report:{number}", at=unit, defect=LEAK)
    cast = {"owner": owner, "underwriter": underwriter, "approver": approver, "handler": handler, "surveyor": surveyor}
    made = Story(
        opened, {name: player.acting for name, player in cast.items()}, seed=os.environ.get("IDI_TEST_SEED", "1")
    )
    made.units = [opened.units[place] for place in opened.units if place[0] == "1"]
    return made


@pytest.fixture
def retries():
    counter, logger = Retries(), logging.getLogger("idi_platform.workflow.perform")
    logger.addHandler(counter)
    yield counter
    logger.removeHandler(counter)


def test_random_interleavings_meet_no_deadlock_and_leave_everything_true(story, retries):
    acts = int(os.environ.get("IDI_TEST_ACTS", "500")) // THREADS * THREADS
    began = time.monotonic()
    story.run(acts)
    took = time.monotonic() - began
    print(f"\n{acts} acts in {took:.0f} s, {retries.count} begun again, {sum(story.refused.values())} refused")
    print(dict(story.done), dict(story.refused))
    assert story.failed == []
    assert retries.count == 0
    assert sum(story.done.values()) + sum(story.refused.values()) == acts
    assert sum(story.done.values()) > acts * 0.6, story.refused
    assert acts < FEW or all(taken >= least for taken, least in zip(weighty(story.done), (7, 4, 12), strict=True))
    assert joined_too_late() == []
    assert broken_links() == []
    assert clocks_that_differ() == []
    assert rows_that_differ() == {}
    ledger.keep("acts", told(story, acts, retries))


def weighty(done):
    """Return how many decisions were taken, how many annulled, and how many steps were corrected in all."""
    corrections = done["annul_a_decision"] + done["correct_the_report"] + done["correct_the_acceptance"]
    return done["decide"], done["annul_a_decision"], corrections


def told(story, acts, retries):
    """Return what docs/faults.md says of a run."""
    refused = Counter()
    for name, times in story.refused.items():
        refused[name.partition(":")[0]] += times
    names = [act.__name__ for act in story.WEIGHTS]
    yield f"{acts} acts of {THREADS} threads, seed {story.seed}. Deadlocks: {retries.count}. Begun again for a subject"
    yield f"that appeared meanwhile: {retries.appeared}. Broken chains, clocks and rows untrue to law and records: 0.\n"
    yield from ledger.table(
        ["act", "taken", "refused"],
        [[name.replace("_", " "), str(story.done[name]), str(refused[name])] for name in names],
    )


def joined_too_late():
    """Return the reports that joined a claim after it was withdrawn, in the order of the log."""
    left = dict(Record.objects.filter(name="claim.withdraw").values_list("subject", "pk"))
    joins = Record.objects.filter(name="intake.join").values_list("pk", "facts")
    return [pk for pk, facts in joins if left.get(facts["claim_id"], pk) < pk]


def clocks_that_differ():
    """Bring every clock into line once more; return what that changes."""
    now = clock.now()
    sweep(now)
    changes = []
    for subject in Subject.objects.order_by("pk"):
        with transaction.atomic():
            locks.take([subject.pk])
            changes += reconcile([aggregate_of(subject)], world_for=lambda found: world_of(found, now), now=now)
    return [(change.subject_id, change.name, change.what, change.before, change.after) for change in changes]


def rows_that_differ():
    """Rebuild every row from its records; return the fields that come out otherwise."""
    found = {}
    for subject in Subject.objects.order_by("pk"):
        stored = aggregate_of(subject)
        differing = differing_fields(stored, replay(stored, effective_steps(subject.pk)))
        if differing:
            found[subject.pk, subject.kind] = differing
    return found


@contextmanager
def another_transaction(work):
    """Hold open, in a thread with its own connection, a transaction that has done some work; commit it at the end."""
    begun, end, failed = threading.Event(), threading.Event(), []

    def run():
        try:
            with transaction.atomic():
                work()
                begun.set()
                end.wait(PATIENCE)
        except Exception as error:  # noqa: BLE001  raised again where the test waits
            failed.append(error)
        finally:
            begun.set()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert begun.wait(PATIENCE)
    try:
        yield end.set
    finally:
        end.set()
        thread.join()
        assert failed == []


@pytest.fixture
def impatient():
    """Let no statement of this connection wait for a lock for longer than two seconds; how long it works is its own."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '2s'")


_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def once_somebody_waits(let_go):
    """Call `let_go`, in a thread, as soon as somebody waits for a lock in this database; return whether that came."""
    came = threading.Event()

    def watch():
        until = time.monotonic() + PATIENCE
        try:
            while not came.is_set() and time.monotonic() < until:
                with connection.cursor() as cursor:
                    cursor.execute(_WAITING)
                    if cursor.fetchone()[0]:
                        came.set()
                time.sleep(0.05)
        finally:
            let_go()
            connection.close()

    threading.Thread(target=watch).start()
    return came.is_set


def test_an_upload_does_not_wait_for_a_step(claim, owner, impatient):
    with another_transaction(lambda: locks.take([claim.pk])):
        uploaded = receive(picture(1), acting=owner.acting, kind="photo", subject_id=claim.pk)
        assert Attachment.objects.get(pk=uploaded.pk).number == 1


def test_a_step_does_not_wait_for_an_upload(claim, owner, handler, impatient):
    with another_transaction(lambda: receive(picture(1), acting=owner.acting, kind="photo", subject_id=claim.pk)):
        done = perform(claim, "note", acting=handler.acting, key="note")
        assert Record.objects.filter(pk=done.record.pk).exists()
        assert Attachment.objects.count() == 0
    assert Attachment.objects.count() == 1


def test_a_sweep_passes_over_a_subject_that_a_step_holds_and_comes_back(claim, at, impatient):
    now = at("2026-11-20 10:00")
    with another_transaction(lambda: locks.take([claim.pk])):
        sweep(now)
        assert not Record.objects.filter(subject=claim.pk, form="event").exists()
    sweep(now)
    assert Clock.objects.get(subject=claim.pk, name="claim.determination").state == "overdue"


def test_a_claim_filed_while_a_correction_waits_for_its_home_is_corrected_too(story, owner, underwriter, approver):
    """The correction lists what hangs on the building, waits for the home, and then looks again."""
    building, unit = story.buildings[0], story.units[3]
    record = Record.objects.get(subject=building.pk, name="building.accept")
    late = {"facts": {"accepted_on": date(2021, 1, 4)}, "reason": "记错了", "evidence": evidence_on(building.pk)}
    proposal = propose_correction(record, acting=underwriter.acting, **late)

    def file():
        unit_now = Unit.objects.select_related("subject", "building").get(pk=unit.pk)
        actions.report_defect(acting=owner.acting, key="meanwhile", at=unit_now, defect=LEAK)

    with another_transaction(file) as let_go:
        has_waited = once_somebody_waits(let_go)
        shown = approve_correction(proposal, acting=approver.acting)
    assert has_waited()
    claims = Claim.objects.count()
    assert claims == 4
    assert shown.subjects == Subject.objects.filter(building=building.pk).count() + 1
    assert clocks_that_differ() == []


def test_what_appears_each_time_before_the_contract_is_locked_is_found(story, retries, monkeypatch):
    """Whenever the contract is about to be locked, a further round of consents is complete before."""
    lock, here, times = locks._lock_in_order, threading.get_ident(), itertools.count()

    def agree():
        all_agree(story.policy, story.who("underwriter"))
        connection.close()

    def late(runs):
        if threading.get_ident() == here and any(story.policy.pk in ids for _mode, ids in runs):
            next(times)
            others = threading.Thread(target=agree)
            others.start()
            others.join(PATIENCE)
        lock(runs)

    all_agree(story.policy, story.who("underwriter"))
    facts = {"number": "CHANGE-1", "effective_on": date(2026, 10, 1), "sum_insured": "200000000.00"}
    waits = perform(story.policy, "amend", acting=story.who("underwriter"), key="amend", **facts)
    monkeypatch.setattr(locks, "_lock_in_order", late)
    approve(waits.proposal, acting=story.who("approver"), key="agreed")
    assert next(times) == 2, "missed once, and then looked for while the contract was held"
    assert list(ConsentRound.objects.values_list("state", flat=True)) == ["used"] * 3


def test_a_deadlock_is_begun_again_and_no_more_than_twice(claim, retries):
    from idi_platform.workflow.perform import in_one_transaction

    tried = []

    def work():
        tried.append(1)
        raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected()

    with pytest.raises(OperationalError):
        in_one_transaction(work)
    assert (len(tried), retries.count) == (3, 2)
