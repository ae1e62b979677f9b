"""From subjects to their aggregates, one statement for each kind."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from idi_platform.kernel.questions import question
from idi_platform.records.models import Aggregate, Subject

from .lifecycles import lifecycle_of


def subject_of(pk: int) -> Subject:
    """Return a subject; raises DoesNotExist."""
    found = _subjects((pk,))
    if not found:
        raise Subject.DoesNotExist(f"There is no subject {pk}.")
    return found[0]


def subjects_of(pks: Iterable[int]) -> list[Subject]:
    """Return subjects by number."""
    return _subjects(tuple(pks))


@question
def _subjects(pks: tuple[int, ...]) -> QuerySet[Subject]:
    return Subject.objects.filter(pk__in=pks)


def aggregate_of(subject: Subject) -> Aggregate:
    """Return the aggregate of a subject."""
    return aggregate_at(subject.kind, subject.pk)


def aggregate_at(kind: str, pk: int) -> Aggregate:
    """Return the aggregate of a kind with a number; raises DoesNotExist."""
    model = lifecycle_of(kind).model
    found = _rows(model, (pk,))
    if not found:
        raise model.DoesNotExist(f"There is no {kind} {pk}.")
    return found[0]


@question
def _rows(model: type[Aggregate], pks: tuple[int, ...]) -> QuerySet[Aggregate]:
    return model._default_manager.select_related("subject").filter(pk__in=pks).order_by("pk")


def aggregates_of(subjects: Iterable[Subject]) -> list[Aggregate]:
    """Return the aggregates of subjects, by kind and number."""
    return _loaded((subject.pk, subject.kind) for subject in subjects)


def load(ids: Iterable[int]) -> list[Aggregate]:
    """Return the aggregates of subjects that are known by number alone, by kind and number."""
    return _loaded(Subject.objects.filter(pk__in=list(ids)).values_list("pk", "kind"))


def _loaded(known: Iterable[tuple[int, str]]) -> list[Aggregate]:
    kinds: dict[str, list[int]] = {}
    for pk, kind in known:
        kinds.setdefault(kind, []).append(pk)
    found: list[Aggregate] = []
    for kind, pks in sorted(kinds.items()):
        found.extend(_rows(lifecycle_of(kind).model, tuple(pks)))
    return found
