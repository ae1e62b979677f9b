from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from idi_platform.accounts import demo
from idi_platform.accounts.capacities import capacities_of
from idi_platform.accounts.demo_cast import FIRMS, OWNERS, STAFF
from idi_platform.accounts.models import Membership, Organisation, Person
from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import PlatformError
from idi_platform.kernel.identifiers import clean_uscc

pytestmark = pytest.mark.django_db


def test_codes_are_sound_and_names_are_marked():
    assert [clean_uscc(firm.uscc) for firm in FIRMS] == [firm.uscc for firm in FIRMS]
    assert len({firm.uscc for firm in FIRMS}) == len(FIRMS)
    assert all("演示" in one.name for one in (*FIRMS, *OWNERS, *STAFF))
    assert all(one.phone.startswith("+861380000") for one in (*OWNERS, *STAFF) if one.phone)


def test_at_one_insurer_two_handle_claims_so_that_one_can_stand_in_for_the_other():
    assert [one.login for one in STAFF if (one.firm, one.role) == ("chenxing", Role.handler)] == ["gao", "ruan"]


def test_creating_the_cast_again_changes_nothing():
    cast = demo.create_cast()
    counts = [model.objects.count() for model in (Person, Organisation, Membership)]
    again = demo.create_cast()
    assert [model.objects.count() for model in (Person, Organisation, Membership)] == counts
    assert again.people == cast.people
    assert all(capacities_of(person) for person in cast.people.values())


@pytest.mark.urls("tests.accounts.door_urls")
def test_each_member_logs_in_as_printed(browser):
    cast = demo.create_cast()
    hint = next(hint for hint in demo.login_hints() if hint.login == "gao")
    browser.post("/login/staff/", {"login": hint.login, "password": demo.PASSWORD})
    assert browser.post("/login/second-factor/", {"code": hint.code}).status_code == 302
    assert browser.get("/console/").json()["person"] == cast.people["gao"].pk


def test_the_command_prints_everybody():
    out = StringIO()
    call_command("demo_personas", "--create", stdout=out)
    text = out.getvalue()
    assert all(one.name in text for one in (*OWNERS, *STAFF))
    assert all(one.first and f"先看：{one.first}" in text for one in (*OWNERS, *STAFF))
    assert demo.PASSWORD in text


def test_it_refuses_outside_a_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="不是演示环境"):
        call_command("demo_personas", "--create")
    with pytest.raises(PlatformError):
        demo.create_cast()
    assert not Person.objects.exists()
