"""Bringing subjects' clocks into line outside a step: when a calendar notice came, or a period is over.

Which model a subject has, and in which world it stands, only the apps above know; they register one function.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from idi_platform.kernel import clock

from . import calendars
from .models import Clock
from .rules.calendar import Calendar
from .rules.instants import ONE_SECOND
from .states import OPEN_STATES

Bringer = Callable[[Sequence[int], datetime], None]
_CHUNK = 100
_registered: list[Bringer] = []


def bring_with(bringer: Bringer) -> Bringer:
    """Register who locks subjects, builds their worlds and reconciles them; called once, by the app of the steps.

    The function is given subject ids in order and legal time, and works in a transaction of its own.
    """
    _registered[:] = [bringer]
    return bringer


def bring_into_line(subject_ids: Iterable[int]) -> None:
    """Reconcile the clocks of the subjects as of now; subjects whose clocks are right stay as they are."""
    if not _registered:
        raise RuntimeError("Nobody is registered to bring clocks into line; load the app that takes steps.")
    ids, now = sorted(set(subject_ids)), clock.now()
    for begin in range(0, len(ids), _CHUNK):
        _registered[0](ids[begin : begin + _CHUNK], now)


def recompute_provisional() -> int:
    """Recompute the open clocks whose provisional date has meanwhile got its calendar; return how many subjects."""
    calendar = calendars.current()
    rows = Clock.objects.filter(provisional=True, state__in=OPEN_STATES).values_list(
        "subject_id", "target_at", "due_at"
    )
    ready = {subject_id for subject_id, target_at, due_at in rows if _is_known(calendar, target_at, due_at)}
    if ready:
        bring_into_line(ready)
    return len(ready)


def _is_known(calendar: Calendar, *ends: datetime | None) -> bool:
    return all(calendar.has_notice(clock.local_date(end - ONE_SECOND).year) for end in ends if end is not None)
