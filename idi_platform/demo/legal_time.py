"""Legal time on a stage, while acts of the story are taken; only in this process, only in a demonstration.

However long an act takes on a machine, legal time stands at its instant until the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings

from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError


class Stage:
    """Where the story stands: `to` moves it, forward only, so that the chains read in order."""

    def __init__(self, since: datetime | None) -> None:
        """Begin at an instant, or before everything."""
        self._instant = since

    def to(self, instant: datetime) -> None:
        """Let legal time stand at an instant; an earlier one than the present leaves it where it is."""
        if self._instant is None or instant > self._instant:
            self._instant = instant
            clock.stand_at(instant)


@contextmanager
def on_stage(since: datetime | None = None) -> Iterator[Stage]:
    """Let legal time be the stage's until the block ends; from an instant on, else from where the story first puts it.

    Raises:
        PlatformError: This is no demonstration.
    """
    if not settings.DEMO:
        raise PlatformError("demo.only", "Legal time stands on a stage only in a demonstration.")
    clock.stand_at(since)
    try:
        yield Stage(since)
    finally:
        clock.stand_at(None)
