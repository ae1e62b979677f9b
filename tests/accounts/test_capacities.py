from datetime import date

import pytest

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.capacities import acting_for, capacities_of, capacity, members_of, organisation_ids
from idi_platform.accounts.roles import OWNER_ROLES, Role
from tests.cast import MembershipFactory, OrganisationFactory, PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db


def test_an_owner_acts_for_himself(owner):
    assert [one.acting for one in capacities_of(owner.person)] == [
        Acting("person", owner.person.pk, None, OWNER_ROLES, frozenset(), "owner")
    ]


def test_a_number_that_nobody_proved_opens_nothing():
    person = PersonFactory.create(phone_verified=False)
    assert capacities_of(person) == ()
    assert acting_for(person, "owner") is None


def test_a_regulator_acts_in_his_jurisdiction(regulator_of_city):
    acting = regulator_of_city.acting
    assert acting.jurisdictions == {"110000"}
    assert acting.roles == {Role.regulator}
    assert acting.door == "regulator"
    assert acting.organisation_id == regulator_of_city.organisation.pk


def test_one_person_may_own_a_flat_and_work_for_an_insurer():
    person = StaffFactory.create(phone="+8613800001234", phone_verified=True)
    MembershipFactory.create(person=person)
    MembershipFactory.create(person=person, role=Role.underwriter)
    assert [one.door for one in capacities_of(person)] == ["owner", "console", "console"]
    assert len(organisation_ids(person)) == 2


def test_an_ended_membership_is_no_capacity(handler):
    membership = handler.person.memberships.get()
    membership.until = date(2026, 3, 1)
    membership.save()
    assert capacity(handler.person, handler.key, date(2026, 2, 28)) is not None
    assert capacity(handler.person, handler.key, date(2026, 3, 1)) is None


def test_a_role_that_the_organisation_cannot_give_is_worth_nothing():
    insurer = OrganisationFactory.create(kind="insurer")
    row = MembershipFactory.create(organisation=insurer, role=Role.regulator, division_id="110000")
    assert capacities_of(row.person) == ()
    assert capacity(row.person, f"membership-{row.pk}") is None


@pytest.mark.parametrize(
    "key", ["", "membership-", "membership-0", "membership-x", "membership-١", "membership-1 OR 1=1", "x", "9" * 40]
)
def test_a_key_of_nothing_is_nothing(handler, key):
    assert capacity(handler.person, key) is None


def test_somebody_elses_key_is_nothing(handler, approver):
    assert capacity(handler.person, approver.key) is None


def test_members_of_an_organisation_by_role(handler, approver, other_insurer):
    found = members_of(handler.organisation.pk, {Role.handler})
    assert list(found) == [handler.person]


def test_settling_costs_one_query_for_a_member_and_none_for_an_owner(handler, owner, django_assert_num_queries):
    with django_assert_num_queries(1):
        capacity(handler.person, handler.key)
    with django_assert_num_queries(0):
        capacity(owner.person, owner.key)
