from pathlib import Path

import pytest

from idi_platform.accounts.models.organisation import ROLES_OF_KIND, OrganisationKind
from idi_platform.accounts.roles import DOORS, MEMBERSHIP_ROLES, ROLE_TABLE, Role, door_of

PAGE = Path(__file__).parents[2] / "docs" / "roles.md"
GROUNDS = {"party": "is a party himself", "membership": "organisation is a party", "jurisdiction": "jurisdiction"}


def as_row(role):
    rule = ROLE_TABLE[role]
    parties = ", ".join(sorted(rule.party_roles)) or "–"
    factor = "yes" if rule.needs_second_factor else "no"
    return (
        f"| {role} | {rule.zh} | /{door_of(role)}/ | {GROUNDS[rule.by]} | {parties} | {rule.looks_through or '–'} "
        f"| {factor} |"
    )


def test_the_page_shows_the_table():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert rows[2:] == [as_row(role) for role in Role], "Copy the expected rows into docs/roles.md."


def test_every_role_has_a_rule_and_one_door():
    assert set(ROLE_TABLE) == set(Role)
    assert sorted(role for roles in DOORS.values() for role in roles) == sorted(Role)


def test_every_membership_role_is_given_by_one_kind_of_organisation_at_least():
    assert set(ROLES_OF_KIND) == set(OrganisationKind)
    assert {role for roles in ROLES_OF_KIND.values() for role in roles} == MEMBERSHIP_ROLES


@pytest.mark.parametrize("role", list(Role))
def test_only_owners_and_their_agents_come_without_second_factor(role):
    assert ROLE_TABLE[role].needs_second_factor is (role not in {Role.owner, Role.agent})


@pytest.mark.parametrize("role", list(Role))
def test_a_role_looks_through_something_or_sees_no_case(role):
    rule = ROLE_TABLE[role]
    assert (rule.looks_through is None) == (role is Role.operator)
    assert bool(rule.party_roles) == (rule.by != "jurisdiction" and role is not Role.operator)
