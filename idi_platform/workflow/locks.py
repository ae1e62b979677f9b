"""Taking all locks of a step at once, in one order that everybody keeps: rank of kind, then number."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from types import MappingProxyType

from django.db import connection

from idi_platform.records.models import Subject

from .lifecycles import LIFECYCLES

WRITE, READ = "write", "read"
_LAST = 1_000
_NONE: Mapping[int, str] = MappingProxyType({})
_IN_ORDER = """
SELECT s.id FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted(id, place)
JOIN records_subject s ON s.id = wanted.id ORDER BY wanted.place FOR {mode} OF s
"""
_FOR_WRITING = _IN_ORDER.format(mode="NO KEY UPDATE")
_FOR_READING = _IN_ORDER.format(mode="SHARE")


class NotHeld(RuntimeError):
    """A step that follows another needs what was not locked before: it appeared while the locks were waited for.

    The act is begun again; if that does not help, a reaction names too little.
    """


def rank(kind: str) -> int:
    """Return where a kind stands in the order of locks; lower first."""
    found = LIFECYCLES.get(kind)
    return found.rank if found is not None else _LAST


def named_subjects(subject: Subject, names: Iterable[str]) -> set[int]:
    """Return the ids behind column names of a subject ("self" is its own); names without a value fall away."""
    found = set()
    for name in names:
        value = subject.pk if name == "self" else getattr(subject, f"{name}_id")
        if value is not None:
            found.add(value)
    return found


def take(writes: Iterable[int], reads: Iterable[int] = (), known: Mapping[int, str] = _NONE) -> dict[int, str]:
    """Lock Subject rows, FOR NO KEY UPDATE where written and FOR SHARE where read, in rank order.

    Rows that are both are locked for writing from the start, so no lock is ever upgraded. Neither mode stops another
    row from pointing at a subject.

    Args:
        writes: the numbers of what will be written.
        reads: the numbers of what gates look at.
        known: the kinds of those that the caller has read already; a kind never changes.
    """
    modes: dict[int, str] = dict.fromkeys(reads, READ) | dict.fromkeys(writes, WRITE)
    kinds = {pk: known[pk] for pk in modes if pk in known}
    unknown = modes.keys() - kinds.keys()
    if unknown:
        kinds |= dict(Subject.objects.filter(pk__in=unknown).values_list("pk", "kind"))
    ordered = sorted(kinds, key=lambda pk: (rank(kinds[pk]), pk))
    for mode, run in groupby(ordered, key=modes.__getitem__):
        _lock_in_order(list(run), mode)
    return {pk: modes[pk] for pk in ordered}


def _lock_in_order(ids: list[int], mode: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FOR_WRITING if mode == WRITE else _FOR_READING, [ids])
