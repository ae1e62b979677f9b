"""Clocks of a subject under a law, or after a step, that is only supposed: all is derived, nothing stored is asked."""

from datetime import datetime

from idi_platform.deadlines import calendars
from idi_platform.deadlines.books import Book
from idi_platform.deadlines.derive import Derived
from idi_platform.deadlines.deriving import runs_of_clock
from idi_platform.deadlines.reconcile import LegalWorld
from idi_platform.deadlines.states import NEVER_INSIDE, OPEN_STATES, WORDS, ClockKind, ClockState
from idi_platform.records.histories import StepTaken


def clock_state_under(world: LegalWorld, name: str) -> str | None:
    """Return open, met, late or void for a clock of the world's subject; None where it never ran."""
    runs = [run for run in _runs(world, name) if run.state is not ClockState.NOT_DUE]
    if not runs:
        return None
    last = max(runs, key=lambda run: run.started_at)
    if last.state in OPEN_STATES and last.due_at is not None and last.due_at <= world.now:
        return {ClockKind.DUTY: "late", ClockKind.WINDOW: "void"}.get(last.kind, "open")
    return WORDS[last.state]


def is_inside_under(world: LegalWorld, name: str) -> bool:
    """Say whether now lies inside a window of the world's subject: opening included, closing excluded."""
    return any(
        run.kind is ClockKind.WINDOW and run.state not in NEVER_INSIDE and _holds(run, world.now)
        for run in _runs(world, name)
    )


def duties_after(world: LegalWorld, step: StepTaken, measures: str) -> list[Derived]:
    """Return the duties that limit what is measured and that a supposed step would begin, the first to end in front.

    Of those that end together after a day of rest, the one with the shorter limit stands first.
    """
    names = [name for name, rule in Book(world.rulebook).of_kind(world.kind).items() if rule.measures == measures]
    begun = [run for name in names for run in _runs(world, name, step) if run.started_at == step.occurred_at]
    return sorted((run for run in begun if _is_duty(run)), key=_ends)


def _ends(run: Derived) -> tuple[datetime, datetime]:
    due = run.due_at or run.started_at
    return due, run.target_at or due


def _is_duty(run: Derived) -> bool:
    return run.kind is ClockKind.DUTY and run.due_at is not None and run.state in OPEN_STATES


def _holds(run: Derived, now: datetime) -> bool:
    return run.due_at is not None and run.started_at <= now < run.due_at


def _runs(world: LegalWorld, name: str, *supposed: StepTaken) -> list[Derived]:
    known_then = [*(step for step in world.history() if step.recorded_at <= world.now), *supposed]
    book = Book(world.rulebook)
    return runs_of_clock(name, world, book, known_then, calendar=calendars.current(), now=world.now)
