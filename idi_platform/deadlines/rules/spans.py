"""Cover and windows: spans in which something must happen or be discovered (rules 3, 6, 8, 9). Never rolled."""

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from .counting import add_months, last_day
from .deadline import Length, Step, Unit, Window, iso
from .instants import closing, day_of, opening

_MONTHS_OF_A_YEAR = 12


class CoverState(StrEnum):
    """Where a day lies; for every day exactly one holds."""

    BEFORE = "before_cover"
    IN = "in_cover"
    AFTER = "after_cover"


class Cover(NamedTuple):
    """Cover from `starts_on` 00:00 (included) to `ends_on` 00:00 (excluded), days in Shanghai."""

    starts_on: date
    ends_on: date
    steps: tuple[Step, ...]

    @property
    def last_day(self) -> date:
        """Return the last covered day, the eve of the anniversary."""
        return date.fromordinal(self.ends_on.toordinal() - 1)

    def state_on(self, day: date) -> CoverState:
        """Say where the day lies."""
        if day < self.starts_on:
            return CoverState.BEFORE
        return CoverState.IN if day < self.ends_on else CoverState.AFTER

    def state_at(self, instant: datetime) -> CoverState:
        """Say where the instant's day in Shanghai lies."""
        return self.state_on(date.fromordinal(day_of(instant)))


def cover_starts(length: Length, accepted_on: date) -> date:
    """Return the day at whose 00:00 cover begins, so long after acceptance or filing (rules 6, 8)."""
    return date.fromordinal(last_day(length, accepted_on.toordinal())[0])


def cover(starts_on: date, length: Length, printed_last_day: date | None = None) -> Cover:
    """Return the cover of an item: the end is counted from the start, never from what the start came from (rule 8).

    Args:
        starts_on: the first covered day, from 00:00.
        length: months or years of the text; ValueError for other units.
        printed_last_day: the last covered day as the policy prints it; a later one prevails.

    Raises:
        ValueError: the printed day is earlier than the period of the text allows.
    """
    begin = starts_on.toordinal()
    end, step = _cover_end(begin, length)
    if printed_last_day is None:
        return Cover(starts_on, date.fromordinal(end), (step,))
    printed_end = printed_last_day.toordinal() + 1
    if printed_end < end:
        raise ValueError(
            f"The policy prints {printed_last_day.isoformat()} as the last covered day; the text covers until "
            f"{iso(end - 1)}. A policy may not shorten the period."
        )
    printed = Step(8, "printed_end", iso(end), iso(printed_end))
    return Cover(starts_on, date.fromordinal(printed_end), (step, printed))


def _cover_end(begin: int, length: Length) -> tuple[int, Step]:
    if length.unit not in (Unit.MONTHS, Unit.YEARS):
        raise ValueError(f"Cover is measured in months or years, not in {length.unit}.")
    months = length.amount if length.unit is Unit.MONTHS else length.amount * _MONTHS_OF_A_YEAR
    end, month_too_short = add_months(begin, months)
    if month_too_short:
        end += 1
    return end, Step(8, "cover", iso(begin), iso(end), length.amount, length.unit)


def window_after(event: datetime, length: Length, opens_after: Length | None = None) -> Window:
    """Return the window of a right after an event, last day included to 24:00, not rolled (rule 9).

    Args:
        event: what the window counts from, an aware instant.
        length: how long after the event it closes.
        opens_after: how long after the event it opens, at 00:00 of that day (rule 6); at the event itself if None.
    """
    begin = day_of(event)
    end, steps = last_day(length, begin)
    opened = event
    if opens_after is not None:
        first, before = last_day(opens_after, begin)
        opened, steps = opening(first), (*before, *steps)
    steps = (*steps, Step(9, "window", opened.isoformat(), iso(end)))
    return Window(opened, closing(end), steps)


def window_between(opens_on: date | datetime, ends_before: date | datetime) -> Window:
    """Return the window from one day or instant (included) to another (excluded), in-force windows among them."""
    opened = opens_on if isinstance(opens_on, datetime) else opening(opens_on.toordinal())
    closed = ends_before if isinstance(ends_before, datetime) else opening(ends_before.toordinal())
    return Window(opened, closed, (Step(9, "between", opened.isoformat(), closed.isoformat()),))
