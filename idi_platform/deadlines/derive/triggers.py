"""From the rulebook's triggers, lengths and edges to instants and limits."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from idi_platform.deadlines.rules.counting import add_months
from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.deadlines.rules.instants import closing, day_of, opening
from idi_platform.rulebooks.predicates.world import World
from idi_platform.rulebooks.schema.base import Duration, Edge, Trigger
from idi_platform.rulebooks.schema.clocks import Length as LengthDef

from .history import History

TermUnit = Callable[[str], str | None]
"""The unit in which a contract term is measured, as the rulebook declares it; None for a term without one."""

Until = date | datetime
_MONTHS_OF_A_YEAR = 12


def instants(trigger: Trigger, world: World, history: History) -> Sequence[datetime]:
    """Return every instant of the trigger, ascending; a day that a fact names counts from its 00:00."""
    if trigger.steps:
        return sorted(at for step in trigger.steps for at in _steps(step, trigger.with_, world, history))
    if trigger.dispatched is not None:
        return history.dispatched(trigger.dispatched, trigger.with_)
    if trigger.arrived is not None:
        found = history.arrived(trigger.arrived, trigger.with_)
        return found or _or_none(world.delivered(trigger.arrived))
    moment = as_instant(world.value(trigger.fact or ""))
    return [] if moment is None else [moment]


def _steps(name: str, party: str | None, world: World, history: History) -> Sequence[datetime]:
    """Return when a step was taken; of another subject's step the world knows the last time."""
    found = history.steps(name, party)
    if found or party is not None or name.partition(".")[0] == world.kind:
        return found
    return _or_none(world.happened(name))


def _or_none(moment: datetime | None) -> list[datetime]:
    return [] if moment is None else [moment]


def as_instant(value: object) -> datetime | None:
    """Return an instant as it is, a day as its 00:00 in Shanghai, anything else as unknown."""
    if isinstance(value, datetime):
        return value
    return opening(value.toordinal()) if isinstance(value, date) else None


def plain(duration: Duration) -> Length:
    """Return the rulebook's duration as a length to count."""
    return Length(Unit(duration.unit), duration.number)


def length_of(definition: LengthDef, world: World, term_unit: TermUnit) -> Length | Until | None:
    """Return how long a limit is, or the day or instant it runs to; None while the fact or term has no value."""
    if definition.same_day:
        return Length(Unit.SAME_DAY, 0)
    if definition.by is not None:
        row = (definition.table or {}).get(_word(world.value(definition.by)))
        return None if row is None else length_of(row, world, term_unit)
    if definition.fact is not None:
        value = world.value(definition.fact)
        return value if isinstance(value, date | datetime) else None
    if definition.term is not None:
        return term_length(definition.term, world, term_unit)
    duration = definition.duration
    return None if duration is None else plain(duration)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def term_length(name: str, world: World, term_unit: TermUnit) -> Length | None:
    """Return a contract term as a length; None while the contract names none."""
    value = world.term(name)
    if isinstance(value, Duration):
        return plain(value)
    unit = term_unit(name)
    if value is None or isinstance(value, bool) or unit is None or unit not in set(Unit):
        return None
    return Length(Unit(unit), int(str(value)))


def opening_of(edge: Edge, world: World, history: History) -> datetime | None:
    """Return when a window opens: the event itself, or 00:00 of the day so long after or before it (rule 6)."""
    found = _edge_event(edge, world, history)
    if found is None:
        return None
    event, _ = found
    moved = _moved(edge, event)
    return event if moved is None else moved if isinstance(moved, datetime) else opening(moved.toordinal())


def closing_of(edge: Edge, world: World, history: History) -> datetime | None:
    """Return when a window closes: 24:00 of its last day, or 00:00 of a day that no longer belongs to it."""
    found = _edge_event(edge, world, history)
    if found is None:
        return None
    event, is_day = found
    moved = _moved(edge, event)
    if isinstance(moved, datetime):
        return moved
    day = day_of(event) if moved is None else moved.toordinal()
    if edge.included:
        return closing(day)
    return event if moved is None and not is_day else opening(day)


def _edge_event(edge: Edge, world: World, history: History) -> tuple[datetime, bool] | None:
    """Return the edge's event and whether only its day is known; of a step taken more than once, the last."""
    if edge.step is not None:
        taken = _steps(edge.step, None, world, history)
        return (taken[-1], False) if taken else None
    value = world.value(edge.fact or "")
    moment = as_instant(value)
    return None if moment is None else (moment, not isinstance(value, datetime))


def _moved(edge: Edge, event: datetime) -> Until | None:
    """Return the day (the instant, for hours) so long after or before the event; None where it is not moved."""
    duration = edge.plus or edge.minus
    if duration is None:
        return None
    return moved_by(plain(duration), event, forward=edge.plus is not None)


def moved_by(length: Length, event: datetime, *, forward: bool) -> Until:
    """Return the day so many days, months or years from an event, or the instant so many hours from it."""
    sign = 1 if forward else -1
    if length.unit is Unit.HOURS:
        return event + sign * timedelta(hours=length.amount)
    if length.unit is Unit.DAYS:
        return date.fromordinal(day_of(event) + sign * length.amount)
    if length.unit not in (Unit.MONTHS, Unit.YEARS):
        raise ValueError(f"A window is not measured in {length.unit}; use hours, days, months or years.")
    months = length.amount * (_MONTHS_OF_A_YEAR if length.unit is Unit.YEARS else 1)
    return date.fromordinal(add_months(day_of(event), sign * months)[0])
