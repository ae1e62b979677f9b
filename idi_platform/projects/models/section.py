"""Section: a section of the works (分部分项工程), accepted by the supervisor once nothing is open on it."""

from django.db import models

from idi_platform.accounts.roles import Role
from idi_platform.projects.guards import not_after_moment
from idi_platform.projects.models.building import Building
from idi_platform.projects.models.project import Project
from idi_platform.projects.roles import BUILDERS
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Day, Facts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step


class PlanSection(Facts):
    """A section of the city's list; `is_concealed` where later work covers it."""

    code: Code
    is_important: bool = False
    is_concealed: bool = False


class SectionDay(Facts):
    """The day on which it happened, in Shanghai."""

    on: Day


_GUARDS = (not_after_moment("on"),)


@lifecycle(kind="section", rank=44, zh="分部工程", en="section of the works")
class Section(Aggregate):
    """A section of the works of a project, or of one of its buildings."""

    identity = ("project_id", "building_id")

    state = StateField()
    project = models.ForeignKey(Project, models.PROTECT, related_name="sections")
    building = models.ForeignKey(Building, models.PROTECT, null=True, related_name="sections")
    code = models.CharField("分部工程", max_length=80)
    is_important = models.BooleanField("重要分部", default=False)
    is_concealed = models.BooleanField("隐蔽工程", default=False)
    begun_on = models.DateField("开始日期", null=True)
    completed_on = models.DateField("完成日期", null=True)
    accepted_on = models.DateField("验收日期", null=True)

    def __str__(self) -> str:
        """The code."""
        return self.code

    @step(
        source="",
        target="planned",
        by=BUILDERS | {Role.agency},
        facts=PlanSection,
        locks=(),
        reads=("project",),
        within=("building", "project"),
        zh="登记分部工程",
        en="plan",
    )
    def plan(self, facts: PlanSection, _moment: Moment) -> None:
        """Enter the section."""
        self.code = facts.code
        self.is_important = facts.is_important
        self.is_concealed = facts.is_concealed

    @step(
        source="planned",
        target="begun",
        by=BUILDERS,
        facts=SectionDay,
        guards=_GUARDS,
        report=True,
        zh="分部工程开始",
        en="begin",
    )
    def begin(self, facts: SectionDay, _moment: Moment) -> None:
        """Work on it has begun."""
        self.begun_on = facts.on

    @step(
        source=("planned", "begun"),
        target="done",
        by=BUILDERS,
        facts=SectionDay,
        guards=_GUARDS,
        report=True,
        zh="分部工程完成",
        en="complete",
    )
    def complete(self, facts: SectionDay, _moment: Moment) -> None:
        """Work on it is done."""
        self.completed_on = facts.on

    @step(
        source="done",
        target="accepted",
        by={Role.supervisor},
        facts=SectionDay,
        reads=("project",),
        guards=_GUARDS,
        zh="分部工程验收通过",
        en="accept",
    )
    def accept(self, facts: SectionDay, _moment: Moment) -> None:
        """The supervisor accepts it."""
        self.accepted_on = facts.on
