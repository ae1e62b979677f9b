"""What is asked of perform(), and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from idi_platform.accounts.acting import Acting
from idi_platform.records.models import Aggregate, Record

from .facts import Facts
from .lifecycles import StepDefinition
from .models import Proposal

IN_BREACH = "in_breach"
ENTERED_LATE = "entered_late"
OWN_ENTRIES = frozenset({IN_BREACH, ENTERED_LATE})
"""What the platform itself says among the reasons of a Record."""


@dataclass(frozen=True, slots=True)
class Performed:
    """The step is taken. `is_repeat`: it had been taken before under the same key; else `thing` is what it moved."""

    record: Record
    subject_id: int
    is_repeat: bool = False
    thing: Aggregate | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The step waits for a second person."""

    proposal: Proposal
    is_repeat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One step asked for; `target` is unsaved for a creating step."""

    definition: StepDefinition
    target: Aggregate
    acting: Acting
    key: str
    facts: Facts
    now: datetime
    occurred_at: datetime
    reasons: Mapping[str, str] = field(default_factory=dict)
    in_breach: bool = False
    evidence: Sequence[int] = ()
    approving: Proposal | None = None
    cause: Record | None = None

    @property
    def scope(self) -> dict[str, Any]:
        """What the step is asked of: the subject, or for a new one the thing under which it is asked for.

        What the platform works out besides, such as the policy that covers a home today, is no part of it: the same
        request sent again is the same also when that has moved meanwhile.
        """
        subject = self.target.subject
        if not self.definition.is_creating:
            return {"subject": subject.pk}
        links = subject.link_ids()
        named = next(({name: links[name]} for name in self.definition.within if name in links), {})
        return named or {"division": subject.division_id}

    @property
    def asked(self) -> dict[str, Any]:
        """Everything else that makes two requests the same."""
        asked: dict[str, Any] = {"facts": self.facts.as_json()}
        if self.in_breach:
            asked |= {"in_breach": True, "evidence": list(self.evidence)}
        if self.approving is not None:
            asked["proposal"] = self.approving.pk
        return asked
