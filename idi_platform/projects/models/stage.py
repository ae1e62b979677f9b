"""Stage: a part of the works in time (foundations, structure …), to which quotas of inspections belong."""

from typing import Annotated

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import StringConstraints

from idi_platform.accounts.roles import Role
from idi_platform.projects.guards import not_after_moment
from idi_platform.projects.models.project import Project
from idi_platform.projects.roles import BUILDERS
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Day, Facts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step

WATCHERS = BUILDERS | {Role.agency}


class PlanStage(Facts):
    """A stage of the city's list."""

    code: Code
    planned_on: Day | None = None


class StageDay(Facts):
    """The day on which it happened, in Shanghai."""

    on: Day


Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class Cause(models.TextChoices):
    """Why fewer visits were made in a month than the text asks for."""

    STOPPED = "stopped", _("停工")
    HOLIDAY = "holiday", _("节假日")
    WEATHER = "weather", _("天气原因")
    OTHER = "other", _("其他原因")


class Explain(Facts):
    """The month, as the quota names it (2026-01), and why; the words and the papers stand beside."""

    month: Month
    cause: Cause


_GUARDS = (not_after_moment("on"),)


@lifecycle(kind="stage", rank=42, zh="施工阶段", en="stage of the works")
class Stage(Aggregate):
    """A stage; while it is stopped its quotas rest, a month begun is not reduced."""

    identity = ("project_id",)

    state = StateField()
    project = models.ForeignKey(Project, models.PROTECT, related_name="stages")
    code = models.CharField("施工阶段", max_length=80)
    planned_on = models.DateField("计划开始日期", null=True)
    begun_on = models.DateField("开始日期", null=True)
    stopped_on = models.DateField("停工日期", null=True)
    resumed_on = models.DateField("复工日期", null=True)
    ended_on = models.DateField("结束日期", null=True)
    is_running = models.BooleanField("正在施工", default=False)

    class Meta:
        """A stage stands once in its project."""

        constraints = (models.UniqueConstraint(fields=("project", "code"), name="stage_named_once"),)

    def __str__(self) -> str:
        """The code."""
        return self.code

    @step(
        source="",
        target="not_begun",
        by=WATCHERS,
        facts=PlanStage,
        locks=("project",),
        within=("project",),
        zh="登记施工阶段",
        en="plan",
    )
    def plan(self, facts: PlanStage, _moment: Moment) -> None:
        """Enter the stage."""
        self.code = facts.code
        self.planned_on = facts.planned_on

    @step(
        source="not_begun",
        target="running",
        by=WATCHERS,
        facts=StageDay,
        guards=_GUARDS,
        report=True,
        zh="阶段开始",
        en="begin",
    )
    def begin(self, facts: StageDay, _moment: Moment) -> None:
        """Work on the stage has begun."""
        self.begun_on = facts.on
        self.is_running = True

    @step(
        source="running",
        target="stopped",
        by=WATCHERS,
        facts=StageDay,
        guards=_GUARDS,
        report=True,
        zh="阶段停工",
        en="stop",
    )
    def stop(self, facts: StageDay, _moment: Moment) -> None:
        """Work has stopped."""
        self.stopped_on = facts.on
        self.is_running = False

    @step(
        source="stopped",
        target="running",
        by=WATCHERS,
        facts=StageDay,
        guards=_GUARDS,
        report=True,
        zh="阶段复工",
        en="resume",
    )
    def resume(self, facts: StageDay, _moment: Moment) -> None:
        """Work goes on."""
        self.resumed_on = facts.on
        self.is_running = True

    @step(
        source=("running", "stopped"),
        target="ended",
        by=WATCHERS,
        facts=StageDay,
        guards=_GUARDS,
        report=True,
        zh="阶段结束",
        en="end",
    )
    def end(self, facts: StageDay, _moment: Moment) -> None:
        """The stage is done."""
        self.ended_on = facts.on
        self.is_running = False

    @step(
        source=("running", "stopped", "ended"),
        by={Role.agency},
        facts=Explain,
        zh="说明检查次数不足的原因",
        en="explain missing visits",
    )
    def explain_visits(self, _facts: Explain, _moment: Moment) -> None:
        """Say why; the record stands beside the breach and lifts nothing of it."""
