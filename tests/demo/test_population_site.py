"""The plan of the background's sites: as many findings, homes and requests as the page says, at any share."""

from collections import Counter
from datetime import date, time
from fractions import Fraction

import pytest

from idi_platform.demo.population import site, tickets
from idi_platform.demo.population.days import is_rest
from idi_platform.demo.population.finding_plan import planned
from idi_platform.demo.population.projects import BACKGROUND, homes_of
from idi_platform.kernel import clock

SHARES = (Fraction(1), Fraction(1, 8), Fraction(1, 40))
OF_A_HUNDRED = {
    "normal": 40,
    "minor": 30,
    "medium": 18,
    "severe": 8,
    "severe_conduct": 2,
    "evidence_missing": 1,
    "watch": 1,
}
STORY_WEEKS = (date(2026, 9, 14), date(2026, 10, 31))
any_share = pytest.mark.parametrize("share", SHARES, ids=str)


def graded(share):
    return Counter(finding.grade for finding in planned(share))


def test_twelve_projects_have_2460_homes_each_named_once():
    homes = [(background.number, home) for background in BACKGROUND for home in homes_of(background)]
    assert (len(BACKGROUND), len(homes), len(set(homes))) == (12, 2460, 2460)


@pytest.mark.parametrize("background", BACKGROUND, ids=lambda background: background.number)
def test_a_premium_is_the_rate_of_its_base_to_the_fen_and_paid(background):
    policy = background.book.policy
    assert policy.premium_base * policy.rate == policy.premium == sum(one.amount for one in policy.receipts)


@pytest.mark.parametrize("background", BACKGROUND, ids=lambda background: background.number)
def test_all_names_say_that_they_are_fictional(background):
    assert background.book.project.name.endswith("（演示）")


def test_the_page_s_2900_findings_by_grade():
    assert graded(Fraction(1)) == {grade: 29 * number for grade, number in OF_A_HUNDRED.items()}


@any_share
def test_the_proportions_hold_at_any_share(share):
    number = len(planned(share))
    assert number == int(2900 * share + Fraction(1, 2))
    for grade, found in graded(share).items():
        assert abs(found - Fraction(number * OF_A_HUNDRED[grade], 100)) < 1


@any_share
def test_a_tenth_of_what_was_mended_was_mended_late(share):
    paces = Counter(finding.pace for finding in planned(share))
    mended = paces["in_time"] + paces["late"] + paces["sent_back"]
    assert (paces["late"] + paces["sent_back"]) / mended <= 0.1
    assert paces["late"]


@any_share
def test_what_is_open_is_of_every_age_and_lies_where_works_go_on(share):
    still_open = [finding for finding in planned(share) if finding.closed is None]
    assert {finding.pace for finding in still_open} == {"open"}
    assert len({finding.raised for finding in still_open}) == 4
    assert all(part.accepted_on is None for finding in still_open for part in finding.background.book.buildings)


@any_share
def test_every_stack_was_foreseen_where_the_agency_foresees_and_seen_mended(share):
    found = Counter(finding.background.number for finding in planned(share) if finding.is_foreseen)
    assert found == {"BJ-3": 20, "BJ-5": 6}
    assert all(finding.closed for finding in planned(share) if finding.is_foreseen)


@any_share
def test_what_is_found_is_closed_before_its_building_is_accepted(share):
    for finding in planned(share):
        for part in finding.background.book.buildings:
            if part.accepted_on is not None:
                assert part.begun_on < finding.raised <= finding.closed < part.accepted_on


@any_share
def test_nothing_falls_due_in_the_story_s_own_weeks(share):
    since, until = STORY_WEEKS
    assert not [one for one in planned(share) if one.mend_by and since <= one.mend_by <= until]


@any_share
def test_requests_for_a_repair_are_settled_late_or_left_open(share):
    requests = tickets.requests(share)
    assert len(requests) == max(1, int(24 * share + Fraction(1, 2)))
    assert len({one.home for one in requests}) == len(requests)
    if share == 1:
        assert Counter(one.pace for one in requests) == {"settled": 16, "late": 4, "open": 4}


@any_share
def test_every_act_is_history_by_day_has_its_own_name_and_leaves_the_last_fortnight_alone(share):
    acts = site.acts(share)
    assert len({act.code for act in acts}) == len({act.at for act in acts}) == len(acts)
    assert all(act.is_history and act.at.date() < STORY_WEEKS[0] for act in acts)
    hours = [act.at.astimezone(clock.SHANGHAI).time() for act in acts]
    assert all(time(7) <= hour <= time(20) for hour in hours)


def test_agencies_are_on_the_sites_on_working_days_save_one_sunday():
    days = {finding.raised for finding in planned(Fraction(1))}
    assert {day for day in days if is_rest(day)} == {date(2026, 9, 13)}
