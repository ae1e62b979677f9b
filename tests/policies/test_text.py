"""The shipped texts, read into the words of the rules: the demonstration's projects come out as their calendars say."""

from datetime import date, timedelta

import pytest

from idi_platform.rulebooks.bindings import settle
from idi_platform.rulebooks.law import Law, national_law
from idi_platform.rulebooks.store import newest, parsed
from policies.rules.cover import cover_on
from policies.rules.schedule import AgreedItem, row_dates
from policies.rules.terms_of_cover import CoverLine, Place, PolicyCover
from policies.text import read_text, text_for

pytestmark = pytest.mark.django_db
D = date.fromisoformat
TOWER = 7


def text_of(edition, **terms):
    revision = newest(edition)
    return read_text(Law(national_law().base, parsed(revision.pk, revision.sha256), revision.pk), terms)


def policy_under(text, agreed, **anchors):
    """The rows of one building under a text whose days are known."""
    lines = []
    for line in agreed:
        item = text.items[line.code]
        dates = row_dates(line, item, text.start, {f"building.{name}": D(day) for name, day in anchors.items()})
        lines.append(CoverLine(line.code, item.group, TOWER, dates.starts_on, dates.ends_on, clause=item.clause))
    return PolicyCover(tuple(lines), text.cover)


def ask(policy, item, day, place, **more):
    asked = {"first_known": None, "discovered": D(day), "reported": D(day), **more}
    return cover_on(place, item, policy=policy, **asked)


@pytest.fixture
def beijing():
    agreed = [AgreedItem(code) for code in ("structure", "insulation", "waterproofing")]
    return policy_under(text_of("beijing-2019"), agreed, accepted_on="2020-11-20")


@pytest.mark.parametrize(
    ("item", "day", "state", "liable", "clause"),
    [
        ("waterproofing", "2022-11-19", "before_cover", "developer", "BJ-5-5a"),
        ("waterproofing", "2022-11-20", "covered", "insurer", "BJ-5-6a"),
        ("waterproofing", "2027-11-19", "covered", "insurer", "BJ-5-6a"),
        ("waterproofing", "2027-12-19", "ended", "nobody", ""),
        ("waterproofing", "2027-12-20", "tail", "insurer", "BJ-5-6c"),
        ("waterproofing", "2028-06-20", "tail", "insurer", "BJ-5-6c"),
        ("waterproofing", "2028-06-21", "ended", "nobody", ""),
        ("structure", "2028-06-22", "covered", "insurer", "BJ-5-6a"),
    ],
)
def test_six_flats_of_qingyanli_handed_over_late(beijing, item, day, state, liable, clause):
    place = Place(TOWER, accepted_on=D("2020-11-20"), handed_over_on=D("2027-12-20"))
    verdict = ask(beijing, item, day, place)
    assert (verdict.state, verdict.liable, verdict.clause) == (state, liable, clause)


@pytest.mark.parametrize(("handed_over", "state"), [("2027-11-19", "ended"), ("2027-11-20", "tail")])
def test_the_tail_is_for_keys_given_after_the_end(beijing, handed_over, state):
    place = Place(TOWER, accepted_on=D("2020-11-20"), handed_over_on=D(handed_over))
    assert ask(beijing, "insulation", "2027-12-01", place).state == state


@pytest.fixture
def hangzhou():
    agreed = [AgreedItem(code) for code in ("structure", "insulation", "waterproofing")]
    return policy_under(text_of("hangzhou-2024"), agreed, accepted_on="2025-11-14")


@pytest.mark.parametrize(
    ("item", "day", "state", "backstop"),
    [
        ("waterproofing", "2026-04-19", "before_cover", ""),
        ("waterproofing", "2026-04-20", "before_cover", "fund_window"),
        ("waterproofing", "2027-11-13", "before_cover", "fund_window"),
        ("waterproofing", "2027-11-14", "covered", ""),
        ("insulation", "2032-11-13", "covered", ""),
        ("insulation", "2032-11-14", "ended", ""),
        ("waterproofing", "2033-11-13", "covered", ""),
        ("structure", "2037-11-13", "covered", ""),
        ("structure", "2037-11-14", "ended", ""),
    ],
)
def test_a_flat_of_guiyuli(hangzhou, item, day, state, backstop):
    place = Place(TOWER, accepted_on=D("2025-11-14"), handed_over_on=D("2026-01-20"))
    verdict = ask(hangzhou, item, day, place)
    assert (verdict.state, verdict.backstop) == (state, backstop)


def test_beijing_s_riders_start_as_the_contract_says_and_hangzhou_s_as_the_text_says():
    assert text_of("beijing-2019").items["elevator"].starts_by_contract
    assert not text_of("hangzhou-2024").items["decoration"].starts_by_contract


@pytest.mark.parametrize("edition", ["beijing-2019", "hangzhou-2024"])
def test_for_every_day_one_answer(edition):
    text = text_of(edition)
    required = [code for code, item in text.items.items() if not item.is_rider and item.period]
    policy = policy_under(text, [AgreedItem(code) for code in required], accepted_on="2024-02-29")
    place = Place(TOWER, accepted_on=D("2024-02-29"), handed_over_on=D("2024-06-30"))
    for line in policy.lines:
        for day in (line.starts_on, line.ends_on):
            eve = ask(policy, line.item, (day - timedelta(days=1)).isoformat(), place).state
            on = ask(policy, line.item, day.isoformat(), place).state
            assert (eve, on) == (("before_cover", "covered") if day == line.starts_on else ("covered", "ended"))


def test_an_object_without_a_text_runs_under_its_own_contract():
    settle(987, divisions={"310104"}, project_kind="commodity_housing", days={}, on=D("2026-01-01"))
    text = text_for(987)
    assert text.law.is_national_only
    assert (text.items, text.start.since, text.cover.segments) == ({}, "", ())
