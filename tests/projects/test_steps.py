"""Steps of the project file: who may, who may not, what stands against it, and the same request twice."""

from datetime import date, timedelta

import pytest

from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, KeyReused, NotPermitted, NotVisible, Refused
from idi_platform.projects import actions
from idi_platform.projects.models import Building, CommonPart, Unit
from idi_platform.projects.pages.project import project_page
from idi_platform.records.models import Record
from idi_platform.workflow.perform import perform

pytestmark = pytest.mark.django_db
D = date.fromisoformat
LATE = {"reasons": {"late_entry": "补录"}}


def tomorrow():
    return clock.local_date(clock.now()) + timedelta(days=1)


def codes(refused):
    return [refusal.code for refusal in refused.value.refusals]


# Allowed


def test_a_file_is_opened_step_by_step(file, underwriter):
    part = actions.register_common_part(**file.by, building=file.building, number="roof", name="屋面", part="roof")
    assert (file.project.state, file.insured_object.state, file.building.state) == (
        "registered",
        "registered",
        "planned",
    )
    assert part == CommonPart.objects.get()
    assert part.subject.building_id == file.building.pk
    assert file.unit().subject.link_ids() == {
        "project": file.project.pk,
        "insured_object": file.insured_object.pk,
        "building": file.building.pk,
        "unit": Unit.objects.get().pk,
    }


def test_the_price_of_the_works_is_recorded_by_who_keeps_the_file(file, underwriter, owner):
    priced = {"contract_price": "180000000.00", "contract_signed_on": D("2019-05-10")}
    with pytest.raises((NotPermitted, NotVisible)):
        perform(file.insured_object, "record_works_contract", acting=owner.acting, key="owner", **priced)
    perform(file.insured_object, "record_works_contract", acting=underwriter.acting, key="price", **priced)
    stored = type(file.insured_object).objects.get()
    assert (str(stored.contract_price), stored.contract_signed_on) == ("180000000.00", D("2019-05-10"))


@pytest.mark.parametrize("who", ["underwriter", "developer"])
def test_insurer_and_developer_keep_the_file(file, who, request):
    acting = request.getfixturevalue(who).acting
    done = actions.accept_building(acting=acting, key="a", building=file.building, accepted_on=D("2020-11-20"))
    assert done.record.name == "building.accept"
    assert Building.objects.get().accepted_on == D("2020-11-20")


def test_a_building_s_cover_is_announced_by_the_developer_once_it_is_accepted(file, underwriter, developer):
    on = {"on": D("2021-01-05")}
    with pytest.raises(Refused):
        perform(file.building, "announce_cover", acting=developer.acting, key="early", **on)
    actions.accept_building(**file.by, building=file.building, accepted_on=D("2020-11-20"))
    with pytest.raises(NotPermitted):
        perform(file.building, "announce_cover", acting=underwriter.acting, key="not-yours", **on)
    perform(file.building, "announce_cover", acting=developer.acting, key="announced", **on)
    assert Building.objects.get().cover_announced_on == D("2021-01-05")


def test_each_home_that_an_announcement_reaches_is_recorded_once_it_is_sold(file, owner, handler, developer):
    unit = file.unit()
    arrived = {"announcement_reached_on": D("2021-01-04")}
    with pytest.raises(Refused) as refused:
        perform(unit, "record_announcement", acting=developer.acting, key="nobody holds it", **arrived)
    assert codes(refused) == ["step.wrong_state"]
    actions.sell_unit(**file.by, unit=unit, sold_on=D("2020-03-01"), persons=[owner.person.pk])
    assert not unit.was_reached
    with pytest.raises(NotPermitted):
        perform(unit, "record_announcement", acting=owner.acting, key="not the owner", **arrived)
    ahead = {"announcement_reached_on": tomorrow()}
    with pytest.raises(Refused) as refused:
        perform(unit, "record_announcement", acting=developer.acting, key="ahead", **ahead)
    assert codes(refused) == ["report.in_future"]
    perform(unit, "record_announcement", acting=developer.acting, key="arrived", **arrived)
    assert Unit.objects.get().was_reached
    page = project_page(file.project, developer.acting, clock.now(), clock.local_date(clock.now()))
    (building,) = page.buildings.rows
    assert building.cells[-1].sub == "已送达 1／1 户"


