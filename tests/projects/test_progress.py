"""How far a project has come: never behind its buildings, and nothing said of works that nobody recorded."""

from datetime import date

import pytest

from idi_platform.projects import actions
from idi_platform.projects.progress import progress_of
from idi_platform.workflow.perform import perform
from tests.asking import asking

pytestmark = pytest.mark.django_db


def words(file):
    with asking() as asked:
        (found,) = progress_of([file.project]).values()
    assert len(asked) == 1, asked
    return found


def test_a_project_of_which_only_the_file_is_known_is_registered(file):
    assert words(file) == "已登记"


def test_as_soon_as_a_building_is_begun_works_are_under_way(file, developer):
    perform(file.building, "begin", acting=developer.acting, key="begun", on=date(2019, 9, 1))
    assert words(file) == "施工中"


def test_buildings_accepted_say_so_and_how_many(file):
    second = file.plan("2")
    file.accepted()
    assert words(file) == "已竣工验收 1／2 栋"
    actions.accept_building(**file.by, building=second, accepted_on=date(2020, 1, 10))
    assert words(file) == "已竣工验收"
