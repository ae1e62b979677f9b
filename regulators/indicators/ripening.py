"""When a limit is ripe for counting: as soon as it is kept or cannot be kept any more, at the latest when it ends."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from idi_platform.deadlines.rules.instants import ONE_SECOND

from .counting import Entry, share
from .months import Month


class Owed(NamedTuple):
    """One limit as it stands at the end of a month.

    Attributes:
        subject_id: The case.
        end: The first instant that is too late, UTC; a limit that ends at 24:00 of a day belongs to that day.
        met: When it was done; None where it is not.
        failed: When it was clear before the end that it cannot count as kept; None else.
        ref: The number of the clock, where a case has several.
    """

    subject_id: int
    end: datetime
    met: datetime | None = None
    failed: datetime | None = None
    ref: int = 0

    @property
    def is_kept(self) -> bool:
        """Say whether it was done before its end, and nothing else speaks against it."""
        return self.met is not None and self.met < self.end and (self.failed is None or self.failed >= self.met)

    @property
    def ripe_at(self) -> datetime:
        """Return the instant by which it belongs to a month."""
        return min(at for at in (self.met, self.failed, self.end - ONE_SECOND) if at is not None)


def ripened(month: Month, limits: Iterable[Owed]) -> tuple[list[Entry], list[Entry]]:
    """Return the list of the rate, of what grew ripe in the month, and the list of what still runs at its end."""
    ripe: list[Entry] = []
    running: list[Entry] = []
    for owed in limits:
        if month.holds(owed.ripe_at):
            ripe.append(share(owed.subject_id, is_in=owed.is_kept, ref=owed.ref))
        elif owed.ripe_at >= month.ends_at:
            running.append(Entry(owed.subject_id, ref=owed.ref))
    return ripe, running
