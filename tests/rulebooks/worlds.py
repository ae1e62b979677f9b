"""A world made of plain things: facts, links, sets and steps given as values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from idi_platform.workflow.examples.worlds import calendar

from .words import words

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = words()


def at(text: str) -> datetime:
    """Read 'YYYY-MM-DD' (noon) or 'YYYY-MM-DD HH:MM:SS' in Shanghai."""
    moment = datetime.fromisoformat(text if " " in text else f"{text} 12:00:00")
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


@dataclass(eq=False)
class Thing:
    """One subject: `facts` by their last word, `links` by path, `sets` by name, `steps` with their instants."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    links: dict[str, "Thing"] = field(default_factory=dict)
    sets: dict[str, Sequence["Thing"]] = field(default_factory=dict)
    steps: dict[str, datetime] = field(default_factory=dict)


def things(kind: str, *rows: dict[str, Any]) -> list[Thing]:
    return [Thing(kind, row) for row in rows]


@dataclass
class PlainWorld:
    """The evaluator's world over a Thing."""

    thing: Thing
    now: datetime = field(default_factory=lambda: at("2031-06-01"))
    clocks: dict[str, str] = field(default_factory=dict)
    windows: frozenset[str] = frozenset()
    papers: dict[str, datetime] = field(default_factory=dict)
    terms: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    others: int | None = 0

    @property
    def kind(self) -> str:
        return self.thing.kind

    def _walk(self, head: str) -> Thing | None:
        route = WORDS.route(self.kind, head)
        thing: Thing | None = self.thing
        for path in route or ():
            thing = path.read(thing) if thing is not None else None
        return thing if route is not None else None

    def reaches(self, path: str) -> bool:
        return WORDS.reaches(self.kind, path)

    def value(self, path: str) -> object | None:
        thing = self._walk(path.partition(".")[0])
        return None if thing is None else thing.facts.get(path.rpartition(".")[2])

    def members(self, path: str) -> Sequence["PlainWorld"]:
        head, _, name = path.partition(".")
        thing = self._walk(head)
        found = () if thing is None else thing.sets.get(name, ())
        return [PlainWorld(member, self.now) for member in found]

    def happened(self, step: str) -> datetime | None:
        thing = self._walk(step.partition(".")[0])
        return None if thing is None else thing.steps.get(step)

    def clock_state(self, name: str) -> str | None:
        return self.clocks.get(name)

    def window(self, name: str) -> bool:
        return name in self.windows

    def working_day(self, day, number):
        return calendar().working_day(day, number)

    def delivered(self, paper: str) -> datetime | None:
        return self.papers.get(paper)

    def term(self, name: str) -> object | None:
        return self.terms.get(name)

    def figure(self, name: str) -> object | None:
        return self.figures.get(name)

    def same(self, paths: Sequence[str]) -> int | None:
        return self.others
