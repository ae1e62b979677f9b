"""Unit: a home, shop or office; sold, handed over, transferred, with owners that change on dated days."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models.functions import Right
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, model_validator

from idi_platform.accounts.models import Organisation, Person
from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Paper
from idi_platform.kernel.errors import Refusal
from idi_platform.projects.guards import are_entered, not_after_moment, number_is_free
from idi_platform.projects.models.building import Building
from idi_platform.projects.roles import AUTHORITIES, KEEPERS, NOTIFIERS
from idi_platform.records.models import Aggregate, StateField
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.facts import Amount, Code, Day, Facts, Id, NoFacts, Number
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

NOTICE = "unit.issue_notice"
"""The step after which a text lets the insurer make the notice of one home."""


class UnitUse(models.TextChoices):
    """What a unit is for."""

    RESIDENTIAL = "residential", gettext_lazy("住宅")
    SHOP = "shop", gettext_lazy("商铺")
    OFFICE = "office", gettext_lazy("办公")
    WORKSHOP = "workshop", gettext_lazy("厂房")
    PARKING = "parking", gettext_lazy("车位")
    OTHER = "other", gettext_lazy("其他")


class Manner(models.TextChoices):
    """By what a holder comes to a unit."""

    SALE = "sale", gettext_lazy("买卖")
    COURT_SALE = "court_sale", gettext_lazy("司法拍卖")
    INHERITANCE = "inheritance", gettext_lazy("继承")
    GIFT = "gift", gettext_lazy("赠与")
    ALLOCATION = "allocation", gettext_lazy("配售配租")
    LEASE_TYPE = "lease_type", gettext_lazy("长租自持")
    OWN_USE = "own_use", gettext_lazy("自用")


class Holder(Facts):
    """One of the owners: a person, or an organisation."""

    person_id: Id | None = None
    organisation_id: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.person_id is None) == (self.organisation_id is None):
            raise ValueError("an owner is a person or an organisation")
        return self


Holders = tuple[Holder, ...]


class RegisterUnit(Facts):
    """A unit of the building."""

    number: Number = Field(min_length=1)
    floor: int | None = None
    floor_area: Amount | None = None
    use: UnitUse = UnitUse.RESIDENTIAL
    stack: Code = ""


class Sell(Facts):
    """The first holders, and the day of their contract."""

    sold_on: Day
    holders: Holders = Field(min_length=1)
    manner: Manner = Manner.SALE


class PlanHandover(Facts):
    """The day on which the keys are to be given."""

    planned_handover_on: Day


class HouseholdAcceptance(Facts):
    """The day on which the household acceptance was passed."""

    household_accepted_on: Day


class HouseholdFailure(Facts):
    """The day on which the household acceptance failed."""

    on: Day


class GiveNotice(Facts):
    """To whom the notice of a late handover was given, and when it left."""

    given_on: Day


class JointAcceptance(Facts):
    """The day of the joint acceptance before a late handover, and how many defects it found."""

    on: Day
    defects: int = Field(default=0, ge=0)


class Reached(Facts):
    """The day on which the announcement of the cover reached the home's owners."""

    announcement_reached_on: Day


class HandOver(Facts):
    """The day on which the keys were given, and the papers whose delivery is proved."""

    handed_over_on: Day
    papers: tuple[Code, ...] = ()


class Transfer(Facts):
    """The new holders, and the day from which they hold."""

    transferred_on: Day
    holders: Holders = Field(min_length=1)
    manner: Manner = Manner.SALE


def _not_before_sale(unit: "Unit", facts: HandOver, _moment: Moment) -> Iterable[Refusal]:
    if unit.sold_on is not None and facts.handed_over_on < unit.sold_on:
        yield Refusal("unit.handover_before_sale", _("交付日期早于购房合同日期，请核对两个日期。"))


def _not_twice(unit: "Unit", _facts: HandOver, _moment: Moment) -> Iterable[Refusal]:
    if unit.handed_over_on is not None:
        yield Refusal("unit.handed_over_already", _("这一户已经交付过；若日期记错了，请更正原来那一步。"))


def _not_before_last_change(unit: "Unit", facts: Transfer, _moment: Moment) -> Iterable[Refusal]:
    last = max((day for day in (unit.sold_on, unit.transferred_on) if day is not None), default=None)
    if last is not None and facts.transferred_on < last:
        yield Refusal("unit.transfer_before_last", _("过户日期早于上一次取得房屋的日期，请核对两个日期。"))


