"""What limits a duty is found by what is measured, whichever text sets it and whatever the clock is called."""

from datetime import timedelta

import pytest

from claims.dates import clause_limiting, open_duties
from idi_platform.deadlines.models import Clock
from idi_platform.records.governing import law_of
from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.shipped import BASE, load_shipped

CITIES = {
    "beijing-2019": ("BJ-20-3a", "BJ-20-3b"),
    "hangzhou-2024": ("HZ-G-4.3d", "HZ-G-4.3e"),
    "jiyuan-2022": ("JY-13-2", "JY-13-3a"),
    "shanghai-2025": ("SH-13-1d", "SH-13-1e"),
    "longgang-trial": ("INS-23-1", "INS-24"),
    None: ("INS-23-1", "INS-24"),
}


def text_of(city):
    return Law(load_shipped(BASE).rulebook, load_shipped(city).rulebook if city else None)


@pytest.mark.parametrize("city", CITIES)
def test_an_owner_is_told_the_article_of_the_city_else_the_nations(city):
    law = text_of(city)
    assert tuple(clause_limiting(law, measures) for measures in ("performance", "refusal_notice")) == CITIES[city]


def test_a_citys_clock_is_found_by_what_it_measures_not_by_its_name():
    law = text_of("beijing-2019")
    clocks = {f"{name}_in_another_city": rule for name, rule in law.city.clocks.items()}
    renamed = Law(law.base, law.city.model_copy(update={"clocks": clocks}))
    assert clause_limiting(renamed, "performance") == "BJ-20-3a"


def test_what_no_text_limits_has_no_article_and_a_contract_is_no_text():
    law = text_of("jiyuan-2022")
    assert clause_limiting(law, "repair") == ""
    assert clause_limiting(law, "patience") == ""


@pytest.mark.django_db
def test_of_two_limits_that_a_holiday_ends_together_the_shorter_is_told(claim):
    rows = Clock.objects.filter(subject=claim.pk, measures="determination")
    city, nation = rows.get(name="claim.determination"), rows.get(name="claim.determination_national")
    assert nation.pk < city.pk
    together = city.due_at
    rows.filter(pk=nation.pk).update(target_at=together, due_at=together)
    rows.filter(pk=city.pk).update(target_at=together - timedelta(days=3))
    told = next(one for one in open_duties(claim.pk, law_of(claim.subject)) if one.clock.measures == "determination")
    assert told.clock.pk == city.pk
    assert "法定最晚" in told.until
