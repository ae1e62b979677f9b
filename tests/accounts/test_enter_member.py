"""The first operator of an installation, and everybody whom no page can enter."""

import io

import pytest
from django.core.management import CommandError, call_command

from idi_platform.accounts.capacities import capacities_of
from idi_platform.accounts.models import Organisation, Person
from idi_platform.accounts.roles import Role
from tests.cast import uscc

pytestmark = pytest.mark.django_db
STRONG = "saddle-quartz-4711-lantern"


@pytest.fixture
def enter(monkeypatch):
    def run(*arguments, password=STRONG):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        call_command("enter_member", *arguments, stdout=io.StringIO())

    return run


FIRST = ("An", "--name", "运营甲（演示）", "--role", "operator", "--uscc", uscc(821))
NEW = ("--organisation", "新设平台运营（演示）", "--kind", "operator")


def test_the_first_operator_of_an_installation(enter):
    enter(*FIRST, *NEW, "--administrator")
    person = Person.objects.get(username="an")
    assert person.check_password(STRONG)
    [capacity] = capacities_of(person)
    assert (capacity.door, capacity.acting.roles) == ("console", {Role.operator})
    assert capacity.acting.is_administrator
    assert capacity.needs_second_factor


def test_a_known_organisation_needs_only_its_code(enter, handler):
    enter("li", "--name", "李（演示）", "--role", "approver", "--uscc", handler.organisation.uscc)
    assert Person.objects.get(username="li").memberships.get().organisation == handler.organisation


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (FIRST, STRONG, "--organisation and --kind"),
        ((*FIRST, *NEW), "short", "12"),
        ((*FIRST, "--organisation", "某单位（演示）", "--kind", "insurer"), STRONG, "没有这个岗位"),
        (("an", "--name", "甲", "--role", "operator", "--uscc", "123", *NEW), STRONG, "统一社会信用代码"),
    ],
)
def test_what_does_not_fit_enters_nothing(enter, arguments, password, said):
    with pytest.raises(CommandError, match=said):
        enter(*arguments, password=password)
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()


def test_a_name_is_given_once(enter, handler):
    with pytest.raises(CommandError, match="is taken"):
        enter(handler.person.username.upper(), *FIRST[1:], *NEW)
