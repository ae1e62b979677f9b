"""What the steps take that keep a claim in the right hands: who handles it, whose it is, what is determined anew."""

from typing import Self

from pydantic import Field, model_validator

from claims.codes import CallOutcome, GoesOnWith, RedeterminationReason, TransferAnswer, WaivedBy, WaiverTiming
from claims.models.claim_facts import Evidenced, Worded
from idi_platform.workflow.facts import Code, Day, Facts, Id, Instant


class Assign(Facts):
    """The colleague who handles the claim from now on."""

    handler: Id


class AssignByRule(Assign):
    """The colleague whom the insurer's own rule names; its number."""

    rule: Id


class Call(Worded):
    """A telephone call about the claim: the number of its recording, how it ended, when somebody is to call back.

    What was said stands in words beside.
    """

    recording: Code = ""
    call_outcome: CallOutcome | None = None
    call_back_at: Instant | None = None


class ListHomes(Facts):
    """Homes that a defect of a common part reaches, besides those that were named before."""

    unit_ids: tuple[Id, ...] = Field(min_length=1)


class Redetermine(Evidenced):
    """Why what was determined is looked at again."""

    reason: RedeterminationReason


class PassHome(Facts):
    """The day from which the home has other holders."""

    transferred_on: Day


class SettleTransfer(Evidenced):
    """What the former and the new owner answered, and with whom the claim goes on."""

    former_answer: TransferAnswer
    new_answer: TransferAnswer
    goes_on_with: GoesOnWith
    claimant_person: Id | None = None
    claimant_organisation: Id | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        named = (self.claimant_person is not None) + (self.claimant_organisation is not None)
        if named != (self.goes_on_with is GoesOnWith.NEW):
            raise ValueError("a new owner who goes on is named, the former one stands in the claim")
        return self


class RecordWaiver(Evidenced):
    """Who gave up a right against whoever is liable: when, before or after the event, wholly or in part."""

    made_on: Day
    by: WaivedBy
    timing: WaiverTiming
    is_whole: bool = True