def _holders_are_entered(_unit: "Unit", facts: Sell | Transfer, _moment: Moment) -> Iterable[Refusal]:
    yield from are_entered("unit.no_holder", Person, [holder.person_id for holder in facts.holders])
    yield from are_entered("unit.no_holder", Organisation, [holder.organisation_id for holder in facts.holders])


def _lease_holder_is_organisation(_unit: "Unit", facts: Sell | Transfer, _moment: Moment) -> Iterable[Refusal]:
    """A flat that is only let is held by an organisation; who lives there holds nothing."""
    if facts.manner is Manner.LEASE_TYPE and any(holder.organisation_id is None for holder in facts.holders):
        yield Refusal("unit.lease_needs_organisation", _("长租自持的房屋由单位持有，请填写持有单位，不填写承租人。"))


def _notice_is_asked_for(unit: "Unit", _facts: NoFacts, _moment: Moment) -> Iterable[Refusal]:
    if not rulebook_for(unit.building.insured_object_id).papers_of(NOTICE):
        yield Refusal("unit.no_notice_here", _("当地的规定没有要求按户出具保险告知书，这一户不用出具。"))


def _notice_is_new(unit: "Unit", _facts: NoFacts, _moment: Moment) -> Iterable[Refusal]:
    """One notice goes with a home through all its owners: it names none, and its code stays the home's."""
    if Paper.objects.standing().filter(subject=unit.pk, record__name=NOTICE).exists():
        yield Refusal("unit.notice_issued", _("这一户的保险告知书已经出具过，丢了的，打印原来的那一份。"))


