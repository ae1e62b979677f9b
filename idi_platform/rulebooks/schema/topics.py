"""What a text says of one matter as a whole, beside the clocks, gates, papers and figures that hang on its steps."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from .base import ClauseId, Dotted, Duration, Label, Name, Part
from .clocks import Consequence, Length
from .predicates import Operand, Predicate


class CoinsuranceDef(Part):
    """Whether one insurer may stand alone, and how several share.

    Attributes:
        modes: What the text knows; a contract in another mode is refused.
        insurers_at_least: Of those who share; where the text knows no sharing, of all.
        owner_is_paid_by: `lead`: the lead pays the owner the whole and settles with the others afterwards.
    """

    modes: tuple[Literal["single", "co_insurance"], ...] = Field(min_length=1)
    lead_at_least: Decimal | None = Field(default=None, gt=0, le=1, description="share of the lead, as a rate")
    insurers_at_least: int | None = Field(default=None, ge=1)
    insurers_at_most: int | None = Field(default=None, ge=1)
    owner_is_paid_by: Literal["lead", "each"] = "each"
    clause: ClauseId
    also: tuple[ClauseId, ...] = ()


class InsurerDef(Part):
    """How the insurers are found; who may be one is said by gates."""

    chosen_by: Literal["tender", "designation", "market"]
    listed_in: Name | None = Field(default=None, description="the register they must stand in")
    designated: tuple[str, ...] = Field(default=(), description="names that the text itself gives")
    clause: ClauseId
    also: tuple[ClauseId, ...] = ()


class AgencyDef(Part):
    """Who engages the risk agency, on whose behalf it works, and what makes it dependent."""

    engaged_by: Name
    reports_to: tuple[Name, ...] = ()
    conflict: Literal["block", "warn", "refer"]
    conflict_clause: ClauseId | None = None
    fee_is_part_of_premium: bool | None = None
    clause: ClauseId
    also: tuple[ClauseId, ...] = ()


class RecurringDef(Part):
    """Something due in every period while a member is active; a target, never a breach."""

    title: Label
    count: Dotted
    where: Predicate | None = None
    each: str
    every: Literal["calendar_month", "quarter", "year"]
    at_least: Operand = 1
    owed_by: Name
    clause: ClauseId


class FilingDef(Part):
    """What is handed to an authority after a step, by whom, and until when.

    With `within` a clock `filing.<code>` runs from the instant the filing is owed to its submission.
    """

    title: Label
    on_step: Dotted
    when: Predicate | None = None
    owed_by: Name
    to: Name = "regulator"
    within: Length | None = None
    contents: tuple[Name, ...] = ()
    on_breach: tuple[Consequence, ...] = ()
    clause: ClauseId


class AppraisalDef(Part):
    """One matter that an appraiser may decide: who asks, how he is chosen, who pays."""

    title: Label
    asked_by: tuple[Name, ...] = Field(min_length=1)
    in_writing: bool = False
    chosen: Literal["jointly", "by_rule", "by_contract"]
    licences: tuple[Name, ...] = ()
    fee: Dotted | Literal["refer"] = Field(default="refer", description="the figure that names who pays")
    confirm_within: Length | None = None
    clause: ClauseId
    also: tuple[ClauseId, ...] = ()


class FundUse(Part):
    """One use of the guarantee fund, and the window in which it may be asked for."""

    title: Label
    window: Dotted
    is_replenished: bool = False
    at_most_times: int | None = Field(default=None, ge=1, description="of the provision, over all draws of this use")
    clause: ClauseId


class FundDef(Part):
    """The guarantee fund: what is set aside, by whom, and what for."""

    provided_by: Name
    kept_by: Name
    provision: Dotted
    uses: dict[Literal["advance", "substitute", "late_event"], FundUse] = Field(min_length=1)
    clause: ClauseId
    also: tuple[ClauseId, ...] = ()


class RecourseDef(Part):
    """Against whom the insurer may turn after it has paid; who is not named is referred.

    Attributes:
        targets: The kinds of liable party that the text names.
        spared: Those whom the insurer may not turn against, each under the clause that says so.
    """

    targets: tuple[Name, ...] = ()
    spared: dict[Name, ClauseId] = Field(default_factory=dict)
    referred: dict[Name, ClauseId] = Field(default_factory=dict)
    limitation: Duration | None = None
    clause: ClauseId
    also: tuple[ClauseId, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        names = [*self.targets, *self.spared, *self.referred]
        if len(set(names)) != len(names):
            raise ValueError("a kind of party stands in more than one of targets, spared and referred")
        return self


class RetentionDef(Part):
    """How long what proves a duty is kept: so long after a fact."""

    title: Label
    from_: Dotted = Field(alias="from")
    for_: Duration = Field(alias="for")
    clause: ClauseId


class CreditDef(Part):
    """A consequence for somebody's standing: an incentive, or a sanction by an authority."""

    title: Label
    who: tuple[Name, ...] = Field(min_length=1)
    kind: Literal["incentive", "sanction"]
    by: Name = "regulator"
    step: Dotted | None = Field(default=None, description="the step by which the authority acts on it")
    clause: ClauseId


class RegisterDef(Part):
    """A register that the text has somebody keep."""

    title: Label
    kept_by: Name
    clause: ClauseId
