"""Inspection: one visit of the agency, from its planning to the delivery of its report."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from idi_platform.projects.guards import not_after_moment
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Day, Facts, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step
from riskmgmt.guards import agency_is_not_suspended
from riskmgmt.roles import AGENCY, INSURER


class InspectionKind(models.TextChoices):
    """What the visit is for."""

    DESIGN_REVIEW = "design_review", _("设计文件检查")
    PROCESS = "process", _("施工过程检查")
    HOUSEHOLD_ACCEPTANCE = "household_acceptance", _("分户验收检查")
    PRE_VIEWING = "pre_viewing", _("预看房检查")
    UNANNOUNCED = "unannounced", _("飞行检查")
    REVISIT = "revisit", _("回访检查")
    JOINT = "joint", _("共同检查")
    CLAIMS_HANDOVER = "claims_handover", _("理赔移交检查")
    FINAL = "final", _("竣工前检查")


class PlanInspection(Facts):
    """What is inspected and when; `stage` is the code of a stage of the works."""

    kind: InspectionKind
    planned_on: Day
    stage: Code = ""


class CarryOut(Facts):
    """The day of the visit, and how many persons of the agency came."""

    on: Day
    persons: int = Field(ge=1, le=99)


@lifecycle(kind="inspection", rank=62, zh="风险检查", en="inspection")
class Inspection(Aggregate):
    """An inspection."""

    identity = ()

    state = StateField()
    inspection_kind = models.CharField(max_length=24, choices=InspectionKind)
    planned_on = models.DateField("计划检查日期", null=True)
    stage = models.CharField("施工阶段", max_length=80, blank=True)
    notified_at = models.DateTimeField("检查通知时间", null=True)
    carried_out_on = models.DateField("检查日期", null=True)
    carried_out_at = models.DateTimeField("检查时间", null=True)
    persons = models.PositiveSmallIntegerField("到场检查人数", null=True)
    reported_at = models.DateTimeField("出具检查报告时间", null=True)
    delivered_at = models.DateTimeField("送达检查报告时间", null=True)

    class Meta:
        """A quota counts the visits of a project by day."""

        indexes = (models.Index(fields=("inspection_kind", "carried_out_on"), name="inspection_by_kind_and_day"),)

    @step(
        source="",
        target="planned",
        by=AGENCY,
        facts=PlanInspection,
        locks=(),
        reads=("project", "engagement"),
        within=("engagement", "project"),
        guards=(agency_is_not_suspended,),
        zh="安排检查",
        en="plan",
    )
    def plan(self, facts: PlanInspection, _moment: Moment) -> None:
        """Plan the visit."""
        self.inspection_kind = facts.kind
        self.planned_on = facts.planned_on
        self.stage = facts.stage

    @step(source="planned", target="notified", by=AGENCY, guards=(agency_is_not_suspended,), zh="通知检查", en="notify")
    def notify(self, _facts: NoFacts, moment: Moment) -> None:
        """Tell the site."""
        self.notified_at = moment.occurred_at

    @step(
        source=("planned", "notified"),
        target="carried_out",
        by=AGENCY,
        facts=CarryOut,
        reads=("project", "engagement"),
        guards=(agency_is_not_suspended, not_after_moment("on")),
        report=True,
        zh="完成检查",
        en="carry out",
    )
    def carry_out(self, facts: CarryOut, moment: Moment) -> None:
        """Record the visit."""
        self.carried_out_on = facts.on
        self.carried_out_at = moment.occurred_at
        self.persons = facts.persons

    @step(
        source="carried_out",
        target="reported",
        by=AGENCY,
        guards=(agency_is_not_suspended,),
        zh="出具检查报告",
        en="report",
    )
    def report(self, _facts: NoFacts, moment: Moment) -> None:
        """Issue the report."""
        self.reported_at = moment.occurred_at

    @step(
        source="reported",
        target="delivered",
        by=AGENCY,
        guards=(agency_is_not_suspended,),
        zh="送达检查报告",
        en="deliver",
    )
    def deliver(self, _facts: NoFacts, moment: Moment) -> None:
        """Deliver the report to whom it concerns."""
        self.delivered_at = moment.occurred_at

    @step(source=("planned", "notified"), target="cancelled", by=AGENCY | INSURER, zh="取消检查", en="cancel")
    def cancel(self, _facts: NoFacts, _moment: Moment) -> None:
        """The visit does not take place."""
