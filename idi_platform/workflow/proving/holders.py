"""A time limit that somebody else owes, or that is counted in other days."""

from collections.abc import Iterator
from typing import Any

from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.schema.clocks import ClockDef

from .alterations import Alteration

SOMEBODY_ELSE = ("owner", "developer")
OTHER_DAYS = {"days": "working_days", "working_days": "days"}


def otherwise_held(book: Rulebook, clause: str, reference: str) -> Iterator[Alteration]:
    """Yield the clause's own clock owed by somebody else, and in working days instead of days or the other way."""
    kind, _, name = reference.partition(":")
    if kind != "clock" or book.clocks[name].clause != clause:
        return
    clock = book.clocks[name]
    if clock.owed_by is not None:
        other = next(role for role in SOMEBODY_ELSE if role != clock.owed_by)
        yield Alteration(reference, f"{name} is owed by {other}", _with_clock(book, name, {"owed_by": other}))
    for field in ("within", "at_least"):
        changed = _in_other_days(clock, field)
        if changed is not None:
            yield Alteration(reference, f"{name}: {field} in other days", _with_clock(book, name, {field: changed}))


def _in_other_days(clock: ClockDef, field: str) -> Any:
    length = getattr(clock, field)
    duration = getattr(length, "duration", None)
    if duration is None or duration.unit not in OTHER_DAYS:
        return None
    written = length.model_dump(by_alias=True, exclude_unset=True)
    number = written.pop(duration.unit)
    return type(length).model_validate({**written, OTHER_DAYS[duration.unit]: number})


def _with_clock(book: Rulebook, name: str, update: dict[str, Any]) -> Rulebook:
    clocks = {**book.clocks, name: book.clocks[name].model_copy(update=update)}
    return Rulebook.model_construct(
        **{**{field: getattr(book, field) for field in type(book).model_fields}, "clocks": clocks}
    )
