"""The guarantee fund as it stood: what was set aside, drawn and put back, and how much of its ceiling is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from idi_platform.projects.models import InsuredObject
from idi_platform.records.models import Subject
from idi_platform.rulebooks.law import Law, rulebooks_for

from .counting import NOUGHT, Around, Entry
from .log import Step

_ADVANCE: Final = "fund.request_draw"
_SUBSTITUTE: Final = "fund.request_late_draw"


@dataclass(frozen=True)
class Fund:
    """What happened to the fund up to the end of the month: its own steps and those of every draw on it."""

    around: Around

    @cached_property
    def provided(self) -> list[tuple[Step, Decimal]]:
        """What was set aside on every project, each with its amount in yuan."""
        return [(step, _amount(step)) for step in self.around.log.until("project.provide_fund")]

    @cached_property
    def _steps(self) -> list[Step]:
        return self.around.log.until("fund.approve", "fund.pay", "fund.replenish")

    @cached_property
    def _asked(self) -> Mapping[int, Step]:
        return self.around.log.last(_ADVANCE, _SUBSTITUTE)

    @cached_property
    def _cases(self) -> Mapping[int, Subject]:
        """The draws with the project and the insured object that they hang on."""
        return self.around.subjects.only("project_id", "insured_object_id").in_bulk(self._asked)

    def paid(self, *, as_advance: bool) -> list[tuple[Step, Decimal]]:
        """Return what was paid for one use of the fund, each with its amount in yuan."""
        asked = _ADVANCE if as_advance else _SUBSTITUTE
        paid = (step for step in self._steps if step.name == "fund.pay")
        return [(step, self._drawn(step)) for step in paid if self._asked[step.subject_id].name == asked]

    def replenished(self) -> list[tuple[Step, Decimal]]:
        """Return what was put back, each with its amount in yuan."""
        return [(step, _amount(step)) for step in self._steps if step.name == "fund.replenish"]

    def balances(self) -> list[Entry]:
        """Return by project what was set aside, less what was paid, and what was put back."""
        found: dict[int, Decimal] = {}
        moves = [(step.subject_id, amount) for step, amount in self.provided]
        moves += [(self._project(step), amount) for step, amount in self.replenished()]
        paid = (*self.paid(as_advance=True), *self.paid(as_advance=False))
        moves += [(self._project(step), -amount) for step, amount in paid]
        for project_id, amount in moves:
            found[project_id] = found.get(project_id, NOUGHT) + amount
        return [Entry(project_id, amount) for project_id, amount in found.items()]

    def ceilings(self) -> list[Entry]:
        """Return by insured object how much of the ceiling of substitute repairs was approved.

        The ceiling is a number of times the provision that the text computes from a column of the insured object.
        """
        approved: dict[int, Decimal] = {}
        for step in self._steps:
            if step.name == "fund.approve" and self._asked[step.subject_id].name == _SUBSTITUTE:
                pk = self._cases[step.subject_id].insured_object_id or 0
                approved[pk] = approved.get(pk, NOUGHT) + self._drawn(step)
        projects = {step.subject_id for step, _amount in self.provided}
        objects = InsuredObject.objects.filter(project__in=projects).values_list("pk", flat=True)
        laws = rulebooks_for({*objects, *approved}, on=self.around.month.last)
        columns = self._columns()
        ceilings = {pk: _ceiling(law, columns.get(pk, {})) for pk, law in laws.items()}
        return [Entry(pk, approved.get(pk, NOUGHT), most) for pk, most in sorted(ceilings.items()) if most]

    def _columns(self) -> Mapping[int, Mapping[str, str]]:
        """Return what was last said of each insured object, by the names of its columns."""
        found: dict[int, dict[str, str]] = {}
        for step in self.around.log.until("insured_object.register", "insured_object.record_works_contract"):
            said = {name: value for name, value in step.facts.items() if value is not None}
            found.setdefault(step.subject_id, {}).update(said)
        return found

    def _project(self, step: Step) -> int:
        return self._cases[step.subject_id].project_id or 0

    def _drawn(self, step: Step) -> Decimal:
        return _amount(self._asked[step.subject_id])


def _amount(step: Step) -> Decimal:
    return Decimal(str(step.facts["amount"]))


def _ceiling(law: Law, said: Mapping[str, str]) -> Decimal | None:
    """Return the ceiling of substitute repairs in yuan; None where the text has none, or its base is not known."""
    fund = law.city.fund if law.city is not None else None
    use = fund.uses.get("substitute") if fund is not None else None
    figure = law.figures.get(fund.provision) if fund is not None else None
    if use is None or use.at_most_times is None or figure is None or figure.of is None or figure.rate is None:
        return None
    base = said.get(figure.of.removeprefix("insured_object."))
    return None if base is None else use.at_most_times * figure.rate * Decimal(str(base))
