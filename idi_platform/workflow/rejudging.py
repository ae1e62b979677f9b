"""A corrected subject judged anew: what its own steps would have been refused for, had the truth been known.

What protects the file (no day in the future, no filing before its acceptance) holds for a correction as for the step:
it is refused. A gate of the text judges an act, and the act has happened: it is listed for a person to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.kernel.languages import in_words
from idi_platform.records.histories import StepTaken
from idi_platform.records.models import Aggregate, Record

from . import gates
from .facts import Facts
from .lifecycles import Moment, StepDefinition
from .replay import replay
from .world import Seen, SubjectWorld, world_of

GATES = "gates"
"""Under this name a review says which gates speak against the step, as sentences."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One step as it would be judged with what was known before it."""

    step: StepTaken
    zh: str
    verdict: gates.Verdict


def judged_anew(
    stored: Aggregate, was: Iterable[StepTaken], becomes: Iterable[StepTaken], corrected: Record, now: datetime
) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Compare how the corrected step and those after it are judged, before and after the correction.

    Only what speaks now and did not speak before counts, so that nothing else that has moved since is laid to this
    correction. The corrected facts are stated now: they may be of any day up to today.

    Returns:
        For each step against which a gate now speaks: its name, and the gates on either side.

    Raises:
        Refused, naming the step, where the file would contradict itself.
    """
    before = _judge(stored, was, corrected, now)
    after = _judge(stored, becomes, corrected, now)
    refusals: list[Refusal] = []
    differing = []
    for record_id, judged in after.items():
        known = before.get(record_id)
        refusals += [
            _named(refusal, judged, corrected) for refusal in _new(judged, known, lambda verdict: verdict.integrity)
        ]
        if _new(judged, known, lambda verdict: verdict.gates):
            differing.append((judged.step.name, _side(known), _side(judged)))
    if refusals:
        raise Refused(refusals)
    return differing


def _judge(stored: Aggregate, steps: Iterable[StepTaken], corrected: Record, now: datetime) -> Mapping[int, Judged]:
    found: dict[int, Judged] = {}
    passed: list[StepTaken] = []
    law = world_of(stored, now).rulebook

    def watch(aggregate: Aggregate, definition: StepDefinition, taken: StepTaken, facts: Facts, moment: Moment) -> None:
        if taken.seq >= corrected.seq:
            stated = replace(moment, recorded_at=now) if taken.record_id == corrected.pk else moment
            seen = Seen(law, now, {stored.pk: tuple(passed)})
            world = SubjectWorld(aggregate, stored.kind, seen, gates.overlay_of(definition, facts))
            verdict = gates.judge(definition, aggregate, facts, stated, world, again=True)
            found[taken.record_id] = Judged(taken, in_words(definition), verdict)
        passed.append(taken)

    replay(stored, steps, watch)
    return found


def _new(judged: Judged, known: Judged | None, which: Callable[[gates.Verdict], Sequence[Refusal]]) -> list[Refusal]:
    spoken = {refusal.code for refusal in which(known.verdict)} if known is not None else set()
    return [refusal for refusal in which(judged.verdict) if refusal.code not in spoken]


def _named(refusal: Refusal, judged: Judged, corrected: Record) -> Refusal:
    """Return the refusal, saying which later step it is about."""
    if judged.step.record_id == corrected.pk:
        return refusal
    sentence = _("更正后，后面的“%(step)s”（第 %(seq)s 号记录）就不成立了：%(why)s")
    said = sentence % {"step": judged.zh, "seq": judged.step.seq, "why": refusal.message}
    return replace(refusal, message=said)


def _side(judged: Judged | None) -> dict[str, Any]:
    return {GATES: [refusal.message for refusal in judged.verdict.gates] if judged is not None else []}
