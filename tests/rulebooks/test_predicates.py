"""The predicate language: three values, days in Shanghai, exact amounts, and reasons that name what is missing."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from idi_platform.rulebooks.predicates import evaluate, sentence
from idi_platform.rulebooks.predicates.values import ComparisonError
from idi_platform.rulebooks.schema.predicates import Predicate

from .worlds import WORDS, PlainWorld, Thing, at, day, things

READ = TypeAdapter(Predicate)


def truth(written, thing=None, **world):
    return evaluate(READ.validate_python(written), PlainWorld(thing or Thing("claim"), **world)).truth


CLAIM = Thing(
    "claim",
    {
        "is_emergency": True,
        "outcome": "covered",
        "discovered_on": day("2031-03-10"),
        "received_at": at("2031-03-10 00:30:00"),
    },
)
YES = {"fact": "claim.is_emergency", "is": True}
NO = {"fact": "claim.is_emergency", "is": False}
UNKNOWN = {"fact": "claim.place", "is": "roof"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"all": [YES, UNKNOWN]}, None),
        ({"all": [NO, UNKNOWN]}, False),
        ({"any": [YES, UNKNOWN]}, True),
        ({"any": [NO, UNKNOWN]}, None),
        ({"not": UNKNOWN}, None),
        ({"not": NO}, True),
        ({"fact": "claim.place", "exists": False}, True),
        ({"fact": "claim.outcome", "exists": True}, True),
        ({"fact": "claim.outcome", "in": ["covered", "covered_in_part"]}, True),
        ({"fact": "claim.outcome", "in": ["not_covered"]}, False),
    ],
)
def test_unknown_is_neither_true_nor_false(written, expected):
    assert truth(written, CLAIM) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"fact": "claim.discovered_on", "at_least": day("2031-03-10")}, True),
        ({"fact": "claim.discovered_on", "after": day("2031-03-10")}, False),
        ({"fact": "claim.discovered_on", "before": day("2031-03-11")}, True),
        ({"fact": "claim.received_at", "is": day("2031-03-10")}, True),  # 00:30 in Shanghai is still the 9th in UTC
        ({"fact": "claim.discovered_on", "before": {"now": True}}, True),
        ({"fact": "claim.discovered_on", "at_most": {"fact": "claim.discovered_on", "plus": {"months": 6}}}, True),
        ({"fact": "claim.discovered_on", "after": {"fact": "claim.determined_at"}}, None),
    ],
)
def test_days_and_instants_are_compared_by_days_in_shanghai(written, expected):
    assert truth(written, CLAIM) is expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [("2026-09-29 23:59:59", True), ("2026-09-30 00:00:00", False)],
)
def test_now_is_held_against_a_day_moved_back_by_working_days(now, expected):
    viewing = Thing("claim", {"discovered_on": day("2026-10-19")})
    written = {"now": True, "at_most": {"fact": "claim.discovered_on", "minus": {"working_days": 10}}}
    assert truth(written, viewing, now=at(now)) is expected
    after = {"fact": "claim.discovered_on", "after": {"now": True, "plus": {"working_days": 9}}}
    assert truth(after, viewing, now=at(now)) is expected


def test_now_takes_no_false_and_no_second_subject():
    for written in ({"now": False, "before": 1}, {"now": True, "fact": "claim.place", "is": "roof"}):
        with pytest.raises(ValidationError):
            READ.validate_python(written)


def test_a_date_against_a_number_is_an_error_not_an_answer():
    with pytest.raises(ComparisonError):
        truth({"fact": "claim.discovered_on", "at_least": 3}, CLAIM)


@pytest.mark.parametrize(
    ("now", "expected"),
    [("2031-03-12 23:59:59", False), ("2031-03-13 00:00:00", True)],
)
def test_a_period_has_elapsed_when_its_last_day_has(now, expected):
    assert (
        truth({"elapsed": {"since": {"fact": "claim.received_at"}, "at_least": {"days": 2}}}, CLAIM, now=at(now))
        is expected
    )


@pytest.mark.parametrize(("now", "expected"), [("2031-03-10 12:30:00", False), ("2031-03-10 12:30:01", True)])
def test_hours_include_their_last_instant(now, expected):
    assert (
        truth({"elapsed": {"since": {"fact": "claim.received_at"}, "at_least": {"hours": 12}}}, CLAIM, now=at(now))
        is expected
    )


def test_what_never_happened_has_not_elapsed_and_an_unknown_date_is_unknown():
    assert truth({"elapsed": {"since": "ticket.report", "at_least": {"days": 1}}}, Thing("ticket")) is False
    assert truth({"elapsed": {"since": {"fact": "claim.determined_at"}, "at_least": {"days": 1}}}, CLAIM) is None


def test_a_month_ends_on_its_last_day_when_it_has_no_corresponding_one():
    late = Thing("claim", {"discovered_on": day("2024-02-29")})
    two_years = {"elapsed": {"since": {"fact": "claim.discovered_on"}, "at_least": {"years": 2}}}

    assert truth(two_years, late, now=at("2026-02-28 23:59:59")) is False
    assert truth(two_years, late, now=at("2026-03-01 00:00:00")) is True


SHARES = Thing(
    "policy", sets={"shares": things("share", {"role": "lead", "rate": Decimal("0.5")}, {"rate": Decimal("0.5")})}
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"count": {"of": "policy.shares", "at_least": 2}}, True),
        ({"count": {"of": "policy.shares", "where": {"fact": "share.role", "is": "lead"}, "at_least": 1}}, True),
        ({"count": {"of": "policy.shares", "where": {"fact": "share.role", "is": "lead"}, "at_least": 3}}, False),
        ({"count": {"of": "policy.shares", "where": {"fact": "share.role", "is": "lead"}, "at_most": 1}}, None),
        ({"count": {"of": "policy.shares", "by": "share.rate", "is": 1}}, True),
        ({"sum": {"of": "policy.shares", "by": "share.rate", "is": 1}}, True),
        (
            {"share": {"of": "policy.buyers_now", "where": {"fact": "buyer.has_consented", "is": True}, "at_least": 1}},
            None,
        ),
        ({"unique": {"of": "policy.shares", "same": ["share.rate"]}}, False),
    ],
)
def test_a_member_that_may_or_may_not_count_widens_the_number(written, expected):
    assert truth(written, SHARES) is expected


def test_inside_a_set_the_member_speaks_first_and_its_owner_after_it():
    project = Thing("project", {}, sets={"units": things("unit", {"handed_over_on": day("2031-01-01")})})
    claim = Thing(
        "claim", {"discovered_on": day("2031-02-01")}, {"policy": Thing("policy", links={"project": project})}
    )

    assert truth(
        {
            "every": {
                "of": "project.units",
                "must": {"fact": "unit.handed_over_on", "before": {"fact": "claim.discovered_on"}},
            }
        },
        claim,
    )


def test_the_reasons_name_what_is_missing_and_what_does_not_fit():
    outcome = evaluate(
        READ.validate_python({"all": [UNKNOWN, {"fact": "claim.determined_at", "exists": True}]}), PlainWorld(CLAIM)
    )

    assert outcome.truth is False
    assert sentence(outcome, WORDS) == "还没有登记claim.determined_at。"
    assert evaluate(READ.validate_python(UNKNOWN), PlainWorld(CLAIM)).unknown == ("claim.place",)


@pytest.mark.parametrize(
    "written",
    [
        "claim.accept",
        {"fact": "claim.place"},
        {"fact": "claim.place", "is": "a", "in": ["b"]},
        {"all": []},
        {"every": {"of": "policy.shares"}},
    ],
)
def test_what_is_no_predicate_is_refused(written):
    with pytest.raises(ValidationError):
        READ.validate_python(written)


def thirds(agreed, of, **bounds):
    rows = [{"has_consented": number < agreed} for number in range(of)]
    policy = Thing("policy", sets={"buyers_now": things("buyer", *rows)})
    asked = {"of": "policy.buyers_now", "where": {"fact": "buyer.has_consented", "is": True}, **bounds}
    return truth({"share": asked}, policy)


@pytest.mark.parametrize(
    ("agreed", "of", "expected"), [(2, 3, True), (1, 3, False), (20_000, 30_000, True), (19_999, 30_000, False)]
)
def test_two_thirds_are_exact(agreed, of, expected):
    assert thirds(agreed, of, at_least={"parts": 2, "of": 3}) is expected
    assert thirds(agreed, of, at_least={"parts": 2, "of": 3}, round="up") is expected


def test_a_ratio_is_said_as_a_ratio_and_never_exceeds_one():
    written = {"share": {"of": "policy.shares", "where": YES, "at_least": {"parts": 2, "of": 3}}}
    assert READ.validate_python(written).share.at_least.parts == 2
    with pytest.raises(ValidationError, match="at most one"):
        READ.validate_python({"share": {**written["share"], "at_least": {"parts": 4, "of": 3}}})
