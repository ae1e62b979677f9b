"""What is derived: one run of a clock with its dates, its marks and its end."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from idi_platform.deadlines.rules.deadline import Step
from idi_platform.deadlines.states import ClockKind, ClockState


class MarkEvent(StrEnum):
    """What happens at an instant by time alone."""

    OPENED = "opened"
    REMINDER = "reminder"
    TARGET_PASSED = "target_passed"
    DUE_PASSED = "due_passed"
    ESCALATION = "escalation"
    CLOSED = "closed"
    STEP_DUE = "step_due"
    RECOMPUTED = "recomputed"
    PERIOD_OVER = "period_over"


class Mark(NamedTuple):
    """An instant at which the sweep acts, and what follows.

    `notify` are routes to tell; None tells nobody. `takes` are steps for
    the system to take. `again` asks for the subject's clocks to be derived anew.
    """

    at: datetime
    event: MarkEvent
    notify: tuple[str, ...] | None = None
    takes: tuple[str, ...] = ()
    again: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return the mark as it is stored."""
        kept: dict[str, Any] = {"at": self.at.isoformat(), "event": self.event.value}
        follow: list[dict[str, Any]] = [{"act": "take", "what": {"step": step}} for step in self.takes]
        if self.notify is not None:
            follow.append({"act": "notify", "what": {"routes": list(self.notify)}})
        if self.again:
            follow.append({"act": "derive", "what": {}})
        if follow:
            kept["do"] = follow
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """One run of a clock.

    `state` is open, paused, met, met_late, void or not_due; that an open one is overdue, or a window closed, is for
    the sweep to say. `breached_at` is the legal instant of the breach, also of one that is not yet recorded.
    `run` counts from 1; a clock begins a new run when its starting step is taken again after the last run ended.
    """

    name: str
    run: int = 1
    period: str = ""
    kind: ClockKind
    state: ClockState
    started_at: datetime
    target_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    met_at: datetime | None = None
    breached_at: datetime | None = None
    paused_since: datetime | None = None
    provisional: bool = False
    steps: tuple[Step, ...] = ()
    marks: tuple[Mark, ...] = ()
    anchor: dict[str, Any] = field(default_factory=dict)
    owed_role: str = ""
    force: str = "law"
    measures: str = ""
    clause: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return the clock's name and period, unique on its subject; a later run is a period of its own."""
        if self.run == 1:
            return self.name, self.period
        return self.name, f"{self.period}#{self.run}"
