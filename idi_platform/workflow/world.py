"""The world as a rulebook sees it: one subject at one instant, with everything that can be reached from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from idi_platform.deadlines import calendars
from idi_platform.deadlines.derive.history import standing
from idi_platform.deadlines.queries import clock_state_at, is_window_open
from idi_platform.kernel.clock import local_date
from idi_platform.records.governing import governing_object, law_of
from idi_platform.records.histories import StepTaken, effective_steps, histories_of
from idi_platform.records.models import Subject
from idi_platform.rulebooks.law import Law, is_supposing, rulebook_for, rulebooks_for
from idi_platform.rulebooks.vocabulary import Path, vocabulary

from .supposed import clock_state_under, is_inside_under

RECORD_DISPATCH = "record_dispatch"
RECORD_ARRIVAL = "record_arrival"
POLICY = "policy"
TERMS = "terms"
"""The field under which a step on a contract gives all that it agrees from then on."""

TermReader = Callable[[int], Mapping[str, Any]]
_term_readers: list[TermReader] = []


def read_terms_with(reader: TermReader) -> None:
    """Register who reads a contract's terms from a policy's subject id; the app that keeps contracts does."""
    _term_readers.append(reader)


@dataclass(slots=True)
class Seen:
    """What one operation has read already; shared by all worlds that grow from one subject."""

    rulebook: Law
    now: datetime
    histories: dict[int, tuple[StepTaken, ...]] = field(default_factory=dict)
    terms: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    def history(self, subject_id: int) -> tuple[StepTaken, ...]:
        """Return a subject's effective steps, read once."""
        if subject_id not in self.histories:
            self.histories[subject_id] = effective_steps(subject_id)
        return self.histories[subject_id]

    def terms_of(self, policy_id: int) -> Mapping[str, Any]:
        """Return a contract's terms, read once."""
        if policy_id not in self.terms:
            found: dict[str, Any] = {}
            for reader in _term_readers:
                found.update(reader(policy_id))
            self.terms[policy_id] = found
        return self.terms[policy_id]