@lifecycle(kind="unit", rank=50, zh="户", en="unit")
class Unit(Aggregate):
    """One unit. Who owns it when stands in Party rows, computed from the steps `sell` and `transfer`."""

    identity = ("building_id",)

    state = StateField()
    building = models.ForeignKey(Building, models.PROTECT, related_name="units")
    number = models.CharField(max_length=40)
    floor = models.SmallIntegerField(null=True)
    stack = models.CharField(max_length=80, blank=True)
    floor_area = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    use = models.CharField(max_length=20, choices=UnitUse, default=UnitUse.RESIDENTIAL)
    manner = models.CharField("取得方式", max_length=16, choices=Manner, blank=True)
    sold_on = models.DateField(null=True)
    planned_handover_on = models.DateField(null=True)
    household_accepted_on = models.DateField(null=True)
    household_failed_on = models.DateField(null=True)
    late_notice_given_on = models.DateField(null=True)
    joint_accepted_on = models.DateField(null=True)
    announcement_reached_on = models.DateField(null=True)
    handed_over_on = models.DateField(null=True)
    transferred_on = models.DateField(null=True)

    class Meta:
        """Numbered within its building."""

        constraints = (models.UniqueConstraint(fields=("building", "number"), name="unit_numbered_once"),)
        indexes = (models.Index(Right("number", 4), name="unit_by_last_digits"),)

    def __str__(self) -> str:
        """The number."""
        return self.number

    @property
    def is_household_accepted(self) -> bool:
        """Whether the household acceptance was passed, and not failed since."""
        return self.household_accepted_on is not None

    @property
    def was_reached(self) -> bool:
        """Whether the announcement of the cover reached the owners."""
        return self.announcement_reached_on is not None

    @step(
        source="",
        target="unsold",
        by=KEEPERS,
        facts=RegisterUnit,
        locks=("building",),
        within=("building",),
        guards=(number_is_free("unit.number_taken", "building_id"),),
        zh="登记房屋",
        en="register",
    )
    def register(self, facts: RegisterUnit, _moment: Moment) -> None:
        """Enter the unit."""
        self.number = facts.number
        self.floor = facts.floor
        self.stack = facts.stack
        self.floor_area = facts.floor_area
        self.use = facts.use

    @step(
        source="unsold",
        target="sold",
        by=KEEPERS,
        facts=Sell,
        guards=(not_after_moment("sold_on"), _holders_are_entered, _lease_holder_is_organisation),
        report=True,
        zh="售出",
        en="sell",
    )
    def sell(self, facts: Sell, _moment: Moment) -> None:
        """Record the first holders."""
        self.sold_on = facts.sold_on
        self.manner = facts.manner

    @step(source=("unsold", "sold"), by=KEEPERS, facts=PlanHandover, zh="安排交付日期", en="plan the handover")
    def plan_handover(self, facts: PlanHandover, _moment: Moment) -> None:
        """Set, or move, the day of handover."""
        self.planned_handover_on = facts.planned_handover_on

    @step(
        source=("unsold", "sold"),
        by=KEEPERS | {Role.contractor, Role.supervisor, Role.agency},
        facts=HouseholdAcceptance,
        guards=(not_after_moment("household_accepted_on"),),
        report=True,
        zh="分户验收合格",
        en="pass household acceptance",
    )
    def pass_household_acceptance(self, facts: HouseholdAcceptance, _moment: Moment) -> None:
        """Record that the household acceptance was passed."""
        self.household_accepted_on = facts.household_accepted_on
        self.household_failed_on = None

    @step(
        source=("unsold", "sold"),
        by=KEEPERS | {Role.contractor, Role.supervisor, Role.agency},
        facts=HouseholdFailure,
        guards=(not_after_moment("on"),),
        report=True,
        zh="分户验收不合格",
        en="fail household acceptance",
    )
    def fail_household_acceptance(self, facts: HouseholdFailure, _moment: Moment) -> None:
        """Record that the household acceptance failed."""
        self.household_accepted_on = None
        self.household_failed_on = facts.on

    @step(
        source=("unsold", "sold"),
        by=KEEPERS,
        facts=GiveNotice,
        guards=(not_after_moment("given_on"),),
        zh="发出期满后交房通知",
        en="give notice of a late handover",
    )
    def give_late_handover_notice(self, facts: GiveNotice, _moment: Moment) -> None:
        """Record the notice to insurer and owner."""
        self.late_notice_given_on = facts.given_on

    @step(
        source=("unsold", "sold"),
        by=KEEPERS,
        facts=JointAcceptance,
        guards=(not_after_moment("on"),),
        report=True,
        zh="交房前共同验收",
        en="hold the joint acceptance",
    )
    def hold_joint_acceptance(self, facts: JointAcceptance, _moment: Moment) -> None:
        """Record the joint acceptance."""
        self.joint_accepted_on = facts.on

    @step(
        source=("sold", "handed_over", "transferred"),
        by=KEEPERS | {Role.property_desk},
        facts=Reached,
        guards=(not_after_moment("announcement_reached_on"),),
        zh="登记公告送达",
        en="record that the announcement arrived",
    )
    def record_announcement(self, facts: Reached, _moment: Moment) -> None:
        """Record that the announcement of the cover reached the owners of this home."""
        self.announcement_reached_on = facts.announcement_reached_on

    @step(
        source=("unsold", "sold", "handed_over", "transferred"),
        by=NOTIFIERS,
        facts=NoFacts,
        reads=("building",),
        guards=(_notice_is_asked_for, _notice_is_new),
        zh="出具保险告知书",
        en="issue the notice of insurance",
    )
    def issue_notice(self, _facts: NoFacts, _moment: Moment) -> None:
        """Let the home's own notice be made, to go with its keys; the text says what stands on it."""

    @step(
        source=("unsold", "sold", "transferred"),
        target="handed_over",
        by=KEEPERS | AUTHORITIES | {Role.property_desk},
        facts=HandOver,
        reads=("building",),
        guards=(not_after_moment("handed_over_on"), _not_before_sale, _not_twice),
        report=True,
        zh="交付",
        en="hand over",
    )
    def hand_over(self, facts: HandOver, _moment: Moment) -> None:
        """Record that the keys were given."""
        self.handed_over_on = facts.handed_over_on

    @step(
        source=("sold", "handed_over", "transferred"),
        target="transferred",
        by=KEEPERS | AUTHORITIES | {Role.handler},
        facts=Transfer,
        guards=(
            not_after_moment("transferred_on"),
            _not_before_last_change,
            _holders_are_entered,
            _lease_holder_is_organisation,
        ),
        report=True,
        zh="过户",
        en="transfer",
    )
    def transfer(self, facts: Transfer, _moment: Moment) -> None:
        """Record new holders; they keep the cover."""
        self.transferred_on = facts.transferred_on
        self.manner = facts.manner
