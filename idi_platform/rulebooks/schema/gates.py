"""Gates and the narrowing of steps by a city."""

from typing import Literal, Self

from pydantic import Field, model_validator

from .base import ClauseId, Label, Name, Part
from .predicates import Predicate

Effect = Literal["block", "warn", "refer", "hint"]
BY_STRENGTH: tuple[Effect, ...] = ("hint", "warn", "refer", "block")


class GateDef(Part):
    """One condition of a step.

    Attributes:
        check: What must hold. Unknown counts as not holding: the step needs the fact first.
        when: The gate applies only where this holds; unknown counts as applying.
        effect: block refuses; warn asks for a reason and a second person; refer waits for a decision; hint is shown.
        message: The sentence shown; without it one is made from the check.
        decided_by: For refer: the role that decides.
        override: For block: the party role of which two persons may pass it, where the text names one.
        code: A stable code, asked for when several gates of a step share a clause.
        also: Further clauses that it realises. A city's gate that has the code of a national one of the same step and
            names its clause here stands for it: one refusal, with both articles.
    """

    check: Predicate
    effect: Effect
    clause: ClauseId
    when: Predicate | None = None
    message: Label | None = None
    decided_by: Name | None = None
    override: Name | None = None
    code: Name | None = None
    also: tuple[ClauseId, ...] = ()

    @property
    def name(self) -> str:
        """What it is called at its step, whatever its place in the list: its code, else its clause."""
        return self.code or self.clause

    @property
    def clauses(self) -> tuple[str, ...]:
        """Its own clause first, then the further ones."""
        return (self.clause, *self.also)

    def stands_for(self, national: "GateDef") -> bool:
        """Say whether this gate of a city says what a national gate of the same step says."""
        return self.name == national.name and national.clause in self.also

    @model_validator(mode="after")
    def _together(self) -> Self:
        if (self.effect == "refer") != (self.decided_by is not None):
            raise ValueError("refer names who decides (decided_by); other effects do not")
        if self.override is not None and self.effect != "block":
            raise ValueError("only a block has an override")
        return self


class StepRule(Part):
    """What a city narrows: who takes a step, from which states, and whether a second person approves."""

    by: tuple[Name, ...] | None = Field(default=None, min_length=1)
    from_: tuple[Name, ...] | None = Field(default=None, alias="from", min_length=1)
    second_person: bool | None = None
    in_force: bool = Field(default=True, description="false: the city does not know this step")
    clause: ClauseId | None = None
