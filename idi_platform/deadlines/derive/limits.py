"""How long a clock runs: text, contract, extensions and pauses brought together (rules 1 to 7, 12, 15)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from idi_platform.deadlines.rules import backward, counting, pauses
from idi_platform.deadlines.rules.deadline import Deadline, Length, Step, Unit
from idi_platform.deadlines.rules.instants import ONE_SECOND, day_of
from idi_platform.rulebooks.schema.base import Trigger
from idi_platform.rulebooks.schema.clocks import ClockDef
from idi_platform.rulebooks.schema.clocks import Length as LengthDef

from .surroundings import Surroundings
from .triggers import instants, length_of, term_length

THIRTY_DAYS = Length(Unit.DAYS, 30)


def forward(definition: ClockDef, started_at: datetime, around: Surroundings) -> pauses.Running | None:
    """Return the limit that runs from `started_at`; None while its length is unknown, or an hour lacks its start.

    The stricter of text and contract counts; an extension taken in time replaces the length; pauses need a ground.
    """
    if definition.within is None:
        return None
    length = length_of(definition.within, around.world, around.term_unit)
    if length is None:
        return None
    if not isinstance(length, Length):
        return pauses.Running(_until(length, started_at), Length(Unit.DAYS, 0), None)
    if length.unit is Unit.HOURS and _only_a_day(definition.starts, around):
        return None
    deadline, length = _tightened(definition, length, started_at, around)
    found = _pauses(definition, length, around)
    return pauses.paused(deadline, length, found, around.calendar, rolls=_rolls(definition, around))


def _rolls(definition: ClockDef, around: Surroundings) -> bool:
    """Say whether a legal end on a rest day moves on: not where the text or the contract excludes it (rule 2)."""
    if definition.not_rolled:
        return False
    return definition.not_rolled_by is None or around.world.term(definition.not_rolled_by) is not True


def _until(end: date | datetime, started_at: datetime) -> Deadline:
    if not isinstance(end, datetime):
        return counting.by_date(end, started_at)
    step = Step(3, "set_instant", started_at.isoformat(), end.isoformat())
    return Deadline(started_at, end, end, provisional=False, steps=(step,))


def _only_a_day(starts: Trigger | None, around: Surroundings) -> bool:
    """Say whether an hour clock would start from a bare day: a fact that starts it needs a time (rule 4)."""
    if starts is None or starts.fact is None:
        return False
    return not isinstance(around.world.value(starts.fact), datetime)


def _tightened(
    definition: ClockDef, length: Length, started_at: datetime, around: Surroundings
) -> tuple[Deadline, Length]:
    """Count the ordinary limit, which the contract may shorten (rule 15), and the extension taken while it ran.

    What a contract agrees for the ordinary limit does not cut the extended one short.
    """
    rolls = _rolls(definition, around)
    ordinary, kept = _ordinary(definition, length, started_at, around)
    taken = [found for found in _extensions(definition, around) if found.taken_at < ordinary.due_at]
    if not taken:
        return ordinary, kept
    return pauses.extended(length, started_at, taken, around.calendar, rolls=rolls)


def _ordinary(
    definition: ClockDef, length: Length, started_at: datetime, around: Surroundings
) -> tuple[Deadline, Length]:
    rolls = _rolls(definition, around)
    text = counting.within(length, started_at, around.calendar, rolls=rolls)
    agreed = _agreed(definition.within, around)
    if agreed is None:
        return text, length
    stricter = counting.stricter(text, counting.within(agreed, started_at, around.calendar, rolls=rolls))
    return stricter, agreed if stricter.due_at < text.due_at else length


def _agreed(within: LengthDef | None, around: Surroundings) -> Length | None:
    if within is None or within.tightened_by is None:
        return None
    return term_length(within.tightened_by, around.world, around.term_unit)


def _extensions(definition: ClockDef, around: Surroundings) -> Sequence[pauses.Extension]:
    extension = definition.extended_by
    if extension is None:
        return ()
    longer = length_of(extension.to, around.world, around.term_unit)
    if not isinstance(longer, Length):
        return ()
    taken = instants(Trigger(step=extension.step), around.world, around.history)
    return [pauses.Extension(at, longer, extension.clause) for at in taken]


def _pauses(definition: ClockDef, length: Length, around: Surroundings) -> list[pauses.Pause]:
    """Pair each beginning with the first end not before it, if there is a ground to pause this limit at all.

    What was asked and answered before the question arrived is waited for no more: its arrival pauses nothing.
    """
    pause = definition.paused_by
    if pause is None or not _has_ground(definition, length, around):
        return []
    ends = instants(pause.until, around.world, around.history)
    asked = instants(pause.asked, around.world, around.history) if pause.asked is not None else ()
    return [
        pauses.Pause(since, next((end for end in ends if end >= since), None), pause.clause)
        for since in instants(pause.from_, around.world, around.history)
        if not _is_answered(since, asked, ends)
    ]


def _is_answered(since: datetime, asked: Sequence[datetime], ends: Sequence[datetime]) -> bool:
    """Say whether the last question before an instant was answered before it too."""
    question = max((at for at in asked if at <= since), default=None)
    return question is not None and any(question <= end < since for end in ends)


def _has_ground(definition: ClockDef, length: Length, around: Surroundings) -> bool:
    condition = definition.paused_by.when if definition.paused_by else None
    if condition is None:
        return True
    if condition.limit is not None and length == THIRTY_DAYS:
        return True
    return condition.or_term is not None and around.world.term(condition.or_term) is True


def back_from(
    definition: ClockDef, anchor: date | datetime, started_at: datetime, around: Surroundings
) -> Deadline | None:
    """Return the limit that ends so long before an anchor, or simply before it; never rolled (rules 3, 7)."""
    if definition.at_least is None:
        return backward.before(anchor, started_at)
    length = length_of(definition.at_least, around.world, around.term_unit)
    if not isinstance(length, Length):
        return None
    if length.unit is Unit.HOURS:
        return _hours_before(length, anchor, started_at)
    day = date.fromordinal(day_of(anchor)) if isinstance(anchor, datetime) else anchor
    return backward.at_least_before(length, day, started_at, around.calendar)


def _hours_before(length: Length, anchor: date | datetime, started_at: datetime) -> Deadline | None:
    if not isinstance(anchor, datetime):
        return None
    due = anchor - timedelta(hours=length.amount) + ONE_SECOND
    last = (due - ONE_SECOND).isoformat()
    step = Step(7, "before", anchor.isoformat(), last, length.amount, length.unit)
    return Deadline(started_at, due, due, provisional=False, steps=(step,))
