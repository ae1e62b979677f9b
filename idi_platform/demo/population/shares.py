"""Dividing numbers by given proportions, at any size, and drawing from a fixed seed."""

from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Final, TypeVar

T = TypeVar("T")
SEED: Final = 20260928
"""What every draw begins from: the same population on every machine."""


def drawn_for(what: str) -> Random:
    """Return the source of a draw; each has its own, so that one more draw elsewhere changes nothing here."""
    return Random(f"{SEED}:{what}")  # noqa: S311  not a secret: the same on every machine


def scaled(number: int, share: Fraction) -> int:
    """Return a number at a share of the whole, half up; what there is at all, there is at any share."""
    return max(1, int(number * share + Fraction(1, 2))) if number else 0


def apportion(number: int, weights: Mapping[T, int]) -> dict[T, int]:
    """Divide a number by weights; what is left over goes to the largest remainders, equal ones in the order given."""
    total = sum(weights.values())
    parts = {one: Fraction(number * weight, total) for one, weight in weights.items()}
    given = {one: int(part) for one, part in parts.items()}
    by_remainder = sorted(parts, key=lambda one: given[one] - parts[one])
    for one in by_remainder[: number - sum(given.values())]:
        given[one] += 1
    return given


def dealt(number: int, weights: Mapping[T, int], random: Random) -> list[T]:
    """Return that many, in proportion to the weights, in a drawn order."""
    cards = [one for one, count in apportion(number, weights).items() for _ in range(count)]
    random.shuffle(cards)
    return cards
