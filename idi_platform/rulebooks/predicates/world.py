"""What the evaluator asks of the world. Worlds are read-only and answer None where nothing is known."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol


class World(Protocol):
    """One subject, seen at one instant, with everything reachable from it."""

    @property
    def now(self) -> datetime:
        """The one instant of the operation, UTC, whole seconds."""

    @property
    def kind(self) -> str:
        """The kind of the subject."""

    def value(self, path: str) -> object | None:
        """Return a fact (`claim.received_at`, or of any kind reachable: `policy.sum_basis`); None if unknown."""

    def reaches(self, path: str) -> bool:
        """Say whether the path's first word can be reached from here (asked inside sets only)."""

    def members(self, path: str) -> "Sequence[World]":
        """Return the worlds of a set's members (`project.findings`)."""

    def happened(self, step: str) -> datetime | None:
        """Return when the step was last taken (occurred_at, not annulled); None if never."""

    def clock_state(self, name: str) -> str | None:
        """Return open, met, late or void; None if the clock was never started."""

    def window(self, name: str) -> bool:
        """Say whether now lies inside the window clock."""

    def delivered(self, paper: str) -> datetime | None:
        """Return when the paper reached its addressee."""

    def working_day(self, day: date, number: int) -> date:
        """Return the day so many working days later, or earlier if negative; the day itself is not counted."""

    def term(self, name: str) -> object | None:
        """Return a contract term."""

    def figure(self, name: str) -> object | None:
        """Return a computed figure of the rulebook."""

    def same(self, paths: Sequence[str]) -> int | None:
        """Return how many other subjects of this kind have the same values; None if one is unknown."""
