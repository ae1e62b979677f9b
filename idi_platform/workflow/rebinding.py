"""When another law applies to an insured object: everything under it is brought into line in the same instant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from idi_platform.deadlines.reconcile import Change
from idi_platform.records.models import Aggregate, Subject

from . import locks
from .lifecycles import lifecycle_of


@dataclass(frozen=True, slots=True)
class Brought:
    """What a step has brought into line: the clocks that changed, and the subjects that were looked at."""

    clocks: tuple[Change, ...]
    subjects: tuple[int, ...]


def all_under(subject: Subject) -> list[int]:
    """Return every subject of the insured object: the reach of a step that may change its law."""
    if subject.insured_object_id is None:
        return []
    return list(Subject.objects.filter(insured_object_id=subject.insured_object_id).values_list("pk", flat=True))


def under_new_law(
    insured_object_ids: Iterable[int], changed: Collection[int], held: Collection[int]
) -> list[Aggregate]:
    """Return what stands under insured objects that another law applies to, besides what has changed already.

    What was filed while the locks were waited for is locked now.
    """
    found = Subject.objects.filter(insured_object_id__in=list(insured_object_ids)).exclude(pk__in=list(changed))
    ids = list(found.order_by("pk").values_list("pk", flat=True)) if insured_object_ids else []
    missing = set(ids).difference(held)
    if missing:
        locks.take(missing)
    return load(ids)


def load(ids: Iterable[int]) -> list[Aggregate]:
    """Return the aggregates of subjects, by kind and number."""
    kinds: dict[str, list[int]] = {}
    for pk, kind in Subject.objects.filter(pk__in=list(ids)).values_list("pk", "kind"):
        kinds.setdefault(kind, []).append(pk)
    found: list[Aggregate] = []
    for kind, pks in sorted(kinds.items()):
        model = lifecycle_of(kind).model
        found.extend(model.objects.select_related("subject").filter(pk__in=pks).order_by("pk"))
    return found
