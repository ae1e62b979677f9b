"""A duty that arises again: each determination that refuses owes a notice of its own, and keeps its own history."""

import pytest

from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import ClockState
from idi_platform.deadlines.sweep import sweep
from idi_platform.records import chain
from idi_platform.records.models import Record

from .stage import law, new_subject, settle, take
from .worlds import Taken, at, end_of, one, runs

NOTICE = {
    "kind": "duty",
    "starts": {"any": ["claim.refuse", "claim.accept_in_part"]},
    "within": {"days": 3},
    "met_by": {"dispatched": "refusal_notice"},
    "void_by": ["claim.redetermine"],
    "remind": [{"before_due": {"days": 1}}],
    "on_breach": [{"notify": ["insurer_manager"]}],
    "clause": "INS-24",
}
RULES = law(claim__refusal_notice=NOTICE)
REFUSED = ("claim.refuse", "2026-03-02 10:00:00")
ANEW = ("claim.redetermine", "2026-03-09 10:00:00")
IN_PART = ("claim.accept_in_part", "2026-03-10 10:00:00")
AGAIN = [REFUSED, ANEW, IN_PART]


def sent(when: str) -> Taken:
    return Taken("claim.record_dispatch", at(when), {"paper": "refusal_notice"})


FIRST, SECOND = sent("2026-03-03 09:00:00"), sent("2026-03-11 09:00:00")


def test_the_notice_of_the_first_refusal_says_nothing_of_the_second() -> None:
    first, second = runs(NOTICE, [*AGAIN, FIRST])

    assert (first.state, first.met_at) == (ClockState.MET, FIRST.occurred_at)
    assert (second.state, second.due_at, second.met_at) == (ClockState.OPEN, end_of("2026-03-13"), None)
    assert second.breached_at == end_of("2026-03-13"), "where no notice follows"


def test_a_notice_of_its_own_meets_the_second() -> None:
    assert [run.met_at for run in runs(NOTICE, [*AGAIN, FIRST, SECOND])] == [FIRST.occurred_at, SECOND.occurred_at]


def test_the_first_notice_sent_twice_is_still_the_first() -> None:
    assert runs(NOTICE, [*AGAIN, FIRST, sent("2026-03-05 09:00:00")])[1].met_at is None


def test_a_refusal_that_is_taken_back_in_time_owes_no_notice_and_a_breach_before_stays() -> None:
    early = ("claim.redetermine", "2026-03-04 10:00:00")

    assert one(NOTICE, [REFUSED, early]).breached_at is None
    late, second = runs(NOTICE, [*AGAIN, SECOND])
    assert (late.state, late.breached_at) == (ClockState.VOID, end_of("2026-03-05"))
    assert (second.state, second.breached_at) == (ClockState.MET, None)


def test_what_is_accepted_at_last_leaves_the_first_as_it_was() -> None:
    assert one(NOTICE, [REFUSED, ANEW, ("claim.accept", "2026-03-10 10:00:00"), FIRST]).state is ClockState.MET


@pytest.mark.parametrize(("told_before", "state"), [("2026-03-10 10:00:00", ClockState.MET), (None, ClockState.OPEN)])
def test_who_acted_after_a_step_as_it_was_told_has_acted_wherever_it_moves(told_before, state) -> None:
    """The second determination is corrected to the evening, the notice left in the afternoon: it was kept."""
    moved = Taken("claim.accept_in_part", at("2026-03-10 20:00:00"), {}, at(told_before) if told_before else None)
    found = runs(NOTICE, [REFUSED, FIRST, ANEW, moved, sent("2026-03-10 16:00:00")])[1]

    assert (found.state, found.started_at) == (state, at("2026-03-10 20:00:00"))


def test_a_step_corrected_to_an_earlier_instant_counts_from_there() -> None:
    moved = Taken("claim.accept_in_part", at("2026-03-09 12:00:00"), {}, at("2026-03-10 10:00:00"))
    found = runs(NOTICE, [REFUSED, FIRST, ANEW, moved, sent("2026-03-09 16:00:00")])[1]

    assert (found.state, found.due_at) == (ClockState.MET, end_of("2026-03-12"))


@pytest.fixture
def refused_again(db):
    """Refused and told, looked at again, refused in part; the second notice has not left."""
    subject = new_subject()
    for name, when in (REFUSED, ("claim.record_dispatch", "2026-03-03 09:00:00"), ANEW, IN_PART):
        given = {"paper": "refusal_notice"} if name == "claim.record_dispatch" else {}
        pk = take(subject, name, when, **given)
        settle(subject, RULES, when)
    return subject, pk


def rows(subject) -> list[Clock]:
    return list(Clock.objects.filter(subject=subject).order_by("started_at"))


def correct(subject, record_id: int, now: str, **facts: str) -> None:
    chain.append(
        chain.Link(
            subject_id=subject.pk,
            form="correction",
            name="correct",
            acting={"kind": "system"},
            occurred_at=at(now),
            recorded_at=at(now),
            facts=facts,
            corrects_id=record_id,
        )
    )
    settle(subject, RULES, now)


def test_the_second_duty_is_open_reminded_breached_once_and_met_late(refused_again) -> None:
    subject, _ = refused_again
    first, second = rows(subject)
    kept = (first.state, first.met_at, first.history, first.pk)
    assert (first.state, second.state, second.period) == ("met", "open", "#2")

    for moment in ("2026-03-12 09:00:01", "2026-03-14 08:00:00", "2026-03-20 08:00:00"):
        sweep(at(moment))
    events = Record.objects.filter(subject=subject, form="event").order_by("occurred_at")
    assert [(event.name, event.occurred_at) for event in events] == [
        ("clock.reminder", at("2026-03-12 09:00:00")),
        ("clock.due_passed", end_of("2026-03-13")),
    ]
    assert rows(subject)[1].state == "overdue"

    take(subject, "claim.record_dispatch", "2026-03-21 09:00:00", paper="refusal_notice")
    settle(subject, RULES, "2026-03-21 09:00:00")
    sweep(at("2026-03-22 08:00:00"))
    first, second = rows(subject)
    assert (second.state, second.breached_at, second.met_at) == (
        "met_late", end_of("2026-03-13"), at("2026-03-21 09:00:00")
    )  # fmt: skip
    assert (first.state, first.met_at, first.history, first.pk) == kept
    assert events.count() == 2, "told once"
    assert settle(subject, RULES, "2026-03-22 09:00:00") == (), "derived again, the same"


def test_a_determination_corrected_past_its_notice_breaks_nothing(refused_again) -> None:
    subject, determined = refused_again
    take(subject, "claim.record_dispatch", "2026-03-10 16:00:00", paper="refusal_notice")
    settle(subject, RULES, "2026-03-10 16:00:00")
    correct(subject, determined, "2026-03-11 09:00:00", occurred_at=at("2026-03-10 20:00:00").isoformat())

    sweep(at("2026-03-20 08:00:00"))
    second = rows(subject)[1]
    assert (second.state, second.started_at, second.breached_at) == ("met", at("2026-03-10 20:00:00"), None)
    assert not Record.objects.filter(subject=subject, name="clock.due_passed").exists()


def test_a_second_determination_that_never_was_takes_its_duty_with_it(refused_again) -> None:
    subject, determined = refused_again
    sweep(at("2026-03-14 08:00:00"))
    correct(subject, determined, "2026-03-15 09:00:00", annul=True)

    first, second = rows(subject)
    assert (first.state, second.state, second.breached_at) == ("met", "annulled", None)
