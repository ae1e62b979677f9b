"""Rebuilding an aggregate from its records: blank row, identity kept, every effective step taken again."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.kernel.languages import in_words
from idi_platform.records.histories import StepTaken
from idi_platform.records.models import Aggregate

from .facts import Facts
from .lifecycles import Moment, StepDefinition, lifecycle_of

Watch = Callable[[Aggregate, StepDefinition, StepTaken, Facts, Moment], None]
"""Sees each step before it is taken again: the aggregate as it stood, the step, its facts and its moment."""


def replay(stored: Aggregate, steps: Iterable[StepTaken], watch: Watch | None = None) -> Aggregate:
    """Return the aggregate as its steps make it; nothing is saved.

    The model's `identity` fields (number, place, what it hangs on) are copied from the stored row; all others start
    from their defaults. Raises Refused, naming the steps, when one cannot be taken after those before it.
    """
    lifecycle = lifecycle_of(stored.kind)
    kept = {name: getattr(stored, name) for name in stored.identity}
    rebuilt = lifecycle.model(subject=stored.subject, **kept)
    stuck: list[Refusal] = []
    for taken in steps:
        verb = taken.name.partition(".")[2]
        definition = lifecycle.steps.get(verb)
        if definition is None:
            continue
        facts = definition.facts.read({key: value for key, value in taken.facts.items() if key != "evidence"})
        moment = Moment(taken.occurred_at, taken.recorded_at, taken.acting)
        if watch is not None:
            watch(rebuilt, definition, taken, facts, moment)
        try:
            getattr(rebuilt, definition.method)(facts, moment)
        except TransitionNotAllowed:
            stuck.append(_depends(in_words(definition), taken))
    if stuck:
        raise Refused(stuck)
    return rebuilt


def _depends(label: str, taken: StepTaken) -> Refusal:
    sentence = _("后面的“%(step)s”（第 %(seq)s 号记录）以它为前提，请先更正那一步。")
    return Refusal("correction.depends", sentence % {"step": label, "seq": taken.seq})


def differing_fields(stored: Aggregate, rebuilt: Aggregate) -> dict[str, tuple[object, object]]:
    """Return the fields in which the stored row and the rebuilt one differ, as (stored, rebuilt)."""
    names = [field.attname for field in stored._meta.concrete_fields]
    pairs = {name: (getattr(stored, name), getattr(rebuilt, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