def test_a_building_is_accepted_and_filed_on_its_own_days(file):
    actions.accept_building(**file.by, building=file.building, accepted_on=D("2020-11-20"), batch="A")
    actions.file_acceptance(**file.by, building=file.building, filed_on=D("2020-12-04"))
    building = Building.objects.get()
    assert (building.state, building.batch, building.filed_on) == ("filed", "A", D("2020-12-04"))


def test_the_whole_road_of_a_project(file):
    steps = ["begin_design", "pass_drawing_review", "apply_for_permit", "obtain_permit"]
    for step in steps:
        perform(file.project, step, **file.by)
    for step, facts in [
        ("begin_construction", {"on": D("2019-07-05")}),
        ("suspend_works", {}),
        ("resume_works", {}),
        ("complete", {"on": D("2020-11-01")}),
        ("close", {}),
    ]:
        perform(file.project, step, **file.by, **facts)
    project = type(file.project).objects.get()
    assert (project.state, project.begun_on, project.is_suspended) == ("closed", D("2019-07-05"), False)


def test_a_unit_is_sold_planned_accepted_and_handed_over(file, owner):
    file.accepted()
    unit = file.unit()
    actions.sell_unit(**file.by, unit=unit, sold_on=D("2020-03-01"), persons=[owner.person.pk])
    actions.plan_handover(**file.by, unit=unit, planned_handover_on=D("2021-01-15"))
    perform(unit, "fail_household_acceptance", **file.by, on=D("2020-12-01"))
    perform(unit, "pass_household_acceptance", **file.by, household_accepted_on=D("2020-12-20"))
    perform(unit, "give_late_handover_notice", **file.by, given_on=D("2020-12-21"))
    perform(unit, "hold_joint_acceptance", **file.by, on=D("2021-01-10"), defects=2)
    actions.hand_over_unit(**file.by, unit=unit, handed_over_on=D("2021-01-15"), papers=["owner_notice"])
    found = Unit.objects.get()
    assert (found.state, found.handed_over_on) == ("handed_over", D("2021-01-15"))
    assert (found.household_accepted_on, found.household_failed_on) == (D("2020-12-20"), None)


# Forbidden


@pytest.mark.parametrize("who", ["neighbour", "other_insurer", "regulator_elsewhere", "stranger", "agency"])
def test_who_may_not_see_the_file_is_told_that_there_is_none(file, who, request):
    acting = request.getfixturevalue(who).acting
    with pytest.raises(NotVisible):
        actions.accept_building(acting=acting, key="a", building=file.building, accepted_on=D("2020-11-20"))


@pytest.mark.parametrize("who", ["handler", "approver", "surveyor"])
def test_who_may_see_the_file_but_not_keep_it_is_told_so(file, who, request):
    acting = request.getfixturevalue(who).acting
    with pytest.raises(NotPermitted):
        actions.accept_building(acting=acting, key="a", building=file.building, accepted_on=D("2020-11-20"))


def test_a_stranger_cannot_put_a_building_into_another_s_file(file, other_insurer):
    with pytest.raises(NotVisible):
        actions.plan_building(
            acting=other_insurer.acting,
            key="a",
            insured_object=file.insured_object,
            number="2",
            name="2号楼",
        )


def test_the_authority_of_the_city_may_report_an_acceptance(file, regulator_of_city):
    actions.accept_building(
        acting=regulator_of_city.acting, key="a", building=file.building, accepted_on=D("2020-11-20")
    )
    assert Building.objects.get().state == "accepted"


# Refused


def test_a_day_in_the_future_is_refused(file):
    with pytest.raises(Refused) as refused:
        actions.accept_building(**file.by, building=file.building, accepted_on=tomorrow())
    assert codes(refused) == ["report.in_future"]
    assert Building.objects.get().state == "planned"


