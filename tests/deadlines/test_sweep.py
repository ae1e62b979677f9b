"""Time acts once, at the legal instant, however late and however often the sweep runs."""

import itertools
from datetime import timedelta

import pytest
from django.db import transaction

from idi_platform.deadlines.models import FollowUp
from idi_platform.deadlines.sweep import sweep
from idi_platform.records.models import Record, Subject

from .stage import law, new_subject, settle, take, the_clock
from .test_derive import DETERMINATION, VAGUE
from .worlds import at, end_of

pytestmark = pytest.mark.django_db

RULES = law(claim__determination=DETERMINATION)
FILED = "2026-03-02 09:00:00"
DUE = end_of("2026-03-09")
A_SECOND = timedelta(seconds=1)


@pytest.fixture
def claim():
    return filed()


def filed(when: str = FILED) -> Subject:
    subject = new_subject()
    take(subject, "claim.file", when)
    settle(subject, RULES, when)
    return subject


def events(subject: Subject) -> list[tuple[str, object]]:
    found = Record.objects.filter(subject=subject, form="event").order_by("seq")
    return [(record.name.removeprefix("clock."), record.occurred_at) for record in found]


def test_the_last_second_breaches_nothing_and_the_first_late_one_does(claim) -> None:
    sweep(DUE - A_SECOND)
    assert the_clock(claim).state == "open"

    sweep(DUE)
    clock = the_clock(claim)
    assert (clock.state, clock.breached_at) == ("overdue", DUE)


def test_the_record_carries_the_legal_instant_the_holder_and_the_article(claim) -> None:
    sweep(DUE + timedelta(days=2))

    record = Record.objects.get(subject=claim, name="clock.due_passed")
    assert (record.occurred_at, record.recorded_at) == (DUE, DUE + timedelta(days=2))
    assert record.clauses == ["BJ-20-2b"]
    assert record.facts["clock"] == "claim.determination"
    assert record.acting["kind"] == "system"


def test_every_event_is_a_link_of_the_chain(claim) -> None:
    sweep(DUE + timedelta(days=30))

    chain = list(Record.objects.filter(subject=claim).order_by("seq"))
    subject = Subject.objects.get(pk=claim.pk)
    assert [record.seq for record in chain] == list(range(1, len(chain) + 1))
    assert all(bytes(later.prev) == bytes(earlier.hash) for earlier, later in itertools.pairwise(chain))
    assert (subject.seq, bytes(subject.head)) == (chain[-1].seq, bytes(chain[-1].hash))


def test_running_twice_is_running_once(claim) -> None:
    sweep(DUE)
    before = (events(claim), FollowUp.objects.count())

    assert sweep(DUE).events == 0
    assert (events(claim), FollowUp.objects.count()) == before


def world_swept(begin, end, outage=()) -> list[tuple[object, ...]]:
    """Return all that time did to a claim and owes for it, where the sweep runs every three hours but in the outage.

    The world is put back afterwards as it was.
    """
    moment = begin
    with transaction.atomic():
        subject = filed()
        while moment <= end:
            if not outage or not outage[0] <= moment < outage[1]:
                sweep(moment)
            moment += timedelta(hours=3)
        owed = FollowUp.objects.order_by("occurred_at", "id").values_list("act", "what", "occurred_at")
        clock = the_clock(subject)
        found = [*events(subject), *owed, (clock.state, clock.target_at, clock.due_at, clock.breached_at)]
        transaction.set_rollback(True)
    return found


FIRST, SECOND = at("2026-03-07 09:00:00"), at("2026-03-08 09:00:00")
OUTAGES = [
    ("2026-03-06 12:00:00", "2026-03-08 12:00:00", [FIRST]),
    ("2026-03-07 00:00:00", "2026-03-09 00:00:00", [FIRST]),
    ("2026-03-08 09:00:00", "2026-03-10 09:00:00", [SECOND]),
    ("2026-03-09 12:00:00", "2026-03-11 12:00:00", []),
    ("2026-03-11 12:00:00", "2026-03-13 12:00:00", []),
    ("2026-03-06 00:00:00", "2026-03-13 12:00:00", [FIRST, SECOND]),
]
"""From when until when nothing swept, and the reminders that are of no use any more when it goes on."""


def test_an_outage_changes_nothing_but_the_reminders_that_it_has_made_useless() -> None:
    days = at("2026-03-06"), at("2026-03-13 12:00:00")
    steady = world_swept(*days)
    done = ["reminder", "reminder", "due_passed", "escalation"]
    assert [one[0] for one in steady] == [*done, *["notify"] * len(done), "overdue"]
    for begin, end, passed_over in OUTAGES:
        late = world_swept(*days, outage=(at(begin), at(end)))
        assert late == [one for one in steady if one[-1] not in passed_over], begin


def test_of_missed_reminders_only_the_last_that_is_still_useful_is_sent(claim) -> None:
    sweep(at("2026-03-08 10:00:00"))
    assert events(claim) == [("reminder", at("2026-03-08 09:00:00"))]


