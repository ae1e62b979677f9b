"""A small world for deriving clocks: facts, terms and steps given as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from idi_platform.deadlines.derive import Derived, Known, StepHistory, Surroundings, derive
from idi_platform.rulebooks.schema.clocks import ClockDef

from .calendars import china

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """Read 'YYYY-MM-DD' (noon) or 'YYYY-MM-DD HH:MM:SS' in Shanghai."""
    moment = datetime.fromisoformat(text if " " in text else f"{text} 12:00:00")
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC)


def end_of(day: str) -> datetime:
    """Return 24:00 of a day in Shanghai."""
    return datetime.fromisoformat(day).replace(tzinfo=SHANGHAI).astimezone(UTC) + timedelta(days=1)


@dataclass(frozen=True)
class Taken:
    """One effective step."""

    name: str
    occurred_at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    said_before: datetime | None = None

    @property
    def first_said_at(self) -> datetime:
        return self.said_before or self.occurred_at


@dataclass
class SmallWorld:
    """One subject with facts by path; sets are lists of worlds."""

    kind: str = "claim"
    now: datetime = field(default_factory=lambda: at("2040-01-01"))
    facts: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)
    sets: dict[str, list["SmallWorld"]] = field(default_factory=dict)
    subject_id: int = 0
    far_steps: dict[str, datetime] = field(default_factory=dict)
    rulebook: Any = None
    thing: Any = None
    taken: list[Any] = field(default_factory=list)

    def history(self) -> Sequence[Any]:
        return tuple(self.taken)

    def value(self, path: str) -> object | None:
        return self.facts.get(path)

    def reaches(self, path: str) -> bool:
        return path in self.facts

    def members(self, path: str) -> Sequence["SmallWorld"]:
        return self.sets.get(path, [])

    def happened(self, step: str) -> datetime | None:
        return self.far_steps.get(step)

    def clock_state(self, name: str) -> str | None:
        return None

    def window(self, name: str) -> bool:
        return False

    def working_day(self, day, number):
        return china().working_day(day, number)

    def delivered(self, paper: str) -> datetime | None:
        return None

    def term(self, name: str) -> object | None:
        return self.terms.get(name)

    def figure(self, name: str) -> object | None:
        return None

    def same(self, paths: Sequence[str]) -> int | None:
        return 0


def runs(
    definition: Mapping[str, Any],
    steps: Sequence[tuple[str, str] | Taken] = (),
    *,
    name: str = "claim.determination",
    world: SmallWorld | None = None,
    now: str = "2040-01-01",
    known: Mapping[int, Known] | None = None,
    lapsed_at: datetime | None = None,
    units: Mapping[str, str] | None = None,
) -> tuple[Derived, ...]:
    """Derive a clock from steps given as (name, instant)."""
    taken = [step if isinstance(step, Taken) else Taken(step[0], at(step[1])) for step in steps]
    around = Surroundings(
        world=world or SmallWorld(now=at(now)),
        history=StepHistory(taken),
        calendar=china(),
        now=at(now),
        term_unit=(units or {}).get,
        lapsed_at=lapsed_at,
        known=known or {},
    )
    return derive(name, ClockDef.model_validate(definition), around)


def one(definition: Mapping[str, Any], steps: Sequence[tuple[str, str] | Taken] = (), **more: Any) -> Derived:
    """Derive a clock that has exactly one run."""
    (found,) = runs(definition, steps, **more)
    return found
