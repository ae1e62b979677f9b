"""Project: the land, its planning permit and the property-management area; it has one or more insured objects."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from idi_platform.accounts.models import Organisation
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.errors import Refusal
from idi_platform.projects.guards import are_entered, not_after_moment, number_is_free
from idi_platform.projects.models.finances import Finances
from idi_platform.projects.models.milestones import AfterAcceptance, BeforeAcceptance, BeforeWorks
from idi_platform.projects.roles import AUTHORITIES, BUILDERS, KEEPERS
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Day, Facts, Id, NoFacts, Number
from idi_platform.workflow.lifecycles import Moment, lifecycle, step


class ProjectKind(models.TextChoices):
    """What is built; whether it must be insured is the rulebook's."""

    COMMODITY_HOUSING = "commodity_housing", _("商品住宅")
    AFFORDABLE_HOUSING = "affordable_housing", _("保障性住房")
    OTHER_BUILDING_IN_AREA = "other_building_in_area", _("同一物业管理区域内其他建筑")
    PUBLIC_BUILDING = "public_building", _("公共建筑")
    SMALL_LOW_RISK = "small_low_risk", _("社会投资小型低风险项目")
    OTHER = "other", _("其他")


class Participant(Facts):
    """One organisation that takes part, in one role."""

    role: PartyRole
    organisation_id: Id


class RegisterProject(Facts):
    """What is known of a project when its file is opened; its name stands beside, in the row."""

    number: Code
    kind: ProjectKind
    planning_permit: Number = ""
    participants: tuple[Participant, ...] = ()


class NameParticipant(Facts):
    """A participant who joins, or takes another's place, from a day on; until another day (exclusive) if it is set.

    What a property firm or an owners' committee is entrusted with ends on its day; who must be named anew goes on.
    """

    role: PartyRole
    organisation_id: Id
    since: Day
    until: Day | None = None
    replaces_id: Id | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until is not None and self.until <= self.since:
            raise ValueError("a participant's time ends after it begins")
        return self


class OnDay(Facts):
    """The day on which it happened, in Shanghai."""

    on: Day


def _participants_are_entered(_project: "Project", facts: RegisterProject, _moment: Moment) -> Iterable[Refusal]:
    named = [participant.organisation_id for participant in facts.participants]
    return are_entered("project.no_organisation", Organisation, named)


def _participant_is_entered(_project: "Project", facts: NameParticipant, _moment: Moment) -> Iterable[Refusal]:
    return are_entered("project.no_organisation", Organisation, [facts.organisation_id])


@lifecycle(kind="project", rank=10, zh="工程项目", en="project")
class Project(BeforeWorks, BeforeAcceptance, AfterAcceptance, Finances, Aggregate):
    """A project; being insured is a fact of its policies, not a state."""

    identity = ("name",)

    state = StateField()
    number = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    project_kind = models.CharField(max_length=40, choices=ProjectKind)
    planning_permit = models.CharField(max_length=40, blank=True)
    is_suspended = models.BooleanField(default=False)
    begun_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)

    def __str__(self) -> str:
        """The name."""
        return self.name

    @step(
        source="",
        target="registered",
        by=KEEPERS,
        facts=RegisterProject,
        locks=(),
        guards=(number_is_free("project.number_taken"), _participants_are_entered),
        zh="登记项目",
        en="register",
    )
    def register(self, facts: RegisterProject, _moment: Moment) -> None:
        """Open the file."""
        self.number = facts.number
        self.project_kind = facts.kind
        self.planning_permit = facts.planning_permit

    @step(
        source="*",
        by=KEEPERS,
        facts=NameParticipant,
        guards=(_participant_is_entered, not_after_moment("since")),
        zh="登记参建单位",
        en="name a participant",
    )
    def name_participant(self, _facts: NameParticipant, _moment: Moment) -> None:
        """Record who takes part from a day on."""

    @step(source="registered", target="designing", by=KEEPERS | {Role.designer}, zh="开始设计", en="begin design")
    def begin_design(self, _facts: NoFacts, _moment: Moment) -> None:
        """Record that the working-drawing design begins."""

    @step(source="designing", by=KEEPERS | {Role.designer}, zh="施工图审查合格", en="pass drawing review")
    def pass_drawing_review(self, _facts: NoFacts, _moment: Moment) -> None:
        """Record the drawing review body's certificate."""

    @step(source=("registered", "designing"), by=KEEPERS, zh="申请许可", en="apply for the permit")
    def apply_for_permit(self, _facts: NoFacts, _moment: Moment) -> None:
        """Record the application."""

    @step(
        source=("registered", "designing"),
        target="permitted",
        by=KEEPERS | AUTHORITIES,
        report=True,
        zh="取得许可",
        en="obtain the permit",
    )
    def obtain_permit(self, _facts: NoFacts, _moment: Moment) -> None:
        """Record the permit."""

    @step(
        source=("registered", "designing", "permitted"),
        target="building",
        by=BUILDERS,
        facts=OnDay,
        guards=(not_after_moment("on"),),
        report=True,
        zh="开工",
        en="begin construction",
    )
    def begin_construction(self, facts: OnDay, _moment: Moment) -> None:
        """Record the start of works."""
        self.begun_on = facts.on

    @step(source="building", by=BUILDERS | AUTHORITIES, report=True, zh="停工", en="suspend works")
    def suspend_works(self, _facts: NoFacts, _moment: Moment) -> None:
        """Record that works have stopped."""
        self.is_suspended = True

    @step(source="building", by=BUILDERS | AUTHORITIES, report=True, zh="复工", en="resume works")
    def resume_works(self, _facts: NoFacts, _moment: Moment) -> None:
        """Record that works go on."""
        self.is_suspended = False

    @step(
        source="building",
        target="completed",
        by=BUILDERS,
        facts=OnDay,
        guards=(not_after_moment("on"),),
        report=True,
        zh="竣工",
        en="complete",
    )
    def complete(self, facts: OnDay, _moment: Moment) -> None:
        """Record that the works are complete."""
        self.completed_on = facts.on

    @step(source="completed", target="closed", by=KEEPERS, zh="项目结束", en="close")
    def close(self, _facts: NoFacts, _moment: Moment) -> None:
        """Close the file; cover goes on by itself."""
