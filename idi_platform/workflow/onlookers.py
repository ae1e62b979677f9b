"""Subjects whose clocks look at the steps or facts of another: locked with it, so that all are read and moved at once.

Reconciling would lock them itself, but late: out of rank order, and after their rows were read.
"""

from collections.abc import Iterable

from idi_platform.deadlines.books import Book
from idi_platform.records.governing import governing_object
from idi_platform.records.models import LINKS, Subject
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.models import Binding
from idi_platform.rulebooks.vocabulary import vocabulary

_kinds: dict[tuple[tuple[int | None, ...], str], tuple[frozenset[str], frozenset[str]]] = {}
"""By revisions, present and former, and kind: the kinds that look at it, and the sets for which its steps are counted.

A revision never changes; a new national base comes with a new start of the process.
"""


def onlookers_of(subject: Subject) -> set[int]:
    """Return the subjects above, below and beside whose clocks, under the law that applies, depend on this one."""
    kinds, counted_in = _looking_at(subject)
    above = {getattr(subject, f"{kind}_id") for kind in kinds if kind in LINKS} - {None}
    above |= _beside(subject, counted_in)
    if not kinds or subject.pk is None or subject.kind not in LINKS:
        return above
    below = Subject.objects.filter(**{"kind__in": kinds, subject.kind: subject.pk})
    return above | set(below.values_list("pk", flat=True))


def _beside(subject: Subject, counted_in: Iterable[str]) -> set[int]:
    """Return the members of sets of what stands above, for whom the steps of this subject are counted."""
    found: set[int] = set()
    for name in counted_in:
        members = vocabulary.sets[name]
        holder = getattr(subject, f"{members.kind}_id", None) if members.kind in LINKS else None
        if holder is not None:
            under = Subject.objects.filter(kind=members.member, **{members.kind: holder})
            found.update(under.values_list("pk", flat=True))
    return found


def _looking_at(subject: Subject) -> tuple[frozenset[str], frozenset[str]]:
    """Return the kinds that look at a subject, and the sets for whose members its steps are counted."""
    insured_object_id = governing_object(subject)
    revisions: tuple[int | None, ...] = (None,)
    if insured_object_id is not None:
        bound = Binding.objects.filter(insured_object_id=insured_object_id)
        for revision_id, formers in bound.values_list("revision_id", "formers"):
            revisions = (revision_id, *(former["revision"] for former in formers))
    key = (revisions, subject.kind)
    if key not in _kinds:
        book = Book(rulebook_for(insured_object_id))
        _kinds[key] = (book.mentioning(subject.kind), book.counted_in(subject.kind))
    return _kinds[key]