def test_a_reminder_is_of_no_use_once_the_end_has_passed(claim) -> None:
    sweep(DUE + timedelta(days=1))
    assert events(claim) == [("due_passed", DUE)]


def test_reminders_on_time_are_all_sent(claim) -> None:
    sweep(at("2026-03-07 09:00:00"))
    sweep(at("2026-03-08 09:00:00"))
    assert [name for name, _ in events(claim)] == ["reminder", "reminder"]


def test_a_breach_owes_its_consequences_and_later_its_escalation(claim) -> None:
    sweep(DUE)
    assert [(row.act, row.what, row.occurred_at) for row in FollowUp.objects.all()] == [
        ("notify", {"routes": ["insurer_manager"]}, DUE)
    ]

    sweep(end_of("2026-03-12"))
    assert FollowUp.objects.order_by("id").last().what == {"routes": ["regulator"]}


def test_what_was_decided_before_the_sweep_came_is_no_breach(claim) -> None:
    take(claim, "claim.accept", DUE - A_SECOND)
    settle(claim, RULES, DUE - A_SECOND)
    sweep(DUE + timedelta(days=1))

    assert events(claim) == []


def test_a_target_passes_before_the_legal_end_does() -> None:
    claim = filed("2026-09-28 09:00:00")
    sweep(end_of("2026-10-05"))
    assert the_clock(claim).state == "open"
    assert events(claim)[-1] == ("target_passed", end_of("2026-10-05"))


def test_a_target_without_a_figure_in_the_text_passes_without_a_breach() -> None:
    """The holder alone is told, once; nothing escalates and nobody stands in breach."""
    survey = {**VAGUE, "within": {"days": 3}}
    subject = new_subject()
    take(subject, "claim.file", FILED)
    settle(subject, law(claim__survey=survey), FILED)
    for _ in range(2):
        sweep(at("2026-04-30"))

    found = the_clock(subject, "claim.survey")
    assert (found.state, found.breached_at) == ("open", None)
    assert [name for name, _at in events(subject)] == ["due_passed"]
    assert list(FollowUp.objects.values_list("what", flat=True)) == [{"routes": ["holder"]}]


COVER = law(
    policy__cover_begins={
        "kind": "automatic", "starts": {"fact": "policy.cover_starts_on"}, "takes": "policy.begin_cover",
    },
    policy__announce={
        "kind": "duty", "starts": "policy.issue", "within": {"days": 10}, "met_by": "policy.announce",
        "owed_by": "lead_insurer", "clause": "SH-7-7a",
    },
)  # fmt: skip


@pytest.fixture
def policy():
    subject = new_subject("policy")
    take(subject, "policy.issue", "2026-04-27")
    settle(subject, COVER, "2026-04-27", **{"policy.cover_starts_on": at("2026-05-01").date()})
    return subject


def test_the_step_of_the_system_is_owed_at_its_legal_instant(policy) -> None:
    sweep(at("2026-05-03"))

    owed = FollowUp.objects.get()
    assert (owed.act, owed.what, owed.occurred_at) == (
        "take",
        {"step": "policy.begin_cover"},
        at("2026-05-01 00:00:00"),
    )


def test_time_does_not_go_past_a_step_that_is_still_awaited(policy) -> None:
    sweep(at("2026-06-01"))
    assert [name for name, _ in events(policy)] == ["step_due"]

    FollowUp.objects.update(owed_state="done")
    take(policy, "policy.begin_cover", "2026-05-01 00:00:00", recorded=at("2026-06-01"))
    settle(policy, COVER, "2026-06-01", **{"policy.cover_starts_on": at("2026-05-01").date()})
    sweep(at("2026-06-01"))

    assert [name for name, _ in events(policy)] == ["step_due", "due_passed"]
    assert the_clock(policy, "policy.announce").breached_at == end_of("2026-05-07")


def test_many_clocks_of_one_subject_are_taken_in_the_order_of_time() -> None:
    subject = new_subject()
    two = law(
        claim__second={**DETERMINATION, "within": {"days": 9}, "remind": [], "on_breach": []},
        claim__first={**DETERMINATION, "within": {"days": 7}, "remind": [], "on_breach": []},
    )
    take(subject, "claim.file", FILED)
    settle(subject, two, FILED)

    swept = sweep(at("2026-04-01"), batch=1)

    assert swept.events == swept.batches == 2
    assert [when for _, when in events(subject)] == [end_of("2026-03-09"), end_of("2026-03-11")]


def test_a_window_opens_and_closes_and_is_never_a_breach() -> None:
    rules = law(repair__warranty={"kind": "window", "starts": "repair.accept", "within": {"days": 180}})
    subject = new_subject("repair")
    take(subject, "repair.accept", "2026-03-03 10:00:00")
    settle(subject, rules, "2026-03-03 10:00:00")
    sweep(end_of("2026-08-30") - A_SECOND)
    assert the_clock(subject, "repair.warranty").is_inside(end_of("2026-08-30") - A_SECOND)

    sweep(end_of("2026-08-30"))
    clock = the_clock(subject, "repair.warranty")
    assert (clock.state, clock.breached_at) == ("closed", None)
    assert not clock.is_inside(end_of("2026-08-30"))
