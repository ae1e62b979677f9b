"""Two inspections per stage and calendar month: a row per period, opened and closed by time itself."""

import pytest

from idi_platform.deadlines.derive import MarkEvent, QuotaCase, StepHistory, Surroundings
from idi_platform.deadlines.derive.quotas import periods_of
from idi_platform.deadlines.states import ClockState
from idi_platform.rulebooks.schema.book import QuotaDef

from .calendars import china
from .worlds import SmallWorld, at, end_of

QUOTA = QuotaDef.model_validate(
    {
        "count": "inspection.carry_out", "where": {"fact": "inspection.kind", "is": "process"},
        "each": "project.stages", "every": "calendar_month", "at_least": 2,
        "owed_by": "agency", "clause": "HZ-G-3.3a",
    }
)  # fmt: skip


def visits(*days: str, kind: str = "process"):
    return [(at(day), SmallWorld(kind="inspection", facts={"inspection.kind": kind})) for day in days]


def periods(active, acts, now="2026-04-15"):
    world = SmallWorld(kind="stage", now=at(now))
    around = Surroundings(world=world, history=StepHistory([]), calendar=china(), now=at(now))
    return periods_of("inspection.process", QUOTA, QuotaCase(active, acts), around)


def test_every_month_since_the_stage_began_is_a_period_and_none_after_the_present() -> None:
    found = periods([(at("2026-02-27"), None)], [])

    assert [period.period for period in found] == ["2026-02", "2026-03", "2026-04"]
    assert [period.due_at for period in found] == [end_of("2026-02-28"), end_of("2026-03-31"), end_of("2026-04-30")]


def test_two_visits_meet_a_month_with_the_second() -> None:
    (march,) = periods([(at("2026-03-01"), at("2026-03-31"))], visits("2026-03-05", "2026-03-20", "2026-03-25"))

    assert (march.state, march.met_at, march.breached_at) == (ClockState.MET, at("2026-03-20"), None)


def test_two_reports_of_one_day_are_one_visit() -> None:
    (march,) = periods([(at("2026-03-01"), at("2026-03-31"))], visits("2026-03-05 09:00:00", "2026-03-05 15:00:00"))

    assert (march.state, march.breached_at) == (ClockState.OPEN, end_of("2026-03-31"))


def test_visits_of_another_kind_do_not_count() -> None:
    acts = [*visits("2026-03-05"), *visits("2026-03-06", kind="unannounced")]
    (march,) = periods([(at("2026-03-01"), at("2026-03-31"))], acts)

    assert march.state is ClockState.OPEN


def test_a_partial_month_is_not_reduced_and_a_month_of_standstill_owes_nothing() -> None:
    found = periods([(at("2026-01-30"), at("2026-01-31")), (at("2026-03-30"), at("2026-03-31"))], [])

    assert [period.period for period in found] == ["2026-01", "2026-03"]


def test_a_period_over_asks_for_the_next_one_even_when_it_was_met() -> None:
    (march,) = periods([(at("2026-03-01"), None)], visits("2026-03-05", "2026-03-20"), now="2026-03-25")

    assert [(mark.event, mark.at) for mark in march.marks] == [(MarkEvent.PERIOD_OVER, end_of("2026-03-31"))]
    assert march.marks[0].as_data()["do"] == [{"act": "derive", "what": {}}]


@pytest.mark.parametrize(("every", "label"), [("quarter", "2026Q1"), ("year", "2026")])
def test_quarters_and_years(every: str, label: str) -> None:
    definition = QUOTA.model_copy(update={"every": every})
    active = [(at("2026-02-01"), None)]
    world = SmallWorld(kind="stage", now=at("2026-03-15"))
    around = Surroundings(world=world, history=StepHistory([]), calendar=china(), now=at("2026-03-15"))

    assert [found.period for found in periods_of("q", definition, QuotaCase(active, []), around)] == [label]
