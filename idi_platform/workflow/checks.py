"""Conventions that the process checks when it starts; each message says what the right form is."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from .effects import told_steps
from .lifecycles import LIFECYCLES
from .reactions import EVERY, all_reactions, cycles


@register()
def check_lifecycles(**_kwargs: Any) -> list[CheckMessage]:
    """Reactions lead to no circle and name steps that exist; ranks differ; everybody can take every step."""
    return [*_ranks(), *_steps(), *_reactions(), *_tellers()]


def _known(step: str) -> bool:
    kind, _, verb = step.partition(".")
    return kind in LIFECYCLES and verb in LIFECYCLES[kind].steps


def _ranks() -> Iterator[CheckMessage]:
    seen: dict[int, str] = {}
    for kind, lifecycle in LIFECYCLES.items():
        if lifecycle.rank in seen:
            yield Error(f"{kind} and {seen[lifecycle.rank]} share rank {lifecycle.rank}; give each its own.")
        seen[lifecycle.rank] = kind


def _steps() -> Iterator[CheckMessage]:
    for lifecycle in LIFECYCLES.values():
        for definition in lifecycle.steps.values():
            if not definition.by and not definition.is_automatic:
                yield Error(f"Nobody may take {definition.full_name}; name roles in `by` or make it automatic.")
            if definition.is_creating and definition.needs_second_person:
                yield Error(f"{definition.full_name} creates its subject and cannot wait for a second person.")


def _reactions() -> Iterator[CheckMessage]:
    for chain in cycles():
        yield Error(f"Reactions lead in a circle: {' → '.join(chain)}; break it.")
    for entry in all_reactions():
        for name in (entry.step, *entry.takes):
            if name != EVERY and not _known(name):
                yield Error(f"A reaction names the step {name}, which no lifecycle declares.")


def _tellers() -> Iterator[CheckMessage]:
    for name in told_steps():
        if not _known(name):
            yield Error(f"A notice is tied to the step {name}, which no lifecycle declares.")
