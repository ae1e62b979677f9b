"""Legal time ahead of machine time: read by the kernel's clock, moved forward by a demonstration only."""

import time
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import connection, transaction

from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError

from .models import TimeOffset

_FRESH_FOR = 1.0
_NONE = timedelta(0)


class TimeNotMoved(PlatformError):
    """Legal time can't be moved that way, or here."""


class _Known:
    """What this process read last, and when by the monotonic clock."""

    offset = _NONE
    read_at = float("-inf")
    has_table = False


def current_offset() -> timedelta:
    """Return how far legal time is ahead; nothing outside a demonstration. Read anew after one second."""
    if not settings.DEMO:
        return _NONE
    elapsed = time.monotonic() - _Known.read_at
    if elapsed >= _FRESH_FOR:
        _Known.offset, _Known.read_at = _read(), time.monotonic()
    return _Known.offset


def _read() -> timedelta:
    if not _Known.has_table:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", ["deadlines_timeoffset"])
            _Known.has_table = bool(cursor.fetchone()[0])
        if not _Known.has_table:
            return _NONE
    seconds = TimeOffset.objects.filter(pk=TimeOffset.SINGLE).values_list("seconds", flat=True).first()
    return timedelta(seconds=seconds or 0)


def forget() -> None:
    """Read the offset anew at the next question, at once and not after a second."""
    _Known.read_at = float("-inf")


def begin_at(instant: datetime) -> None:
    """Let the story of a demonstration begin at an instant (aware), be it in the past; once, before anybody moves it.

    Raises:
        TimeNotMoved: this is no demonstration, or legal time has been set already.
    """
    if not settings.DEMO:
        raise TimeNotMoved("time.not_a_demo", "Legal time is real time here; only a demonstration may set it.")
    seconds = ceil((instant - clock.machine_now()).total_seconds())
    _, is_first = TimeOffset.objects.get_or_create(pk=TimeOffset.SINGLE, defaults={"seconds": seconds})
    if not is_first:
        raise TimeNotMoved("time.begun", "The story has begun already; from here legal time only moves forward.")
    forget()


def advance_to(instant: datetime) -> timedelta:
    """Move legal time forward to an instant (aware), which has come when this returns; return the new offset.

    Raises:
        TimeNotMoved: this is no demonstration, or the instant lies before legal time as it is.
    """
    if not settings.DEMO:
        raise TimeNotMoved("time.not_a_demo", "Legal time is real time here; only a demonstration may move it.")
    with transaction.atomic():
        row, _ = TimeOffset.objects.select_for_update(no_key=True).get_or_create(pk=TimeOffset.SINGLE)
        seconds = ceil((instant - clock.machine_now()).total_seconds())
        if seconds < row.seconds:
            raise TimeNotMoved(
                "time.backward",
                f"Legal time already stands past {instant.isoformat()}; it only moves forward. Name a later instant.",
            )
        row.seconds = seconds
        row.save(update_fields=["seconds"])
    forget()
    return timedelta(seconds=seconds)
