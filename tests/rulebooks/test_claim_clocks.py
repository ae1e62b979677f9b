"""The claim clocks of the shipped cities, counted: what a handler and an owner will see."""

import pytest

from idi_platform.deadlines.derive import StepHistory, Surroundings, derive
from idi_platform.deadlines.states import ClockState
from idi_platform.kernel.clock import end_of
from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.shipped import BASE, load_shipped

from .hard import Taken, calendar
from .worlds import PlainWorld, Thing, at, day


def law(city):
    return Law(load_shipped(BASE).rulebook, load_shipped(city).rulebook if city else None)


def run(city, name, *steps, terms=None, now="2027-01-01", **facts):
    facts = {"received_at": at("2026-03-02 10:15:00"), **facts}
    around = Surroundings(
        world=PlainWorld(Thing("claim", facts), at(now), terms=terms or {}),
        history=StepHistory([step if isinstance(step, Taken) else Taken(*step) for step in steps]),
        calendar=calendar(),
        now=at(now),
        term_unit=law(city).term_unit,
    )
    found = derive(name, law(city).clocks[name], around)
    return found[-1] if found else None


def last_day(day_):
    return end_of(day(day_))


@pytest.mark.parametrize(
    ("city", "clock", "steps", "due"),
    [
        ("beijing-2019", "claim.survey", [], "2026-03-04"),
        ("beijing-2019", "claim.determination", [], "2026-03-09"),
        ("beijing-2019", "claim.determination", [("claim.declare_complex", "2026-03-09 23:59:59")], "2026-04-01"),
        ("beijing-2019", "claim.determination", [("claim.declare_complex", "2026-03-10 00:00:00")], "2026-03-09"),
        ("beijing-2019", "claim.result_notice", [("claim.declare_complex", "2026-03-08")], "2026-04-01"),
        ("hangzhou-2024", "claim.determination", [], "2026-03-12"),
        ("hangzhou-2024", "claim.determination", [("claim.declare_complex", "2026-03-10")], "2026-04-01"),
        (None, "claim.determination_national", [], "2026-04-01"),
    ],
)
def test_the_last_day_of_each_limit_that_runs_from_receipt(city, clock, steps, due):
    assert run(city, clock, *steps).due_at == last_day(due)


@pytest.mark.parametrize(("city", "days"), [("beijing-2019", "2026-03-15"), ("hangzhou-2024", "2026-03-15")])
def test_performance_runs_from_the_agreement_with_the_owner_and_is_met_by_payment_or_repair(city, days):
    agreed = Taken("claim.agree", "2026-03-08 09:00:00", party="owner")
    found = run(city, "claim.performance", agreed)

    assert found.target_at == last_day(days)
    assert found.due_at == last_day("2026-03-16")  # the 15th is a Sunday
    assert run(city, "claim.performance", agreed, ("claim.pay", "2026-03-12")).state is ClockState.MET
    assert run(city, "claim.performance", agreed, ("claim.order_repair", "2026-03-12")).state is ClockState.OPEN
    assert run(city, "claim.performance", Taken("claim.agree", "2026-03-08", party="insured")) is None


def test_a_refusal_notice_is_due_three_days_after_the_determination_and_met_by_dispatch():
    refused = ("claim.refuse", "2026-03-09")
    sent = Taken("claim.record_dispatch", "2026-03-12 20:00:00", paper="refusal_notice", to="owner")

    for determined in (refused, ("claim.accept_in_part", "2026-03-09")):
        assert run("beijing-2019", "claim.refusal_notice", determined).due_at == last_day("2026-03-12")
        assert run("beijing-2019", "claim.refusal_notice", determined, sent).state is ClockState.MET
    assert run("beijing-2019", "claim.refusal_notice", ("claim.accept", "2026-03-09")) is None


PAPERS = [
    Taken("claim.record_arrival", "2026-03-05 09:00:00", paper="supplement_list", to="owner"),
    ("claim.supply_documents", "2026-03-10 18:00:00"),
]


def test_papers_awaited_pause_the_thirty_days_and_not_the_seven():
    assert run("beijing-2019", "claim.determination", *PAPERS).due_at == last_day("2026-03-09")
    assert run(None, "claim.determination_national", *PAPERS).target_at == last_day("2026-04-06")
    complex_ = [("claim.declare_complex", "2026-03-08"), *PAPERS]
    assert run("beijing-2019", "claim.determination", *complex_).target_at == last_day("2026-04-06")


def test_the_contract_may_shorten_the_survey_and_an_emergency_has_the_contracts_hours():
    assert run("beijing-2019", "claim.survey", terms={"service.survey": 1}).due_at == last_day("2026-03-03")
    urgent = run("beijing-2019", "claim.emergency_repair", terms={"service.emergency_repair": 12}, is_emergency=True)
    assert urgent.due_at == at("2026-03-02 22:15:01")


def test_a_contracts_ordinary_limit_does_not_cut_the_complex_one_short():
    terms = {"service.determination": 5}

    assert run("beijing-2019", "claim.determination", terms=terms).due_at == last_day("2026-03-09")
    assert run(
        "beijing-2019", "claim.determination", ("claim.declare_complex", "2026-03-06"), terms=terms
    ).due_at == last_day("2026-04-01")


@pytest.mark.parametrize(
    ("clock", "what"), [("claim.determination", "claim.withdraw"), ("claim.survey", "claim.route_before_cover")]
)
def test_a_withdrawn_or_routed_claim_owes_nothing_more(clock, what):
    assert run("beijing-2019", clock, (what, "2026-03-03")).state is ClockState.VOID
