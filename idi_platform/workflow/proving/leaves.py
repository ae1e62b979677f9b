"""Altering one part of a rulebook: every word that the law says is said otherwise, left out, or moved by one.

What a part may become is read off its schema, so a section or a field that is added later is altered like any other.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from idi_platform.rulebooks.schema.base import Duration, Part
from idi_platform.rulebooks.schema.clocks import ClockDef, Length
from idi_platform.rulebooks.schema.gates import GateDef
from idi_platform.rulebooks.schema.predicates import Compare, Quantity, Sharing

NEVER = frozenset({
    "title", "message", "note", "plain", "icon", "zh", "en", "layout", "clause", "also", "period_clause", "base_clause",
    "conflict_clause", "test_clause", "leftover_clause", "code", "effect", "water_test",
})  # fmt: skip
"""Words for people and references, which break no law; and what a gate does, which is altered as a whole.

`layout` is of them: whether the same sections stand on a letter or on a form, no text says; what must stand there is
`sections` and `required`, which are altered. Nor does a text say `water_test`: that a repair is tried with water is the
custom of the trade.
"""

SAID_BY_SILENCE = frozenset({"kind", "force", "test", "leftover", "several_items"})
"""Fields that say something even where the file leaves them out."""

OF_A_CLAUSE: Mapping[str, str] = {
    "for_": "period_clause", "at_least": "period_clause", "base": "base_clause", "conflict": "conflict_clause",
    "test": "test_clause", "leftover": "leftover_clause",
}  # fmt: skip
"""Fields that may have a clause of their own beside that of the part."""

BY_NAME = frozenset({"spared", "referred", "defects"})
"""Tables from a name to the clause that says so, or to an entry with a clause; without one it is a word for people."""

OTHER_UNIT: Mapping[str, str] = {"days": "months", "hours": "days", "months": "days", "years": "months"}
OTHER_DAYS: Mapping[str, str] = {**OTHER_UNIT, "days": "working_days", "working_days": "days"}
"""Limits are counted in working days too; spans of time are not."""
OTHER_COMPARISON = {"at_most": "before", "before": "at_most", "at_least": "after", "after": "at_least"}
BESIDE_CHOICES: Mapping[str, Any] = {
    "unknown": date(2000, 1, 1), "item.period": {"years": 1}, "refer": "figure.another",
}  # fmt: skip
"""Words that stand for a value of another type: the value that might stand there."""
SOMEBODY_ELSE = ("developer", "contractor")
"""Whom or what another name stands for; that of a role is one of another role."""
TENTH_MORE = Decimal("1.1")


class Gone(Enum):
    """What becomes of a field or an entry that is left out."""

    LEFT_OUT = "left out"


LEFT_OUT = Gone.LEFT_OUT
Where = tuple[str | int, ...]
Change = tuple[Where, Any]


def variants(part: Part, clause: str | None, fields: Collection[str] | None = None) -> Iterator[tuple[str, Part]]:
    """Yield what becomes of a part when one thing is altered that a clause says there, and the altered part.

    Args:
        part: An entry of a rulebook, or part of one.
        clause: What a nested part says under another clause stays as it is; None: everything is altered.
        fields: Only these of its fields; None: all.
    """
    said = part.model_dump()
    for where, value in _of_part(part, clause, (), is_own=clause is None, fields=fields):
        altered = rebuilt(part, where, value)
        if altered is not None and altered.model_dump() != said:
            becomes = "is left out" if value is LEFT_OUT else f"becomes {_shown(value)}"
            yield f"{'.'.join(str(step) for step in where)} {becomes}", altered


def rebuilt(part: Part, where: Where, value: Any) -> Part | None:
    """Return the part with something else at a place; None where the schema refuses such a part."""
    data: Any = part.model_dump(mode="python", by_alias=True, exclude_unset=True)
    if not where:
        data = value
    else:
        at = data
        for step in where[:-1]:
            if isinstance(at[step], tuple):
                at[step] = list(at[step])
            at = at[step]
        if value is LEFT_OUT:
            del at[where[-1]]
        else:
            at[where[-1]] = value
    try:
        return type(part).model_validate(data)
    except ValidationError:
        return None


def _of_part(
    part: Part, clause: str | None, where: Where, *, is_own: bool, fields: Collection[str] | None = None
) -> Iterator[Change]:
    own = _owns(part, clause, is_own=is_own)
    if own:
        yield from _in_other_words(part, where)
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        is_said = name in part.model_fields_set
        is_meant = is_said or name in SAID_BY_SILENCE
        if not is_meant or value is None or _is_no_law(part, name) or name not in (fields or (name,)):
            continue
        at = (*where, field.alias or name)
        if name in BY_NAME:
            yield from (((*at, key), LEFT_OUT) for key, said in value.items() if _is_under(said, clause))
            continue
        owns_field = _owns_field(part, name, clause, is_own=own)
        may_go = is_said and not field.is_required() and not _goes_without_saying(part, name)
        if may_go and _owns(value, clause, is_own=owns_field):
            yield at, LEFT_OUT
        yield from _of_value(value, _choices(field), clause, at, is_own=owns_field)


def _owns(value: Any, clause: str | None, *, is_own: bool) -> bool:
    """Say whether a clause says the value: by its own clause if it has one, else by that of what it stands in."""
    of = getattr(value, "clause", None)
    return is_own if of is None or clause is None else clause in (of, *getattr(value, "also", ()))


def _is_no_law(part: Part, name: str) -> bool:
    """Say whether a field is words for people; the unit of a number is held against the fact when the file is read.

    Facts to look at again decide only where there is something to decide; elsewhere they say what moves the start.
    """
    is_elsewhere = isinstance(part, GateDef) and name == "decided_by"
    decides_nothing = isinstance(part, ClockDef) and name == "recheck" and part.when is None
    return name in NEVER or is_elsewhere or decides_nothing or (isinstance(part, Quantity) and name == "unit")


def _goes_without_saying(part: Part, name: str) -> bool:
    """Say whether the part is the same without the field: a share rounded to the side on which its bound lies."""
    return isinstance(part, Sharing) and name == "round" and (part.at_least is None) == (part.round == "down")


def _is_under(said: Any, clause: str | None) -> bool:
    of = said if isinstance(said, str) else said.clause
    return of is not None and clause in (None, of)


def _owns_field(part: Part, name: str, clause: str | None, *, is_own: bool) -> bool:
    of = getattr(part, OF_A_CLAUSE.get(name, ""), None)
    return is_own if of is None or clause is None else of == clause


def _of_value(
    value: Any, choices: Sequence[Any], clause: str | None, where: Where, *, is_own: bool
) -> Iterator[Change]:
    if isinstance(value, Part):
        yield from _of_part(value, clause, where, is_own=is_own)
    elif isinstance(value, Mapping | tuple):
        entries = list(value.items() if isinstance(value, Mapping) else enumerate(value))
        for key, inner in entries:
            is_owned = _owns(inner, clause, is_own=is_own)
            if len(entries) > 1 and is_owned:
                yield (*where, key), LEFT_OUT
            if len(entries) == 1 or isinstance(value, Mapping) or isinstance(inner, Part):
                yield from _of_value(inner, choices, clause, (*where, key), is_own=is_owned)
    elif is_own:
        yield from ((where, other) for other in _others(value, choices))


def _in_other_words(part: Part, where: Where) -> Iterator[Change]:
    """Yield the same number in another unit, and the same bound without (or with) its end."""
    renamed: Mapping[str, str] = {}
    if isinstance(part, Length):
        renamed = OTHER_DAYS
    elif isinstance(part, Duration):
        renamed = OTHER_UNIT
    elif isinstance(part, Compare):
        renamed = OTHER_COMPARISON
    said = part.model_dump(mode="python", by_alias=True, exclude_unset=True)
    for name, other in renamed.items():
        if said.get(name) is not None:
            yield where, {other if key == name else key: value for key, value in said.items()}


def _others(value: Any, choices: Sequence[Any]) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        if value:
            yield value - 1
    elif isinstance(value, Decimal | float):
        yield Decimal(str(value)) * TENTH_MORE
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, str):
        yield from _other_words(value, choices)


def _other_words(value: str, choices: Sequence[Any]) -> Iterator[Any]:
    """Yield the other words of a closed list, a value in the place of a word, or a name that nothing bears."""
    if value in choices:
        yield from (choice for choice in choices if choice != value)
        if value in BESIDE_CHOICES:
            yield BESIDE_CHOICES[value]
    elif value in OTHER_DAYS:
        yield OTHER_DAYS[value]
    else:
        head, dot, _ = value.rpartition(".")
        yield f"{head}.another" if dot else next(role for role in SOMEBODY_ELSE if role != value)


def _choices(field: FieldInfo) -> Sequence[Any]:
    return tuple(_literals(field.annotation))


def _literals(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
        return
    for inner in get_args(annotation):
        yield from _literals(inner)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {inner}" for key, inner in value.items() if inner is not None)
    return str(value)
