"""The facts of a step that has happened, as the type that its kind of step takes."""

from typing import TypeVar

from idi_platform.workflow.facts import Facts
from idi_platform.workflow.reactions import Happened

F = TypeVar("F", bound=Facts)


def facts_of(happened: Happened, kind: type[F]) -> F:
    """Return the facts; raises TypeError for those of another step, which is a programming error."""
    if not isinstance(happened.facts, kind):
        raise TypeError(f"{happened.record.name} takes no {kind.__name__}.")
    return happened.facts
