"""How much of what happened around the demo's story is told: a fraction that somebody types."""

from argparse import ArgumentTypeError
from fractions import Fraction
from typing import Final

_FINEST: Final = 10_000


def share_of(text: str) -> Fraction:
    """Return a share as it was typed: 1/8, 0.5, 1.

    Raises:
        ArgumentTypeError: It is no number from 0 to 1.
    """
    try:
        share = Fraction(text).limit_denominator(_FINEST)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise ArgumentTypeError("give a number from 0 to 1, like 1/8 or 0.5")
    return share
