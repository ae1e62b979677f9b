"""Assessment: the agency's report on a stage, a design or the whole project, from its draft to its delivery."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField
from pydantic import Field

from idi_platform.accounts.roles import Role
from idi_platform.records.models import Aggregate
from idi_platform.workflow.facts import Facts, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step
from riskmgmt.guards import agency_is_not_suspended
from riskmgmt.roles import AGENCY, INSURER


class AssessmentKind(models.TextChoices):
    """What the report is about."""

    DESIGN = "design", _("设计风险评估报告")
    STAGE = "stage", _("阶段风险评估报告")
    FINAL = "final", _("最终检查报告")
    REVISIT = "revisit", _("回访报告")


class Draft(Facts):
    """What is reported on."""

    kind: AssessmentKind


class Submit(Facts):
    """How many severe findings are open, and that the report names them."""

    open_severe: int = Field(ge=0)
    lists_open_findings: bool


@lifecycle(kind="assessment", rank=68, zh="风险评估报告", en="assessment")
class Assessment(Aggregate):
    """A report of the agency; a sealed one is not altered."""

    identity = ()

    state = FSMField(protected=True, default="")
    assessment_kind = models.CharField(max_length=16, choices=AssessmentKind)
    drafted_at = models.DateTimeField("起草时间", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    reviewed_at = models.DateTimeField("保险公司审阅时间", null=True)
    sealed_at = models.DateTimeField("盖章时间", null=True)
    sealed_on = models.DateField("盖章日期", null=True)
    delivered_at = models.DateTimeField("送达时间", null=True)
    open_severe = models.PositiveSmallIntegerField("未关闭的严重问题数", null=True)
    lists_open_findings = models.BooleanField("报告列明未关闭的问题", default=False)

    @step(
        source="",
        target="drafted",
        by=AGENCY,
        facts=Draft,
        locks=(),
        reads=("project", "engagement"),
        within=("engagement", "project"),
        guards=(agency_is_not_suspended,),
        zh="起草报告",
        en="draft",
    )
    def draft(self, facts: Draft, moment: Moment) -> None:
        """Begin the report."""
        self.assessment_kind = facts.kind
        self.drafted_at = moment.occurred_at

    @step(
        source=("drafted", "returned"),
        target="submitted",
        by=AGENCY,
        facts=Submit,
        reads=("project",),
        guards=(agency_is_not_suspended,),
        zh="提交报告",
        en="submit",
    )
    def submit(self, facts: Submit, moment: Moment) -> None:
        """Hand it to the insurer."""
        self.open_severe = facts.open_severe
        self.lists_open_findings = facts.lists_open_findings
        self.submitted_at = moment.occurred_at

    @step(source="submitted", target="reviewed", by=INSURER | {Role.approver}, zh="审阅报告", en="review")
    def review(self, _facts: NoFacts, moment: Moment) -> None:
        """The insurer has read it."""
        self.reviewed_at = moment.occurred_at

    @step(source="submitted", target="returned", by=INSURER, zh="退回修改", en="return for rework")
    def return_for_rework(self, _facts: NoFacts, _moment: Moment) -> None:
        """The insurer asks for more."""

    @step(
        source="reviewed",
        target="sealed",
        by=AGENCY | INSURER,
        reads=("project",),
        guards=(agency_is_not_suspended,),
        zh="盖章定稿",
        en="seal",
    )
    def seal(self, _facts: NoFacts, moment: Moment) -> None:
        """The report is final."""
        self.sealed_at = moment.occurred_at
        self.sealed_on = moment.day

    @step(
        source="sealed",
        target="delivered",
        by=AGENCY | INSURER,
        guards=(agency_is_not_suspended,),
        zh="送达报告",
        en="deliver",
    )
    def deliver(self, _facts: NoFacts, moment: Moment) -> None:
        """Hand it to developer, insurer and authority."""
        self.delivered_at = moment.occurred_at
