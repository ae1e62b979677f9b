"""What an evaluation answers: true, false or unknown, and because of what."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Ground = Literal[
    "is_", "in_", "at_least", "at_most", "before", "after", "exists", "unknown", "happened", "elapsed", "inside",
    "open", "delivered", "unique", "count", "sum", "share", "empty",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Because:
    """One ground.

    Attributes:
        ground: The comparison or construct; `unknown` where a value is missing.
        name: The fact, term, figure, set, step, clock or paper asked about.
        truth: What the ground itself came to (a negation around it turns it).
        actual: What was found.
        wanted: What it was held against.
        member: The number of the set's member (from 1) that the ground is about, or None.
    """

    ground: Ground
    name: str
    truth: bool | None
    actual: object = None
    wanted: object = None
    member: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Truth of a predicate with its grounds; `truth` None means unknown: some fact has no value."""

    truth: bool | None
    because: tuple[Because, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names that had no value."""
        return tuple(dict.fromkeys(reason.name for reason in self.because if reason.ground == "unknown"))

    def of_member(self, number: int) -> "Outcome":
        """Return the outcome with each ground marked as that of one member."""
        return Outcome(self.truth, tuple(replace(ground, member=number) for ground in self.because))


def conjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """Return whether all hold: false as soon as one is false; else unknown as soon as one is unknown."""
    found = tuple(outcomes)
    for truth in (False, None):
        deciding = [o for o in found if o.truth is truth]
        if deciding:
            return Outcome(truth, _grounds(deciding))
    return Outcome(True, _grounds(found))


def disjunction(outcomes: Iterable[Outcome]) -> Outcome:
    """Return whether one holds: true as soon as one is true; else unknown as soon as one is unknown."""
    found = tuple(outcomes)
    for truth in (True, None):
        deciding = [o for o in found if o.truth is truth]
        if deciding:
            return Outcome(truth, _grounds(deciding))
    return Outcome(False, _grounds(found))


def negation(outcome: Outcome) -> Outcome:
    """Return the contrary; of unknown, unknown."""
    return Outcome(None if outcome.truth is None else not outcome.truth, outcome.because)


def _grounds(outcomes: Iterable[Outcome]) -> tuple[Because, ...]:
    return tuple(ground for outcome in outcomes for ground in outcome.because)
