"""What a message calls the thing whose limit it tells: a case by its number, a place by its project and name."""

import pytest

from idi_platform.records.models import Subject
from idi_platform.workflow.follow_ups import case_name, places_around
from riskmgmt.models import Finding

pytestmark = pytest.mark.django_db


def called(aggregate):
    return case_name(aggregate, places_around([aggregate])[aggregate.pk])


def test_places_are_called_by_their_project(file):
    assert called(file.project) == "青砚里（演示）"
    assert called(file.building) == "青砚里（演示） 1号楼"
    assert called(file.unit("1-0101")) == "青砚里（演示） 1号楼 1-0101"


def test_what_bears_no_number_is_called_by_where_it_is(file):
    under = Subject.objects.get(pk=file.building.pk)
    at_project = Subject(pk=10**9, kind="finding", project=under.project)
    at_building = Subject(pk=10**9, kind="finding", project=under.project, building=under)
    assert called(Finding(subject=at_project)) == "青砚里（演示） 风险问题"
    assert called(Finding(subject=at_building)) == "青砚里（演示） 1号楼 风险问题"
    assert called(Finding(subject=Subject(pk=10**9, kind="finding"))) == f"风险问题 {10**9}"


def test_the_places_of_many_are_read_together(file, django_assert_num_queries):
    several = [file.building, *(file.unit(number) for number in ("1-0101", "1-0102"))]
    with django_assert_num_queries(3):
        places = places_around(several)
    assert places[several[-1].pk] == ["青砚里（演示）", "1号楼"]
