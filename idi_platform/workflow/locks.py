"""Taking all locks of a step at once, in one order that everybody keeps: rank of kind, then number."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from idi_platform.kernel.prepared import ask
from idi_platform.records.models import Subject

from .lifecycles import LIFECYCLES

WRITE, READ = "write", "read"
_LAST = 1_000
_NONE: Mapping[int, str] = MappingProxyType({})
_MODES: Mapping[str, str] = MappingProxyType({WRITE: "NO KEY UPDATE", READ: "SHARE"})
_RUN = """
SELECT s.id FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted(id, place)
JOIN records_subject s ON s.id = wanted.id {after} ORDER BY wanted.place FOR {mode} OF s
"""
_AFTER = "WHERE (SELECT count(*) FROM run_{before}) IS NOT NULL"


class NotHeld(RuntimeError):
    """A step that follows another needs what was not locked before: it appeared while the locks were waited for.

    The act is begun again, looking anew after every rank; if that does not help, a reaction names too little.
    """


class Needed(NamedTuple):
    """What steps touch: numbers to be written, numbers only looked at, and the kinds of those that are known."""

    writes: set[int]
    reads: set[int]
    kinds: Mapping[int, str]


_looks_anew: ContextVar[bool] = ContextVar("looks_anew", default=False)


@contextmanager
def looking_anew(again: bool) -> Iterator[None]:
    """Let `take_needed` look anew after every rank inside the block: for an act that missed something once."""
    token = _looks_anew.set(again)
    try:
        yield
    finally:
        _looks_anew.reset(token)


def looks_anew() -> bool:
    """Say whether the act around missed something when it was tried before."""
    return _looks_anew.get()


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
    _lock_in_order([(mode, list(run)) for mode, run in groupby(ordered, key=modes.__getitem__)])
    return {pk: modes[pk] for pk in ordered}


def take_needed(needed: Callable[[], Needed]) -> dict[int, str]:
    """Lock what is needed; return it with how each is held.

    Looking anew, it takes one rank after the other. What hangs on a subject is opened under a lock of that subject,
    which has a lower rank: once that is held, nothing more appears below it, however many try.
    """
    if not _looks_anew.get():
        found = needed()
        return take(found.writes, found.reads, found.kinds)
    held: dict[int, str] = {}
    while True:
        found = needed()
        missing = dict.fromkeys(found.reads - held.keys(), READ)
        missing |= {pk: WRITE for pk in found.writes if held.get(pk) != WRITE}
        kinds = dict(Subject.objects.filter(pk__in=missing).values_list("pk", "kind"))
        if not kinds:
            return held
        first = min(map(rank, kinds.values()))
        now = {pk: missing[pk] for pk, kind in kinds.items() if rank(kind) == first}
        held |= take((pk for pk in now if now[pk] == WRITE), (pk for pk in now if now[pk] == READ), kinds)


def _lock_in_order(runs: Sequence[tuple[str, list[int]]]) -> None:
    """Lock runs of rows, each in its mode, one after the other in one statement.

    A run waits for the count of the one before it, which is there when all of that is locked.
    """
    if runs:
        ask(_locking(tuple(mode for mode, _ids in runs)), [ids for _mode, ids in runs])


@cache
def _locking(modes: tuple[str, ...]) -> str:
    """Return the statement that locks as many runs in these modes."""
    runs = [
        _RUN.format(mode=_MODES[mode], after=_AFTER.format(before=number - 1) if number else "")
        for number, mode in enumerate(modes)
    ]
    if len(runs) == 1:
        return runs[0]
    named = ", ".join(f"run_{number} AS MATERIALIZED ({run})" for number, run in enumerate(runs))
    return f"WITH {named} SELECT count(*) FROM run_{len(runs) - 1}"  # noqa: S608  put together from constants
