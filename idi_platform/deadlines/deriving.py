"""All clocks of one subject under one law, derived from its facts and its history: what stands and what would stand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from idi_platform.rulebooks.predicates.world import World

from .books import Book
from .derive import Derived, Known, StepHistory, Surroundings, derive, derive_quota
from .derive.history import Taken
from .rules.calendar import Calendar

KnownRuns = Callable[[str], Mapping[int, Known]]
"""What earlier derivations of a clock have fixed, by the number of its run."""


def nothing_known(_name: str) -> Mapping[int, Known]:
    """Derive as if for the first time."""
    return {}


def derived_clocks(
    world: World,
    book: Book,
    history: Sequence[Taken],
    *,
    calendar: Calendar,
    now: datetime,
    known: KnownRuns = nothing_known,
) -> Iterator[Derived]:
    """Yield every run of every clock and quota that a law gives the subject of a world.

    Args:
        world: The subject under that law.
        book: The law, as clocks read it.
        history: The subject's effective steps.
        calendar: The calendar to count by.
        now: Legal time.
        known: What is stored of a clock's runs; nothing for a derivation from the beginning.
    """
    steps = StepHistory(history)

    def around(name: str) -> Surroundings:
        return _around(name, world, book, steps, calendar, now, known(name))

    for name, definition in book.of_kind(world.kind).items():
        yield from derive(name, definition, around(name))
    for name, quota in book.quotas_of(world.kind).items():
        yield from derive_quota(name, quota, world, around(name))


def runs_of_clock(
    name: str, world: World, book: Book, history: Sequence[Taken], *, calendar: Calendar, now: datetime
) -> list[Derived]:
    """Return every run of one clock on the subject of a world, derived from the beginning; none if it has none there.

    Args:
        name: The clock.
        world: The subject under the law that gives the clock.
        book: That law, as clocks read it.
        history: The subject's effective steps up to now.
        calendar: The calendar to count by.
        now: Legal time.
    """
    definition = book.of_kind(world.kind).get(name)
    if definition is None:
        return []
    return list(derive(name, definition, _around(name, world, book, StepHistory(history), calendar, now, {})))


def _around(
    name: str,
    world: World,
    book: Book,
    steps: StepHistory,
    calendar: Calendar,
    now: datetime,
    known: Mapping[int, Known],
) -> Surroundings:
    return Surroundings(
        world=world,
        history=steps,
        calendar=calendar,
        now=now,
        term_unit=book.term_unit,
        lapsed_at=book.lapsed_at(name),
        known=known,
    )
