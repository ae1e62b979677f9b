"""The world of an example: what it gives, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from idi_platform.deadlines.derive.history import UNDONE, standing
from idi_platform.deadlines.rules.calendar import Calendar
from idi_platform.deadlines.rules.known import known_years
from idi_platform.kernel.clock import SHANGHAI
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.vocabulary import vocabulary


@cache
def calendar() -> Calendar:
    """Return the calendar of the years whose notice is known; prepared once."""
    return Calendar(known_years())


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the example."""

    name: str
    occurred_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    record_id: int = 0

    @property
    def first_said_at(self) -> datetime:
        """The instant itself: in an example nothing was corrected."""
        return self.occurred_at


def instant(text: str | date) -> datetime:
    """Read `2029-03-12 10:00` or `2029-03-12 10:00:30` in Shanghai; a day alone means its noon."""
    said = str(text)
    return datetime.fromisoformat(said if " " in said else f"{said} 12:00").replace(tzinfo=SHANGHAI)


class ExampleWorld:
    """One subject of an example; facts are typed as the vocabulary types them."""

    def __init__(
        self,
        kind: str,
        now: datetime,
        law: Law,
        given: Mapping[str, Any],
        steps: Sequence[Taken] = (),
        sets: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
        terms: Mapping[str, Any] | None = None,
        running: Sequence[str] = (),
        inside: Sequence[str] = (),
    ) -> None:
        """Keep what the example gives."""
        self._kind, self._now, self._law = kind, now, law
        self._given = {name: typed(kind, name, value) for name, value in given.items()}
        self._steps = steps
        self._sets, self._terms = sets or {}, terms or {}
        self._running, self._inside = running, inside

    @property
    def now(self) -> datetime:
        """The instant of asking."""
        return self._now

    @property
    def kind(self) -> str:
        """The kind of the subject."""
        return self._kind

    def value(self, path: str) -> object | None:
        """Return a given fact; None where the example is silent."""
        found: object | None = self._given.get(path)
        return found

    def reaches(self, path: str) -> bool:
        """Say whether the path's first word can be reached from here."""
        return path in self._given or vocabulary.route(self._kind, path.partition(".")[0]) is not None

    def members(self, path: str) -> "Sequence[ExampleWorld]":
        """Return the given members of a set; what is given of the subject holds for those leading back to it."""
        found = vocabulary.set_at(self._kind, path) or vocabulary.sets.get(path)
        member = found.member if found is not None else path.rpartition(".")[2]
        own = {name: value for name, value in self._given.items() if name.partition(".")[0] == self._kind != member}
        return [ExampleWorld(member, self._now, self._law, {**own, **given}) for given in self._sets.get(path, ())]

    def happened(self, step: str) -> datetime | None:
        """Return when a step was last taken."""
        return max((taken.occurred_at for taken in standing(self._steps) if taken.name == step), default=None)

    def clock_state(self, name: str) -> str | None:
        """Return open for the clocks that the example says run."""
        return "open" if name in self._running else None

    def window(self, name: str) -> bool:
        """Say whether the example says that the window is open."""
        return name in self._inside

    def delivered(self, paper: str) -> datetime | None:
        """Return when a paper arrived."""
        arrived = [taken for taken in self._steps if taken.name.endswith(".record_arrival")]
        return max((one.occurred_at for one in arrived if one.facts.get("paper") == paper), default=None)

    def working_day(self, day: date, number: int) -> date:
        """Return the day so many working days later, or earlier if negative, by the calendars that are known."""
        return calendar().working_day(day, number)

    def term(self, name: str) -> object | None:
        """Return a contract term."""
        found: object | None = self._terms.get(name)
        return Decimal(str(found)) if isinstance(found, float) else found

    def figure(self, name: str) -> object | None:
        """Return a figure of the law in this world."""
        return self._law.figure(name, self)

    def same(self, paths: Sequence[str]) -> int | None:
        """Return how many others share the values: as many as the example gives under `same`."""
        found = self._given.get("same", 0)
        return None if any(self.value(path) is None for path in paths) else int(str(found))


def typed(kind: str, name: str, value: Any) -> Any:
    """Return a given value in the type of its fact."""
    fact = vocabulary.fact_at(kind, name) or vocabulary.facts.get(name)
    if value is None or fact is None:
        return value
    if fact.type == "instant":
        return instant(value)
    if fact.type in ("decimal", "money"):
        return Decimal(str(value))
    if fact.type == "date" and not isinstance(value, date):
        return date.fromisoformat(str(value))
    return value


def steps_of(kind: str, steps: Mapping[str, Any]) -> list[Taken]:
    """Return the steps of an example; `arrived:<paper>` and `dispatched:<paper>` are the system's records of it.

    A value is an instant, a list of instants, or `{at: …, with: owner}` where the counterpart counts. What `undone:
    [claim.pay]` names was undone: every such step of the example.
    """
    found = []
    for name, value in steps.items():
        for said in value if isinstance(value, list | tuple) else (value,):
            facts = {key: inner for key, inner in said.items() if key != "at"} if isinstance(said, Mapping) else {}
            when = instant(said["at"] if isinstance(said, Mapping) else said)
            way, _, paper = name.partition(":")
            if paper:
                verb = "record_arrival" if way == "arrived" else "record_dispatch"
                found.append(Taken(f"{kind}.{verb}", when, {"paper": paper, "to": facts.get("with", ""), **facts}))
            else:
                found.append(Taken(name, when, facts))
    found = [replace(taken, record_id=number) for number, taken in enumerate(found, 1)]
    return [replace(taken, facts=_undoing(taken, found)) if UNDONE in taken.facts else taken for taken in found]


def _undoing(taken: Taken, steps: Sequence[Taken]) -> Mapping[str, Any]:
    return {**taken.facts, UNDONE: [one.record_id for one in steps if one.name in taken.facts[UNDONE]]}
