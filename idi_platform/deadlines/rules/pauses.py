"""Extensions and pauses (rule 12): lengths are replaced or whole days deducted, and a breach once reached stays."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from .calendar import Calendar
from .counting import ending_on, last_day, within, within_hours
from .deadline import Deadline, Length, Step, Unit, iso
from .instants import closing, day_of


class Pause(NamedTuple):
    """A lawful pause from one arrival to another, both aware instants; `until` is None while it goes on."""

    since: datetime
    until: datetime | None
    clause: str = ""


class Extension(NamedTuple):
    """A lawful extension taken at an instant: the whole limit becomes `length`, from the original start."""

    taken_at: datetime
    length: Length
    clause: str = ""


class Running(NamedTuple):
    """A limit after its extensions and pauses; `paused_since` is set while the last pause goes on."""

    deadline: Deadline
    length: Length
    paused_since: datetime | None


def extended(
    length: Length, started_at: datetime, extensions: Iterable[Extension], calendar: Calendar, *, rolls: bool = True
) -> tuple[Deadline, Length]:
    """Apply the extensions taken while the limit still ran; one taken at or after its end changes nothing."""
    deadline = within(length, started_at, calendar, rolls=rolls)
    for extension in sorted(extensions, key=lambda taken: taken.taken_at):
        if extension.taken_at >= deadline.due_at:
            break
        shorter, length = deadline, extension.length
        deadline = within(length, started_at, calendar, rolls=rolls)
        since, until = shorter.due_at.isoformat(), deadline.due_at.isoformat()
        step = Step(12, "extended", since, until, length.amount, length.unit, extension.clause)
        deadline = deadline._replace(steps=(*deadline.steps, step))
    return deadline, length


def paused(
    deadline: Deadline, length: Length, pauses: Iterable[Pause], calendar: Calendar, *, rolls: bool = True
) -> Running:
    """Move a limit by its pauses; one that begins when the limit is already over changes nothing.

    A limit in days moves by whole days, date of arrival to date of arrival, overlapping days once, and its legal end
    is rolled anew; a limit in hours moves by the length. What lies before the start of the limit does not count.
    """
    if length.unit is Unit.HOURS:
        return _paused_hours(deadline, length, pauses)
    days = 0
    moved = deadline
    for pause in _merged(pauses, deadline.started_at):
        if pause.since >= moved.due_at:
            break
        if pause.until is None:
            return Running(moved, length, pause.since)
        gained = day_of(pause.until) - day_of(pause.since)
        days += gained
        step = Step(12, "paused", iso(day_of(pause.since)), iso(day_of(pause.until)), gained, Unit.DAYS, pause.clause)
        moved = _moved(deadline, length, days, calendar, steps=(*_kept(moved.steps), step), rolls=rolls)
    return Running(moved, length, None)


def _kept(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Leave out the roll of an end that is about to be rolled anew."""
    return tuple(step for step in steps if step.what != "rolled")


def _moved(
    deadline: Deadline, length: Length, days: int, calendar: Calendar, *, steps: tuple[Step, ...], rolls: bool
) -> Deadline:
    begin = day_of(deadline.started_at)
    if length.unit is Unit.WORKING_DAYS:
        return ending_on(calendar.add_working(begin, length.amount) + days, deadline.started_at, calendar, steps=steps)
    if length.unit is Unit.SAME_DAY:
        end = closing(begin + days)
        return Deadline(deadline.started_at, end, end, provisional=False, steps=steps)
    face, _ = last_day(length, begin)
    return ending_on(face + days, deadline.started_at, calendar, steps=steps, rolls=rolls)


def _paused_hours(deadline: Deadline, length: Length, pauses: Iterable[Pause]) -> Running:
    extra = timedelta(0)
    moved = deadline
    for pause in _merged(pauses, deadline.started_at):
        if pause.since >= moved.due_at:
            break
        if pause.until is None:
            return Running(moved, length, pause.since)
        extra += pause.until - pause.since
        step = Step(12, "paused", pause.since.isoformat(), pause.until.isoformat(), source=pause.clause)
        counted = within_hours(length.amount, deadline.started_at, extra)
        moved = counted._replace(steps=(*moved.steps, step))
    return Running(moved, length, None)


def _merged(pauses: Iterable[Pause], started_at: datetime) -> list[Pause]:
    """Join pauses that overlap, so that no day is deducted twice (rule 18), and clip them to the start."""
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda found: found.since):
        if pause.until is not None and pause.until <= started_at:
            continue
        since = max(pause.since, started_at)
        last = joined[-1] if joined else None
        if last is None or (last.until is not None and since > last.until):
            joined.append(Pause(since, pause.until, pause.clause))
        elif last.until is not None:
            until = None if pause.until is None else max(last.until, pause.until)
            joined[-1] = Pause(last.since, until, last.clause)
    return joined
