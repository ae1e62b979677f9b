"""The plan of the background's claims: the whole's numbers, their proportions at any share, the law's days."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from idi_platform.demo.population import claims
from idi_platform.demo.population.days import is_rest, rolled
from idi_platform.demo.population.plan import cases, said
from idi_platform.demo.population.projects import BACKGROUND, homes_of
from idi_platform.demo.population.shares import apportion, scaled
from idi_platform.demo.script import BEGINS_AT
from idi_platform.demo.story import SHARE

WHOLE = Fraction(1)
SHARES = (WHOLE, SHARE, Fraction(1, 40))
MANY = [Fraction(number, 24) for number in range(1, 25)]
"""Shares at which the plan alone is looked at: what one draw spares another hits."""
MAIN = ("_report", "_survey", "_accept", "_refuse", "_withdraw", "_send_refusal", "_object", "_choose", "_upheld")
MAIN += ("_overturned", "_offer", "_agree", "_order", "_repaired", "_pay", "_close")
BESIDE = (("_complain", "_take_up", "_answer"), ("_pay", "_identify", "_demand", "_recover"))


def count(share, name):
    return Counter(getattr(case, name) for case in cases(share))


def test_the_whole_has_the_numbers_of_the_page():
    found = cases(WHOLE)
    assert (len(found), sum(not case.left for case in found), sum(bool(case.left) for case in found)) == (725, 640, 85)
    appraised = count(WHOLE, "appraisal")
    assert (sum(appraised.values()) - appraised[""], appraised["overturned"]) == (22, 9)
    assert sum(case.is_complained_of for case in found) == 44
    assert sum(case.is_entered_late for case in found) == 5
    assert sum(case.is_receipt_corrected for case in found) == 2
    pursued = [case for case in found if case.recovered is not None]
    assert len(pursued) == 31
    paid = sum(case.amount for case in pursued)
    assert abs(sum(case.recovered for case in pursued) / paid - Decimal("0.38")) < Decimal("0.0001")


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("group", {"waterproofing": 62, "decoration": 14, "structure": 9, "pipes": 8, "insulation": 5, "other": 2}),
        ("pace", {"in_time": 86, "legally": 7, "late": 7}),
    ],
)
def test_items_and_paces_are_in_the_proportions_of_the_page(share, name, weights):
    assert count(share, name) == Counter(apportion(len(cases(share)), weights))


@pytest.mark.parametrize("share", SHARES)
def test_closed_claims_end_in_the_proportions_of_the_page(share):
    closed = Counter(case.outcome for case in cases(share) if not case.left)
    weights = {"covered": 71, "in_part": 6, "refused": 17, "withdrawn": 6}
    assert closed == Counter(apportion(scaled(640, share), weights))


@pytest.mark.parametrize("share", SHARES)
def test_a_claim_comes_from_a_home_of_its_own_while_there_is_cover(share):
    found = cases(share)
    assert len({(case.background.number, case.home) for case in found}) == len(found)
    for case in found:
        assert case.home in homes_of(case.background)
        assert case.background.cover_from < case.received_on <= said()["open"]["refused"]["received"][1]
        assert len(case.phone) == 11
        assert case.background.city in case.kind["items"]


@pytest.mark.parametrize("share", SHARES)
def test_the_day_of_a_determination_is_what_its_pace_says(share):
    for case in cases(share):
        last = case.received_on + timedelta(days=case.around["days"])
        assert not is_rest(case.determined_on), "desks decide on working days"
        assert case.determined_on > case.received_on + timedelta(days=1), "after the survey"
        where = {"in_time": case.determined_on <= last, "late": case.determined_on > rolled(last)}
        assert where.get(case.pace, last < case.determined_on <= rolled(last)), case


def instants(case, names):
    return [instant for instant, take in claims._steps(case) if take.func.__name__ in names]


@pytest.mark.parametrize("share", MANY)
def test_what_is_done_in_a_case_is_done_one_after_the_other(share):
    for case in cases(share):
        for names in (MAIN, *BESIDE):
            found = instants(case, names)
            assert found == sorted(set(found)), (case, names)
        assert len(instants(case, MAIN)) >= 3


@pytest.mark.parametrize("share", MANY)
def test_what_was_agreed_is_performed_in_seven_days_except_where_people_are_slow(share):
    for case in cases(share):
        agreed = instants(case, {"_agree"})
        if not agreed:
            continue
        performed = min(instants(case, {"_repaired", "_pay"}))
        slow = case.pace == "late" and case.number % 2
        assert (performed.date() > rolled(agreed[0].date() + timedelta(days=7))) == bool(slow), case


@pytest.mark.parametrize("share", MANY)
def test_a_case_is_about_one_place_of_its_own_city_and_its_ground_contradicts_nothing(share):
    for case in cases(share):
        assert case.row in case.kind["rows"]
        assert case.background.city in case.row["defects"]
        assert (case.outcome, case.ground) != ("in_part", "no_defect")
        assert case.channel != "desk" or "08:00" < f"{case.received_at:%H:%M}" < "18:00"


def test_one_insurer_is_slower_and_one_contractor_stands_behind_half_of_the_leaks():
    late = Counter(case.background.house for case in cases(WHOLE) if case.pace == "late")
    everything = Counter(case.background.house for case in cases(WHOLE))
    rates = {house: late[house] / everything[house] for house in everything}
    assert rates["haitong"] > 3 * max(rate for house, rate in rates.items() if house != "haitong")
    leaks = Counter(case.background.contractor[0] for case in cases(WHOLE) if case.group == "waterproofing")
    assert abs(leaks["tiezhen"] / sum(leaks.values()) - 0.5) < 0.01


@pytest.mark.parametrize("share", SHARES)
def test_every_act_has_a_name_and_what_a_visitor_can_do_first_stands_alone(share):
    acts = list(claims.acts(share))
    assert len({act.code for act in acts}) == len(acts)
    later = [act for act in acts if not act.is_history]
    assert later
    assert all(act.code.split(".")[0] in {case.code for case in cases(share)} for act in later)


@pytest.mark.parametrize("share", SHARES)
def test_nothing_is_due_in_the_background_between_the_stories_first_days(share):
    """From the fortnight before the visitor comes in until the holiday is over, only the stories act."""
    quiet = (BEGINS_AT - timedelta(days=14), BEGINS_AT + timedelta(days=10))
    assert not [act for act in claims.acts(share) if quiet[0] < act.at < quiet[1]]


def test_the_population_is_the_same_each_time_and_lives_in_its_books():
    before = cases(SHARE)
    cases.cache_clear()
    assert cases(SHARE) == before
    names = {one.entered.name for one in BACKGROUND}
    assert set(claims.lived_in(SHARE)) <= names
    assert sum(len(homes) for homes in claims.lived_in(SHARE).values()) == len(before)


def test_apportioning_gives_every_card_and_no_more():
    assert apportion(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert apportion(0, {"a": 1}) == {"a": 0}
    assert scaled(0, SHARE) == 0
    assert scaled(2, Fraction(1, 40)) == 1
