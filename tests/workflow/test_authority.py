"""Amounts of authority: the maker alone up to his, the second person up to his; the city's rule stands above both."""

from dataclasses import replace
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


def request(player, amount, step="claim.pay", name="amount"):
    facts = {name: amount} if amount is not None else {}
    return SimpleNamespace(definition=step_named(step), acting=player.acting, facts=facts, approving=None)


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


@pytest.mark.parametrize("assessed", [None, 1])
def test_a_determination_asks_for_two_whatever_it_assesses(assessed):
    handler = member(Role.handler)
    allow(handler, 5000)
    assert asks_two_persons(request(handler, assessed, "claim.accept", "assessed_amount"), law())


@pytest.mark.parametrize(("step", "name"), [("claim.offer_settlement", "cash"), ("claim.agree", "amount")])
def test_what_one_person_does_asks_for_a_second_beyond_his_amount(step, name):
    handler, owner = member(Role.handler), member(Role.handler)
    allow(handler, 5000)
    assert not asks_two_persons(request(handler, 5000, step, name), law())
    assert asks_two_persons(request(handler, "5000.01", step, name), law())
    assert not asks_two_persons(request(handler, None, step, name), law())
    assert not asks_two_persons(request(owner, 10**6, step, name), law()), "who has no amount is held by none"


def test_what_opens_something_waits_for_nobody():
    handler = member(Role.handler)
    allow(handler, 5000)
    found = request(handler, 10**6)
    found.definition = replace(found.definition, sources=("",), needs_second_person=False)
    assert not asks_two_persons(found, law())


def test_a_second_person_agrees_up_to_his_amount_and_without_one_to_any():
    approver = member(Role.approver)
    check_may_agree(request(approver, 10**6), law())
    allow(approver, 5000)
    check_may_agree(request(approver, 5000), law())
    with pytest.raises(NotPermitted, match=r"5,000.*没有人的权限金额够"):
        check_may_agree(request(approver, "5000.01"), law())
    manager, other = (member(Role.approver, approver.organisation) for _n in range(2))
    allow(other, 100)
    with pytest.raises(NotPermitted, match=f"请交给权限够的同事复核：{manager.person.name}。"):
        check_may_agree(request(approver, "5000.01", "claim.accept", "assessed_amount"), law())


def test_an_amount_of_a_role_that_has_ended_counts_no_longer():
    handler = member(Role.handler)
    allow(handler, 5000)
    asked = request(handler, 1)
    Membership.objects.filter(person=handler.person).update(until=LONG_AGO)
    assert asks_two_persons(asked, law())
