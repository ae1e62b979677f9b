"""Papers, contract terms and figures that a city file declares."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import ClauseId, Dotted, Label, Name, Part
from .predicates import Predicate


class PaperDef(Part):
    """A paper: who gets it, after which step, its ordered sections and its layout.

    `required` names the sections that the text itself demands, so a template can refuse to draw without them.
    """

    title: Label
    layout: Name = "letter"
    producer: Name
    recipient: tuple[Name, ...] = Field(min_length=1)
    on_step: Dotted | None = None
    also_on: tuple[Dotted, ...] = ()
    when: Predicate | None = None
    sections: tuple[Name, ...] = Field(min_length=1)
    required: tuple[Name, ...] = ()
    clause: ClauseId
    also: tuple[ClauseId, ...] = ()
    two_signatures: bool = False

    @model_validator(mode="after")
    def _sections(self) -> Self:
        missing = set(self.required) - set(self.sections)
        if missing:
            raise ValueError(f"required sections are missing from sections: {', '.join(sorted(missing))}")
        if len(set(self.sections)) != len(self.sections):
            raise ValueError("a section stands twice")
        return self


class TermDef(Part):
    """What the text leaves to the contract: bounds here, the value in each contract."""

    title: Label
    unit: Literal["hours", "days", "working_days", "months", "years", "bool", "money", "rate", "text", "choice"]
    required: bool = False
    at_least: int | Decimal | None = None
    at_most: int | Decimal | None = None
    choices: dict[Name, Label] | None = None
    clause: ClauseId


class FigureDef(Part):
    """A computed amount or answer: a rate of a fact, a table by outcome, or a fixed value of the text."""

    title: Label | None = None
    of: Dotted | None = None
    rate: Decimal | None = None
    times: int | Decimal | None = None
    by: Dotted | None = None
    table: dict[str, str | Decimal | int] | None = None
    value: Decimal | int | None = None
    unit: str | None = None
    effect: Literal["block", "warn", "refer", "hint"] | None = None
    clause: ClauseId

    @model_validator(mode="after")
    def _one(self) -> Self:
        rated = self.of is not None and self.rate is not None
        tabled = self.by is not None and self.table is not None
        if [rated, tabled, self.value is not None].count(True) != 1:
            raise ValueError("give of with rate, by with table, or value: one of the three")
        return self
