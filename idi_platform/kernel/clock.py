"""Two clocks: legal time, which the demo may move forward, and machine time, which nobody may.

Instants are aware datetimes in UTC, kept to the second. Days are days in Shanghai.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_NO_OFFSET = timedelta(0)


def _no_offset() -> timedelta:
    return _NO_OFFSET


_offset_provider: Callable[[], timedelta] = _no_offset


def set_offset_provider(provider: Callable[[], timedelta]) -> None:
    """Register what legal time is ahead of machine time by; called once at start."""
    global _offset_provider  # noqa: PLW0603  the one registration of the process
    _offset_provider = provider


_stands_at: datetime | None = None


def stand_at(instant: datetime | None) -> None:
    """Let legal time stand still in this process at an instant (aware), or run again: while a story is told."""
    global _stands_at  # noqa: PLW0603  the process has one legal time
    _stands_at = None if instant is None else instant.astimezone(UTC).replace(microsecond=0)


def machine_now() -> datetime:
    """Return machine time in UTC, for sessions, codes, throttles, retries and logs."""
    return datetime.now(UTC)


_is_unread: ContextVar[bool] = ContextVar("clock_is_unread", default=False)


@contextmanager
def unread() -> Iterator[None]:
    """Refuse to tell legal time inside the block: what is built there is kept for any other time."""
    token = _is_unread.set(True)
    try:
        yield
    finally:
        _is_unread.reset(token)


def now() -> datetime:
    """Return legal time in UTC, cut to the whole second. Read once per operation and passed on."""
    if _is_unread.get():
        raise RuntimeError("What is built here is kept: it must be given the time.")
    return _stands_at or (machine_now() + _offset_provider()).replace(microsecond=0)


def local_date(instant: datetime) -> date:
    """Return the day in Shanghai that the instant falls on."""
    return instant.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """Return 00:00 of the day in Shanghai, as an instant in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return 24:00 of the day in Shanghai, in UTC: the first instant that is no longer that day."""
    return start_of(day + timedelta(days=1))