def test_filing_before_acceptance_is_refused(file):
    with pytest.raises(Refused) as wrong_state:
        actions.file_acceptance(**file.by, building=file.building, filed_on=D("2020-12-04"))
    assert codes(wrong_state) == ["step.wrong_state"]
    actions.accept_building(**file.by, building=file.building, accepted_on=D("2020-11-20"))
    with pytest.raises(Refused) as refused:
        actions.file_acceptance(**file.by, building=file.building, filed_on=D("2020-11-19"))
    assert codes(refused) == ["filing.before_acceptance"]


def test_a_permit_is_not_issued_before_it_was_applied_for(file):
    actions.apply_construction_permit(**file.by, insured_object=file.insured_object, permit_applied_on=D("2019-06-20"))
    with pytest.raises(Refused) as refused:
        actions.obtain_construction_permit(
            **file.by, insured_object=file.insured_object, permit_issued_on=D("2019-06-19")
        )
    assert codes(refused) == ["permit.before_application"]


def test_a_number_is_given_once_in_a_building(file):
    file.unit("1-0101")
    with pytest.raises(Refused) as refused:
        file.unit("1-0101")
    assert codes(refused) == ["unit.number_taken"]


def test_numbers_and_names_that_cannot_be_are_refused_and_not_an_error_of_the_database(file, underwriter):
    with pytest.raises(Refused) as building:
        file.plan("1")
    assert codes(building) == ["building.number_taken"]
    given = {"division": "110105", "number": "P-1", "name": "另一个（演示）", "kind": "commodity_housing"}
    with pytest.raises(Refused) as project:
        actions.register_project(**file.by, **given)
    assert codes(project) == ["project.number_taken"]
    with pytest.raises(BadInput) as division:
        actions.register_project(**file.by, **{**given, "division": "999999"})
    assert "division" in division.value.fields
    with pytest.raises(Refused) as holder:
        actions.sell_unit(**file.by, unit=file.unit(), sold_on=D("2020-03-01"), persons=[999_999])
    assert codes(holder) == ["unit.no_holder"]


def test_a_unit_is_not_handed_over_twice_nor_before_its_sale(file, owner):
    file.accepted()
    unit = file.unit()
    actions.sell_unit(**file.by, unit=unit, sold_on=D("2020-03-01"), persons=[owner.person.pk])
    with pytest.raises(Refused) as early:
        actions.hand_over_unit(**file.by, unit=unit, handed_over_on=D("2020-02-01"))
    assert codes(early) == ["unit.handover_before_sale"]
    actions.hand_over_unit(**file.by, unit=unit, handed_over_on=D("2021-01-15"))
    actions.transfer_unit(**file.by, unit=unit, transferred_on=D("2022-01-15"), persons=[owner.person.pk])
    with pytest.raises(Refused) as twice:
        actions.hand_over_unit(**file.by, unit=unit, handed_over_on=D("2022-02-01"))
    assert codes(twice) == ["unit.handed_over_already"]


def test_a_transfer_does_not_lie_before_the_last_one(file, owner, neighbour):
    unit = file.unit()
    actions.sell_unit(**file.by, unit=unit, sold_on=D("2020-03-01"), persons=[owner.person.pk])
    with pytest.raises(Refused) as refused:
        actions.transfer_unit(**file.by, unit=unit, transferred_on=D("2020-02-01"), persons=[neighbour.person.pk])
    assert codes(refused) == ["unit.transfer_before_last"]


def test_a_sale_needs_a_holder(file):
    with pytest.raises(BadInput) as wrong:
        actions.sell_unit(**file.by, unit=file.unit(), sold_on=D("2020-03-01"))
    assert "holders" in wrong.value.fields


# The same request twice


def test_the_same_request_twice_has_one_effect(file, underwriter):
    again = {"acting": underwriter.acting, "key": "again", "building": file.building, "accepted_on": D("2020-11-20")}
    first, second = actions.accept_building(**again), actions.accept_building(**again)
    assert second.is_repeat
    assert first.record.pk == second.record.pk
    assert Record.objects.filter(name="building.accept").count() == 1


def test_another_request_under_the_same_key_is_refused(file, underwriter):
    again = {"acting": underwriter.acting, "key": "again", "building": file.building}
    actions.accept_building(**again, accepted_on=D("2020-11-20"))
    with pytest.raises(KeyReused):
        actions.accept_building(**again, accepted_on=D("2020-11-21"))
