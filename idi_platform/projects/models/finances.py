"""What a project is asked to set aside, to insure and to verify: amounts and answers that cities hang gates on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from idi_platform.accounts.roles import Role
from idi_platform.projects.guards import names_findings_of_its_own
from idi_platform.projects.roles import AUTHORITIES
from idi_platform.workflow.facts import Amount, Day, Facts, Id
from idi_platform.workflow.lifecycles import Moment, step

from .milestones import DEVELOPER, NOT_LATER


class Verified(models.TextChoices):
    """Whether the major defects that the agency named are mended."""

    FIXED = "fixed", _("已整改")
    NOT_FIXED = "not_fixed", _("未整改")


class VerifyDefects(Facts):
    """What the developer found when it verified the major defects, and which of the agency's findings it looked at."""

    on: Day
    result: Verified
    finding_ids: tuple[Id, ...] = ()


class LandCondition(Facts):
    """Whether the conditions of the land grant ask for the insurance."""

    on: Day
    land_condition_includes_insurance: bool


class Retention(Facts):
    """The retention money kept from the contractor."""

    retention_amount: Amount = Field(ge=0)


class Liability(Facts):
    """Until when the contractor's liability policy runs."""

    liability_insured_until: Day


class Budget(Facts):
    """The premium as it stands in the project's budget."""

    amount: Amount = Field(gt=0)


class ProvideFund(Facts):
    """What was paid into the guarantee fund."""

    on: Day
    amount: Amount = Field(gt=0)


class Finances(models.Model):
    """Amounts and answers of a project."""

    land_condition_on = models.DateField("土地条件登记日期", null=True)
    land_condition_includes_insurance = models.BooleanField("土地条件包含投保要求", null=True)
    premium_in_budget = models.DecimalField("列入概算的保险费", max_digits=16, decimal_places=2, null=True)
    retention_amount = models.DecimalField("预留质量保证金", max_digits=16, decimal_places=2, null=True)
    liability_insured_until = models.DateField("施工单位质量责任险有效期至", null=True)
    major_defects_verified_on = models.DateField("重大缺陷核验日期", null=True)
    major_defects_result = models.CharField("重大缺陷核验结果", max_length=16, choices=Verified, blank=True)
    fund_provided = models.DecimalField("已交存保障资金", max_digits=16, decimal_places=2, default=0)
    fund_provided_on = models.DateField("交存保障资金日期", null=True)

    class Meta:
        """No table of its own."""

        abstract = True

    @step(
        source="*",
        by=DEVELOPER | AUTHORITIES,
        facts=LandCondition,
        guards=NOT_LATER,
        zh="登记土地出让条件",
        en="record the land condition",
    )
    def record_land_condition(self, facts: LandCondition, _moment: Moment) -> None:
        """Keep whether the land was granted with the condition to insure."""
        self.land_condition_on = facts.on
        self.land_condition_includes_insurance = facts.land_condition_includes_insurance

    @step(source="*", by=DEVELOPER, facts=Budget, zh="登记概算保险费", en="record the premium in the budget")
    def record_premium_in_budget(self, facts: Budget, _moment: Moment) -> None:
        """Keep the premium of the budget."""
        self.premium_in_budget = facts.amount

    @step(source="*", by=DEVELOPER, facts=Retention, zh="登记预留质量保证金", en="record the retention money")
    def record_retention(self, facts: Retention, _moment: Moment) -> None:
        """Keep what is held back from the contractor."""
        self.retention_amount = facts.retention_amount

    @step(
        source="*",
        by=DEVELOPER | {Role.contractor},
        facts=Liability,
        zh="登记施工单位质量责任险",
        en="record the liability insurance",
    )
    def record_liability_insurance(self, facts: Liability, _moment: Moment) -> None:
        """Keep until when the contractor is insured."""
        self.liability_insured_until = facts.liability_insured_until

    @step(
        source="*",
        by=DEVELOPER,
        facts=VerifyDefects,
        guards=(*NOT_LATER, names_findings_of_its_own),
        zh="核验重大缺陷",
        en="verify the major defects",
    )
    def verify_major_defects(self, facts: VerifyDefects, _moment: Moment) -> None:
        """Keep what the developer answers to the agency's major defects; each finding named is answered by it."""
        self.major_defects_verified_on = facts.on
        self.major_defects_result = facts.result

    @step(
        source="*",
        by=DEVELOPER | {Role.institution, Role.underwriter, Role.accountant},
        facts=ProvideFund,
        guards=NOT_LATER,
        zh="交存保障资金",
        en="provide the fund",
    )
    def provide_fund(self, facts: ProvideFund, _moment: Moment) -> None:
        """Keep what was paid in."""
        self.fund_provided = self.fund_provided + facts.amount
        self.fund_provided_on = facts.on
