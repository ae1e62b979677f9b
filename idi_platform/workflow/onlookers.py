"""Subjects whose clocks look at the steps or facts of another: locked with it, so that all are read and moved at once.

Reconciling would lock them itself, but late: out of rank order, and after their rows were read.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from idi_platform.deadlines.books import Book
from idi_platform.kernel.once import looking_back
from idi_platform.kernel.questions import Fixed, question
from idi_platform.records.governing import governing_object
from idi_platform.records.models import LINKS, Subject
from idi_platform.rulebooks.law import rulebook_for

_PLACES = ("unit", "common_part", "building", "engagement", "policy", "insured_object", "project")
"""What a case and what stands beside it have in common, the narrowest first."""


class Looking(NamedTuple):
    """Who looks at a kind under a law.

    Attributes:
        kinds: The kinds whose clocks depend on it.
        reached: Those of them that paths lead to from it.
        beside: Kinds that count it under a common head, as (head, kind).
    """

    kinds: frozenset[str]
    reached: frozenset[str]
    beside: frozenset[tuple[str, str]]


_looking: dict[tuple[tuple[int | None, ...], str], Looking] = {}
"""By revisions, of the city and of the nation, present and former, and kind; a revision never changes."""


class Found(NamedTuple):
    """Kinds by numbers: of the subjects that look on, and of those that were asked about besides."""

    looking: dict[int, str]
    besides: dict[int, str]


def onlookers_of(*subjects: Subject) -> dict[int, str]:
    """Return the subjects above, below and beside these whose clocks, under the law that applies, depend on them.

    Their kinds by their numbers.
    What reconciling finds by paths and sets is among them: paths lead along the columns of the Subject, or to what
    hangs on the same head. One query, however many they are.
    """
    return onlookers_and_kinds(subjects).looking


def onlookers_and_kinds(subjects: Iterable[Subject], besides: Collection[int] = ()) -> Found:
    """Return the onlookers of subjects, and with the same query the kinds of others that are known by number only."""
    own: set[int] = set()
    found: dict[int | None, str] = {}
    heads: dict[tuple[str, str], set[int]] = {}
    known: dict[tuple[str, int | None, int | None], Looking] = {}
    for subject in subjects:
        own.add(subject.pk)
        alike = (subject.kind, subject.insured_object_id, subject.project_id)
        seen = known.get(alike) or known.setdefault(alike, _looking_at(subject))
        found |= {getattr(subject, f"{kind}_id"): kind for kind in seen.kinds if kind in LINKS}
        for kind, head in _heads_of(subject, seen):
            heads.setdefault((kind, head), set()).add(getattr(subject, f"{head}_id"))
    known_too: dict[int, str] = {}
    if heads or besides:
        hanging = tuple((Fixed(kind), Fixed(head), tuple(sorted(ids))) for (kind, head), ids in heads.items())
        for pk, kind, looks in _kinds(tuple(sorted(besides)), *(part for one in hanging for part in one)):
            if looks:
                found[pk] = kind
            known_too[pk] = kind
    looking = {pk: kind for pk, kind in found.items() if pk is not None and pk not in own}
    return Found(looking, {pk: known_too[pk] for pk in besides if pk in known_too})


@question
def _kinds(besides: tuple[int, ...], *hanging: Any) -> "QuerySet[Subject, tuple[int, str, bool]]":
    """Return the subjects of kinds under heads, given as kind, head and the heads' numbers in turn, and those besides.

    With the kind of each, and whether it is one of the former.
    """
    under = Q(pk__in=())
    for kind, head, ids in zip(hanging[::3], hanging[1::3], hanging[2::3], strict=True):
        under |= Q(kind=kind, **{f"{head}__in": ids})
    is_under = ExpressionWrapper(under, BooleanField())
    return Subject.objects.filter(under | Q(pk__in=besides)).values_list("pk", "kind", is_under)


def _heads_of(subject: Subject, looking: Looking) -> Iterator[tuple[str, str]]:
    """Yield, for each kind of onlooker that no column names, the column under which it hangs together with the subject.

    Below a carrier everything names it; a carrier (a policy, say) is found at the head it insures; a case beside a
    case at their common place.
    """
    for kind in looking.kinds:
        if subject.pk is not None and subject.kind in LINKS:
            yield kind, subject.kind
        if kind not in LINKS:
            wanted: tuple[str, ...] = () if subject.kind in LINKS else _PLACES
        elif kind in looking.reached and getattr(subject, f"{kind}_id") is None:
            wanted = ("insured_object", "project")
        else:
            wanted = ()
        head = next((name for name in wanted if getattr(subject, f"{name}_id") is not None), None)
        if head is not None:
            yield kind, head
    for head, kind in looking.beside:
        if head in LINKS and getattr(subject, f"{head}_id") is not None:
            yield kind, head


def _looking_at(subject: Subject) -> Looking:
    with looking_back():
        law = rulebook_for(governing_object(subject))
    formers = (former.law.revision_id for former in law.formers)
    nation = (text.revision_id for text in law.nation)
    key = ((law.revision_id, law.base_revision_id, *formers, *nation), subject.kind)
    if key not in _looking:
        book = Book(law)
        kinds = book.mentioning(subject.kind)
        sets = [book.words.sets[name] for name in book.counted_for(subject.kind)]
        _looking[key] = Looking(
            kinds,
            frozenset(kind for kind in kinds if book.words.route(subject.kind, kind)),
            frozenset((found.kind, found.member) for found in sets if found.kind != subject.kind),
        )
    return _looking[key]
