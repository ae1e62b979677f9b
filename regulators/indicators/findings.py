"""Findings as their logs tell them up to an instant: graded, owed until a day, objected to, closed, opened again.

Columns of a finding say what stands today; what stood at the end of a month only its steps say.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from idi_platform.kernel.clock import end_of
from riskmgmt.models import Grade

from .log import Log, Step

RAISED, ORDERED, REGRADED = "finding.raise_finding", "finding.order", "finding.regrade"
_OBJECTED, _UPHELD, _OVERRULED = "finding.object", "finding.uphold", "finding.reject_objection"
_SENT_BACK, _CLOSED, _REOPENED = "finding.supervisor_reject", "finding.close", "finding.reopen"
_STEPS: Final = (
    RAISED, ORDERED, REGRADED, _OBJECTED, _UPHELD, _OVERRULED, _SENT_BACK, _CLOSED, _REOPENED,
)  # fmt: skip
_MAY_BE_SENT_BACK: Final = 1
"""How often work may be sent back and still count as in time."""


@dataclass(frozen=True, slots=True)
class Told:
    """One finding and its steps in order, the first of which raised it."""

    subject_id: int
    steps: Sequence[Step]

    @property
    def raised(self) -> Step:
        """Return the step that raised it."""
        return self.steps[0]

    @property
    def due(self) -> datetime | None:
        """Return the end of the day until which it was first to be rectified; None where no day was set."""
        days = (step.facts.get("rectify_by") for step in self.steps if step.name in (RAISED, ORDERED, _REOPENED))
        first = next((day for day in days if day), None)
        return end_of(date.fromisoformat(first)) if first else None

    @property
    def is_upheld(self) -> bool:
        """Say whether an objection to it was right, so that there was nothing to rectify."""
        return any(step.name == _UPHELD for step in self.steps)

    @property
    def closed_at(self) -> datetime | None:
        """Return when it was closed for good; None where it is open, or was opened again."""
        last = next((step for step in reversed(self.steps) if step.name in (_CLOSED, _REOPENED)), None)
        return last.at if last is not None and last.name == _CLOSED else None

    @property
    def failed_at(self) -> datetime | None:
        """Return when its rectification was sent back once too often."""
        sent_back = [step.at for step in self.steps if step.name == _SENT_BACK]
        return sent_back[_MAY_BE_SENT_BACK] if len(sent_back) > _MAY_BE_SENT_BACK else None

    def objection_at(self, instant: datetime) -> tuple[bool, datetime | None]:
        """Say whether an objection waited at an instant for its answer, and when it was answered after all."""
        waits = False
        for step in self.steps:
            if step.name == _OBJECTED and step.at < instant:
                waits = True
            elif step.name in (_UPHELD, _OVERRULED) and waits:
                if step.at >= instant:
                    return True, step.at
                waits = False
        return waits, None

    def grade_at(self, instant: datetime) -> Grade:
        """Return the grade that stood at an instant."""
        graded = [step for step in self.steps if step.name in (RAISED, REGRADED) and step.at <= instant]
        return Grade(graded[-1].facts["grade"] if graded else self.raised.facts["grade"])

    def is_open_at(self, instant: datetime) -> bool:
        """Say whether it stood open at an instant."""
        moves = [step.name for step in self.steps if step.at <= instant and step.name not in (ORDERED, REGRADED)]
        opened = (name for name in reversed(moves) if name in (RAISED, _REOPENED, _CLOSED, _UPHELD))
        return next(opened, _CLOSED) in (RAISED, _REOPENED)


def told(log: Log) -> list[Told]:
    """Return every finding that was raised before the end of the log's month; one query."""
    steps: dict[int, list[Step]] = {}
    for step in log.until(*_STEPS):
        steps.setdefault(step.subject_id, []).append(step)
    return [Told(pk, own) for pk, own in steps.items() if own[0].name == RAISED]


def severe_at(findings: Iterable[Told], instant: datetime, grades: Iterable[str]) -> bool:
    """Say whether one of some findings stood open at an instant with one of the grades."""
    return any(one.is_open_at(instant) and one.grade_at(instant) in grades for one in findings)
