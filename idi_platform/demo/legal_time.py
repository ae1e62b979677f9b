"""Legal time in the past, while the story's history is made; only in this process, only in a demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings

from idi_platform.deadlines.offset import current_offset
from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError

_WITHIN = timedelta(milliseconds=500)
"""Legal time is cut to whole seconds; the stage stands in the middle of one."""


class Stage:
    """Where the story stands: `to` moves it, forward only, so that the chains read in order."""

    def __init__(self) -> None:
        """Begin before everything."""
        self._instant: datetime | None = None

    def to(self, instant: datetime) -> None:
        """Set legal time to an instant; an earlier one than the present leaves it where it is."""
        if self._instant is None or instant > self._instant:
            self._instant = instant

    def offset(self) -> timedelta:
        """Return how far the stage's time is from machine time."""
        if self._instant is None:
            return timedelta(0)
        return self._instant + _WITHIN - clock.machine_now()


@contextmanager
def on_stage() -> Iterator[Stage]:
    """Let legal time be the stage's until the block ends.

    Raises:
        PlatformError: This is no demonstration.
    """
    if not settings.DEMO:
        raise PlatformError("demo.only", "Legal time stands on a stage only in a demonstration.")
    stage = Stage()
    clock.set_offset_provider(stage.offset)
    try:
        yield stage
    finally:
        clock.set_offset_provider(current_offset)
