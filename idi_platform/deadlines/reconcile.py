"""Reconcile: after every step and correction, the stored clocks become what law and history derive.

One mechanism starts, meets, voids, pauses, extends, re-anchors and annuls. It runs under the subject lock that the step
holds, and doing it again changes nothing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from idi_platform.kernel import clock
from idi_platform.kernel.rows import Together, insert
from idi_platform.records.histories import StepTaken, histories_of
from idi_platform.records.models import Aggregate, Subject
from idi_platform.rulebooks.predicates.world import World

from . import calendars
from .books import Book, ClockLaw
from .derive import Derived, Known
from .deriving import derived_clocks
from .holders import Holders, holders_of
from .merge import WRITTEN_FIELDS, Change, Standing, annulled, moved, started
from .models import Clock
from .queries import tell_clocks
from .rules.calendar import Calendar
from .rules.instants import ONE_SECOND
from .states import OPEN_STATES, ClockKind
from .transition import runs_under

__all__ = ["Change", "reconcile"]


class LegalWorld(World, Protocol):
    """A world that knows its law, the thing it shows, and the thing's own effective steps."""

    @property
    def rulebook(self) -> ClockLaw:
        """The law that applies."""

    @property
    def thing(self) -> Any:
        """The aggregate shown."""

    def history(self) -> Sequence[StepTaken]:
        """The thing's effective steps."""

    def under(self, law: Any) -> "LegalWorld":
        """The same world under another law."""


@dataclass(slots=True)
class _Case:
    """One subject with everything its clocks are derived from."""

    subject: Subject
    world: LegalWorld
    book: Book
    history: Sequence[StepTaken]
    stored: dict[tuple[str, str], Clock] = field(default_factory=dict)


def reconcile(
    aggregates: Iterable[Aggregate],
    *,
    world_for: Callable[[Aggregate], Any],
    now: datetime,
    calendar: Calendar | None = None,
    new: Collection[int] = (),
    owed: Together | None = None,
) -> tuple[Change, ...]:
    """Bring the clocks of the aggregates, and of the members they carry clocks for, into line; return what changed.

    Args:
        aggregates: those that changed or hang on what changed, their Subject rows locked by the caller.
        world_for: the world of an aggregate at `now`, with its rulebook, its thing and its history.
        now: legal time of the operation.
        calendar: the calendar to count by; the current one if None.
        new: those that this transaction has opened: no clock stands on them yet.
        owed: what is written later in the transaction; where all are new, their clocks, which are told, go with it.
    """
    cases = _cases(aggregates, world_for)
    if not cases:
        return ()
    counted_by = calendar or calendars.current()
    old = cases.keys() - set(new)
    rows = Clock.objects.filter(subject_id__in=old).select_for_update(no_key=True).order_by("id") if old else ()
    for row in rows:
        cases[row.subject_id].stored[row.name, row.period] = row
    holders = holders_of([case.subject for case in cases.values()])
    changes = [change for case in cases.values() for change in _of_case(case, holders, counted_by, now)]
    _store(changes, None if old else owed)
    for pk in cases.keys() - old:
        tell_clocks(pk, (change.clock for change in changes if change.clock.subject_id == pk))
    return tuple(change for change in changes if change.what != "refreshed")


def _cases(aggregates: Iterable[Aggregate], world_for: Callable[[Aggregate], Any]) -> dict[int, _Case]:
    """Return the subjects to look at: those given, and those whose clocks look at them, which are locked here."""
    cases: dict[int, _Case] = {}
    for aggregate in aggregates:
        world = world_for(aggregate)
        cases[aggregate.pk] = _Case(aggregate.subject, world, Book(world.rulebook), world.history())
    around: dict[int, LegalWorld] = {}
    for case in cases.values():
        around.update((world.thing.pk, world) for world in _onlookers(case, world_for) if world.thing.pk not in cases)
    if around:
        subjects = list(Subject.objects.filter(pk__in=around).order_by("pk").select_for_update(no_key=True))
        histories = histories_of(around)  # only now: what another step has just written belongs to them
        for subject in subjects:
            world = around[subject.pk]
            cases[subject.pk] = _Case(subject, world, Book(world.rulebook), histories.get(subject.pk, ()))
    return cases


