"""Every kind of subject × whoever has nothing to do with it: a new lifecycle can't be forgotten, with pages or without.

A page, a list, a paper or a file of a subject all ask the access of its kind; so a subject of every kind is hung on all
that the owner's claim hangs on, and each access is asked.
"""

import pytest
from django.urls import reverse

from idi_platform.records.access import access_of
from idi_platform.records.models import Subject
from idi_platform.workflow.lifecycles import LIFECYCLES

pytestmark = pytest.mark.django_db

SHARED = {
    "building": "the house is the neighbour's too",
    "common_part": "so is its roof",
    "policy": "it covers both homes",
    "consent_round": "every buyer of the insured object is asked",
}
"""What a neighbour sees of the kinds that hang on the owner's claim, and why."""


@pytest.fixture
def one_of_each(world, db):
    """A subject of every kind, hanging on all that the owner's claim hangs on; an extension only on its division."""
    claim = Subject.objects.get(pk=world.claim_id)
    links = {f"{name}_id": pk for name, pk in claim.link_ids().items()}
    return {
        kind: Subject.objects.create(kind=kind, division_id=claim.division_id, **links) for kind in sorted(LIFECYCLES)
    }


def sees(world, who, subject):
    return access_of(subject.kind).may_see(world.people[who].acting, subject.pk)


def test_the_authority_of_the_place_sees_every_kind_and_the_one_elsewhere_none(world, one_of_each):
    """The first half shows that the second one could fail; a quote is the bidder's own until it is sent."""
    assert [kind for kind, one in one_of_each.items() if not sees(world, "regulator_of_city", one)] == ["quote"]
    assert [kind for kind, one in one_of_each.items() if sees(world, "regulator_elsewhere", one)] == []


def test_whoever_stands_on_nothing_here_sees_no_kind(world, one_of_each):
    others = [who for who in world.people if who.startswith("other_") or who in {"stranger", "operator"}]
    assert len(others) > 8
    assert [(who, kind) for who in others for kind, one in one_of_each.items() if sees(world, who, one)] == []


def test_a_neighbour_sees_what_is_common_to_both_homes_and_nothing_else(world, one_of_each):
    assert {kind for kind, one in one_of_each.items() if sees(world, "neighbour", one)} <= SHARED.keys()


def test_nobody_finds_the_page_of_a_subject_that_is_not_his(world, sessions, one_of_each):
    found = [
        (who, kind)
        for kind, one in one_of_each.items()
        for who, door in (("other_insurer", "console"), ("neighbour", "console"), ("regulator_elsewhere", "regulator"))
        if sessions(who).get(reverse(f"cases_{door}:subject", args=[one.pk])).status_code != 404
    ]
    assert found == []
