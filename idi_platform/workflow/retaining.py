"""What a rulebook has kept for a time (its section `retention`): nothing on such a subject is erased before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from idi_platform.records.governing import law_of
from idi_platform.records.models import Subject
from idi_platform.records.models.subject import LINKS
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.predicates.spans import as_day, has_run, shifted
from idi_platform.rulebooks.schema.topics import RetentionDef

from .lifecycles import lifecycle_of
from .loading import aggregate_of
from .world import SubjectWorld, world_of


@dataclass(frozen=True, slots=True)
class Kept:
    """One period that forbids erasing what is said on a subject.

    Attributes:
        title: What is kept, in Chinese.
        article: The article with its title.
        until: The last day; None where the fact from which it counts is not there yet.
    """

    title: str
    article: str
    until: date | None


def periods_running(subject: Subject, now: datetime) -> list[Kept]:
    """Return the periods of a subject's law that have not run out, those that have not even begun included.

    A period concerns a subject from which the kind of its fact can be reached (a claim's file: the claim, its repairs).
    What hangs on a project alone is concerned by the buildings, homes and policies of the whole project.
    """
    law = law_of(subject)
    found: list[Kept] = []
    for kept in _retention_of(law):
        days = [as_day(value) if isinstance(value, date) else None for value in _values(subject, kept.from_, now)]
        if any(day is None or not has_run(day, kept.for_, now) for day in days):
            last = None if None in days else max(shifted(day, kept.for_) for day in days if day is not None)
            found.append(Kept(kept.title.zh, law.clause_title(kept.clause), last))
    return found


def _retention_of(law: Law) -> Iterator[RetentionDef]:
    for book in (law.base, law.city):
        if book is not None:
            yield from book.retention.values()


def _values(subject: Subject, fact: str, now: datetime) -> list[object | None]:
    """Return what the fact says of the one thing that is reached, else of each such thing of the project.

    Where there is no such thing (a report without a policy, a subject of which only words are left), the period
    concerns nothing.
    """
    kind = fact.partition(".")[0]
    thing = lifecycle_of(subject.kind).model.objects.select_related("subject").filter(pk=subject.pk).first()
    if thing is None:
        return []
    world = world_of(thing, now)
    if world.reaches(fact):
        return [world.value(fact)] if world.has(fact) else []
    return [other.value(fact) for other in _of_project(subject, kind, now)]


def _of_project(subject: Subject, kind: str, now: datetime) -> list[SubjectWorld]:
    if kind not in LINKS or subject.project_id is None:
        return []
    others = Subject.objects.filter(kind=kind, project=subject.project_id).order_by("pk")
    return [world_of(aggregate_of(other), now) for other in others]
