"""The instants at which the sweep must act on a clock: reminders, target, end, escalations."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from idi_platform.deadlines.rules import backward, counting
from idi_platform.deadlines.rules.calendar import Calendar
from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.deadlines.rules.instants import ONE_SECOND, closing, day_of, opening
from idi_platform.deadlines.states import ClockKind
from idi_platform.rulebooks.schema.base import Duration
from idi_platform.rulebooks.schema.clocks import ClockDef, Reminder

from .derived import Mark, MarkEvent
from .triggers import plain

HOLDER = ("holder",)
"""The route to whoever owes the clock, taken where the rulebook names no other."""
TOLD_AT = timedelta(hours=9)
"""Reminders that are measured in days go out at nine in the morning, Shanghai."""


def marks_of(
    definition: ClockDef,
    kind: ClockKind,
    calendar: Calendar,
    *,
    started_at: datetime,
    target_at: datetime | None,
    due_at: datetime | None,
) -> tuple[Mark, ...]:
    """Return all marks of a clock in order, whether or not their instant has passed."""
    found = [
        *_reminders(definition, calendar, started_at, target_at, due_at),
        *_ends(definition, kind, target_at, due_at),
        *_escalations(definition, kind, calendar, due_at),
    ]
    return tuple(sorted(found, key=lambda mark: mark.at))


def _ends(definition: ClockDef, kind: ClockKind, target_at: datetime | None, due_at: datetime | None) -> Iterator[Mark]:
    if target_at is not None and (due_at is None or target_at < due_at):
        yield Mark(target_at, MarkEvent.TARGET_PASSED)
    if due_at is None:
        return
    if kind is not ClockKind.DUTY:
        yield Mark(due_at, MarkEvent.DUE_PASSED, notify=HOLDER)
        return
    at_once = [consequence for consequence in definition.on_breach if consequence.after is None]
    routes = tuple(route for consequence in at_once for route in consequence.notify)
    takes = tuple(consequence.take for consequence in at_once if consequence.take)
    yield Mark(due_at, MarkEvent.DUE_PASSED, notify=routes or HOLDER, takes=takes)


def _escalations(definition: ClockDef, kind: ClockKind, calendar: Calendar, due_at: datetime | None) -> Iterator[Mark]:
    if due_at is None or kind is not ClockKind.DUTY:
        return
    for consequence in definition.on_breach:
        if consequence.after is not None:
            at = after_end(due_at, consequence.after, calendar)
            takes = (consequence.take,) if consequence.take else ()
            yield Mark(at, MarkEvent.ESCALATION, notify=consequence.notify or None, takes=takes)


def after_end(due_at: datetime, duration: Duration, calendar: Calendar) -> datetime:
    """Return the instant so long after an end: whole days after its last day, or hours after the end itself."""
    length = plain(duration)
    if length.unit is Unit.HOURS:
        return due_at + timedelta(hours=length.amount)
    last = day_of(due_at - ONE_SECOND)
    if length.unit is Unit.WORKING_DAYS:
        return closing(calendar.add_working(last, length.amount))
    return closing(counting.last_day(length, last)[0])


def _reminders(
    definition: ClockDef,
    calendar: Calendar,
    started_at: datetime,
    target_at: datetime | None,
    due_at: datetime | None,
) -> Iterable[Mark]:
    for reminder in definition.remind:
        at = _told_at(reminder, calendar, started_at, target_at, due_at)
        if at is not None and at > started_at:
            yield Mark(at, MarkEvent.REMINDER, notify=reminder.to or HOLDER)


def _told_at(
    reminder: Reminder,
    calendar: Calendar,
    started_at: datetime,
    target_at: datetime | None,
    due_at: datetime | None,
) -> datetime | None:
    if reminder.after_start is not None:
        length = plain(reminder.after_start)
        if length.unit is Unit.HOURS:
            return started_at + timedelta(hours=length.amount)
        return opening(_day_after(length, day_of(started_at), calendar)) + TOLD_AT
    duration, end = reminder.before_target, target_at
    if duration is None:
        duration, end = reminder.before_due, due_at
    if duration is None or end is None:
        return None
    length = plain(duration)
    if length.unit is Unit.HOURS:
        return end - timedelta(hours=length.amount)
    last = day_of(end - ONE_SECOND)
    return opening(backward.last_lawful_day(length, last, calendar)[0]) + TOLD_AT


def _day_after(length: Length, day: int, calendar: Calendar) -> int:
    if length.unit is Unit.WORKING_DAYS:
        return calendar.add_working(day, length.amount)
    return counting.last_day(length, day)[0]
