from datetime import date

import pytest
from django.db import IntegrityError, transaction

from idi_platform.accounts.models import Membership, Person
from idi_platform.accounts.roles import Role
from tests.cast import LONG_AGO, MembershipFactory, OrganisationFactory, PersonFactory, StaffFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "wrong"),
    [
        (PersonFactory, {"phone": "13800001234"}),
        (PersonFactory, {"phone": ""}),
        (StaffFactory, {"username": "Gao"}),
        (StaffFactory, {"username": ""}),
        (StaffFactory, {"email": "Gao@example.com"}),
        (StaffFactory, {"phone": "+8613800001234", "phone_verified": False}),
        (OrganisationFactory, {"uscc": "91110106MAYYB1010I"}),
        (OrganisationFactory, {"uscc": "91110106MAYYB1010"}),
        (OrganisationFactory, {"kind": "bank"}),
        (MembershipFactory, {"role": "owner"}),
        (MembershipFactory, {"role": "superhero"}),
        (MembershipFactory, {"role": Role.regulator}),
        (MembershipFactory, {"role": Role.handler, "division_id": "110000"}),
        (MembershipFactory, {"until": date(2018, 12, 31)}),
    ],
)
def test_the_database_refuses(factory, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory.create(**wrong)


def test_a_telephone_and_a_code_belong_to_one_only():
    PersonFactory.create(phone="+8613800001234")
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFactory.create(phone="+8613800001234")
    first = OrganisationFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory.create(uscc=first.uscc)


def test_many_people_have_neither_telephone_nor_name():
    StaffFactory.create_batch(2)
    PersonFactory.create_batch(2)
    assert Person.objects.count() == 4


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2018, 12, 31), False),
        (LONG_AGO, True),
        (date(2026, 2, 28), True),
        (date(2026, 3, 1), False),
    ],
)
def test_a_membership_holds_from_its_first_day_until_before_its_end(day, holds):
    MembershipFactory.create(until=date(2026, 3, 1))
    assert Membership.objects.on(day).exists() is holds


def test_the_holder_of_an_imported_number_proves_it():
    imported = PersonFactory.create(phone="+8613800001234", phone_verified=False, name="林小满")
    assert Person.objects.with_phone("+8613800001234") == imported
    imported.refresh_from_db()
    assert imported.phone_verified
    assert not imported.has_usable_password()


def test_people_are_shown_by_name_or_masked_number():
    assert str(Person(name="林小满", phone="+8613800001234")) == "林小满"
    assert str(Person(phone="+8613800001234")) == "138****1234"
