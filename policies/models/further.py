"""Steps of a concluded policy beside its cover: papers handed in, a sum that becomes final, another insurer."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Self

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field, model_validator

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.workflow.facts import Amount, Day, Facts, NoFacts, Number
from idi_platform.workflow.lifecycles import Moment, step
from policies.contract import ShareFacts

STANDING = ("contracted", "paid", "issued", "waiting", "in_force")
UNDERWRITERS = frozenset({Role.underwriter})
SECOND = (Role.underwriter, Role.approver)


class SumBasis(models.TextChoices):
    """What the sum insured rests on."""

    ESTIMATED = "estimated", gettext_lazy("估算")
    FINAL = "final", gettext_lazy("决算")


class FinalSum(Facts):
    """The sum as it came out, and the premium that follows from it."""

    sum_insured: Amount = Field(gt=0)
    premium: Amount = Field(gt=0)


class ChangeInsurer(Facts):
    """The panel from a day on."""

    shares: tuple[ShareFacts, ...] = Field(min_length=1)
    effective_on: Day


class TermsFiling(Facts):
    """The document under which terms and rates were approved or filed."""

    document: Number = Field(min_length=1)


class LeadConditions(Facts):
    """What the lead insurer shows of itself; solvency is the lowest ratio of the last three years (1.5 for 150 %)."""

    lead_capital: Amount = Field(gt=0)
    lead_solvency: Annotated[Decimal, Field(ge=0, max_digits=7, decimal_places=4)]
    lead_has_quality_department: bool
    lead_has_experience: bool


class OnDay(Facts):
    """The day on which it happened, in Shanghai."""

    on: Day


class Instalment(Facts):
    """A part of the premium and its last day, in Shanghai."""

    on: Day
    amount: Amount = Field(gt=0)


class PaymentDays(OnDay):
    """The last day of the premium, and of each part where the contract agrees instalments; the last part ends on it."""

    instalments: tuple[Instalment, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [part.on for part in self.instalments]
        if days and (sorted(set(days)) != days or days[-1] != self.on):
            raise ValueError("instalments stand in order of their days, and the last one ends on the last day")
        return self


def instalments_are_the_premium(policy: Any, facts: PaymentDays, _moment: Moment) -> Iterable[Refusal]:
    """Refuse instalments that do not add up to the premium."""
    if facts.instalments and sum(part.amount for part in facts.instalments) != policy.premium:
        said = _("各期金额相加应等于保险费 %(premium)s 元，请核对。")
        yield Refusal("policy.instalments_not_premium", said % {"premium": policy.premium})


class FurtherSteps(models.Model):
    """What happens to a contract besides its cover."""

    sum_basis = models.CharField("保险金额依据", max_length=16, choices=SumBasis, default=SumBasis.FINAL)
    premium_adjusted_on = models.DateField("保险费调整日期", null=True)
    insurer_changed_on = models.DateField("更换保险公司日期", null=True)
    documents_uploaded_on = models.DateField("首次上传资料日期", null=True)
    terms_filed_on = models.DateField("条款费率备案日期", null=True)
    terms_document = models.CharField("条款费率备案文号", max_length=80, blank=True)
    authority_notified_on = models.DateField("告知主管部门日期", null=True)
    emergency_plan_on = models.DateField("应急预案日期", null=True)
    premium_due_on = models.DateField("保险费应付日期", null=True)
    instalments = models.JSONField(default=list)

    lead_capital = models.DecimalField("主承保公司注册资本", max_digits=16, decimal_places=2, null=True)
    lead_solvency = models.DecimalField("主承保公司近三年最低偿付能力充足率", max_digits=7, decimal_places=4, null=True)
    lead_has_quality_department = models.BooleanField("主承保公司设有工程质量管理部门", null=True)
    lead_has_experience = models.BooleanField("主承保公司有主承保经验且服务优质", null=True)

    class Meta:
        """No table of its own."""

        abstract = True

    @step(
        source=("drafted", *STANDING),
        by=UNDERWRITERS,
        zh="保险金额按估算，待决算调整",
        en="take the sum as estimated",
    )
    def estimate_sum(self, _facts: NoFacts, _moment: Moment) -> None:
        """The sum insured rests on an estimate and is adjusted once the account is final."""
        self.sum_basis = SumBasis.ESTIMATED

    @step(
        source=STANDING,
        by=UNDERWRITERS,
        facts=FinalSum,
        reads=("project", "insured_object"),
        second_person=True,
        approved_by=SECOND,
        zh="按决算调整保险费",
        en="adjust the premium",
    )
    def adjust_premium(self, facts: FinalSum, moment: Moment) -> None:
        """Sum and premium as the final account gives them."""
        self.sum_insured: object = facts.sum_insured
        self.premium: object = facts.premium
        self.sum_basis = SumBasis.FINAL
        self.premium_adjusted_on = moment.day

    @step(
        source=STANDING,
        by=UNDERWRITERS,
        facts=ChangeInsurer,
        reads=("project", "insured_object"),
        second_person=True,
        approved_by=SECOND,
        zh="更换保险公司",
        en="change the insurer",
    )
    def change_insurer(self, facts: ChangeInsurer, _moment: Moment) -> None:
        """Another panel stands from a day on."""
        self.panel: object = facts.as_json()["shares"]
        self.insurer_changed_on = facts.effective_on

    @step(source=("drafted", *STANDING), by=UNDERWRITERS, facts=OnDay, zh="上传首批资料", en="upload first documents")
    def upload_first_documents(self, facts: OnDay, _moment: Moment) -> None:
        """The contract's first papers are in the authority's system."""
        self.documents_uploaded_on = facts.on

    @step(
        source=("drafted", *STANDING),
        by=UNDERWRITERS,
        facts=TermsFiling,
        zh="登记条款费率备案",
        en="record the filing of the terms",
    )
    def record_terms_filing(self, facts: TermsFiling, moment: Moment) -> None:
        """Terms and rates are filed under a number."""
        self.terms_document = facts.document
        self.terms_filed_on = moment.day

    @step(source=STANDING, by=UNDERWRITERS, facts=OnDay, zh="告知主管部门", en="notify the authority")
    def notify_authority(self, facts: OnDay, _moment: Moment) -> None:
        """The authority knows of the contract."""
        self.authority_notified_on = facts.on

    @step(source=("drafted", *STANDING), by=UNDERWRITERS, facts=OnDay, zh="制定应急预案", en="adopt the emergency plan")
    def adopt_emergency_plan(self, facts: OnDay, _moment: Moment) -> None:
        """The contract's plan for emergencies stands."""
        self.emergency_plan_on = facts.on

    @step(
        source=("drafted", *STANDING),
        by=UNDERWRITERS,
        facts=PaymentDays,
        guards=(instalments_are_the_premium,),
        zh="约定付费日期",
        en="agree when to pay",
    )
    def agree_payment_day(self, facts: PaymentDays, _moment: Moment) -> None:
        """Keep the day on which the premium is due, and the parts of it that are due before."""
        self.premium_due_on = facts.on
        self.instalments = facts.as_json()["instalments"]

    @step(
        source=("drafted", *STANDING),
        by=UNDERWRITERS,
        facts=LeadConditions,
        zh="登记主承保公司条件",
        en="record the conditions of the lead",
    )
    def record_lead_conditions(self, facts: LeadConditions, _moment: Moment) -> None:
        """Keep what the lead shows of itself at the time of this contract."""
        for name in LeadConditions.model_fields:
            setattr(self, name, getattr(facts, name))
