"""A claim that is determined anew: every refusal owes a notice of its own, and the first keeps what it was."""

import pytest

from claims import actions
from idi_platform.deadlines import calendars
from idi_platform.deadlines.books import Book
from idi_platform.deadlines.deriving import runs_of_clock
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel import clock
from idi_platform.records.models import Record
from idi_platform.workflow.replay import differing_fields, replay
from idi_platform.workflow.world import world_of
from tests.claims.conftest import key
from tests.claims.test_around_a_claim import fresh, of_two
from tests.claims.test_decision import covered, not_covered, photo, surveyed, take  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db

NOTICES = ("claim.refusal_notice", "claim.refusal_notice_national")


@pytest.fixture
def desk(surveyed, take, handler, approver, photo, at):  # noqa: F811
    """What the desk does at an instant: determine with two persons, or send the newest letter."""

    def does(when, name, **facts):
        at(when)
        done = take(handler, name, **facts)
        if name.startswith("send_"):
            produce(Paper.objects.filter(subject=surveyed.pk).latest("pk").pk)
        else:
            of_two(done, approver)

    return does


@pytest.fixture
def anew(desk, photo):  # noqa: F811
    """Refused and told; looked at again."""
    desk("2026-10-12 10:00", "refuse", **not_covered(photo))
    desk("2026-10-13 10:00", "send_refusal")
    desk("2026-10-19 10:00", "redetermine", words="业主补了照片。", reason="appraisal", evidence_ids=[photo.pk])


@pytest.fixture
def refused_again(anew, desk, surveyed, photo):  # noqa: F811
    desk("2026-10-20 10:00", "refuse", **not_covered(photo))
    return surveyed


def runs(claim, name):
    return list(Clock.objects.filter(subject=claim.pk, name=name).order_by("started_at"))


def days_of(row):
    moments = (row.started_at, row.due_at, row.met_at, row.breached_at)
    return [moment and f"{clock.local_date(moment):%m-%d}" for moment in moments]


def late_notices(claim):
    found = Record.objects.filter(subject=claim.pk, form="event", name="clock.due_passed")
    return [event for event in found if event.facts.get("clock") in NOTICES]


@pytest.mark.parametrize("name", NOTICES)
def test_a_second_refusal_owes_a_second_notice(refused_again, name) -> None:
    first, second = runs(refused_again, name)
    assert (first.state, days_of(first)) == ("met", ["10-12", "10-16", "10-13", None])
    assert (second.state, days_of(second)) == ("open", ["10-20", "10-24", None, None])


def test_the_second_notice_in_time_meets_it(refused_again, desk) -> None:
    desk("2026-10-22 10:00", "send_refusal")
    for name in NOTICES:
        assert [row.state for row in runs(refused_again, name)] == ["met", "met"]


def test_without_it_the_second_is_late_once_and_the_first_stays(refused_again, desk, at) -> None:
    for moment in ("2026-10-24 09:00", "2026-10-27 09:00", "2026-11-02 09:00"):
        at(moment)
        sweep(clock.now())
    assert len(late_notices(refused_again)) == len(NOTICES)
    assert [row.state for row in runs(refused_again, NOTICES[0])] == ["met", "overdue"]
    desk("2026-11-03 10:00", "send_refusal")
    sweep(clock.now())
    assert len(late_notices(refused_again)) == len(NOTICES)
    first, second = runs(refused_again, NOTICES[0])
    assert (first.state, second.state, fresh(refused_again).state) == ("met", "met_late", "refusal_notified")


def test_what_is_looked_at_again_is_owed_a_result_and_its_notice(anew, desk, surveyed, photo) -> None:  # noqa: F811
    (owed,) = runs(surveyed, "claim.redetermination")
    assert (owed.state, owed.kind, owed.due_at, owed.breached_at) == ("open", "reminder", None, None)
    desk("2026-10-20 10:00", "accept", **covered(photo))
    assert runs(surveyed, "claim.redetermination")[0].state == "open", "nobody was told yet"
    assert [row.state for row in runs(surveyed, NOTICES[0])] == ["met"], "it is refused no longer"
    desk("2026-10-21 10:00", "send_determination")
    assert runs(surveyed, "claim.redetermination")[0].state == "met"


@pytest.fixture
def partly(anew, desk, surveyed, photo):  # noqa: F811
    """Accepted in part the second time; both letters have left in the afternoon."""
    part = {**covered(photo), "ground": "third_party", "why": "吊顶是自己改的。"}
    reasons = {"claim.accept_in_part.latent": "第三方"}
    desk("2026-10-20 10:00", "accept_in_part", **part, reasons=reasons)
    desk("2026-10-20 16:00", "send_refusal")
    return surveyed


def test_a_determination_corrected_past_its_notice_breaks_nothing(partly, handler, approver, photo, at) -> None:  # noqa: F811
    record = Record.objects.get(subject=partly.pk, name="claim.accept_in_part")
    true_instant = at("2026-10-20 18:00")
    at("2026-10-21 10:00")
    proposal = actions.propose_correction_of(
        record, acting=handler.acting, reason="记成了上午", evidence=[photo.pk], occurred_at=true_instant
    )
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    at("2026-11-02 09:00")
    sweep(clock.now())
    for name in NOTICES:
        second = runs(partly, name)[1]
        assert (second.state, second.started_at, second.breached_at) == ("met", true_instant, None)
    assert not late_notices(partly)


def test_a_derivation_from_the_beginning_and_a_replay_agree_with_what_stands(partly) -> None:
    stored = fresh(partly)
    world = world_of(stored, clock.now())
    assert not differing_fields(stored, replay(stored, world.history()))
    for name in NOTICES:
        book, told = Book(world.rulebook), world.history()
        derived = runs_of_clock(name, world, book, told, calendar=calendars.current(), now=world.now)
        assert [(run.key[1], run.state.value, run.started_at, run.met_at) for run in derived] == [
            (row.period, row.state, row.started_at, row.met_at) for row in runs(stored, name)
        ]
