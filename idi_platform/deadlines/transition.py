"""Which law each run of a clock belongs to, where the law has changed meanwhile.

A national text holds for what began while it was in force (rule 17). A revision that is adopted, a decision that binds
a text, and an extension of one apply from their instant on. What still runs then moves to where the new law puts it,
and what the new law no longer knows falls away; but a duty that would have been broken before that instant only under
the new law was never owed so. It stays as the law before had it: no breach is invented for the past. A breach that the
new law does not know is annulled, and stays in the clock's history.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from idi_platform.kernel import clock

from .books import Book, ClockLaw, FormerLaw
from .derive import Derived
from .states import ClockKind

Key = tuple[str, str]
Deriving = Callable[[ClockLaw], Iterable[Derived]]
Runs = Mapping[Key, tuple[Derived, ClockLaw]]


def runs_under(law: ClockLaw, deriving: Deriving) -> Runs:
    """Return the runs of a subject's clocks by name and period, each with the law that it belongs to."""
    return _with_formers(law, tuple(law.formers), deriving)


def _with_formers(law: ClockLaw, formers: tuple[FormerLaw, ...], deriving: Deriving) -> Runs:
    present = _by_day(law, deriving)
    if not formers or not any(_is_broken_before(run, formers[-1].until) for run, _law in present.values()):
        return present
    before = _with_formers(formers[-1].law, formers[:-1], deriving)
    found = {}
    for key, (run, its_law) in present.items():
        was = before.get(key)
        if not _is_invented(run, was[0] if was is not None else None, formers[-1].until):
            found[key] = (run, its_law)
        elif was is not None:
            found[key] = was
    return found


def _by_day(law: ClockLaw, deriving: Deriving) -> dict[Key, tuple[Derived, ClockLaw]]:
    """Take each run of a national clock from the national text of the day on which it began."""
    found = {}
    for version in law.versions():
        book = Book(version)
        for run in deriving(version):
            if book.is_citys(run.name) or version.is_of(clock.local_date(run.started_at)):
                found[run.key] = (run, version)
    return found


def _is_broken_before(run: Derived, until: datetime) -> bool:
    return run.kind is ClockKind.DUTY and run.breached_at is not None and run.breached_at < until


def _is_invented(run: Derived, was: Derived | None, until: datetime) -> bool:
    """Say whether a breach lies before the law changed and the law before did not know it, or knew it later."""
    if not _is_broken_before(run, until):
        return False
    if was is None or was.breached_at is None or run.breached_at is None:
        return True
    return was.breached_at > run.breached_at
