"""Test: what a laboratory measures for the final acceptance, and whom it tells of the result."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from idi_platform.accounts.roles import Role
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Day, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step
from riskmgmt.guards import agency_is_not_suspended
from riskmgmt.roles import AGENCY, AUTHORITIES, INSURER

LAB = frozenset({Role.lab})


class Outcome(models.TextChoices):
    """What came out; an inconclusive result is told like a failed one."""

    PASSED = "passed", _("合格")
    FAILED = "failed", _("不合格")
    INCONCLUSIVE = "inconclusive", _("不能判定")


class PlanTest(Facts):
    """What is tested; `category` is the testing category of the city.

    The laboratory shows its certificate: whether it covers the category, and its last day.
    """

    category: Code
    is_acceptance: bool = False
    is_important: bool = False
    laboratory_id: Id | None = None
    certificate_covers: bool = False
    certificate_until: Day | None = None


class Result(Facts):
    """A result that is no pass."""

    outcome: Outcome = Outcome.FAILED


@lifecycle(kind="test", rank=64, zh="检测", en="test")
class Test(Aggregate):
    """A test of one lot."""

    __test__ = False
    identity = ()

    state = StateField()
    category = models.CharField("检测类别", max_length=80)
    is_acceptance = models.BooleanField("验收抽检", default=False)
    is_important = models.BooleanField("重要检测类别", default=False)
    laboratory = models.BigIntegerField(null=True)
    certificate_covers = models.BooleanField("检测资质包含该类别", default=False)
    certificate_until = models.DateField("检测资质有效期至", null=True)
    plan_confirmed_on = models.DateField("检测方案确认日期", null=True)
    outcome = models.CharField("检测结果", max_length=16, choices=Outcome, blank=True)
    obtained_at = models.DateTimeField("取得结果时间", null=True)
    notified_at = models.DateTimeField("通知结果时间", null=True)

    @step(
        source="",
        target="planned",
        by=AGENCY | LAB,
        facts=PlanTest,
        locks=(),
        reads=("project",),
        within=("project",),
        guards=(agency_is_not_suspended,),
        zh="登记检测",
        en="plan",
    )
    def plan(self, facts: PlanTest, _moment: Moment) -> None:
        """Plan the test."""
        self.category = facts.category
        self.is_acceptance = facts.is_acceptance
        self.is_important = facts.is_important
        self.laboratory = facts.laboratory_id
        self.certificate_covers = facts.certificate_covers
        self.certificate_until = facts.certificate_until

    @step(
        source="planned",
        target="plan_confirmed",
        by=AGENCY | LAB | INSURER,
        reads=("project",),
        guards=(agency_is_not_suspended,),
        zh="确认检测方案",
        en="confirm the plan",
    )
    def confirm_plan(self, _facts: NoFacts, moment: Moment) -> None:
        """The plan is agreed."""
        self.plan_confirmed_on = moment.day

    @step(source="plan_confirmed", target="passed", by=LAB, zh="检测合格", en="record a pass")
    def record_pass(self, _facts: NoFacts, moment: Moment) -> None:
        """The lot passes."""
        self.outcome = Outcome.PASSED
        self.obtained_at = moment.occurred_at

    @step(source="plan_confirmed", target="failed", by=LAB, facts=Result, zh="检测不合格", en="record a failure")
    def record_failure(self, facts: Result, moment: Moment) -> None:
        """The lot fails, or nothing can be said of it."""
        self.outcome = facts.outcome if facts.outcome != Outcome.PASSED else Outcome.FAILED
        self.obtained_at = moment.occurred_at

    @step(
        source=("passed", "failed"),
        target="notified",
        by=LAB | AUTHORITIES,
        zh="通知检测结果",
        en="notify",
    )
    def notify(self, _facts: NoFacts, moment: Moment) -> None:
        """Tell the insurer, the agency and the authority."""
        self.notified_at = moment.occurred_at
