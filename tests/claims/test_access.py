"""Who sees a claim: by the home and its time, by the policy, by the division; nobody else."""

from datetime import date

import pytest

from claims.models import Claim
from idi_platform.projects import actions as project_file
from tests.claims.conftest import key

pytestmark = pytest.mark.django_db


def sees(player, claim):
    return Claim.objects.visible_to(player.acting).filter(pk=claim.pk).exists()


def test_the_owner_and_the_insurer_see_it(claim, owner, handler, approver, surveyor):
    assert all(sees(player, claim) for player in (owner, handler, approver, surveyor))


def test_nobody_else_does(claim, neighbour, stranger, other_insurer, developer, contractor, agency, property_desk):
    others = (neighbour, stranger, other_insurer, developer, contractor, agency, property_desk)
    assert not any(sees(player, claim) for player in others)


def test_authorities_look_through_their_division(claim, regulator_of_city, regulator_elsewhere):
    assert sees(regulator_of_city, claim)
    assert not sees(regulator_elsewhere, claim)


def test_after_a_sale_each_sees_his_own_time(claim, report, home, owner, neighbour, underwriter, at):
    at("2026-12-01 10:00")
    project_file.transfer_unit(
        acting=underwriter.acting,
        key=key(),
        unit=home,
        transferred_on=date(2026, 11, 30),
        persons=[neighbour.person.pk],
    )
    assert sees(owner, claim)
    assert not sees(neighbour, claim)
    later = report(player=neighbour).claim
    assert sees(neighbour, later)
    assert not sees(owner, later)
