"""Who acted, as each reader may know him."""

from types import SimpleNamespace

import pytest

from idi_platform.portal.people import actor_name

PEOPLE = {1: "钟离青禾", 2: "东方经办"}
OWNER = {"person": 1, "organisation": None}
CLERK = {"person": 2, "organisation": 7}


def reader(person, organisation):
    return SimpleNamespace(person_id=person, organisation_id=organisation)


@pytest.mark.parametrize(
    ("acted", "person", "organisation", "said"),
    [
        (OWNER, 1, None, "钟离青禾"),
        (OWNER, 3, None, "钟**"),
        (OWNER, 2, 7, "钟**"),
        (OWNER, 9, 8, "钟**"),
        (OWNER, 1, 7, "钟**"),
        (CLERK, 1, None, "东方经办"),
        (CLERK, 9, 8, "东方经办"),
        ({"kind": "system"}, 1, None, ""),
    ],
)
def test_a_private_person_is_known_by_name_to_himself_alone(acted, person, organisation, said):
    assert actor_name(acted, PEOPLE, reader(person, organisation)) == said
