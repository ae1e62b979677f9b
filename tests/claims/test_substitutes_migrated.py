"""Absences of the time before stand as memberships of whoever stands in, once however often it is tried."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest

from idi_platform.accounts.models import Membership
from idi_platform.accounts.roles import Role
from tests.cast import member

pytestmark = pytest.mark.django_db
move = import_module("claims.migrations.0014_substitutes_stand_with_roles").move
SINCE, UNTIL = date(2026, 9, 1), date(2026, 9, 8)


class Kept:
    """The models as the migration sees them: the table of absences is gone from today's."""

    def __init__(self, *absences):
        rows = SimpleNamespace(order_by=lambda *_names: absences)
        self.absences = SimpleNamespace(objects=rows)

    def get_model(self, _app, name):
        return Membership if name == "Membership" else self.absences


@pytest.fixture
def absent():
    return member(Role.handler)


@pytest.fixture
def substitute(absent):
    return member(Role.handler, organisation=absent.organisation)


def absence(absent, substitute, since=SINCE, until=UNTIL):
    return SimpleNamespace(
        organisation_id=absent.organisation.pk, person_id=absent.person.pk, substitute_id=substitute.person.pk,
        since=since, until=until,
    )  # fmt: skip


def standing_in(substitute):
    return Membership.objects.filter(person=substitute.person, stands_in_for__isnull=False)


def test_an_absence_becomes_the_substitute_s_membership_for_its_days(absent, substitute):
    move(Kept(absence(absent, substitute)), None)
    made = standing_in(substitute).get()
    assert (made.since, made.until, made.role) == (SINCE, UNTIL, Role.handler)
    assert made.stands_in_for == Membership.objects.get(person=absent.person, stands_in_for=None)


def test_the_same_absence_moved_twice_stands_once(absent, substitute):
    move(Kept(absence(absent, substitute), absence(absent, substitute)), None)
    move(Kept(absence(absent, substitute)), None)
    assert standing_in(substitute).count() == 1


def test_absences_of_other_days_stand_beside_each_other(absent, substitute):
    move(Kept(absence(absent, substitute), absence(absent, substitute, date(2026, 10, 1), date(2026, 10, 8))), None)
    assert sorted(standing_in(substitute).values_list("since", flat=True)) == [SINCE, date(2026, 10, 1)]


def test_an_absence_of_nobody_who_handles_claims_says_nothing(substitute):
    other = member(Role.approver, organisation=substitute.organisation)
    move(Kept(absence(other, substitute)), None)
    assert not standing_in(substitute).exists()


def test_who_had_left_before_his_absence_is_stood_in_for_by_nobody(absent, substitute):
    Membership.objects.filter(person=absent.person).update(until=date(2026, 8, 1))
    move(Kept(absence(absent, substitute)), None)
    assert not standing_in(substitute).exists()
