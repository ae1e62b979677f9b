"""Papers after a correction: those that would say something else are voided and owed anew; both stay readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from idi_platform.documents.content import sections_of
from idi_platform.documents.models import Paper
from idi_platform.documents.owing import owe_paper
from idi_platform.kernel.languages import in_the_platforms_language
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Aggregate, Record
from idi_platform.rulebooks.schema.papers import PaperDef

from .effects import PaperDraft
from .lifecycles import Moment, lifecycle_of
from .reactions import Happened
from .sectioned import drafter_for
from .world import SubjectWorld, world_of


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a standing paper says if it is drawn now."""

    paper: Paper
    definition: PaperDef
    draft: PaperDraft
    sections: Any
    world: SubjectWorld


def drafted_now(aggregates: Iterable[Aggregate], now: datetime) -> dict[int, Drafted]:
    """Return what the standing papers of the aggregates would say as things stand, by paper."""
    by_id = {aggregate.pk: aggregate for aggregate in aggregates}
    papers = Paper.objects.standing().filter(subject_id__in=by_id, record__isnull=False).order_by("pk")
    found: dict[int, Drafted] = {}
    for paper in papers.select_related("record", "subject"):
        with in_the_platforms_language():
            drafted = _draw(paper, by_id[paper.subject_id], now)
        if drafted is not None:
            found[paper.pk] = drafted
    return found


def replace_papers(
    before: Mapping[int, Drafted], aggregates: Iterable[Aggregate], correction: Record, now: datetime
) -> list[Paper]:
    """Void what would say something else than before the correction, and owe what it says now; return the new ones.

    A paper whose step was annulled is voided and not replaced.
    """
    after = drafted_now(aggregates, now)
    replaced = []
    for paper_id, was in before.items():
        becomes = after.get(paper_id)
        if becomes is not None and becomes.sections == was.sections:
            continue
        Paper.objects.filter(pk=paper_id).update(voided_at=now)
        if becomes is not None:
            replaced.append(
                owe_paper(
                    record=correction,
                    code=was.paper.code,
                    definition=becomes.definition,
                    law=becomes.world.rulebook,
                    draft=becomes.draft,
                    supersedes=was.paper,
                )
            )
    return replaced


def _draw(paper: Paper, aggregate: Aggregate, now: datetime) -> Drafted | None:
    record = _step_of(paper)
    if record is None:
        return None
    step = next((taken for taken in effective_steps(aggregate.pk) if taken.record_id == record.pk), None)
    world = world_of(aggregate, now)
    definition = world.rulebook.papers_of(record.name).get(paper.code)
    drafter = drafter_for(paper.code, definition) if definition is not None else None
    if step is None or definition is None or drafter is None:
        return None
    declared = lifecycle_of(aggregate.kind).steps[step.name.partition(".")[2]]
    facts = declared.facts.read({name: value for name, value in step.facts.items() if name != "evidence"})
    moment = Moment(step.occurred_at, step.recorded_at, step.acting)
    for draft in drafter(Happened(aggregate, record, facts, moment, _nothing_follows), world):
        addressee = (draft.recipient_person_id, draft.recipient_organisation_id)
        if addressee == (paper.recipient_person_id, paper.recipient_organisation_id):
            return Drafted(paper, definition, draft, sections_of(definition, draft.data), world)
    return None


def _step_of(paper: Paper) -> Record | None:
    """Return the step that the paper belongs to, also when it replaces another after a correction."""
    first = paper
    while first.supersedes is not None:
        first = first.supersedes
    return first.record


def _nothing_follows(_target: Aggregate, _step: str, /, **_facts: Any) -> Record:
    raise RuntimeError("Drawing a paper takes no step.")
