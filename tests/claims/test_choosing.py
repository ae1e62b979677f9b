"""Rules of assignment as a pure function: the first rule that finds somebody, fewest open claims, the same again."""

import json

import pytest

from claims.desk.choosing import Case, Choice, Colleague, Rule, as_json, choose, choose_again, with_one_more

A, B, C = Colleague(1, open=5), Colleague(2, open=2, skills=("防水",)), Colleague(3, open=2, is_on_duty=True)


def test_the_least_loaded_is_chosen_and_of_two_the_same_one_always():
    assert choose(Case(), [Rule(9)], [A, B, C]) == Choice(2, 9)
    assert choose(Case(), [Rule(9)], [C, B, A]) == Choice(2, 9)


@pytest.mark.parametrize(
    ("rule", "case", "holds"),
    [
        (Rule(1, project=7), Case(project=7), True),
        (Rule(1, project=7), Case(project=8), False),
        (Rule(1, division="110000"), Case(divisions=("110000", "110101")), True),
        (Rule(1, division="310000"), Case(divisions=("110000", "110101")), False),
        (Rule(1, item="waterproofing"), Case(item="waterproofing"), True),
        (Rule(1, item="waterproofing"), Case(item="structure"), False),
        (Rule(1, only_danger=True), Case(), False),
        (Rule(1, only_danger=True), Case(is_danger=True), True),
        (Rule(1, days="rest"), Case(is_rest_day=True), True),
        (Rule(1, days="rest"), Case(), False),
        (Rule(1, days="working"), Case(is_rest_day=True), False),
    ],
)
def test_a_rule_holds_when_every_condition_that_is_set_does(rule, case, holds):
    assert rule.holds_for(case) is holds


def test_skill_and_duty_narrow_and_a_rule_that_finds_nobody_gives_way_to_the_next():
    assert choose(Case(), [Rule(1, skill="防水")], [A, B, C]).handler == 2
    assert choose(Case(), [Rule(1, on_duty=True)], [A, B, C]).handler == 3
    assert choose(Case(), [Rule(1, skill="结构"), Rule(2, person=1)], [A, B, C]) == Choice(1, 2)
    assert choose(Case(), [Rule(1, skill="结构")], [A, B, C]) == Choice()


def test_who_is_full_gets_nothing():
    full = Colleague(4, open=3, most_open=3)
    assert choose(Case(), [Rule(1)], [full]) == Choice()
    assert choose(Case(), [Rule(1, person=4)], [full, A]) == Choice()


def test_a_substitute_gets_what_was_meant_for_who_is_away_and_a_ring_of_absences_ends():
    away = Colleague(1, is_away=True, substitute=2)
    assert choose(Case(), [Rule(1, person=1)], [away, B]) == Choice(2, 1, for_whom=1)
    assert choose(Case(), [Rule(1)], [away, C]).handler == 3
    ring = [Colleague(1, is_away=True, substitute=2), Colleague(2, is_away=True, substitute=1)]
    assert choose(Case(), [Rule(1, person=1)], ring) == Choice()


def test_a_batch_counts_what_it_has_given():
    desk = [Colleague(1), Colleague(2)]
    first = choose(Case(), [Rule(1)], desk).handler
    assert choose(Case(), [Rule(1)], with_one_more(desk, first)).handler != first


def test_the_log_leads_to_the_same_choice():
    case, rules, desk = Case(project=7, divisions=("110000",), is_rest_day=True), [Rule(3, days="rest")], [A, B, C]
    seen = json.loads(json.dumps(as_json(case, rules, desk)))
    assert choose_again(seen) == choose(case, rules, desk) == Choice(2, 3)
