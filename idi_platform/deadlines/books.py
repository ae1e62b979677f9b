"""What the clocks of one subject read from the law that applies to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from idi_platform.kernel import clock
from idi_platform.rulebooks.schema.book import QuotaDef
from idi_platform.rulebooks.schema.clocks import ClockDef
from idi_platform.rulebooks.vocabulary import Vocabulary
from idi_platform.rulebooks.vocabulary import vocabulary as registered


class ClockLaw(Protocol):
    """The law of an insured object: a city's revision laid over the national base."""

    @property
    def clocks(self) -> Mapping[str, ClockDef]:
        """Every clock of city and nation, by name."""

    @property
    def quotas(self) -> Mapping[str, QuotaDef]:
        """Every quota, by name."""

    @property
    def terms(self) -> Mapping[str, Any]:
        """The contract terms that the law leaves open, by name, each with its unit."""

    @property
    def revision_id(self) -> int | None:
        """The revision that steps and clocks cite."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One clock definition as it concerns a kind: on the subject itself, or one for each member of a set."""

    name: str
    definition: ClockDef
    members: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A law as clocks read it. `words` are the closed names; tests bring their own."""

    law: ClockLaw
    words: Vocabulary = field(default_factory=lambda: registered)

    def of_kind(self, kind: str) -> tuple[Carried, ...]:
        """Return the clocks that subjects of a kind carry themselves or for the members of their sets."""
        found = []
        for name, definition in self.law.clocks.items():
            members = "" if definition.per is None else self._set_of(carrier(name, definition), definition.per)
            if carrier(name, definition) == kind:
                found.append(Carried(name, definition, members))
            elif members and self.words.sets[members].member == kind:
                found.append(Carried(name, definition))
        return tuple(found)

    def _set_of(self, kind: str, per: str) -> str:
        """Return the set that `per` names: a set's own name, or the kind of its members."""
        if "." in per:
            return per
        fitting = (name for name, found in self.words.sets.items() if found.kind == kind and found.member == per)
        return next(fitting, "")

    def mentioning(self, kind: str) -> frozenset[str]:
        """Return the other kinds of which a clock looks at a step or fact of this one."""
        return frozenset(
            carrier(name, definition)
            for name, definition in self.law.clocks.items()
            if carrier(name, definition) != kind and kind in _heads(definition)
        )

    def term_unit(self, name: str) -> str | None:
        """Return the unit of a contract term."""
        found = self.law.terms.get(name)
        return None if found is None else str(found.unit)

    def lapsed_at(self, name: str) -> datetime | None:
        """Return the first instant after the text that a clock comes from; None while it is in force."""
        ends_on = getattr(self.law, "ends_on", None)
        day = ends_on(name) if callable(ends_on) else None
        return clock.end_of(day) if isinstance(day, date) else None

    def revision_of(self, name: str) -> int | None:
        """Return the revision that a clock comes from."""
        of_clock = getattr(self.law, "revision_of", None)
        return of_clock(name) if callable(of_clock) else self.law.revision_id


def carrier(name: str, definition: ClockDef) -> str:
    """Return the kind that carries a clock: what `on` says, else the head of its name."""
    return definition.on or name.partition(".")[0]


def _heads(definition: ClockDef) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in _names(definition))


def _names(definition: ClockDef) -> Iterable[str]:
    """Yield the steps and facts that start, move or end a clock."""
    met = definition.met_by
    triggers = (definition.starts, definition.target_starts, definition.ends, definition.before, definition.opens,
                definition.closes, *((*met.any, *met.all) if met else ()))  # fmt: skip
    for trigger in triggers:
        if trigger is not None:
            yield from filter(None, (trigger.step, trigger.fact))
    yield from definition.void_by
    yield from definition.recheck
    if definition.extended_by is not None:
        yield definition.extended_by.step
    if definition.within is not None:
        yield from filter(None, (definition.within.fact, definition.within.by))
