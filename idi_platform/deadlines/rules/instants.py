"""Days in Shanghai as whole numbers, and the instants at which they open.

A day is its proleptic ordinal (`date.toordinal`), which makes counting additions. Shanghai has kept UTC+8 without
summer time since September 1991; everything the platform counts lies after that, so one fixed offset is exact.
"""

from datetime import UTC, date, datetime, timedelta

_EAST_OF_GREENWICH = timedelta(hours=8)
_ORIGIN = date(2000, 1, 1).toordinal()
_ORIGIN_OPENS = datetime(1999, 12, 31, 16, 0, 0, tzinfo=UTC)

ONE_SECOND = timedelta(seconds=1)


def day_of(instant: datetime) -> int:
    """Return the ordinal of the Shanghai day on which the instant (aware) falls."""
    in_utc = instant if instant.tzinfo is UTC else instant.astimezone(UTC)
    return (in_utc + _EAST_OF_GREENWICH).toordinal()


def opening(day: int) -> datetime:
    """Return 00:00 in Shanghai of the day with this ordinal, in UTC."""
    return _ORIGIN_OPENS + timedelta(days=day - _ORIGIN)


def closing(day: int) -> datetime:
    """Return 24:00 in Shanghai of the day with this ordinal, in UTC: the first instant after it."""
    return _ORIGIN_OPENS + timedelta(days=day - _ORIGIN + 1)
