"""The milestones of a book as acts; those of the developer are taken by somebody of the developer."""

from collections.abc import Iterator
from typing import Any

from idi_platform.projects import actions as project_file
from idi_platform.workflow.lifecycles import step_named
from idi_platform.workflow.requests import Performed, Proposed
from policies.book import Book
from policies.milestones import MilestonePart

from .desk import Act, Desk

RANK = 17
"""After the contract's acts of the same day, before those of the site."""


def milestone_acts(book: Book) -> Iterator[Act]:
    """Yield an act for every milestone."""
    for number, part in enumerate(book.milestones):

        def take(desk: Desk, part: MilestonePart = part) -> Performed | Proposed:
            kind, _, step = part.step.partition(".")
            target = desk.project if kind == "project" else desk.policy
            return project_file.report(target, step, **_facts_of(part), **desk.as_party(part.by))

        yield Act(part.day, RANK, number, f"milestone:{part.step}:{number + 1}", take)


def _facts_of(part: MilestonePart) -> dict[str, Any]:
    """Return the facts of the step, its day among them where the step asks for one."""
    asks_for_day = "on" in step_named(part.step).facts.model_fields
    return {**part.facts, **({"on": part.day} if asks_for_day else {})}
