"""Which law a run belongs to, where the law has changed: what still runs moves, no breach is invented for the past."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel.clock import local_date
from idi_platform.records.models import Record

from .stage import Clock, SmallLaw, law, new_subject, settle, take, the_clock
from .test_derive import DETERMINATION
from .worlds import SmallWorld, at, end_of

pytestmark = pytest.mark.django_db

FILED = "2026-03-02 09:00:00"


@dataclass
class Former:
    law: SmallLaw
    until: datetime


@dataclass
class TwoNations(SmallLaw):
    """A law with two national texts: the one at hand, and from a day on another."""

    texts: tuple[tuple[date, SmallLaw], ...] = ()

    def versions(self):
        return tuple(OfOne(text.clocks, since=since, nation=self) for since, text in self.texts)


@dataclass
class OfOne(SmallLaw):
    since: date = date.min
    nation: TwoNations = field(default_factory=TwoNations)

    def is_of(self, day):
        begun = [since for since, _text in self.nation.texts if since <= day]
        return self.since == (begun[-1] if begun else self.nation.texts[0][0])


@pytest.fixture(autouse=True)
def worlds_change_their_law(monkeypatch):
    monkeypatch.setattr(SmallWorld, "under", lambda world, _law: world, raising=False)


def within(days, name="claim__determination", **more):
    rules = law(**{name: {**DETERMINATION, "within": {"days": days}, **more}})
    rules.revision_id = days
    return rules


def adopted(old, new, when):
    new.formers = (*old.formers, Former(old, at(when)))
    return new


@pytest.fixture
def claim():
    subject = new_subject()
    take(subject, "claim.file", FILED)
    settle(subject, within(7), FILED)
    return subject


def test_what_still_runs_moves_and_keeps_its_history(claim):
    settle(claim, adopted(within(7), within(10), "2026-03-04"), "2026-03-04")

    clock = the_clock(claim)
    assert (clock.due_at, clock.state) == (end_of("2026-03-12"), "open")
    assert clock.history[-1]["what"] == "moved"
    assert clock.history[-1]["from"]["due_at"] == end_of("2026-03-09").isoformat()


def test_a_limit_is_not_shortened_into_the_past(claim):
    rules = adopted(within(7), within(1), "2026-03-05")
    settle(claim, rules, "2026-03-05")

    clock = the_clock(claim)
    assert (clock.due_at, clock.state, clock.revision_id) == (end_of("2026-03-09"), "open", None)
    sweep(at("2026-03-06"))
    assert not Record.objects.filter(subject=claim, name="clock.due_passed").exists()

    take(claim, "claim.accept", "2026-03-09 23:59:00")
    settle(claim, rules, "2026-03-09 23:59:00")
    assert the_clock(claim).state == "met"


def test_a_limit_that_is_shortened_but_still_ahead_moves(claim):
    settle(claim, adopted(within(7), within(3), "2026-03-05"), "2026-03-05")

    assert the_clock(claim).due_at == end_of("2026-03-05")


def test_a_duty_that_the_law_before_did_not_know_is_not_broken_before_it_came(claim):
    rules = within(7)
    rules.clocks |= within(1, "claim__greeting").clocks
    adopted(within(7), rules, "2026-03-05")
    settle(claim, rules, "2026-03-05")

    assert not Clock.objects.filter(subject=claim, name="claim.greeting").exists()
    settle(claim, rules, "2026-04-05")
    assert not Clock.objects.filter(subject=claim, name="claim.greeting").exists()


def test_a_new_duty_that_still_runs_begins(claim):
    rules = within(7)
    rules.clocks |= within(5, "claim__greeting").clocks
    settle(claim, adopted(within(7), rules, "2026-03-05"), "2026-03-05")

    assert the_clock(claim, "claim.greeting").due_at == end_of("2026-03-09")  # the fifth day is a Saturday


def test_what_the_law_no_longer_knows_falls_away_and_stays_in_the_history(claim):
    changes = settle(claim, adopted(within(7), law(), "2026-03-05"), "2026-03-05")

    assert [change.what for change in changes] == ["annulled"]
    assert the_clock(claim).history[-1]["from"]["state"] == "open"


def test_a_breach_that_the_new_law_does_not_know_is_annulled(claim):
    sweep(at("2026-03-10"))
    assert the_clock(claim).state == "overdue"
    settle(claim, adopted(within(7), within(30), "2026-03-11"), "2026-03-11")

    clock = the_clock(claim)
    assert (clock.state, clock.breached_at, clock.history[-1]["what"]) == ("open", None, "breach_annulled")


def test_a_breach_that_both_laws_know_stays_where_it_was(claim):
    sweep(at("2026-03-10"))
    settle(claim, adopted(within(7), within(3), "2026-03-11"), "2026-03-11")

    clock = the_clock(claim)
    assert (clock.state, clock.breached_at, clock.due_at) == ("overdue", end_of("2026-03-09"), end_of("2026-03-09"))


def test_two_adoptions_in_a_row_hold_each_for_its_time(claim):
    second = adopted(within(7), within(1), "2026-03-04")
    third = adopted(second, within(2), "2026-03-06")
    settle(claim, third, "2026-03-06")

    assert the_clock(claim).due_at == end_of("2026-03-09")


def test_an_act_that_met_the_duty_under_the_law_before_stays_good(claim):
    take(claim, "claim.accept", "2026-03-06 09:00:00")
    settle(claim, within(7), "2026-03-06 09:00:00")
    settle(claim, adopted(within(7), within(1), "2026-03-08"), "2026-03-08")

    assert (the_clock(claim).state, the_clock(claim).due_at) == ("met", end_of("2026-03-09"))


def nations():
    texts = ((date(2021, 1, 1), within(30)), (date(2026, 3, 15), within(20)))
    return TwoNations(texts[-1][1].clocks, texts=texts)


@pytest.mark.parametrize(
    ("filed", "last_day"),
    [
        ("2026-03-14 23:59:59", "2026-04-13"),
        ("2026-03-15 00:00:00", "2026-04-07"),
        ("2020-12-31 09:00:00", "2021-02-01"),
    ],
)
def test_a_national_clock_is_of_the_day_on_which_it_began(filed, last_day):
    subject = new_subject()
    take(subject, "claim.file", filed)
    settle(subject, nations(), "2026-03-20")

    assert the_clock(subject).due_at == end_of(last_day)
    assert local_date(the_clock(subject).started_at) == local_date(at(filed))
