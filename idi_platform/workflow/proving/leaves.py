"""Altering one part of a rulebook: numbers by one, days by one, words dropped, answers turned round."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from idi_platform.rulebooks.schema.base import Part

NEVER = frozenset({
    "title", "message", "note", "plain", "icon", "clause", "also", "period_clause", "base_clause", "conflict_clause",
    "code", "remind", "on_breach", "measures", "recheck", "zh", "en", "article", "unit", "test_clause", "defects",
})  # fmt: skip
"""Words for people, references and reminders: altering them breaks no law."""

EFFECTS = {"block": "hint", "warn": "hint", "refer": "hint", "hint": "block"}
OTHER = {
    **EFFECTS,
    "duty": "reminder",
    "compulsory": "voluntary",
    "voluntary": "compulsory",
    "by_reference": "compulsory",
    "unclear": "compulsory",
    "not_covered": "compulsory",
    "discovered": "reported",
    "reported": "discovered",
    "jointly": "by_rule",
    "tender": "market",
    "designation": "market",
    "market": "tender",
    "lead": "each",
    "each": "lead",
    "incentive": "sanction",
    "sanction": "incentive",
}


def variants(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield the path of every leaf that may be altered, and what it becomes."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key not in NEVER:
                yield from variants(value, (*path, key))
        return
    if isinstance(data, list | tuple):
        for number, value in enumerate(data):
            if isinstance(value, Mapping | list | tuple):
                yield from variants(value, (*path, number))
            elif len(data) > 1:
                yield path, [entry for at, entry in enumerate(data) if at != number]
        return
    yield from ((path, other) for other in _others(data))


def _others(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        if value:
            yield value - 1
    elif isinstance(value, Decimal | float):
        yield Decimal(str(value)) * Decimal("1.1")
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, str) and value in OTHER:
        yield OTHER[value]


def rebuilt(part: Part, path: tuple[str | int, ...], value: Any) -> Part | None:
    """Return the part with the leaf at a path replaced; None where the schema refuses such a part."""
    data = part.model_dump(mode="python", by_alias=True, exclude_unset=True)
    at: Any = data
    for step in path[:-1]:
        if isinstance(at[step], tuple):
            at[step] = list(at[step])
        at = at[step]
    at[path[-1]] = value
    try:
        return type(part).model_validate(data)
    except ValidationError:
        return None
