"""From subjects to their aggregates, one statement for each kind."""

from __future__ import annotations

from collections.abc import Iterable

from idi_platform.records.models import Aggregate, Subject

from .lifecycles import lifecycle_of


def aggregate_of(subject: Subject) -> Aggregate:
    """Return the aggregate of a subject."""
    return lifecycle_of(subject.kind).model.objects.select_related("subject").get(pk=subject.pk)


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
        model = lifecycle_of(kind).model
        found.extend(model.objects.select_related("subject").filter(pk__in=pks).order_by("pk"))
    return found
