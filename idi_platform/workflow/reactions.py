"""Reactions: what must be true in the same instant as a step.

A higher app registers a function on a lower app's step name; it runs inside the step's transaction, as the system on
behalf of the actor, with the step's Record as cause. It declares what it locks, so that all locks are taken at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from idi_platform.records.models import Aggregate, Record, Subject

from .facts import Facts
from .lifecycles import Moment


class Follows(Protocol):
    """Takes a further step in the same transaction."""

    def __call__(self, target: Aggregate, step: str, /, **facts: Any) -> Record:
        """Take the step as the system; raises Refused when a gate stands against it."""


def _nothing_to_rebind(_carrier_id: int) -> None:
    """Stand in where no step is taken."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A step that has just been taken.

    `rebind` is told of an insured object to which another law applies from now on, or of a project, policy or unit
    whose parties or terms are others: the clocks of everything under it are brought into line with the step.
    """

    aggregate: Any
    record: Record
    facts: Facts
    moment: Moment
    follow: Follows
    rebind: Callable[[int], None] = _nothing_to_rebind


Reach = Callable[[Subject], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """A function on a step's name, and the subjects that it locks."""

    step: str
    run: Callable[[Happened], None]
    locks: tuple[str, ...]
    takes: tuple[str, ...]
    reach: Reach | None


EVERY = "*"
_REACTIONS: dict[str, list[Reaction]] = {}


def reaction(
    step: str, *, locks: Iterable[str] = (), takes: Iterable[str] = (), reach: Reach | None = None
) -> Callable[[Callable[[Happened], None]], Callable[[Happened], None]]:
    """Register a reaction to a step.

    Args:
        step: `kind.verb`; "*" for every step but those that such a reaction takes itself.
        locks: Subject columns of the step's subject that the reaction writes through further steps.
        takes: the steps it may take; read by the check that no reaction leads back to itself.
        reach: further subjects to lock that no column names.
    """

    def decorate(run: Callable[[Happened], None]) -> Callable[[Happened], None]:
        _REACTIONS.setdefault(step, []).append(Reaction(step, run, tuple(locks), tuple(takes), reach))
        return run

    return decorate


def reactions_to(step: str) -> tuple[Reaction, ...]:
    """Return the reactions to a step, in order of registration, those to every step last."""
    to_every = _REACTIONS.get(EVERY, ())
    if any(step in entry.takes for entry in to_every):
        to_every = ()
    return (*_REACTIONS.get(step, ()), *to_every)


def cycles() -> list[tuple[str, ...]]:
    """Return the chains of steps that lead back to their beginning through reactions."""
    found: list[tuple[str, ...]] = []

    def walk(step: str, chain: tuple[str, ...]) -> None:
        if step in chain:
            found.append((*chain[chain.index(step) :], step))
            return
        for entry in reactions_to(step):
            for taken in entry.takes:
                walk(taken, (*chain, step))

    for step in _REACTIONS.keys() - {EVERY}:
        walk(step, ())
    return found


def all_reactions() -> tuple[Reaction, ...]:
    """Return every registered reaction."""
    return tuple(entry for entries in _REACTIONS.values() for entry in entries)
