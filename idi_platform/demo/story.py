"""The story until the demonstration begins: books entered, claims taken, each act at its own legal instant."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from idi_platform.accounts.demo import create_cast
from idi_platform.accounts.demo_cast import SINCE
from idi_platform.deadlines.models import TimeOffset
from idi_platform.deadlines.offset import begin_at
from idi_platform.kernel.clock import start_of
from idi_platform.kernel.errors import PlatformError

from . import books, population
from .legal_time import on_stage
from .script import BEGINS_AT, Act, in_order
from .stories import STORIES
from .teller import Teller, is_anything_owed

__all__ = ["BEGINS_AT", "SHARE", "acts_of_people", "begin", "is_told", "script", "share_told", "tell"]
TOLD = "told"
SHARE: Final = Fraction(1, 8)
"""How much of the background population a first start tells; all of it takes half an hour."""
_SHARED = "background:"
Heard = Callable[[int], None]
"""Hears of each year when the telling comes to it."""


def is_told() -> bool:
    """Say whether the story stands already."""
    return TOLD in Teller.taken()


def share_told() -> Fraction:
    """Return how much of the background population was told."""
    told = next((code.removeprefix(_SHARED) for code in Teller.taken() if code.startswith(_SHARED)), "0")
    return Fraction(told)


def begin() -> None:
    """Let legal time begin with the visitor's first minute, once: when the story stands where the visitor comes in."""
    if not TimeOffset.objects.exists():
        begin_at(BEGINS_AT)


def script(*, whole: bool = True, share: Fraction = SHARE) -> list[Act]:
    """Return all acts in the order of their instants.

    Args:
        whole: With all like homes of every building, or only those that somebody of the story lives in.
        share: How much of the background population stands around the stories: nothing at 0, all at 1.
    """
    around = population.book_acts(share, whole=whole) if share else ()
    return in_order([*books.acts(whole=whole), *around, *acts_of_people(share)])


def acts_of_people(share: Fraction) -> list[Act]:
    """Return what the people of the stories and of the background do; the books are entered besides."""
    around = population.acts(share) if share else ()
    return in_order([*around, *(act for story in STORIES for act in story.acts)])


def tell(heard: Heard, *, whole: bool = True, share: Fraction = SHARE) -> None:
    """Make the whole story up to the visitor's first minute, in a database in which none of it stands yet.

    Legal time does not begin yet: what was told may be kept, and stand again in a copy much later. `heard` hears of
    each year; what `whole` and `share` mean, `script` says.

    Raises:
        PlatformError: An act was refused, or something that it owes could not be done.
    """
    with on_stage(start_of(SINCE)) as stage:
        cast = create_cast()
        teller = Teller(stage.to, cast)
        year = 0
        for act in script(whole=whole, share=share):
            if not act.is_history:
                continue
            if act.at.year != year:
                heard(year := act.at.year)
            teller.take(act)
        teller.until(BEGINS_AT)
        if is_anything_owed():
            raise PlatformError("demo.undone", "The story is told, but papers or messages of it could not be sent.")
        teller.mark(f"{_SHARED}{share}")
        teller.mark(TOLD)
