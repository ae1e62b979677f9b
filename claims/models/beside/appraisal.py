"""Appraisal: a third party decides about liability, a repair, an amount or a finding; who pays follows the result."""

from django.db import models
from django.utils.translation import gettext_lazy
from pydantic import Field

from idi_platform.accounts.roles import Role
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Amount, Code, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

from . import sides
from .roles import INSURER

OPEN = ("requested", "proposed", "appraiser_agreed", "under_appraisal", "concluded", "cost_allocated")


class Matter(models.TextChoices):
    """What the appraiser is asked about."""

    LIABILITY = "liability", gettext_lazy("是否属于保险责任")
    REPAIR_RESULT = "repair_result", gettext_lazy("维修结果")
    AMOUNT = "amount", gettext_lazy("赔偿金额")
    FINDING = "finding", gettext_lazy("风险检查问题")


class Outcome(models.TextChoices):
    """What the appraiser found."""

    COVERED = "covered", gettext_lazy("属于")
    NOT_COVERED = "not_covered", gettext_lazy("不属于")
    UNCLEAR = "unclear", gettext_lazy("不能明确")


class RequestAppraisal(Facts):
    """What is asked, and in which form."""

    matter: Matter
    in_writing: bool = True


class Propose(Facts):
    """The appraiser proposed, and the licences he holds."""

    appraiser_id: Id
    has_testing_licence: bool = False
    has_judicial_licence: bool = False


class Conclude(Facts):
    """The result."""

    outcome: Outcome


class Allocate(Facts):
    """The fee, and who pays it; `payer` is the rulebook's word."""

    fee: Amount = Field(ge=0)
    payer: Code


@lifecycle(kind="appraisal", rank=74, zh="鉴定", en="appraisal")
class Appraisal(Aggregate):
    """An appraisal; it binds the claim as a new version of the determination."""

    identity = ("claim_id", "finding_id")

    state = StateField()
    claim = models.ForeignKey("claims.Claim", models.PROTECT, null=True, related_name="appraisals")
    finding = models.ForeignKey("riskmgmt.Finding", models.PROTECT, null=True, related_name="appraisals")
    matter = models.CharField("鉴定事项", max_length=24, choices=Matter)
    in_writing = models.BooleanField("书面申请", default=True)
    asked_by = models.CharField(max_length=16, blank=True)
    requested_at = models.DateTimeField("申请鉴定时间", null=True)
    appraiser = models.BigIntegerField(null=True)
    proposed_by = models.CharField(max_length=16, blank=True)
    has_testing_licence = models.BooleanField("有检测资质", default=False)
    has_judicial_licence = models.BooleanField("有司法鉴定资质", default=False)
    is_jointly_chosen = models.BooleanField("双方共同选定", default=False)
    began_at = models.DateTimeField("开始鉴定时间", null=True)
    outcome = models.CharField("鉴定结论", max_length=16, choices=Outcome, blank=True)
    concluded_at = models.DateTimeField("鉴定结论时间", null=True)
    confirmed_at = models.DateTimeField("确认责任时间", null=True)
    fee = models.DecimalField("鉴定费", max_digits=16, decimal_places=2, null=True)
    payer = models.CharField("鉴定费承担方", max_length=40, blank=True)

    @step(
        source="",
        target="requested",
        by=sides.ASKERS,
        facts=RequestAppraisal,
        locks=(),
        reads=("policy",),
        within=("unit", "common_part", "project"),
        guards=(sides.has_its_object, sides.text_gives_it, sides.owner_speaks_himself, sides.is_in_dispute),
        zh="申请鉴定",
        en="request",
    )
    def request(self, facts: RequestAppraisal, moment: Moment) -> None:
        """Ask for an appraisal."""
        self.matter = facts.matter
        self.in_writing = facts.in_writing
        self.asked_by = sides.side_of(moment.acting["roles"]) or ""
        self.requested_at = moment.occurred_at

    @step(
        source=("requested", "proposed"),
        target="proposed",
        by=sides.ASKERS,
        facts=Propose,
        guards=(sides.is_one_of_the_sides, sides.owner_speaks_himself),
        zh="提出鉴定机构",
        en="propose",
    )
    def propose(self, facts: Propose, moment: Moment) -> None:
        """Name an appraiser."""
        self.appraiser = facts.appraiser_id
        self.has_testing_licence = facts.has_testing_licence
        self.has_judicial_licence = facts.has_judicial_licence
        self.proposed_by = sides.side_of(moment.acting["roles"]) or ""
        self.is_jointly_chosen = False

    @step(
        source="proposed",
        target="appraiser_agreed",
        by=sides.ASKERS,
        guards=(sides.is_one_of_the_sides, sides.owner_speaks_himself, sides.asked_by_the_other_side),
        zh="同意鉴定机构",
        en="agree on the appraiser",
    )
    def agree_appraiser(self, _facts: NoFacts, _moment: Moment) -> None:
        """The other side agrees."""
        self.is_jointly_chosen = True

    @step(
        source="appraiser_agreed",
        target="under_appraisal",
        by=INSURER | {Role.appraiser},
        zh="开始鉴定",
        en="begin",
    )
    def begin(self, _facts: NoFacts, moment: Moment) -> None:
        """The appraiser begins."""
        self.began_at = moment.occurred_at

    @step(
        source="under_appraisal",
        target="concluded",
        by=INSURER | {Role.appraiser},
        facts=Conclude,
        zh="登记鉴定结论",
        en="conclude",
    )
    def conclude(self, facts: Conclude, moment: Moment) -> None:
        """The result is there."""
        self.outcome = facts.outcome
        self.concluded_at = moment.occurred_at

    @step(
        source=("concluded", "cost_allocated"),
        by=INSURER,
        guards=(sides.is_about_a_claim,),
        zh="确认保险责任",
        en="confirm",
    )
    def confirm(self, _facts: NoFacts, moment: Moment) -> None:
        """The insurer acknowledges what was found."""
        self.confirmed_at = moment.occurred_at

    @step(
        source="concluded", target="cost_allocated", by=INSURER, facts=Allocate, zh="确定鉴定费", en="allocate the cost"
    )
    def allocate_cost(self, facts: Allocate, _moment: Moment) -> None:
        """Book the fee on whoever pays it."""
        self.fee = facts.fee
        self.payer = facts.payer

    @step(source=("concluded", "cost_allocated"), target="closed", by=INSURER, zh="鉴定办结", en="close")
    def close(self, _facts: NoFacts, _moment: Moment) -> None:
        """The appraisal is closed."""

    @step(
        source=OPEN[:4],
        target="withdrawn",
        by=sides.ASKERS,
        guards=(sides.is_who_asked, sides.owner_speaks_himself),
        zh="撤回鉴定",
        en="withdraw",
    )
    def withdraw(self, _facts: NoFacts, _moment: Moment) -> None:
        """Nobody asks any longer."""

    @step(
        source=OPEN,
        target="to_court",
        by=sides.ASKERS,
        guards=(sides.is_one_of_the_sides, sides.owner_speaks_himself),
        zh="转诉讼或仲裁",
        en="go to court",
    )
    def go_to_court(self, _facts: NoFacts, _moment: Moment) -> None:
        """The matter goes to a court or to arbitration."""
