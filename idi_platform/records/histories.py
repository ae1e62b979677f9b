"""A subject's steps as they stand after all corrections: what clocks and replays are computed from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from idi_platform.kernel.once import once, tell
from idi_platform.kernel.questions import question

from .models.record import Form, Record

_NOT_READ = ("reasons", "revision_id", "clauses", "cause", "prev", "hash", "written_in")
"""What a history does not tell; it is read at every step, and a long case has hundreds of records."""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One effective step; `name` is `kind.verb`, instants are UTC; corrected facts already stand in `facts`."""

    record_id: int
    seq: int
    name: str
    occurred_at: datetime
    recorded_at: datetime
    facts: Mapping[str, Any]
    source: str
    target: str
    acting: Mapping[str, Any]
    is_corrected: bool = False
    said_before: datetime | None = None

    @property
    def first_said_at(self) -> datetime:
        """The earliest instant that was ever said of it: corrections may have moved it since."""
        return self.occurred_at if self.said_before is None else min(self.occurred_at, self.said_before)


@once(of="records_record")
def effective_steps(subject_id: int) -> tuple[StepTaken, ...]:
    """Return the steps of one subject in recorded order, corrections applied, annulled ones left out."""
    return _read([subject_id]).get(subject_id, ())


def tell_history(subject_id: int, records: Iterable[Record]) -> None:
    """Let the rest of a page know a subject's steps from all its records, which the page has read to show them."""
    tell(effective_steps, tuple(steps_standing(records).values()), subject_id)


def steps_standing(records: Iterable[Record]) -> dict[int, StepTaken]:
    """Return, by number of record, the steps among the records of a page as its corrections leave them."""
    read = sorted((record for record in records if record.form != Form.EVENT), key=lambda record: record.seq)
    return {step.record_id: step for step in _apply_corrections(read)}


def histories_of(subject_ids: Iterable[int]) -> dict[int, tuple[StepTaken, ...]]:
    """Return the effective steps of several subjects in one query."""
    asked = list(subject_ids)
    return {pk: effective_steps(pk) for pk in asked} if len(asked) == 1 else _read(asked)


def _read(subject_ids: Collection[int]) -> dict[int, tuple[StepTaken, ...]]:
    rows: dict[int, list[Record]] = {}
    for record in _records_of(tuple(subject_ids)):
        rows.setdefault(record.subject_id, []).append(record)
    return {subject_id: _apply_corrections(records) for subject_id, records in rows.items()}


@question
def _records_of(subject_ids: tuple[int, ...]) -> QuerySet[Record]:
    found = Record.objects.filter(subject_id__in=subject_ids).exclude(form=Form.EVENT).defer(*_NOT_READ)
    return found.order_by("subject_id", "seq")


def _apply_corrections(records: list[Record]) -> tuple[StepTaken, ...]:
    steps: dict[int, StepTaken] = {}
    for record in records:
        if record.form == Form.STEP:
            steps[record.pk] = _taken(record)
            continue
        corrected = steps.get(record.corrects_id or 0)
        if corrected is None:
            continue
        if record.facts.get("annul"):
            del steps[corrected.record_id]
        else:
            steps[corrected.record_id] = _corrected(corrected, record)
    return tuple(steps.values())


def _taken(record: Record) -> StepTaken:
    return StepTaken(
        record_id=record.pk,
        seq=record.seq,
        name=record.name,
        occurred_at=record.occurred_at,
        recorded_at=record.recorded_at,
        facts=record.facts,
        source=record.source,
        target=record.target,
        acting=record.acting,
    )


def _corrected(step: StepTaken, correction: Record) -> StepTaken:
    occurred_at = correction.facts.get("occurred_at")
    return StepTaken(
        record_id=step.record_id,
        seq=step.seq,
        name=step.name,
        occurred_at=datetime.fromisoformat(occurred_at) if occurred_at else step.occurred_at,
        recorded_at=step.recorded_at,
        facts={**step.facts, **correction.facts.get("facts", {})},
        source=step.source,
        target=step.target,
        acting=step.acting,
        is_corrected=True,
        said_before=step.first_said_at,
    )
