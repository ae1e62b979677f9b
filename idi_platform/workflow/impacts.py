"""What a correction changes, as it is shown before the second person agrees, and kept with its proposal meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max

from idi_platform.deadlines.reconcile import Change
from idi_platform.documents.models import Paper
from idi_platform.records.models import Form, Record, Subject

from .models import Review
from .rebinding import all_under


@dataclass(frozen=True, slots=True)
class ClockChange:
    """What becomes of one clock; both sides hold the columns that differ, `ends` target and due as they will be."""

    subject_id: int
    name: str
    what: str
    kind: str
    clause: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    ends: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class PaperChange:
    """A paper that is owed anew; `number` is that of the one it replaces, empty when it has none yet."""

    subject_id: int
    code: str
    title: str
    number: str


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """A decision that a person must look at again, with what it rests on before and after."""

    subject_id: int
    about: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FallenAway:
    """What the annulled step had brought into being on another subject, and falls away with it."""

    subject_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Impact:
    """Fields, clocks, decisions to look at again, papers, what falls away; `newest` is the last record looked at."""

    fields: Mapping[str, Sequence[Any]]
    clocks: Sequence[ClockChange] = ()
    reviews: Sequence[ReviewChange] = ()
    papers: Sequence[PaperChange] = ()
    subjects: int = 1
    newest: int = 0
    fallen: Sequence[FallenAway] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what a proposal keeps."""
        kept: dict[str, Any] = json.loads(json.dumps(asdict(self), cls=DjangoJSONEncoder))
        return kept

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Impact:
        """Return what a proposal has kept; days and instants stay as they were written."""
        return cls(
            fields=kept["fields"],
            clocks=tuple(ClockChange(**row) for row in kept["clocks"]),
            reviews=tuple(ReviewChange(**row) for row in kept["reviews"]),
            papers=tuple(PaperChange(**row) for row in kept["papers"]),
            subjects=kept["subjects"],
            newest=kept["newest"],
            fallen=tuple(FallenAway(**row) for row in kept.get("fallen", ())),
        )


def impact_of(
    fields: Mapping[str, Sequence[Any]],
    clocks: Iterable[Change],
    reviews: Iterable[Review],
    papers: Iterable[Paper],
    *,
    subjects: int,
    newest: int,
    fallen: Iterable[Record] = (),
) -> Impact:
    """Return the impact of what was just done, apart from the rows that it was done to."""
    return Impact(
        fields=fields,
        clocks=tuple(map(_clock, clocks)),
        reviews=tuple(ReviewChange(row.subject_id, row.about, row.before, row.after) for row in reviews),
        papers=tuple(map(_paper, papers)),
        subjects=subjects,
        newest=newest,
        fallen=tuple(FallenAway(record.subject_id, record.name) for record in fallen),
    )


def newest_on(subject_ids: Iterable[int]) -> int:
    """Return the number of the last step or correction on the subjects; what time does by itself is not counted."""
    rows = Record.objects.filter(subject_id__in=list(subject_ids)).exclude(form=Form.EVENT)
    return rows.aggregate(newest=Max("pk"))["newest"] or 0


def newest_under(subject: Subject) -> int:
    """Return the number of the last step or correction on the subject and on everything that its law reaches."""
    return newest_on({subject.pk, *all_under(subject)})


def _clock(change: Change) -> ClockChange:
    ends = {name: getattr(change.clock, name) for name in ("target_at", "due_at")}
    return ClockChange(
        subject_id=change.subject_id,
        name=change.name,
        what=change.what,
        kind=str(change.clock.kind),
        clause=change.clock.clause,
        before=change.before,
        after=change.after,
        ends={name: at.isoformat() if at is not None else None for name, at in ends.items()},
    )


def _paper(paper: Paper) -> PaperChange:
    number = paper.supersedes.number if paper.supersedes is not None else ""
    return PaperChange(paper.subject_id or 0, paper.code, str(paper.title), number or "")
