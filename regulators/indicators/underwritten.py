"""Contracts as they stood at an instant, replayed from their steps: a later endorsement or end leaves a month alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from idi_platform.kernel.clock import end_of
from policies.models import Policy

from .counting import Around
from .log import Step

_WRITTEN: Final = ("policy.draft", "policy.revise", "policy.amend", "policy.adjust_premium", "policy.change_insurer")
_ENDS: Final = ("policy.terminate", "policy.expire")
_SIGNED: Final = "policy.sign_contract"
_NAMES: Final = (*_WRITTEN, "policy.issue", "policy.date_cover", *_ENDS)


@dataclass(frozen=True)
class Contract:
    """One concluded contract: what it insures, which never changes, and the steps that say the rest."""

    pk: int
    insured_object_id: int
    project_id: int
    building_ids: Sequence[int]
    steps: Sequence[Step]

    @cached_property
    def signed(self) -> Step:
        """The step by which it was concluded."""
        return next(step for step in self.steps if step.name == _SIGNED)

    @property
    def signed_on(self) -> date:
        """The day on the contract."""
        return self.signed.day

    @cached_property
    def issued(self) -> Step | None:
        """The step by which the policy was issued."""
        return next((step for step in self.steps if step.name == "policy.issue"), None)

    @cached_property
    def ended(self) -> Step | None:
        """The step by which the contract was terminated."""
        return next((step for step in self.steps if step.name == "policy.terminate"), None)

    @property
    def last_day(self) -> date | None:
        """The last day of a contract that was terminated, covered in full."""
        return date.fromisoformat(self.ended.facts["terminated_on"]) if self.ended is not None else None

    def stands_at(self, instant: datetime) -> bool:
        """Say whether it was neither terminated nor expired: the first instant after a period asks about its end."""
        expired = any(step.name == "policy.expire" and step.at < instant for step in self.steps)
        return not expired and (self.last_day is None or end_of(self.last_day) > instant)

    def said(self, name: str, before: datetime | Step) -> Any:
        """Return what the contract said of something before an instant or a step; None where it said nothing."""
        limit = (before.at, before.record_id) if isinstance(before, Step) else (before, 0)
        earlier = (step for step in reversed(self.steps) if (step.at, step.record_id) < limit)
        told = (step.facts.get(name) for step in earlier if step.name in _WRITTEN)
        return next((value for value in told if value is not None), None)

    def amount(self, name: str, before: datetime | Step) -> Decimal | None:
        """Return an amount that the contract stated before an instant or a step, in yuan."""
        said = self.said(name, before)
        return None if said is None else Decimal(str(said))

    def premium(self, before: datetime | Step) -> Decimal:
        """Return the premium as it stood before an instant or a step, in yuan."""
        return self.amount("premium", before) or Decimal(0)


def contracts_concluded(around: Around) -> Mapping[int, Contract]:
    """Return the contracts concluded by the end of the month, ended ones too, by their number.

    What counts is the day on the contract, also where it was reported after the month.
    """
    concluded = around.log.dated(_SIGNED)
    steps: dict[int, list[Step]] = {step.subject_id: [] for step in concluded}
    for step in sorted((*around.log.until(*_NAMES), *concluded), key=lambda step: (step.at, step.record_id)):
        if step.subject_id in steps:
            steps[step.subject_id].append(step)
    columns = ("pk", "insured_object_id", "insured_object__project_id", "building_ids")
    rows = Policy.objects.filter(pk__in=steps).order_by("pk").values_list(*columns)
    return {
        pk: Contract(pk, object_id, project_id, buildings, steps[pk]) for pk, object_id, project_id, buildings in rows
    }
