"""The stored clock follows law and history: starts, ends, moves, and keeps what it was."""

from datetime import timedelta

import pytest

from idi_platform.accounts.models import Organisation
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.queries import clock_state_at, would_be_met_late
from idi_platform.deadlines.states import ClockState
from idi_platform.deadlines.sweep import sweep
from idi_platform.records import chain
from idi_platform.records.models import Party, Record

from .stage import law, new_subject, settle, take, the_clock
from .test_derive import DETERMINATION
from .worlds import at, end_of

pytestmark = pytest.mark.django_db

RULES = law(claim__determination=DETERMINATION)
FILED = "2026-03-02 09:00:00"


@pytest.fixture
def claim():
    subject = new_subject()
    take(subject, "claim.file", FILED)
    settle(subject, RULES, FILED)
    return subject


def test_a_step_starts_its_clock(claim) -> None:
    clock = the_clock(claim)

    assert (clock.state, clock.due_at, clock.next_at) == ("open", end_of("2026-03-09"), at("2026-03-07 09:00:00"))
    assert clock.derivation[0]["what"] == "event_day"


def test_reconciling_again_changes_nothing(claim, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(5):
        assert settle(claim, RULES, FILED) == ()


def test_a_step_meets_its_clock(claim) -> None:
    take(claim, "claim.accept", "2026-03-09 23:59:59")
    (change,) = settle(claim, RULES, "2026-03-09 23:59:59")

    clock = the_clock(claim)
    assert change.what == "met"
    assert (clock.state, clock.met_at, clock.next_at, clock.marks) == ("met", at("2026-03-09 23:59:59"), None, [])


def test_a_step_that_was_waited_for_counts_although_it_is_younger_than_the_operation(claim) -> None:
    take(claim, "claim.withdraw", "2026-03-05 10:00:02")
    settle(claim, RULES, "2026-03-05 10:00:00")

    assert (the_clock(claim).state, the_clock(claim).next_at) == ("void", None)


def test_a_late_act_meets_late_and_the_breach_is_still_recorded(claim) -> None:
    take(claim, "claim.accept", "2026-03-10 00:00:00")
    settle(claim, RULES, "2026-03-10 00:00:00")
    assert the_clock(claim).state == "met_late"

    sweep(at("2026-03-11"))

    event = Record.objects.get(subject=claim, form="event")
    assert (event.name, event.occurred_at) == ("clock.due_passed", end_of("2026-03-09"))
    assert the_clock(claim).state == "met_late"
    assert sweep(at("2026-03-12")).events == 0


def test_an_extension_moves_the_date_and_the_old_one_is_kept(claim) -> None:
    take(claim, "claim.declare_complex", "2026-03-05")
    (change,) = settle(claim, RULES, "2026-03-05")

    assert change.what == "moved"
    assert the_clock(claim).history[-1]["from"]["due_at"] == end_of("2026-03-09").isoformat()


def test_a_breach_that_falls_away_is_annulled_and_kept(claim) -> None:
    sweep(at("2026-03-11"))
    assert the_clock(claim).state == "overdue"

    take(claim, "claim.accept", "2026-03-08", recorded=at("2026-03-12"))
    (change,) = settle(claim, RULES, "2026-03-12")

    clock = the_clock(claim)
    assert change.what == "breach_annulled"
    assert (clock.state, clock.breached_at, clock.entered_late) == ("met", None, True)
    assert clock.history[-1]["from"]["breached_at"] == end_of("2026-03-09").isoformat()


def test_a_breach_that_is_recorded_stays_when_the_machines_time_is_set_back(claim) -> None:
    over = end_of("2026-03-09")
    sweep(over + timedelta(hours=1))
    settle(claim, RULES, over - timedelta(hours=2))
    clock = the_clock(claim)
    assert (clock.state, clock.breached_at) == ("overdue", over)
    sweep(over + timedelta(hours=2))
    events = Record.objects.filter(subject=claim, form="event", name="clock.due_passed")
    assert [event.occurred_at for event in events] == [over], "it is told once"


def test_an_annulled_start_annuls_the_clock() -> None:
    subject = new_subject()
    record_id = take(subject, "claim.file", FILED)
    settle(subject, RULES, FILED)
    chain.append(
        chain.Link(
            subject_id=subject.pk,
            form="correction",
            name="correction",
            acting={"kind": "system"},
            occurred_at=at("2026-03-03"),
            recorded_at=at("2026-03-03"),
            facts={"annul": True},
            corrects_id=record_id,
        )
    )
    (change,) = settle(subject, RULES, "2026-03-03")

    assert change.what == "annulled"
    assert the_clock(subject).state == ClockState.ANNULLED
    assert clock_state_at(subject.pk, "claim.determination", at("2026-03-03")) is None
    assert sweep(at("2026-04-03")).events == 0


def test_a_reminder_that_was_sent_is_not_sent_again_when_the_date_moves(claim) -> None:
    sweep(at("2026-03-07 10:00:00"))
    take(claim, "claim.declare_complex", "2026-03-08")
    settle(claim, RULES, "2026-03-08")

    events = [mark["event"] for mark in the_clock(claim).marks]
    assert events == ["reminder", "reminder", "due_passed", "escalation"]
    assert Record.objects.filter(subject=claim, name="clock.reminder").count() == 1


def test_a_date_that_moves_before_the_present_is_breached_at_its_legal_instant(claim) -> None:
    take(claim, "claim.declare_complex", "2026-03-05")
    settle(claim, RULES, "2026-03-05")
    sweep(at("2026-03-30 10:00:00"))
    Record.objects.filter(subject=claim)
    shorter = law(claim__determination={**DETERMINATION, "extended_by": None})

    settle(claim, shorter, "2026-03-30 11:00:00")
    sweep(at("2026-03-30 12:00:00"))

    assert the_clock(claim).breached_at == end_of("2026-03-09")


def test_the_holder_is_found_and_a_successor_takes_open_clocks_over() -> None:
    first = Organisation.objects.create(name="甲财产保险（演示）", kind="insurer", uscc="91110000MA00000019")
    second = Organisation.objects.create(name="乙财产保险（演示）", kind="insurer", uscc="91110000MA00000027")
    policy = new_subject("policy")
    policy.policy = policy
    policy.save(update_fields=["policy"])
    party = Party.objects.create(subject=policy, organisation=first, role="lead_insurer", since="2026-01-01")
    claim = new_subject(policy=policy)
    take(claim, "claim.file", FILED)
    settle(claim, RULES, FILED)
    assert the_clock(claim).owed_org_id == first.pk

    party.until = at("2026-03-04").date()
    party.save()
    Party.objects.create(subject=policy, organisation=second, role="lead_insurer", since="2026-03-04")
    settle(claim, RULES, "2026-03-05")
    assert the_clock(claim).owed_org_id == second.pk
    assert list(Clock.objects.owed_by(second.pk)) == [the_clock(claim)]

    sweep(at("2026-03-11"))
    assert would_be_met_late(
        subject_id=claim.pk, organisation_id=second.pk, step="claim.accept", occurred_at=at("2026-03-08"),
        now=at("2026-03-12"),
    )  # fmt: skip
    assert not would_be_met_late(
        subject_id=claim.pk, organisation_id=first.pk, step="claim.accept", occurred_at=at("2026-03-08"),
        now=at("2026-03-12"),
    )  # fmt: skip


def test_a_breach_is_charged_to_who_held_the_clock_at_its_end_however_late_the_sweep_comes() -> None:
    first = Organisation.objects.create(name="甲财产保险（演示）", kind="insurer", uscc="91110000MA00000019")
    second = Organisation.objects.create(name="乙财产保险（演示）", kind="insurer", uscc="91110000MA00000027")
    policy = new_subject("policy")
    policy.policy = policy
    policy.save(update_fields=["policy"])
    Party.objects.create(
        subject=policy, organisation=first, role="lead_insurer", since="2026-01-01", until="2026-03-15"
    )
    Party.objects.create(subject=policy, organisation=second, role="lead_insurer", since="2026-03-15")
    claim = new_subject(policy=policy)
    take(claim, "claim.file", FILED)
    settle(claim, RULES, FILED)

    settle(claim, RULES, "2026-03-16")
    sweep(at("2026-03-17"))

    assert the_clock(claim).owed_org_id == first.pk
    assert Record.objects.get(subject=claim, name="clock.due_passed").facts["owed_org"] == first.pk


def test_a_provisional_date_is_final_once_the_calendar_is_known() -> None:
    from idi_platform.deadlines.reconcile import reconcile
    from idi_platform.deadlines.rules.calendar import Calendar, DayKind, SpecialDay, YearOfDays
    from idi_platform.deadlines.rules.known import known_years
    from idi_platform.records.histories import effective_steps

    from .stage import Thing
    from .worlds import SmallWorld

    subject = new_subject()
    take(subject, "claim.file", "2027-03-01")
    settle(subject, RULES, "2027-03-01")
    before = the_clock(subject)
    assert (before.provisional, before.due_at) == (True, end_of("2027-03-08"))

    holiday = SpecialDay(end_of("2027-03-07").astimezone().date(), DayKind.REST, "演示假日")
    holiday = holiday._replace(day=at("2027-03-08").date())
    notice = YearOfDays(2027, official=True, notice="演示通知", days=(holiday,))
    calendar = Calendar([*known_years(), notice])
    now = at("2027-03-02")
    world = SmallWorld(now=now, rulebook=RULES, thing=Thing(subject, "claim"))
    world.taken = list(effective_steps(subject.pk))
    (change,) = reconcile([world.thing], world_for=lambda _thing: world, now=now, calendar=calendar)

    after = the_clock(subject)
    assert (after.provisional, after.due_at) == (False, end_of("2027-03-09"))
    assert change.before["due_at"] == before.due_at.isoformat()
    sweep(now + timedelta(seconds=1))
    assert Record.objects.get(subject=subject, form="event").name == "clock.recomputed"