def _onlookers(case: _Case, world_for: Callable[[Aggregate], Any]) -> Iterator[LegalWorld]:
    """Yield the worlds above and below a subject whose clocks look at its steps or facts."""
    words, kind = case.book.words, case.world.kind
    for other in sorted(case.book.mentioning(kind)):
        for found in words.sets.values():
            if found.kind == kind and found.member == other:
                yield from (member for member in case.world.members(found.name) if _has_subject(member))  # type: ignore[misc]
        above = _above(case, other)
        if above is not None:
            yield world_for(above)
    for name in sorted(case.book.counted_for(kind)):
        if words.sets[name].kind != kind and words.route(kind, words.sets[name].kind) is not None:
            yield from (member for member in case.world.members(name) if _has_subject(member))  # type: ignore[misc]


def _above(case: _Case, kind: str) -> Aggregate | None:
    """Return the subject of another kind that paths lead to from here."""
    route = case.book.words.route(case.world.kind, kind)
    if not route or route[-1].target_kind != kind:
        return None
    thing = case.world.thing
    for path in route:
        thing = path.read(thing)
        if thing is None:
            return None
    found: Aggregate | None = thing if getattr(thing, "subject", None) is not None else None
    return found


def _has_subject(member: World) -> bool:
    return getattr(getattr(member, "thing", None), "subject", None) is not None


def _of_case(case: _Case, holders: Holders, calendar: Calendar, now: datetime) -> Iterator[Change]:
    """Yield what changes on one subject; rows of clocks that are no longer derived are annulled."""
    kept: set[tuple[str, str]] = set()
    runs = runs_under(case.world.rulebook, lambda law: _derived(case, law, calendar, now))
    for derived, law in runs.values():
        kept.add(derived.key)
        row = case.stored.get(derived.key)
        standing = Standing(
            now=now,
            owed_org_id=_holder(case.subject, derived, holders, now) if derived.owed_role else None,
            revision_id=Book(law).revision_of(derived.name),
            entered_late=_entered_late(derived, case.history),
        )
        if row is None:
            yield started(case.subject.pk, derived, standing)
        elif (change := moved(row, derived, standing)) is not None:
            yield change
    for key, row in case.stored.items():
        if key not in kept and (change := annulled(row, now)) is not None:
            yield change


def _holder(subject: Subject, derived: Derived, holders: Holders, now: datetime) -> int | None:
    """Return who holds the clock now; of a breach, who held it on the last good day, whenever that was entered."""
    over = derived.breached_at
    if over is not None and over <= now:
        found = holders.organisation(subject, derived.owed_role, clock.local_date(over - ONE_SECOND))
        if found is not None:
            return found
    return holders.organisation(subject, derived.owed_role, clock.local_date(now))


def _derived(case: _Case, law: ClockLaw, calendar: Calendar, now: datetime) -> Iterator[Derived]:
    """Yield what the clocks of one law derive from the case's history and facts."""
    is_present = law is case.book.law
    book, world = (case.book, case.world) if is_present else (Book(law), case.world.under(law))

    def known(name: str) -> Mapping[int, Known]:
        return _known(case.stored, name, book.revision_of(name))

    yield from derived_clocks(world, book, case.history, calendar=calendar, now=now, known=known)


def _known(stored: Mapping[tuple[str, str], Clock], name: str, revision_id: int | None) -> dict[int, Known]:
    """Return what is stored of each run of a clock; runs after the first carry their number as period.

    Whether a clock runs at all was decided under the revision of its row: another one decides anew while it is open.
    """
    return {
        int(period.removeprefix("#") or 1): Known(_anchor(row, revision_id), row.started_at)
        for (row_name, period), row in stored.items()
        if row_name == name and (not period or period.startswith("#"))
    }


def _anchor(row: Clock, revision_id: int | None) -> dict[str, Any]:
    anchor: dict[str, Any] = row.anchor
    if row.revision_id == revision_id or row.state not in OPEN_STATES:
        return anchor
    return {name: value for name, value in anchor.items() if name != "when"}


def _entered_late(derived: Derived, history: Sequence[StepTaken]) -> bool:
    """Say whether a timely act was recorded only after the end: met, entered late."""
    if derived.met_at is None or derived.due_at is None or derived.breached_at is not None:
        return False
    if derived.kind is not ClockKind.DUTY:
        return False
    due_at = derived.due_at
    return any(step.occurred_at == derived.met_at and step.recorded_at >= due_at for step in history)


def _store(changes: Sequence[Change], owed: Together | None) -> None:
    """Write new rows in one INSERT, at once or with what is owed, and changed ones in one UPDATE."""
    rows = [change.clock for change in changes]
    new, old = [row for row in rows if row.pk is None], [row for row in rows if row.pk is not None]
    if owed is None:
        insert(new)
    else:
        owed.insert(new)
    if old:
        Clock.objects.bulk_update(old, WRITTEN_FIELDS)
