"""The book of the twenty-five hard clauses, and how its tests ask it."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from idi_platform.deadlines.derive import StepHistory, Surroundings, derive
from idi_platform.deadlines.rules.calendar import Calendar
from idi_platform.deadlines.rules.known import known_years
from idi_platform.rulebooks.loading import load_path
from idi_platform.rulebooks.predicates import evaluate

from .worlds import PlainWorld, at

HERE = Path(__file__).parent
A_SECOND = timedelta(seconds=1)


@cache
def book():
    return load_path(HERE / "hard_clauses.yaml").rulebook


class Taken:
    def __init__(self, name, when, **facts):
        self.name, self.facts = name, facts
        self.occurred_at = self.first_said_at = at(when)


def gate(step, world, code=None):
    """The truth of a step's gate."""
    (one,) = [g for g in book().gates[step] if code is None or g.code == code]
    return evaluate(one.check, world).truth


@cache
def calendar():
    return Calendar(known_years())


def clock(name, thing, *steps, now="2031-06-01", terms=None):
    """The one run of a clock, or None."""
    world = PlainWorld(thing, at(now), terms=terms or {})
    around = Surroundings(
        world=world,
        history=StepHistory([Taken(step, when) for step, when in steps]),
        calendar=calendar(),
        now=at(now),
        term_unit=lambda term: book().terms[term].unit,
    )
    found = derive(name, book().clocks[name], around)
    return found[-1] if found else None
