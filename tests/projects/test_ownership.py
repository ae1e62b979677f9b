"""Ownership by day: who owned what when, and who sees it."""

from datetime import date

import pytest

from idi_platform.projects import actions
from idi_platform.projects.models import Building, CommonPart, Project, Unit
from idi_platform.projects.queries import holders_on, participants_on
from tests.cast import owner_player

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def sold(file, owner):
    file.accepted()
    unit = file.unit()
    second = owner_player("共有人（演示）")
    both = [owner.person.pk, second.person.pk]
    actions.sell_unit(**file.by, unit=unit, sold_on=D("2020-03-01"), persons=both)
    actions.hand_over_unit(**file.by, unit=unit, handed_over_on=D("2021-01-15"))
    return unit


def names(unit, day):
    return [party.person_id for party in holders_on(unit, D(day))]


def test_every_co_owner_is_named_from_the_day_of_the_contract(sold, owner):
    assert names(sold, "2020-02-29") == []
    assert owner.person.pk in names(sold, "2020-03-01")
    assert len(names(sold, "2020-03-01")) == 2


def test_a_transfer_ends_the_former_owners_on_the_day_the_new_one_begins(file, sold, owner, neighbour):
    actions.transfer_unit(**file.by, unit=sold, transferred_on=D("2026-08-15"), persons=[neighbour.person.pk])
    assert owner.person.pk in names(sold, "2026-08-14")
    assert names(sold, "2026-08-15") == [neighbour.person.pk]


def test_the_new_owner_sees_the_home_and_the_former_one_no_more(file, sold, owner, neighbour):
    assert list(Unit.objects.visible_to(owner.acting)) == [sold]
    assert not Unit.objects.visible_to(neighbour.acting).exists()
    actions.transfer_unit(**file.by, unit=sold, transferred_on=D("2026-08-15"), persons=[neighbour.person.pk])
    assert not Unit.objects.visible_to(owner.acting).exists()
    assert list(Unit.objects.visible_to(neighbour.acting)) == [sold]


def test_an_owner_sees_his_building_and_its_common_parts_only(file, sold, owner, stranger):
    other = file.plan("2")
    for building in (file.building, other):
        actions.register_common_part(**file.by, building=building, number="roof", name="屋面", part="roof")
    assert list(Building.objects.visible_to(owner.acting)) == [file.building]
    assert [part.building_id for part in CommonPart.objects.visible_to(owner.acting)] == [file.building.pk]
    assert not Building.objects.visible_to(stranger.acting).exists()


def test_the_file_is_seen_by_its_parties_and_its_authority_only(file, developer, underwriter, request):
    seeing = {"developer", "underwriter", "handler", "regulator_of_city"}
    blind = {"other_insurer", "regulator_elsewhere", "owner", "agency", "contractor", "operator"}
    for who in seeing | blind:
        acting = request.getfixturevalue(who).acting
        assert Project.objects.visible_to(acting).exists() is (who in seeing), who


def test_a_participant_who_is_replaced_stands_until_that_day(file, contractor, supervisor):
    from idi_platform.workflow.perform import perform

    first, second = contractor.organisation.pk, supervisor.organisation.pk
    facts = {"role": "contractor", "organisation_id": first, "since": D("2019-07-01")}
    perform(file.project, "name_participant", **file.by, **facts)
    facts = {"role": "contractor", "organisation_id": second, "since": D("2020-01-01"), "replaces_id": first}
    perform(file.project, "name_participant", **file.by, **facts)

    def contractors(day):
        found = participants_on(file.project.pk, D(day))
        return [party.organisation_id for party in found if party.role == "contractor"]

    assert contractors("2019-12-31") == [first]
    assert contractors("2020-01-01") == [second]
