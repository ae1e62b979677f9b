"""What the clocks of one subject read from the law that applies to it."""

from collections.abc import Mapping, Sequence
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
        """The revision of the city, else of the base."""

    @property
    def base_revision_id(self) -> int | None:
        """The revision of the national base."""

    @property
    def lapsed_on(self) -> date | None:
        """The last day of the city's text; None while it is open or unknown."""

    @property
    def city(self) -> "CityClocks | None":
        """The city's own text; None where none applies."""

    @property
    def formers(self) -> "Sequence[FormerLaw]":
        """What applied before, the oldest first."""

    def versions(self) -> "Sequence[ClockLaw]":
        """Return the law over each national text there is, the oldest text first."""

    def is_of(self, day: date) -> bool:
        """Say whether the national text at hand is that of a day in Shanghai."""


class FormerLaw(Protocol):
    """A law that applied before, and the instant up to which."""

    @property
    def law(self) -> ClockLaw:
        """The law."""

    @property
    def until(self) -> datetime:
        """The instant from which another law applies."""


class CityClocks(Protocol):
    """What a city's text itself says about time."""

    @property
    def clocks(self) -> Mapping[str, ClockDef]:
        """The city's own clocks."""

    @property
    def all_quotas(self) -> Mapping[str, QuotaDef]:
        """The city's own quotas."""


@dataclass(frozen=True, slots=True)
class Book:
    """A law as clocks read it. `words` are the closed names; tests bring their own."""

    law: ClockLaw
    words: Vocabulary = field(default_factory=lambda: registered)

    def of_kind(self, kind: str) -> dict[str, ClockDef]:
        """Return the clocks whose rows stand on subjects of a kind."""
        return {
            name: definition
            for name, definition in self.law.clocks.items()
            if self._stands_on(name, definition) == kind
        }

    def quotas_of(self, kind: str) -> dict[str, QuotaDef]:
        """Return the quotas whose rows stand on subjects of a kind."""
        return {
            name: quota
            for name, quota in self.law.quotas.items()
            if quota.each in self.words.sets and self.words.sets[quota.each].member == kind
        }

    def _set_of(self, kind: str, per: str) -> str:
        """Return the set that `per` names: a set's own name, or the kind of its members."""
        if "." in per:
            return per
        fitting = (name for name, found in self.words.sets.items() if found.kind == kind and found.member == per)
        return next(fitting, "")

    def mentioning(self, kind: str) -> frozenset[str]:
        """Return the other kinds whose clocks and quotas look at a step or fact of this one."""
        found = {
            self._stands_on(name, definition)
            for law in self._laws()
            for name, definition in law.clocks.items()
            if kind in definition.looks_at
        }
        found |= {self.words.sets[each].member for each in self.counted_for(kind)}
        return frozenset(found - {kind, ""})

    def counted_for(self, kind: str) -> frozenset[str]:
        """Return the sets whose members owe a number of this kind's steps: the stages for which visits count."""
        return frozenset(
            quota.each
            for law in self._laws()
            for quota in law.quotas.values()
            if quota.count.partition(".")[0] == kind and quota.each in self.words.sets
        )

    def _laws(self) -> list[Any]:
        """Return the law in every version, and those that the object ran under before."""
        return [
            version for law in (self.law, *(former.law for former in self.law.formers)) for version in law.versions()
        ]

    def _stands_on(self, name: str, definition: ClockDef) -> str:
        """Return the kind on whose subject the rows of a clock stand."""
        if definition.per is None:
            return carrier(name, definition)
        members = self._set_of(carrier(name, definition), definition.per)
        return self.words.sets[members].member if members in self.words.sets else ""

    def term_unit(self, name: str) -> str | None:
        """Return the unit of a contract term."""
        found = self.law.terms.get(name)
        return None if found is None else str(found.unit)

    def lapsed_at(self, name: str) -> datetime | None:
        """Return the first instant after the text that a clock comes from; None while it is in force."""
        if self.law.lapsed_on is None or not self.is_citys(name):
            return None
        return clock.end_of(self.law.lapsed_on)

    def revision_of(self, name: str) -> int | None:
        """Return the revision that a clock comes from."""
        return self.law.revision_id if self.is_citys(name) else self.law.base_revision_id

    def is_citys(self, name: str) -> bool:
        """Say whether a clock or quota is of the city's own text."""
        city = self.law.city
        return city is not None and (name in city.clocks or name in city.all_quotas)


def carrier(name: str, definition: ClockDef) -> str:
    """Return the kind that carries a clock: what `on` says, else the head of its name."""
    return definition.on or name.partition(".")[0]
