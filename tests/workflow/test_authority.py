"""Amounts of authority: the maker alone up to his, the second person up to his; the city's rule stands above both."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from idi_platform.accounts.models import AuthorityAmount, Membership
from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import NotPermitted
from idi_platform.workflow.authority import asks_two_persons, check_may_agree
from idi_platform.workflow.lifecycles import step_named
from tests.cast import LONG_AGO, member

pytestmark = pytest.mark.django_db


def law(second_person=None):
    rule = None if second_person is None else SimpleNamespace(second_person=second_person, by=())
    return SimpleNamespace(step_rule=lambda _name: rule)


def request(player, amount, step="claim.pay"):
    facts = SimpleNamespace(amount=Decimal(amount)) if amount is not None else SimpleNamespace()
    return SimpleNamespace(definition=step_named(step), acting=player.acting, facts=facts)


def allow(player, amount):
    AuthorityAmount.objects.create(
        membership=Membership.objects.get(person=player.person), amount=Decimal(amount), since=LONG_AGO
    )


def test_without_an_amount_a_payment_asks_for_two_whatever_the_sum():
    assert asks_two_persons(request(member(Role.handler), "0.01"), law())


def test_the_maker_decides_alone_up_to_his_amount():
    handler = member(Role.handler)
    allow(handler, 5000)
    assert not asks_two_persons(request(handler, 5000), law())
    assert asks_two_persons(request(handler, "5000.01"), law())
    assert asks_two_persons(request(member(Role.handler), 1), law())


def test_what_the_city_gives_to_two_stays_with_two():
    handler = member(Role.handler)
    allow(handler, 5000)
    assert asks_two_persons(request(handler, 1), law(second_person=True))


def test_a_determination_has_no_sum_and_asks_for_two():
    handler = member(Role.handler)
    allow(handler, 5000)
    assert asks_two_persons(request(handler, None, "claim.accept"), law())


def test_a_second_person_agrees_up_to_his_amount_and_without_one_to_any():
    approver = member(Role.approver)
    check_may_agree(request(approver, 10**6), law())
    allow(approver, 5000)
    check_may_agree(request(approver, 5000), law())
    with pytest.raises(NotPermitted, match="5,000"):
        check_may_agree(request(approver, "5000.01"), law())


def test_an_amount_of_a_role_that_has_ended_counts_no_longer():
    handler = member(Role.handler)
    allow(handler, 5000)
    asked = request(handler, 1)
    Membership.objects.filter(person=handler.person).update(until=LONG_AGO)
    assert asks_two_persons(asked, law())
