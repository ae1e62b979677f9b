"""One home, one file: the policy it is under, its risks and its claims, each leading to a page of its own."""

from collections.abc import Iterator

from idi_platform.accounts.acting import Acting
from idi_platform.portal.cases.places import places_of
from idi_platform.portal.lists import LinkRow
from idi_platform.records.access import access_of
from idi_platform.records.models import Subject
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.lifecycles import LIFECYCLES

KEPT_FOR = ("unit", "common_part")
"""What has a file: a home, and a part that all homes of a building share (SH-17-2a)."""
_MOST = 50


def dossier_of(subject: Subject, acting: Acting) -> list[LinkRow]:
    """Return what hangs on a home or a common part and the capacity may see; nothing for any other kind.

    The newest fifty of each kind, in the order of the kinds: contract, works, claims, what follows them.
    """
    if subject.kind not in KEPT_FOR:
        return []
    held = list(_held(subject, acting))
    places = places_of(held, acting)
    return [LinkRow(places[one.pk].title, places[one.pk].href, vocabulary.label(one.kind)) for one in held]


def _held(subject: Subject, acting: Acting) -> Iterator[Subject]:
    yield from access_of("policy").visible(acting).filter(insured_object=subject.insured_object_id).order_by("pk")
    here = {subject.kind: subject.pk}
    kinds = set(Subject.objects.filter(**here).exclude(pk=subject.pk).values_list("kind", flat=True))
    for kind in sorted(kinds & LIFECYCLES.keys(), key=lambda one: LIFECYCLES[one].rank):
        yield from access_of(kind).visible(acting).filter(**here).order_by("-pk")[:_MOST]
