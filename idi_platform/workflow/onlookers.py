"""Subjects whose clocks look at the steps or facts of another: locked with it, so that all are read and moved at once.

Reconciling would lock them itself, but late: out of rank order, and after their rows were read.
"""

from idi_platform.deadlines.books import Book
from idi_platform.records.governing import governing_object
from idi_platform.records.models import LINKS, Subject
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.models import Binding

_kinds: dict[tuple[tuple[int | None, ...], str], tuple[frozenset[str], frozenset[tuple[str, str]]]] = {}
"""By revisions, present and former, and kind: the kinds that look at it, and those beside it under a common head.

A revision never changes; a new national base comes with a new start of the process.
"""


def onlookers_of(subject: Subject) -> set[int]:
    """Return the subjects above, below and beside it whose clocks, under the law that applies, depend on this one."""
    kinds, beside = _looking_at(subject)
    found = {getattr(subject, f"{kind}_id") for kind in kinds if kind in LINKS} - {None}
    for head, kind in beside:
        under = getattr(subject, f"{head}_id") if head in LINKS else None
        if under is not None:
            found |= set(Subject.objects.filter(kind=kind, **{head: under}).values_list("pk", flat=True))
    if not kinds or subject.pk is None or subject.kind not in LINKS:
        return found
    below = Subject.objects.filter(**{"kind__in": kinds, subject.kind: subject.pk})
    return found | set(below.values_list("pk", flat=True))


def _looking_at(subject: Subject) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    insured_object_id = governing_object(subject)
    revisions: tuple[int | None, ...] = (None,)
    if insured_object_id is not None:
        bound = Binding.objects.filter(insured_object_id=insured_object_id)
        for revision_id, formers in bound.values_list("revision_id", "formers"):
            revisions = (revision_id, *(former["revision"] for former in formers))
    key = (revisions, subject.kind)
    if key not in _kinds:
        book = Book(rulebook_for(insured_object_id))
        sets = [book.words.sets[name] for name in book.counted_for(subject.kind)]
        beside = frozenset((found.kind, found.member) for found in sets if found.kind != subject.kind)
        _kinds[key] = book.mentioning(subject.kind), beside
    return _kinds[key]
