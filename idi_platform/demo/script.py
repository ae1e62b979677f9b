"""The script: stories, each a row of acts at their own legal instants, before the visitor comes in and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from idi_platform.kernel import clock

if TYPE_CHECKING:
    from .teller import Teller

BEGINS_AT: Final = datetime(2026, 9, 28, 9, 0, tzinfo=clock.SHANGHAI)
"""When a visitor comes in: a Monday between two holidays."""

Take = Callable[["Teller"], None]


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does at an instant; `code` names it in the whole script, `rank` places it among those at once."""

    at: datetime
    code: str
    take: Take
    rank: int = 0

    @property
    def is_history(self) -> bool:
        """Whether it lies before the visitor comes in."""
        return self.at < BEGINS_AT


@dataclass(slots=True)
class Story:
    """One story: what it is about, and its acts in the order in which they are written."""

    code: str
    title: str
    acts: list[Act] = field(default_factory=list)

    def at(self, day: str, time: str = "10:00") -> Callable[[Take], Take]:
        """Register an act at a day (2026-09-28) and time (09:00 or 09:00:30) in Shanghai."""
        instant = at(day, time)

        def register(take: Take) -> Take:
            self.acts.append(Act(instant, f"{self.code}.{take.__name__}", take))
            return take

        return register


def at(day: str, time: str = "10:00") -> datetime:
    """Return the instant of a day and a time in Shanghai."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=clock.SHANGHAI)


def in_order(acts: Iterable[Act]) -> list[Act]:
    """Return acts in the order in which they are taken."""
    return sorted(acts, key=lambda act: (act.at, act.rank))