class SubjectWorld:
    """One thing (an aggregate, or a part of one such as a cover item) and what the vocabulary reads from it.

    `overlay` holds facts that a step is about to set, by full name (`claim.ground`); gates see them as set already,
    from the step's own subject, which is `of`, and from the members of its sets.
    """

    def __init__(
        self, thing: Any, kind: str, seen: Seen, overlay: Mapping[str, Any] | None = None, of: Any = None
    ) -> None:
        """Keep what is needed; nothing is read yet."""
        self._thing = thing
        self._kind = kind
        self._seen = seen
        self._overlay = overlay or {}
        self._of = thing if of is None else of

    @property
    def now(self) -> datetime:
        """The one instant of the operation."""
        return self._seen.now

    @property
    def kind(self) -> str:
        """The kind of the thing."""
        return self._kind

    @property
    def rulebook(self) -> Law:
        """The rulebook under which the operation runs."""
        return self._seen.rulebook

    @property
    def thing(self) -> Any:
        """The aggregate itself."""
        return self._thing

    def value(self, path: str) -> object | None:
        """Return a fact by its dotted name, or None when it has no value or nothing leads there."""
        head, _, rest = path.partition(".")
        found = self._walk(head)
        if found is None:
            return None
        thing, kind = found
        name = f"{kind}.{rest}"
        if name in self._overlay and thing == self._of:
            given: object | None = self._overlay[name]
            return given
        fact = vocabulary.facts.get(name)
        if fact is None or fact.read is None:
            return None
        value: object | None = fact.read(thing)
        return value

    def reaches(self, path: str) -> bool:
        """Say whether the path's first word can be reached from here."""
        return vocabulary.route(self._kind, path.partition(".")[0]) is not None

    def has(self, path: str) -> bool:
        """Say whether the thing itself that the path's first word names is there, not only a way to its kind."""
        return self._walk(path.partition(".")[0]) is not None

    def members(self, path: str) -> Sequence[SubjectWorld]:
        """Return the worlds of a set's members; an unreachable set is empty."""
        head, _, rest = path.partition(".")
        found = self._walk(head)
        if found is None:
            return ()
        thing, kind = found
        members = vocabulary.sets.get(f"{kind}.{rest}")
        if members is None or members.read is None:
            return ()
        given = self._overlay.get(members.name) if thing == self._of else None
        found_members = members.read(thing) if given is None else given
        return [SubjectWorld(member, members.member, self._seen, self._overlay, self._of) for member in found_members]

    def happened(self, step: str) -> datetime | None:
        """Return when the step was last taken on the subject of its kind; None if never."""
        subject_id = self._subject_id(step.partition(".")[0])
        if subject_id is None:
            return None
        taken = [entry.occurred_at for entry in standing(self._seen.history(subject_id)) if entry.name == step]
        return max(taken, default=None)

    def clock_state(self, name: str) -> str | None:
        """Return open, met, late or void; None if the clock was never started."""
        found = self._at(name.partition(".")[0])
        if found is None:
            return None
        return clock_state_under(found, name) if is_supposing() else clock_state_at(found.thing.pk, name, self.now)

    def window(self, name: str) -> bool:
        """Say whether now lies inside the window clock."""
        found = self._at(name.partition(".")[0])
        if found is None:
            return False
        return is_inside_under(found, name) if is_supposing() else is_window_open(found.thing.pk, name, self.now)

    def delivered(self, paper: str) -> datetime | None:
        """Return when the paper last reached its addressee."""
        subject_id = self._subject_id(self._kind)
        if subject_id is None:
            return None
        arrivals = [
            entry.occurred_at
            for entry in self._seen.history(subject_id)
            if entry.name.endswith(f".{RECORD_ARRIVAL}") and entry.facts.get("paper") == paper
        ]
        return max(arrivals, default=None)

    def working_day(self, day: date, number: int) -> date:
        """Return the day so many working days later, or earlier if negative."""
        return calendars.current().working_day(day, number)

    def term(self, name: str) -> object | None:
        """Return a contract term, as the step is about to agree it; None where the contract is silent or missing."""
        subject: Subject | None = getattr(self._thing, "subject", None)
        if subject is None or subject.policy_id is None:
            return None
        agreed = self._overlay.get(f"{POLICY}.{TERMS}") if self._of.pk == subject.policy_id else None
        return (self._seen.terms_of(subject.policy_id) if agreed is None else agreed).get(name)

    def figure(self, name: str) -> object | None:
        """Return a figure of the rulebook, computed from this world."""
        return self._seen.rulebook.figure(name, self)

    def same(self, paths: Sequence[str]) -> int | None:
        """Return how many other subjects of this kind share the values; None if one is unknown."""
        own = {path.partition(".")[2]: self.value(path) for path in paths}
        if None in own.values():
            return None
        rows = type(self._thing).objects.filter(**own)
        return int(rows.exclude(pk=self._thing.pk).count())

    def remember(self, subject_id: int, step: StepTaken) -> None:
        """Add a step that was taken after the history was read."""
        if subject_id in self._seen.histories:
            self._seen.histories[subject_id] = (*self._seen.histories[subject_id], step)

    def history(self) -> tuple[StepTaken, ...]:
        """Return the thing's own effective steps; empty for a part without a subject."""
        subject_id = getattr(self._thing, "subject_id", None)
        return () if subject_id is None else self._seen.history(subject_id)

    def under(self, law: Law) -> SubjectWorld:
        """Return the same world under another law."""
        seen = Seen(law, self._seen.now, self._seen.histories, self._seen.terms)
        return SubjectWorld(self._thing, self._kind, seen, self._overlay, self._of)

    def _walk(self, head: str) -> tuple[Any, str] | None:
        route: tuple[Path, ...] | None = vocabulary.route(self._kind, head)
        if route is None:
            return None
        thing, kind = self._thing, self._kind
        for path in route:
            thing = path.read(thing)
            if thing is None:
                return None
            kind = path.target_kind
        return thing, kind

    def _at(self, head: str) -> SubjectWorld | None:
        """Return the world of the subject that a kind leads to; None where nothing leads there."""
        found = self._walk(head)
        if found is None or getattr(found[0], "subject_id", None) is None:
            return None
        thing, kind = found
        return self if thing is self._thing else SubjectWorld(thing, kind, self._seen)

    def _subject_id(self, head: str) -> int | None:
        found = self._walk(head)
        return None if found is None else getattr(found[0], "subject_id", None)


def world_of(
    aggregate: Any, now: datetime, overlay: Mapping[str, Any] | None = None, *, event_at: datetime | None = None
) -> SubjectWorld:
    """Return the world of an aggregate at an instant, under the rulebook of its insured object.

    The national text is that of the day of the event, where that lies before now (rule 17).
    """
    rulebook = law_of(aggregate.subject, local_date(event_at or now))
    return SubjectWorld(aggregate, aggregate.kind, Seen(rulebook, now), overlay)


def worlds_of(aggregates: Iterable[Any], now: datetime) -> Callable[[Any], SubjectWorld]:
    """Return what gives the worlds of many aggregates: one law per insured object, all histories read at once."""
    found = list(aggregates)
    histories = histories_of([aggregate.pk for aggregate in found])
    objects = {pk for aggregate in found if (pk := governing_object(aggregate.subject)) is not None}
    seen: dict[int | None, Seen] = {
        pk: Seen(law, now, histories) for pk, law in rulebooks_for(objects, local_date(now)).items()
    }

    def world_for(aggregate: Any) -> SubjectWorld:
        insured_object_id = governing_object(aggregate.subject)
        if insured_object_id not in seen:
            seen[insured_object_id] = Seen(rulebook_for(insured_object_id, local_date(now)), now, histories)
        return SubjectWorld(aggregate, aggregate.kind, seen[insured_object_id])

    return world_for
