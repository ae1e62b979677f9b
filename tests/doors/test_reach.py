"""What is asked of many kinds at once is what is asked of each of them."""

import pytest

from idi_platform.records.access import access_of, registered_kinds, visible_subjects

pytestmark = pytest.mark.django_db


def test_everybody_sees_of_all_kinds_together_what_he_sees_of_each(world):
    seen_by = {}
    for who, player in world.people.items():
        by_kind = {kind: set(access_of(kind).visible(player.acting)) for kind in registered_kinds()}
        together = list(visible_subjects(player.acting, registered_kinds()))
        assert len(together) == len(set(together))
        assert set(together) == set().union(*by_kind.values()), who
        assert all({subject.kind for subject in found} <= {kind} for kind, found in by_kind.items())
        seen_by[who] = {kind for kind, found in by_kind.items() if found}
    assert not seen_by["stranger"] & {"claim", "policy", "project"}
    assert {"claim", "policy", "project", "finding"} & seen_by["handler"] >= {"claim", "policy", "project"}
