"""What a step has made follow on other subjects, once the step is annulled.

What it brought into being (a filing owed, a ticket) and nobody has touched falls away with it, by a correction of its
own on its own chain. What people have worked on, and steps that it took on what was there before, stay as they are: a
person looks at them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from idi_platform.accounts.acting import SYSTEM
from idi_platform.records import chain
from idi_platform.records.histories import StepTaken, effective_steps
from idi_platform.records.models import Form, Record

from .lifecycles import lifecycle_of, step_named
from .models import Review
from .replay import replay

CAUSE = "followed"
"""Under this name a review says which step made the other one follow, and what became of it."""


def all_that_followed(cause: Record) -> Iterator[Record]:
    """Yield the standing steps on other subjects that followed a step, and those that followed them, in their order."""
    caused = Record.objects.filter(cause=cause.pk, form=Form.STEP).select_related("subject").order_by("pk")
    for record in caused:
        if any(step.record_id == record.pk for step in effective_steps(record.subject_id)):
            if record.subject_id != cause.subject_id:
                yield record
            yield from all_that_followed(record)


def fall_away(
    annulled: Record, correction: Record, now: datetime, *, derived: Collection[int]
) -> tuple[list[Record], list[Review]]:
    """Annul what followed and was not touched since; return it, and the reviews to be opened of all else.

    Args:
        annulled: the step that never happened.
        correction: the correction that says so.
        now: the instant of the correction.
        derived: subjects that are computed anew after every correction of this kind: nobody has to look there.
    """
    caused: dict[int, list[Record]] = {}
    for record in all_that_followed(annulled):
        caused.setdefault(record.subject_id, []).append(record)
    fallen: list[Record] = []
    reviews: list[Review] = []
    for subject_id, records in caused.items():
        first, steps = records[0], effective_steps(subject_id)
        if step_named(first.name).is_creating and _is_untouched(steps, {record.pk for record in records}):
            _annul(first, steps, correction)
            fallen.append(first)
        elif subject_id not in derived:
            reviews.append(_review(first, annulled, correction, now))
    return fallen, reviews


def _is_untouched(steps: Sequence[StepTaken], caused: Collection[int]) -> bool:
    """Say whether nobody has acted there: all that was done followed too, or is the system's own."""
    return all(
        step.record_id in caused or (step.acting.get("kind") == "system" and "on_behalf_of" not in step.acting)
        for step in steps
    )


def _annul(first: Record, steps: Sequence[StepTaken], correction: Record) -> None:
    model = lifecycle_of(first.subject.kind).model
    stored = model.objects.select_related("subject").get(pk=first.subject_id)
    state: str = getattr(stored, "state", "")
    acting: dict[str, Any] = {**SYSTEM.as_record(), "on_behalf_of": correction.acting}
    for step in reversed(steps):
        link = chain.Link(
            subject_id=first.subject_id,
            form=Form.CORRECTION,
            name=correction.name,
            source=state,
            target=state,
            acting=acting,
            occurred_at=correction.occurred_at,
            recorded_at=correction.recorded_at,
            facts={"annul": True},
            reasons=correction.reasons,
            revision_id=correction.revision_id,
            cause_id=correction.pk,
            corrects_id=step.record_id,
        )
        chain.append(link)
    replay(stored, ()).save(force_update=True)


def _review(record: Record, annulled: Record, correction: Record, now: datetime) -> Review:
    zh = step_named(annulled.name).zh
    return Review(
        subject_id=record.subject_id,
        correction=correction,
        about=record.name,
        before={CAUSE: zh},
        after={CAUSE: f"{zh}（已撤销）"},
        opened_at=now,
    )
