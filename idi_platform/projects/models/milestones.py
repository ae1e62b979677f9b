"""Milestones of a project: days that leave its state as it is, and that cities hang clocks and gates on."""

from typing import Final

from django.db import models

from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.projects.guards import not_after_moment
from idi_platform.projects.roles import AUTHORITIES
from idi_platform.workflow.facts import Day, Facts
from idi_platform.workflow.lifecycles import Moment, step

DEVELOPER: Final = frozenset({Role.developer})
DESIGNER: Final = frozenset({Role.designer})
AGENCY: Final = frozenset({Role.agency})
INSURER: Final = frozenset({Role.handler, Role.underwriter})
NOT_LATER: Final = (not_after_moment("on"),)


class OnDay(Facts):
    """The day on which it happened, in Shanghai."""

    on: Day


class PlanHouseholdAcceptance(Facts):
    """The day for which the household acceptance is planned."""

    household_acceptance_planned_on: Day


class PlanPreViewing(Facts):
    """The day for which the pre-viewing is planned."""

    pre_viewing_planned_on: Day


class PreViewed(Facts):
    """The day on which the buyers looked at their homes."""

    pre_viewing_on: Day


class BeforeWorks(models.Model):
    """What is prepared before the works begin and while they are designed."""

    risk_briefing_on = models.DateField("风险管理交底日期", null=True)
    participants_notified_on = models.DateField("通知参建单位日期", null=True)
    design_documents_on = models.DateField("上传设计文件日期", null=True)
    design_changed_on = models.DateField("报告设计变更日期", null=True)
    first_supervision_meeting_on = models.DateField("首次监督会议日期", null=True)

    class Meta:
        """No table of its own."""

        abstract = True

    @step(
        source="*",
        by=AGENCY | INSURER | DEVELOPER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="召开风险管理交底会",
        en="hold the risk briefing",
        report=True,
    )
    def hold_risk_briefing(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.risk_briefing_on = facts.on

    @step(
        source="*",
        by=DEVELOPER | INSURER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="通知参建单位配合",
        en="notify the participants",
    )
    def notify_participants(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.participants_notified_on = facts.on

    @step(
        source="*",
        by=DEVELOPER | DESIGNER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="上传设计文件",
        en="upload the design documents",
    )
    def upload_design_documents(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.design_documents_on = facts.on

    @step(
        source="*",
        by=DEVELOPER | DESIGNER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="报告设计变更",
        en="report a change of design",
    )
    def report_design_change(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.design_changed_on = facts.on

    @step(
        source="*",
        by=AUTHORITIES,
        facts=OnDay,
        guards=NOT_LATER,
        zh="召开首次监督会议",
        en="hold the first supervision meeting",
        report=True,
    )
    def hold_first_supervision_meeting(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.first_supervision_meeting_on = facts.on


class BeforeAcceptance(models.Model):
    """Household acceptance, pre-viewing and the authority's consents before completion is accepted."""

    household_acceptance_planned_on = models.DateField("计划分户验收日期", null=True)
    pre_viewing_planned_on = models.DateField("计划预看房日期", null=True)
    household_acceptance_notified_on = models.DateField("通知分户验收日期", null=True)
    household_acceptance_consented_on = models.DateField("同意组织分户验收日期", null=True)
    pre_viewing_notified_on = models.DateField("通知预看房日期", null=True)
    pre_viewing_on = models.DateField("预看房日期", null=True)
    pre_viewing_consented_on = models.DateField("同意组织预看房日期", null=True)
    completion_consented_on = models.DateField("同意组织竣工验收日期", null=True)

    class Meta:
        """No table of its own."""

        abstract = True

    @step(
        source="*",
        by=DEVELOPER,
        facts=PlanHouseholdAcceptance,
        zh="安排分户验收日期",
        en="plan the household acceptance",
    )
    def plan_household_acceptance(self, facts: PlanHouseholdAcceptance, _moment: Moment) -> None:
        """Set the day; too short a notice stands against this day, not against a later one."""
        self.household_acceptance_planned_on = facts.household_acceptance_planned_on

    @step(source="*", by=DEVELOPER, facts=PlanPreViewing, zh="安排预看房日期", en="plan the pre-viewing")
    def plan_pre_viewing(self, facts: PlanPreViewing, _moment: Moment) -> None:
        """Set the day; too short a notice stands against this day, not against a later one."""
        self.pre_viewing_planned_on = facts.pre_viewing_planned_on

    @step(
        source="*",
        by=DEVELOPER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="通知分户验收",
        en="notify the household acceptance",
    )
    def notify_household_acceptance(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.household_acceptance_notified_on = facts.on

    @step(
        source="*",
        by=AUTHORITIES,
        facts=OnDay,
        guards=NOT_LATER,
        zh="同意组织分户验收",
        en="consent to the household acceptance",
    )
    def consent_household_acceptance(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.household_acceptance_consented_on = facts.on

    @step(
        source="*",
        by=DEVELOPER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="通知预看房",
        en="notify the pre-viewing",
    )
    def notify_pre_viewing(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.pre_viewing_notified_on = facts.on

    @step(
        source="*",
        by=DEVELOPER | AGENCY,
        facts=PreViewed,
        guards=(not_after_moment("pre_viewing_on"),),
        zh="登记预看房",
        en="record the pre-viewing",
        report=True,
    )
    def record_pre_viewing(self, facts: PreViewed, _moment: Moment) -> None:
        """Keep the day."""
        self.pre_viewing_on = facts.pre_viewing_on

    @step(
        source="*",
        by=AUTHORITIES,
        facts=OnDay,
        guards=NOT_LATER,
        zh="同意组织预看房",
        en="consent to the pre-viewing",
    )
    def consent_pre_viewing(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.pre_viewing_consented_on = facts.on

    @step(
        source="*",
        by=AUTHORITIES,
        facts=OnDay,
        guards=NOT_LATER,
        zh="同意组织竣工验收",
        en="consent to the completion acceptance",
    )
    def consent_completion(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.completion_consented_on = facts.on


class AfterAcceptance(models.Model):
    """What follows completion, up to the time in which the developer no longer exists."""

    user_papers_on = models.DateField("交付用户告知书日期", null=True)
    claims_briefing_on = models.DateField("理赔服务说明会日期", null=True)
    joint_inspection_on = models.DateField("共同检查日期", null=True)
    revisited_on = models.DateField("回访日期", null=True)
    serious_accident_on = models.DateField("严重质量事故日期", null=True)
    major_complaint_on = models.DateField("质量投诉造成重大社会影响日期", null=True)
    developer_dissolved_on = models.DateField("建设单位注销日期", null=True)

    class Meta:
        """No table of its own."""

        abstract = True

    @step(
        source="*",
        by=INSURER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="交付用户告知书和责任范围说明书",
        en="hand over the users' papers",
        report=True,
    )
    def hand_over_user_papers(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day on which the developer got what the users are to be told."""
        self.user_papers_on = facts.on

    @step(
        source="*",
        by=INSURER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="召开理赔服务说明会",
        en="hold the claims briefing",
        report=True,
    )
    def hold_claims_briefing(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.claims_briefing_on = facts.on

    @step(
        source="*",
        by=DEVELOPER | INSURER | AGENCY,
        facts=OnDay,
        guards=NOT_LATER,
        zh="组织责任开始前的共同检查",
        en="hold the joint inspection before cover",
        report=True,
    )
    def hold_joint_inspection(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.joint_inspection_on = facts.on

    @step(
        source="*",
        by=AGENCY | INSURER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="登记回访",
        en="revisit",
        report=True,
    )
    def revisit(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.revisited_on = facts.on

    @step(
        source="*",
        by=AUTHORITIES,
        facts=OnDay,
        guards=NOT_LATER,
        zh="登记严重质量事故",
        en="record a serious accident",
        report=True,
    )
    def record_serious_accident(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.serious_accident_on = facts.on

    @step(
        source="*",
        by=AUTHORITIES,
        facts=OnDay,
        guards=NOT_LATER,
        zh="登记造成重大社会影响的质量投诉",
        en="record a complaint of major social effect",
        report=True,
    )
    def record_major_complaint(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.major_complaint_on = facts.on

    @step(
        source="*",
        by=AUTHORITIES | INSURER,
        facts=OnDay,
        guards=NOT_LATER,
        zh="登记建设单位注销",
        en="record the dissolution of the developer",
        report=True,
        duty_of=(PartyRole.developer,),
    )
    def dissolve_developer(self, facts: OnDay, _moment: Moment) -> None:
        """Keep the day."""
        self.developer_dissolved_on = facts.on
