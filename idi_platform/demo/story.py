"""The story until the demonstration begins: books entered, claims taken, each act at its own legal instant."""

from collections.abc import Callable

from idi_platform.accounts.demo import create_cast
from idi_platform.accounts.demo_cast import SINCE
from idi_platform.deadlines.models import TimeOffset
from idi_platform.deadlines.offset import begin_at
from idi_platform.kernel.clock import start_of
from idi_platform.kernel.errors import PlatformError

from . import books
from .legal_time import on_stage
from .script import BEGINS_AT, Act, in_order
from .stories import STORIES
from .teller import Teller, is_anything_owed

__all__ = ["BEGINS_AT", "begin", "is_told", "script", "tell"]
TOLD = "told"
Told = Callable[[str], None]


def is_told() -> bool:
    """Say whether the story stands already."""
    return TOLD in Teller.taken()


def begin() -> None:
    """Let legal time begin with the visitor's first minute, once: when the story stands where the visitor comes in."""
    if not TimeOffset.objects.exists():
        begin_at(BEGINS_AT)


def script(*, whole: bool = True) -> list[Act]:
    """Return all acts in the order of their instants.

    Args:
        whole: With all like homes of every building, or only those that somebody of the story lives in.
    """
    return in_order([*books.acts(whole=whole), *(act for story in STORIES for act in story.acts)])


def tell(told: Told, *, whole: bool = True) -> None:
    """Make the whole story up to the visitor's first minute, in a database in which none of it stands yet.

    Legal time does not begin yet: what was told may be kept, and stand again in a copy much later.

    Raises:
        PlatformError: An act was refused, or something that it owes could not be done.
    """
    with on_stage(start_of(SINCE)) as stage:
        cast = create_cast()
        teller = Teller(stage.to, cast)
        for act in script(whole=whole):
            if act.is_history:
                teller.take(act)
        teller.until(BEGINS_AT)
        if is_anything_owed():
            raise PlatformError("demo.undone", "The story is told, but papers or messages of it could not be sent.")
        teller.mark(TOLD)
    for story in STORIES:
        told(story.title)
