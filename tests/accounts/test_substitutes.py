"""Standing in: among colleagues of one role whoever leads them arranges it, a new role an administrator gives."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from idi_platform.accounts.capacities import capacities_of, today
from idi_platform.accounts.models import AuthorityAmount, Membership, OrganisationAct
from idi_platform.accounts.organising import amount_of, deactivate, members_up_to
from idi_platform.accounts.roles import Role
from idi_platform.accounts.substitutes import come_back, in_place_of, stand_in, substitutions
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible
from tests.cast import LONG_AGO, MembershipFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def away():
    return member(Role.handler)


@pytest.fixture
def desk(away):
    """A colleague of the same role, and who leads both."""
    return member(Role.handler, away.organisation), member(Role.approver, away.organisation)


def row_of(player):
    return Membership.objects.get(person=player.person, stands_in_for=None)


def arranged(leader, away, who, days=5, since=None):
    since = since or today()
    until = None if days is None else since + timedelta(days=days)
    return stand_in(acting=leader.acting, membership=row_of(away), person=who.person, since=since, until=until)


def test_a_leader_lets_a_colleague_stand_in_once_and_ends_it(away, desk):
    colleague, leader = desk
    row = arranged(leader, away, colleague, days=None)
    assert arranged(leader, away, colleague, days=None) == row
    assert [one.pk for one in substitutions(away.organisation.pk, Role.handler).on(today())] == [row.pk]
    for _twice in range(2):
        come_back(acting=leader.acting, pk=row.pk, today=today())
    row.refresh_from_db()
    assert row.until == today()
    assert not substitutions(away.organisation.pk, Role.handler).on(today()).exists()
    assert arranged(leader, away, colleague).until == today() + timedelta(days=5), "what was called off may be again"


def test_who_stands_in_for_his_own_role_stays_what_he_is(away, desk):
    colleague, leader = desk
    arranged(leader, away, colleague, since=row_of(colleague).since, days=None)
    assert [one.key for one in capacities_of(colleague.person)] == [colleague.key]


def test_the_log_names_both_when_it_begins_and_when_it_ends(away, desk):
    colleague, leader = desk
    row = arranged(leader, away, colleague)
    come_back(acting=leader.acting, pk=row.pk, today=today())
    begun, ended = OrganisationAct.objects.order_by("pk")
    assert [begun.name, ended.name] == ["appointed", "dismissed"]
    for act in (begun, ended):
        assert (act.person, act.facts["stands_in_for"]) == (colleague.person, str(away.person.pk))
        assert act.facts["until"], "the day stands in it"


def test_the_log_names_both_too_where_the_substitute_is_deactivated(away, desk):
    colleague, leader = desk
    Membership.objects.filter(person=leader.person).update(is_administrator=True)
    arranged(leader, away, colleague)
    acting = replace(leader.acting, is_administrator=True)
    deactivate(acting=acting, person=colleague.person)
    ended = OrganisationAct.objects.filter(name="dismissed", person=colleague.person)
    assert {act.facts.get("stands_in_for") for act in ended} == {None, str(away.person.pk)}


@pytest.mark.parametrize("days", [None, 5])
def test_nobody_stands_in_for_a_role_that_is_over(away, desk, days):
    _colleague, leader = desk
    other = MembershipFactory.create(role=Role.surveyor, organisation=away.organisation).person
    acting = replace(leader.acting, is_administrator=True)
    until = today() + timedelta(days=days) if days else None
    row = stand_in(acting=acting, membership=row_of(away), person=other, since=today(), until=until)
    deactivate(acting=acting, person=away.person)
    row.refresh_from_db()
    assert row.until == today()
    assert [one.acting.roles for one in capacities_of(other)] == [frozenset({Role.surveyor})]
    ended = OrganisationAct.objects.filter(name="dismissed", person=other)
    assert [act.facts["stands_in_for"] for act in ended] == [str(away.person.pk)]


def test_whose_work_it_does_stands_in_the_capacity_on_those_days_alone(away, desk):
    colleague, leader = desk
    arranged(leader, away, colleague)
    last = today() + timedelta(days=4)
    assert in_place_of(colleague.acting, away.person.pk, last).as_record()["stands_in_for"] == away.person.pk
    for acting, whose, day in (
        (colleague.acting, away.person.pk, last + timedelta(days=1)),
        (colleague.acting, leader.person.pk, last),
        (colleague.acting, None, last),
        (leader.acting, away.person.pk, last),
        (away.acting, away.person.pk, last),
    ):
        assert in_place_of(acting, whose, day) == acting


def test_a_role_that_is_new_is_given_by_an_administrator_alone(away, desk):
    colleague, leader = desk
    stranger = MembershipFactory.create(role=Role.surveyor, organisation=away.organisation)
    given = {
        "membership": row_of(away),
        "person": stranger.person,
        "since": today(),
        "until": today() + timedelta(days=3),
    }
    for who in (leader, colleague):
        with pytest.raises(NotPermitted):
            stand_in(acting=who.acting, **given)
    Membership.objects.filter(pk=row_of(colleague).pk).update(is_administrator=True)
    row = stand_in(acting=colleague.acting, **given)
    shown = {one.acting.roles: one.acting.stands_in_for for one in capacities_of(stranger.person)}
    assert shown == {frozenset({Role.surveyor}): None, frozenset({Role.handler}): away.person.pk}
    with pytest.raises(NotPermitted):
        come_back(acting=leader.acting, pk=row.pk, today=today())


@pytest.mark.parametrize("who", ["handler himself", "another insurer's leader"])
def test_nobody_else_arranges_or_ends_it(away, desk, who):
    colleague, leader = desk
    other = away if who == "handler himself" else member(Role.approver)
    with pytest.raises(NotPermitted):
        arranged(other, away, colleague)
    row = arranged(leader, away, colleague)
    with pytest.raises((NotPermitted, NotVisible)):
        come_back(acting=other.acting, pk=row.pk, today=today())


def test_days_are_in_order_and_one_stands_in_at_a_time(away, desk):
    colleague, leader = desk
    third = member(Role.handler, away.organisation)
    arranged(leader, away, colleague)
    for given in ({"days": 0}, {"since": today() + timedelta(days=4)}, {"days": None}):
        with pytest.raises(BadInput):
            arranged(leader, away, third, **given)
    with pytest.raises(BadInput):
        arranged(leader, away, away, since=today() + timedelta(days=9))
    assert arranged(leader, away, third, since=today() + timedelta(days=5)).person == third.person


def test_who_stands_in_decides_up_to_the_colleague_s_amount(away, desk):
    """Never without limit for want of an amount of his own: a substitute approver is held by whom he stands in for."""
    _colleague, leader = desk
    AuthorityAmount.objects.create(membership=row_of(leader), amount=Decimal(5000), since=LONG_AGO)
    other = member(Role.approver, away.organisation)
    AuthorityAmount.objects.create(membership=row_of(other), amount=Decimal(100), since=LONG_AGO)
    roles = frozenset({Role.approver})
    assert [one.pk for one in members_up_to(away.organisation.pk, roles, Decimal(5000))] == [leader.person.pk]
    arranged(other, leader, other)
    assert amount_of(other.acting, roles) == Decimal(5000)
    able = members_up_to(away.organisation.pk, roles, Decimal(5000))
    assert {one.pk for one in able} == {leader.person.pk, other.person.pk}
    assert members_up_to(away.organisation.pk, roles, Decimal("5000.01")) == []
