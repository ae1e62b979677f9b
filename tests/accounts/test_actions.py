from datetime import date

import pytest

from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.actions import appoint, dismiss, register_organisation
from idi_platform.accounts.models import Membership
from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import BadInput, NotPermitted
from tests.cast import StaffFactory, member, uscc

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def administrator(player):
    Membership.objects.filter(person=player.person).update(is_administrator=True)
    return player


def test_the_platform_registers_an_organisation_once():
    code = uscc(700)
    first = register_organisation(acting=SYSTEM, uscc=code.lower(), name=" 演示  单位 ", kind="insurer")
    again = register_organisation(acting=SYSTEM, uscc=code, name="演示新名", kind="insurer")
    assert (first.pk, again.name, first.uscc) == (again.pk, "演示新名", code)


@pytest.mark.parametrize("wrong", ["91110106MAYYB10103", "", "110101199001011234"])
def test_a_wrong_code_is_refused(wrong):
    with pytest.raises(BadInput):
        register_organisation(acting=SYSTEM, uscc=wrong, name="演示单位", kind="insurer")


def test_a_member_registers_nobody(handler):
    with pytest.raises(NotPermitted):
        register_organisation(acting=handler.acting, uscc=uscc(701), name="演示单位", kind="insurer")


def test_an_administrator_appoints_and_dismisses_his_own_people(handler):
    admin, colleague = administrator(handler), StaffFactory.create()
    facts = {"person": colleague, "organisation": admin.organisation, "role": Role.approver, "since": DAY}
    row = appoint(acting=admin.acting, **facts)
    assert appoint(acting=admin.acting, **facts) == row
    dismiss(acting=admin.acting, membership=row, until=date(2026, 4, 1))
    assert not Membership.objects.on(date(2026, 4, 1)).filter(pk=row.pk).exists()


def test_a_member_who_is_no_administrator_appoints_nobody(handler):
    with pytest.raises(NotPermitted):
        appoint(
            acting=handler.acting,
            person=handler.person,
            organisation=handler.organisation,
            role=Role.approver,
            since=DAY,
        )


def test_an_administrator_has_no_say_elsewhere(handler, other_insurer):
    admin = administrator(handler)
    with pytest.raises(NotPermitted):
        dismiss(acting=admin.acting, membership=other_insurer.person.memberships.get(), until=DAY)


def test_an_insurer_makes_nobody_a_regulator(handler):
    admin = administrator(handler)
    with pytest.raises(BadInput, match="没有这个岗位"):
        appoint(
            acting=admin.acting,
            person=admin.person,
            organisation=admin.organisation,
            role=Role.regulator,
            since=DAY,
            division_code="110000",
        )


@pytest.mark.parametrize(("division", "is_own"), [("110000", True), ("110105", True), ("330100", False)])
def test_an_authoritys_administrator_gives_no_jurisdiction_beyond_his_own(division, is_own):
    admin = administrator(member(Role.regulator, division="110000"))
    given = {"person": StaffFactory.create(), "organisation": admin.organisation, "role": Role.regulator, "since": DAY}
    if is_own:
        assert appoint(acting=admin.acting, division_code=division, **given).division_id == division
        return
    with pytest.raises(NotPermitted) as refused:
        appoint(acting=admin.acting, division_code=division, **given)
    assert refused.value.code == "accounts.beyond_jurisdiction"
    assert appoint(acting=SYSTEM, division_code=division, **given).division_id == division
