"""The worlds a predicate can see: inside a set the member first, then the subject the set belongs to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from .world import World

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """A chain of worlds, the innermost first."""

    worlds: tuple[World, ...]

    @property
    def innermost(self) -> World:
        """The world that the predicate is said of."""
        return self.worlds[0]

    @property
    def now(self) -> datetime:
        """The one instant of the operation."""
        return self.worlds[-1].now

    def value(self, path: str) -> object | None:
        """Return a fact from the innermost world that can reach it."""
        return self._reaching(path).value(path)

    def happened(self, step: str) -> datetime | None:
        """Return when the step was last taken on what the innermost reaching world sees."""
        return self._reaching(step).happened(step)

    def members(self, path: str) -> Iterator["Scope"]:
        """Yield one narrower scope for each member of the set."""
        for member in self._reaching(path).members(path):
            yield Scope((member, *self.worlds))

    def term(self, name: str) -> object | None:
        """Return a contract term from the first world that knows it."""
        return self._first(lambda world: world.term(name))

    def figure(self, name: str) -> object | None:
        """Return a figure from the first world that knows it."""
        return self._first(lambda world: world.figure(name))

    def delivered(self, paper: str) -> datetime | None:
        """Return when the paper arrived."""
        return self._first(lambda world: world.delivered(paper))

    def _reaching(self, path: str) -> World:
        if len(self.worlds) == 1:
            return self.worlds[0]
        return next((world for world in self.worlds if world.reaches(path)), self.worlds[0])

    def _first(self, ask: Callable[[World], T | None]) -> T | None:
        for world in self.worlds:
            found = ask(world)
            if found is not None:
                return found
        return None
