"""The steps of many subjects as they stand after all corrections, read by name and month in one query each."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet

from idi_platform.kernel.clock import local_date
from idi_platform.records.models import Record, Subject
from idi_platform.records.models.record import Form

from .months import Month

_DAYS: Final = ("on", "signed_on", "permit_applied_on", "permit_issued_on")
"""The facts in which a step says on which day happened what it reports: the day on the document."""


class Step(NamedTuple):
    """One effective step: corrected instant and facts stand in it. Instants are UTC."""

    record_id: int
    subject_id: int
    name: str
    at: datetime
    recorded_at: datetime
    facts: Mapping[str, Any]
    reasons: Mapping[str, Any]
    target: str

    @property
    def day_told(self) -> date | None:
        """The day that its facts tell; None where they tell none."""
        told = next((self.facts[name] for name in _DAYS if self.facts.get(name)), None)
        return date.fromisoformat(told) if told else None

    @property
    def day(self) -> date:
        """The day that its facts tell, else that on which it happened."""
        return self.day_told or local_date(self.at)


class Log:
    """What was done to some subjects up to the end of a month."""

    def __init__(self, month: Month, subjects: QuerySet[Subject]) -> None:
        """Read nothing yet."""
        self._month = month
        self._subjects = subjects

    def within(self, *names: str) -> list[Step]:
        """Return the steps of those names (`kind.verb`) that happened in the month, in the order of their instants."""
        return [step for step in self.until(*names, since=self._month.starts_at) if self._month.holds(step.at)]

    def until(self, *names: str, since: datetime | None = None) -> list[Step]:
        """Return the steps of those names that happened before the end of the month, and not before `since`."""
        happened = Q(occurred_at__lt=self._month.ends_at)
        if since is not None:
            happened &= Q(occurred_at__gte=since)
        stands = (step for step in self._read(names, happened) if step.at < self._month.ends_at)
        return [step for step in stands if since is None or step.at >= since]

    def last(self, *names: str) -> dict[int, Step]:
        """Return by subject the last of those steps before the end of the month."""
        return {step.subject_id: step for step in self.until(*names)}

    def dated(self, *names: str) -> list[Step]:
        """Return the steps of those names whose day lies in the month or before, in the order of their days.

        The day is the one that the facts tell, so a report that came after the end of the month is among them.
        """
        happened = Q(occurred_at__lt=self._month.ends_at)
        for name in _DAYS:
            happened |= Q(**{f"facts__{name}__lte": self._month.last.isoformat()})
        stands = (step for step in self._read(names, happened) if step.day <= self._month.last)
        return sorted(stands, key=lambda step: step.day)

    def whenever(self, *names: str) -> list[Step]:
        """Return the steps of those names, those after the month too: for what undoes an act from the beginning."""
        return self._read(names, Q())

    def _read(self, names: Collection[str], happened: Q) -> list[Step]:
        rows = Record.objects.filter(form=Form.STEP, name__in=names, subject__in=self._subjects)
        rows = rows.filter(happened | Q(pk__in=self._corrections)) if happened else rows
        columns = ("pk", "subject_id", "name", "occurred_at", "recorded_at", "facts", "reasons", "target")
        found = (self._corrected(Step(*row)) for row in rows.values_list(*columns))
        return sorted((step for step in found if step is not None), key=lambda step: (step.at, step.record_id))

    def _corrected(self, step: Step) -> Step | None:
        for facts in self._corrections.get(step.record_id, ()):
            if facts.get("annul"):
                return None
            at = facts.get("occurred_at")
            step = step._replace(
                at=datetime.fromisoformat(at) if at else step.at, facts={**step.facts, **facts.get("facts", {})}
            )
        return step

    @cached_property
    def _corrections(self) -> Mapping[int, list[Mapping[str, Any]]]:
        """What every correction says, by the number of the record that it corrects, in their order."""
        rows = Record.objects.filter(form=Form.CORRECTION, subject__in=self._subjects, corrects__isnull=False)
        found: dict[int, list[Mapping[str, Any]]] = {}
        for row in rows.order_by("pk").only("corrects_id", "facts"):
            found.setdefault(row.corrects_id or 0, []).append(row.facts)
        return found
