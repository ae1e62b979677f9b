"""When another law, another party or other terms apply: everything under the carrier comes into line at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from idi_platform.deadlines.reconcile import Change
from idi_platform.records.models import Aggregate, Subject

from . import locks
from .loading import load

_CARRIERS = ("insured_object", "project", "policy", "unit")
"""The columns through which law, parties and terms reach a subject; a number stands in one of them only."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a step has brought into line: the clocks that changed, and the subjects that were looked at."""

    clocks: tuple[Change, ...]
    subjects: tuple[int, ...]


def all_under(subject: Subject) -> list[int]:
    """Return every subject of the insured object, and what hangs on its project alone: the reach of a new law."""
    own = Q(insured_object=subject.insured_object_id) if subject.insured_object_id is not None else Q()
    of_project = Q(project=subject.project_id, insured_object=None) if subject.project_id is not None else Q()
    if not own and not of_project:
        return []
    return list(Subject.objects.filter(own | of_project).values_list("pk", flat=True))


def all_carrying(subject: Subject) -> list[int]:
    """Return every subject that hangs on a project, policy or unit: the reach of a step that changes who owes there."""
    if subject.kind not in _CARRIERS:
        return []  # nothing hangs yet on what this step creates
    return list(Subject.objects.filter(**{subject.kind: subject.pk}).values_list("pk", flat=True))


def under_new_law(carrier_ids: Iterable[int], changed: Collection[int], held: Collection[int]) -> list[Aggregate]:
    """Return what stands under carriers to which another law, party or term applies, besides what has changed already.

    What was filed while the locks were waited for is locked now.
    """
    carriers = list(carrier_ids)
    if not carriers:
        return []
    under = Q()
    for column in _CARRIERS:
        under |= Q(**{f"{column}__in": carriers})
    projects = Subject.objects.filter(pk__in=carriers, kind="insured_object").values("project")
    under |= Q(project__in=projects, insured_object=None)
    found = Subject.objects.filter(under).exclude(pk__in=list(changed)).order_by("pk")
    ids = list(found.values_list("pk", flat=True))
    missing = set(ids).difference(held)
    if missing:
        locks.take(missing)
    return load(ids)
