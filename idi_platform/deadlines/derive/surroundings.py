"""What a clock is derived from, besides its definition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from idi_platform.deadlines.rules.calendar import Calendar
from idi_platform.rulebooks.predicates.world import World
from idi_platform.rulebooks.schema.clocks import ClockDef

from .history import History
from .triggers import TermUnit

Evaluate = Callable[[Any, World], bool | None]
"""Answers a predicate: true, false, or None where a fact has no value."""


def _by_the_rulebook(predicate: Any, world: World) -> bool | None:
    from idi_platform.rulebooks.predicates import evaluate

    return evaluate(predicate, world).truth


def _no_unit(_name: str) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier derivation of the same run has fixed: its anchor, and when the clock was first seen."""

    anchor: Mapping[str, Any]
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The world, the history and the calendar of one subject at one instant.

    `lapsed_at` is the first instant at which the text is no longer in force for duties to authorities, None while it
    is. `known` maps the number of a run to what is stored of it.
    """

    world: World
    history: History
    calendar: Calendar
    now: datetime
    term_unit: TermUnit = _no_unit
    lapsed_at: datetime | None = None
    known: Mapping[int, Known] = field(default_factory=dict)
    evaluate: Evaluate = _by_the_rulebook


def decided(definition: ClockDef, around: Surroundings, run: int, anchor: dict[str, Any]) -> bool | None:
    """Say whether the clock runs: decided at its start, and again when a fact of `recheck` has changed.

    The decision is written into the anchor. None means that it can't be decided yet, because a fact has no value.
    """
    if definition.recheck:
        anchor["recheck"] = {name: _plain(around.world.value(name)) for name in definition.recheck}
    if definition.when is None:
        return True
    known = around.known.get(run)
    if known is not None and "when" in known.anchor and _same_ground(known.anchor, anchor):
        anchor["when"] = known.anchor["when"]
        return bool(known.anchor["when"])
    truth = around.evaluate(definition.when, around.world)
    if truth is not None:
        anchor["when"] = truth
    return truth


def _same_ground(stored: Mapping[str, Any], anchor: Mapping[str, Any]) -> bool:
    return stored.get("start") == anchor.get("start") and stored.get("recheck") == anchor.get("recheck")


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
