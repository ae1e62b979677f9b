"""What else a time limit may be altered into: who owes it and to whom, its days, what ends, pauses and follows it."""

from collections.abc import Iterator, Mapping
from typing import Any

from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.schema.clocks import ClockDef, Consequence

from .alterations import SOMEBODY_ELSE, Alteration
from .leaves import rebuilt, variants

OTHER_DAYS = {"days": "working_days", "working_days": "days"}
OTHER_FORCE = {"law": "contract", "contract": "law"}
Change = tuple[str, Mapping[str, Any]]


def further_of_clock(book: Rulebook, clause: str, reference: str) -> Iterator[Alteration]:
    """Yield the clause's own clock otherwise held, counted, ended, paused, sanctioned or rolled."""
    kind, _, name = reference.partition(":")
    if kind != "clock" or book.clocks[name].clause != clause:
        return
    clock = book.clocks[name]
    for changes in (_held, _counted, _ended, _paused, _followed):
        for what, update in changes(clock):
            yield Alteration(reference, f"{name}: {what}", _with_clock(book, name, update))


def _held(clock: ClockDef) -> Iterator[Change]:
    if clock.owed_by is not None:
        other = next(role for role in SOMEBODY_ELSE if role != clock.owed_by)
        yield f"owed by {other}", {"owed_by": other}
    if clock.owed_to is not None:
        yield "owed to nobody", {"owed_to": None}
    if clock.kind == "duty" or clock.force == "contract":
        yield f"of force {OTHER_FORCE[clock.force]}", {"force": OTHER_FORCE[clock.force]}


def _counted(clock: ClockDef) -> Iterator[Change]:
    for field in ("within", "at_least"):
        changed = _in_other_days(clock, field)
        if changed is not None:
            yield f"{field} in other days", {field: changed}
    if clock.target_starts is not None:
        yield "no target from the earlier event", {"target_starts": None}
    if clock.not_rolled:
        yield "rolled off rest days", {"not_rolled": False}
    if clock.not_rolled_by is not None:
        yield "rolled whatever the contract says", {"not_rolled_by": None}


def _ended(clock: ClockDef) -> Iterator[Change]:
    for step in clock.void_by:
        yield f"not ended by {step}", {"void_by": tuple(one for one in clock.void_by if one != step)}
    if clock.ends is not None:
        yield "never taken away", {"ends": None}


def _paused(clock: ClockDef) -> Iterator[Change]:
    pause = clock.paused_by
    if pause is None:
        return
    yield "not paused", {"paused_by": None}
    if pause.when is None:
        return
    yield "paused without a ground", {"paused_by": pause.model_copy(update={"when": None})}
    if pause.when.limit is not None and pause.when.or_term is not None:
        for ground in ("limit", "or_term"):
            alone = pause.when.model_copy(update={ground: None})
            yield f"no pause by {ground}", {"paused_by": pause.model_copy(update={"when": alone})}


def _followed(clock: ClockDef) -> Iterator[Change]:
    """Yield the clock whose breach nobody hears of, or one fewer, or at another time."""
    for number, consequence in enumerate(clock.on_breach):
        before, after = clock.on_breach[:number], clock.on_breach[number + 1 :]
        yield f"nothing follows ({number + 1})", {"on_breach": (*before, *after)}
        for what, altered in _consequences(consequence):
            yield what, {"on_breach": (*before, altered, *after)}


def _consequences(consequence: Consequence) -> Iterator[tuple[str, Consequence]]:
    data = consequence.model_dump(mode="python", by_alias=True, exclude_unset=True)
    for path, value in variants(data):
        altered = rebuilt(consequence, path, value)
        if isinstance(altered, Consequence):
            yield f"on breach {'.'.join(str(step) for step in path)} becomes {value}", altered


def _in_other_days(clock: ClockDef, field: str) -> Any:
    length = getattr(clock, field)
    duration = getattr(length, "duration", None)
    if duration is None or duration.unit not in OTHER_DAYS:
        return None
    written = length.model_dump(by_alias=True, exclude_unset=True)
    number = written.pop(duration.unit)
    return type(length).model_validate({**written, OTHER_DAYS[duration.unit]: number})


def _with_clock(book: Rulebook, name: str, update: Mapping[str, Any]) -> Rulebook:
    clocks = {**book.clocks, name: book.clocks[name].model_copy(update=dict(update))}
    return Rulebook.model_construct(
        **{**{field: getattr(book, field) for field in type(book).model_fields}, "clocks": clocks}
    )
