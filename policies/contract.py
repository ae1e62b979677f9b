"""The typed facts of a policy's steps: what a contract agrees, in ids, codes, days and amounts."""

from decimal import Decimal
from typing import Annotated, Literal

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from idi_platform.deadlines.rules.deadline import Length, Unit
from idi_platform.workflow.facts import Amount, Code, Day, Facts, Id, Number

from .rules.schedule import AgreedItem
from .rules.shares import Share

Rate = Annotated[Decimal, Field(gt=0, le=1, max_digits=9, decimal_places=8)]
"""A fraction of one: 0.0128 for 1.28 %, 0.46 for 46 %."""
TermValue = bool | int | Decimal | Annotated[str, Field(max_length=80)]
PositiveAmount = Annotated[Amount, Field(gt=0)]
Months = Annotated[int, Field(gt=0, le=1200)]


class ItemFacts(Facts):
    """One item of the schedule, as far as the contract says more than the text."""

    code: Code = Field(min_length=1)
    group: Literal["basic", "rider"] | None = None
    period_months: Months | None = None
    starts_after_months: Months | None = None
    starts_on: Day | None = None
    printed_last_day: Day | None = None
    limit: Amount | None = None
    deductible: Amount | None = None

    def agreed(self) -> AgreedItem:
        """Return the line as the rules read it."""
        return AgreedItem(
            code=self.code,
            period=_months(self.period_months),
            starts_after=_months(self.starts_after_months),
            starts_on=self.starts_on,
            printed_last_day=self.printed_last_day,
            limit=self.limit,
            deductible=self.deductible,
        )


def _months(number: int | None) -> Length | None:
    return None if number is None else Length(Unit.MONTHS, number)


class ShareFacts(Facts):
    """One insurer's part."""

    organisation_id: Id
    role: Literal["lead", "follower"]
    rate: Rate

    def share(self) -> Share:
        """Return the share as the rules read it."""
        return Share(self.organisation_id, self.role, self.rate)


class DraftPolicy(Facts):
    """A whole draft: schedule, panel, sums and terms. `premium_base` and `rate`, where given, make the premium."""

    items: tuple[ItemFacts, ...] = Field(min_length=1)
    shares: tuple[ShareFacts, ...] = Field(min_length=1)
    building_ids: tuple[Id, ...] = Field(min_length=1)
    mode: Literal["single", "co_insurance"] = "single"
    policy_kind: Code = ""
    premium_base: PositiveAmount | None = None
    rate: Rate | None = None
    premium: PositiveAmount
    sum_insured: PositiveAmount
    risk_fee: Amount | None = None
    terms: dict[Code, TermValue] = Field(default_factory=dict)
    is_schedule_complete: bool = False


class ConfirmAnnexes(Facts):
    """The annexes that the developer has confirmed, and whether the exclusions were explained to it."""

    annexes: tuple[Code, ...] = Field(min_length=1)
    explanation_recorded: bool = False


class SignContract(Facts):
    """The day on the contract."""

    signed_on: Day
    is_contract_written: bool = True


class ReceivePremium(Facts):
    """Cleared money."""

    amount: PositiveAmount
    received_on: Day
    reference: Number = ""


class IssuePolicy(Facts):
    """The insurer's own policy number."""

    number: Number = Field(min_length=1)


class RowFacts(Facts):
    """One row of cover: [starts_on, ends_on)."""

    building_id: Id
    item: Code
    starts_on: Day | None = None
    ends_on: Day | None = None


class DateCover(Facts):
    """The rows whose days have just been computed."""

    rows: tuple[RowFacts, ...]


class OfRow(Facts):
    """What begins or ends; empty means the policy as a whole."""

    building_id: Id | None = None
    item: Code = ""


class Amend(Facts):
    """An endorsement: the schedule, the terms or the sums as they stand after it."""

    number: Number = Field(min_length=1)
    effective_on: Day
    items: tuple[ItemFacts, ...] | None = None
    terms: dict[Code, TermValue] | None = None
    sum_insured: PositiveAmount | None = None
    premium: PositiveAmount | None = None


class AmendmentMatter(models.TextChoices):
    """What an endorsement is to change."""

    ITEMS = "items", _("承保项目和期间")
    SUM_INSURED = "sum_insured", _("保险金额")
    PREMIUM = "premium", _("保险费")
    TERMS = "terms", _("约定的条款")
    ADDRESS = "address", _("名称和地址")


class RequestAmendment(Facts):
    """What is to be changed."""

    subject_matter: AmendmentMatter


class EndsOn(Facts):
    """The last day of the contract, covered in full."""

    terminated_on: Day


class Terminate(EndsOn):
    """The end of the contract, and its ground."""

    ground: Code = Field(min_length=1)
