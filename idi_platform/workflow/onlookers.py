"""Subjects whose clocks look at the steps or facts of another: locked with it, so that all are read and moved at once.

Reconciling would lock them itself, but late: out of rank order, and after their rows were read.
"""

from idi_platform.deadlines.books import Book
from idi_platform.records.governing import governing_object
from idi_platform.records.models import LINKS, Subject
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.models import Binding

_kinds: dict[tuple[tuple[int | None, ...], str], frozenset[str]] = {}
"""By revisions, present and former, and kind.

A revision never changes; a new national base comes with a new start of the process.
"""


def onlookers_of(subject: Subject) -> set[int]:
    """Return the subjects above and below whose clocks, under the law that applies, depend on this one."""
    kinds = _looking_at(subject)
    above = {getattr(subject, f"{kind}_id") for kind in kinds if kind in LINKS} - {None}
    if not kinds or subject.pk is None or subject.kind not in LINKS:
        return above
    below = Subject.objects.filter(**{"kind__in": kinds, subject.kind: subject.pk})
    return above | set(below.values_list("pk", flat=True))


def _looking_at(subject: Subject) -> frozenset[str]:
    insured_object_id = governing_object(subject)
    revisions: tuple[int | None, ...] = (None,)
    if insured_object_id is not None:
        bound = Binding.objects.filter(insured_object_id=insured_object_id)
        for revision_id, formers in bound.values_list("revision_id", "formers"):
            revisions = (revision_id, *(former["revision"] for former in formers))
    key = (revisions, subject.kind)
    if key not in _kinds:
        _kinds[key] = Book(rulebook_for(insured_object_id)).mentioning(subject.kind)
    return _kinds[key]
