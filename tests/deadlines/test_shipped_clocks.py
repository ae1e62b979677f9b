"""Every shipped clock: the last second is in time, the first after it late, and late runs change nothing."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from idi_platform.deadlines.derive import Derived, StepHistory, Surroundings, derive
from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.rulebooks.schema.base import Trigger
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.schema.clocks import ClockDef
from idi_platform.rulebooks.shipped import load_shipped, shipped

from .calendars import china
from .worlds import SmallWorld, Taken, at

A_SECOND = timedelta(seconds=1)
STARTED = at("2026-03-02 09:00:00")
ANCHOR = date(2026, 9, 1)
LATER = date(2027, 9, 1)
BOOKS = {code: load_shipped(code).rulebook for code in shipped()}


def clocks() -> Iterator[object]:
    for code, book in BOOKS.items():
        for name, definition in book.clocks.items():
            yield pytest.param(book, name, definition, id=f"{code}:{name}")


def world_for(book: Rulebook, name: str, definition: ClockDef) -> SmallWorld:
    """Give every fact and term that the definition asks for a plain value."""
    kind = (definition.per or definition.on or name).partition(".")[0]
    facts: dict[str, object] = {}
    for trigger in (definition.starts, definition.target_starts, definition.opens):
        if trigger is not None and trigger.fact:
            facts[trigger.fact] = STARTED
    if definition.before is not None and definition.before.fact:
        facts[definition.before.fact] = ANCHOR
    if definition.closes is not None and definition.closes.fact and definition.closes.fact not in facts:
        facts[definition.closes.fact] = LATER
    if definition.within is not None and definition.within.fact:
        facts[definition.within.fact] = ANCHOR
    if definition.within is not None and definition.within.by:
        facts[definition.within.by] = next(iter(definition.within.table or {}))
    terms = {term: 5 for term, found in book.terms.items() if found.unit in ("hours", "days", "working_days", "months")}
    return SmallWorld(kind=kind, now=at("2040-01-01"), facts=facts, terms=terms)


def derived(book: Rulebook, name: str, definition: ClockDef, *steps: Taken, now: str = "2040-01-01") -> Derived:
    units = {term: found.unit for term, found in book.terms.items()}
    around = Surroundings(
        world=world_for(book, name, definition),
        history=StepHistory([*beginning(definition), *steps]),
        calendar=china(),
        now=at(now),
        term_unit=units.get,
        evaluate=lambda _predicate, _world: True,
    )
    found = derive(name, definition, around)
    assert found, "a clock whose start has come is there"
    return found[-1]


def beginning(definition: ClockDef) -> Iterator[Taken]:
    seen = set()
    for trigger in (definition.starts, definition.target_starts, definition.opens, definition.before):
        if trigger is not None and repr(trigger) not in seen:
            seen.add(repr(trigger))
            yield from doing(trigger, STARTED)


def doing(trigger: Trigger, when: object) -> Iterator[Taken]:
    """Yield the steps that make a trigger happen at an instant."""
    party = getattr(trigger, "with_", None)
    whom = {"with": party, "to": party} if party else {}
    step = next(iter(getattr(trigger, "any", ())), trigger.step)
    if step:
        yield Taken(step, when, whom)
    for word in ("dispatched", "arrived"):
        paper = getattr(trigger, word, None)
        if paper:
            verb = "record_dispatch" if word == "dispatched" else "record_arrival"
            yield Taken(f"any.{verb}", when, {"paper": paper, **whom})


def meeting(definition: ClockDef, when: object) -> list[Taken]:
    found = definition.met_by
    triggers = () if found is None else (found.any[:1] or found.all)
    return [step for trigger in triggers for step in doing(trigger, when)]


@pytest.mark.parametrize(("book", "name", "definition"), list(clocks()))
def test_a_shipped_clock(book: Rulebook, name: str, definition: ClockDef) -> None:
    open_one = derived(book, name, definition, now="2026-03-02 09:00:01")
    assert open_one == derived(book, name, definition, now="2026-03-02 09:00:01")
    if open_one.due_at is None:
        assert open_one.kind is not ClockKind.DUTY, "a duty whose start and terms are known has an end"
        return
    if definition.kind in ("window", "automatic"):
        assert open_one.breached_at is None
        assert open_one.marks
        return
    check_both_sides(book, name, definition, open_one)


def check_both_sides(book: Rulebook, name: str, definition: ClockDef, open_one: Derived) -> None:
    due = open_one.due_at
    is_duty = open_one.kind is ClockKind.DUTY
    missed = derived(book, name, definition, now="2040-01-01")
    assert missed.due_at == due
    assert missed.breached_at == (due if is_duty else None)
    if not meeting(definition, due):
        return
    in_time = derived(book, name, definition, *meeting(definition, due - A_SECOND))
    too_late = derived(book, name, definition, *meeting(definition, due))
    assert (in_time.state, in_time.breached_at) == (ClockState.MET, None)
    assert too_late.state is (ClockState.MET_LATE if is_duty else ClockState.MET)
    assert too_late.breached_at == (due if is_duty else None)


def vague() -> Iterator[object]:
    for code, book in BOOKS.items():
        for name, definition in book.clocks.items():
            clause = book.clauses.get(definition.clause or "")
            if clause is not None and clause.modality == "vague":
                yield pytest.param(definition, id=f"{code}:{name}")


@pytest.mark.parametrize("definition", list(vague()))
def test_vague_words_have_no_figure_and_no_consequence(definition: ClockDef) -> None:
    """A text that says promptly gives no number of days; a day that the file or the contract names is its own."""
    assert definition.kind == "reminder"
    assert definition.within is None or definition.within.duration is definition.within.same_day is None
    assert definition.on_breach == ()
