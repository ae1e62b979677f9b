"""Finding: a quality risk that somebody found, followed until it is rectified and closed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import model_validator

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Code, Day, Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, lifecycle, step
from riskmgmt.guards import agency_is_not_suspended
from riskmgmt.roles import AGENCY, AUTHORITIES, INSURER, RECTIFIERS, SITE

FINDERS = AGENCY | AUTHORITIES | {Role.supervisor, Role.developer, Role.handler}
OPEN = ("raised", "ordered", "submitted", "supervisor_accepted", "developer_confirmed")
SEVERE = ("severe", "severe_conduct")


class Source(models.TextChoices):
    """On what occasion it was found."""

    DESIGN = "design", gettext_lazy("设计文件")
    WORKS = "works", gettext_lazy("施工过程")
    HOUSEHOLD = "household", gettext_lazy("分户验收")
    PRE_VIEWING = "pre_viewing", gettext_lazy("预看房")
    TEST = "test", gettext_lazy("检测")
    JOINT = "joint", gettext_lazy("共同检查")


class Grade(models.TextChoices):
    """The common scale; a city's own grade stands beside."""

    NORMAL = "normal", gettext_lazy("正常")
    WATCH = "watch", gettext_lazy("关注")
    MINOR = "minor", gettext_lazy("轻微")
    MEDIUM = "medium", gettext_lazy("一般")
    EVIDENCE_MISSING = "evidence_missing", gettext_lazy("资料缺失")
    SEVERE = "severe", gettext_lazy("严重")
    SEVERE_CONDUCT = "severe_conduct", gettext_lazy("严重行为风险")


class RaiseFinding(Facts):
    """What was found, how grave it is, and until when it is to be rectified."""

    source: Source
    grade: Grade
    city_grade: Code = ""
    section: Code = ""
    rectify_by: Day | None = None


class Order(Facts):
    """Until when it is to be rectified."""

    rectify_by: Day


class Submit(Facts):
    """What is shown of the place before and after, and the written explanation; what there is is what gates look at."""

    before_ids: tuple[Id, ...] = ()
    after_ids: tuple[Id, ...] = ()
    video_ids: tuple[Id, ...] = ()
    explanation_ids: tuple[Id, ...] = ()
    has_before_photo: bool = False
    has_after_photo: bool = False
    has_video: bool = False
    has_explanation: bool = False

    @model_validator(mode="before")
    @classmethod
    def _look(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        return {**given, **{name: bool(given.get(files)) for name, files in SHOWN.items()}}


SHOWN = {
    "has_before_photo": "before_ids",
    "has_after_photo": "after_ids",
    "has_video": "video_ids",
    "has_explanation": "explanation_ids",
}


class Regrade(Facts):
    """The new grade; the first one is kept."""

    grade: Grade
    city_grade: Code = ""


def nobody_closes_his_own_work(finding: "Finding", _facts: Facts, moment: Moment) -> Iterable[Refusal]:
    """Refuse the organisation that rectified the finding."""
    own = moment.acting.get("organisation")
    if own is not None and own == finding.submitted_by:
        yield Refusal("finding.own_work", _("整改单位不能自己关闭问题，请由风险管理机构或监理单位复核关闭。"))


def visit_is_of_the_project(finding: "Finding", _facts: Facts, _moment: Moment) -> Iterable[Refusal]:
    """Refuse a finding that names the visit of another project: its report goes to another developer."""
    if finding.visit is not None and finding.visit.subject.project_id != finding.subject.project_id:
        yield Refusal("finding.foreign_visit", _("这次检查不属于本项目，请选本项目的检查，或者不填检查。"))


def is_objected_to(finding: "Finding", _facts: Facts, _moment: Moment) -> Iterable[Refusal]:
    """Refuse to decide an objection that nobody has raised, or that was decided before."""
    if finding.objected_on is None or finding.objection_upheld is not None:
        yield Refusal("finding.no_objection", _("没有等待处理的异议：当事单位提出异议以后，才能认定异议是否成立。"))


def is_accepted_once(finding: "Finding", _facts: Facts, _moment: Moment) -> Iterable[Refusal]:
    """Refuse to accept for the insurer what it has accepted already."""
    if finding.insurer_accepted_at is not None:
        yield Refusal("finding.accepted_already", _("保险公司已经验收过这次整改，请刷新页面看最新情况。"))


@lifecycle(kind="finding", rank=66, zh="风险问题", en="finding")
class Finding(Aggregate):
    """A finding; its first grade and its present one are both kept, and the visit in whose report it stands."""

    identity = ("section_subject_id", "visit_id")

    state = StateField()
    section_subject = models.ForeignKey("projects.Section", models.PROTECT, null=True, related_name="findings")
    visit = models.ForeignKey("riskmgmt.Inspection", models.PROTECT, null=True, related_name="findings")
    source = models.CharField("发现环节", max_length=16, choices=Source)
    grade = models.CharField("风险等级", max_length=24, choices=Grade)
    first_grade = models.CharField("初始风险等级", max_length=24, choices=Grade)
    city_grade = models.CharField("本市等级", max_length=80, blank=True)
    section = models.CharField("分部工程", max_length=80, blank=True)
    raised_at = models.DateTimeField("提出时间", null=True)
    raised_on = models.DateField("提出日期", null=True)
    confirmed_on = models.DateField("确认日期", null=True)
    objected_on = models.DateField("提出异议日期", null=True)
    objection_upheld = models.BooleanField("异议成立", null=True)
    ordered_at = models.DateTimeField("要求整改时间", null=True)
    rectify_by = models.DateField("整改期限", null=True)
    submitted_at = models.DateTimeField("提交整改时间", null=True)
    submitted_by = models.BigIntegerField(null=True)
    has_before_photo = models.BooleanField("有整改前照片", default=False)
    has_after_photo = models.BooleanField("有整改后照片", default=False)
    has_video = models.BooleanField("有整改视频", default=False)
    has_explanation = models.BooleanField("有整改情况说明", default=False)
    supervisor_accepted_at = models.DateTimeField("监理复核时间", null=True)
    developer_confirmed_at = models.DateTimeField("建设单位确认时间", null=True)
    insurer_accepted_at = models.DateTimeField("保险公司验收时间", null=True)
    escalated_on = models.DateField("升级处理日期", null=True)
    reported_to_developer_at = models.DateTimeField("监理报告建设单位时间", null=True)
    reported_upward_at = models.DateTimeField("报告主管部门时间", null=True)
    closed_at = models.DateTimeField("关闭时间", null=True)

    @step(
        source="",
        target="raised",
        by=FINDERS,
        facts=RaiseFinding,
        locks=(),
        reads=("project",),
        within=("engagement", "project"),
        guards=(agency_is_not_suspended, visit_is_of_the_project),
        zh="提出问题",
        en="raise",
    )
    def raise_finding(self, facts: RaiseFinding, moment: Moment) -> None:
        """Enter what was found."""
        self.source = facts.source
        self.grade = self.first_grade = facts.grade
        self.city_grade = facts.city_grade
        self.section = facts.section
        self.rectify_by = facts.rectify_by
        self.raised_at = moment.occurred_at
        self.raised_on = moment.day

    @step(source="raised", by={Role.developer, *SITE}, zh="确认问题", en="confirm")
    def confirm(self, _facts: NoFacts, moment: Moment) -> None:
        """A participant agrees that it is so."""
        self.confirmed_on = moment.day

    @step(source=("raised", "ordered"), by={Role.developer, *SITE}, zh="提出异议", en="object")
    def object(self, _facts: NoFacts, moment: Moment) -> None:
        """A participant disagrees."""
        self.objected_on = moment.day
        self.objection_upheld = None

    @step(
        source=("raised", "ordered"),
        target="closed",
        by=AGENCY | AUTHORITIES,
        guards=(agency_is_not_suspended, is_objected_to),
        second_person=False,
        zh="异议成立",
        en="uphold",
    )
    def uphold(self, _facts: NoFacts, moment: Moment) -> None:
        """The objection is right; nothing is to be rectified."""
        self.objection_upheld = True
        self.closed_at = moment.occurred_at

    @step(
        source=("raised", "ordered"),
        by=AGENCY | AUTHORITIES,
        guards=(agency_is_not_suspended, is_objected_to),
        zh="异议不成立",
        en="reject the objection",
    )
    def reject_objection(self, _facts: NoFacts, _moment: Moment) -> None:
        """The finding stands."""
        self.objection_upheld = False

    @step(
        source="raised",
        target="ordered",
        by=AGENCY | AUTHORITIES | {Role.supervisor, Role.developer},
        facts=Order,
        guards=(agency_is_not_suspended,),
        zh="要求整改",
        en="order",
    )
    def order(self, facts: Order, moment: Moment) -> None:
        """Ask for rectification until a day."""
        self.rectify_by = facts.rectify_by
        self.ordered_at = moment.occurred_at

    @step(
        source=("raised", "ordered"),
        target="submitted",
        by=RECTIFIERS | {Role.developer},
        facts=Submit,
        zh="提交整改结果",
        en="submit",
    )
    def submit(self, facts: Submit, moment: Moment) -> None:
        """Show that it is mended."""
        self.insurer_accepted_at = None
        self.submitted_at = moment.occurred_at
        self.submitted_by = moment.acting.get("organisation")
        self.has_before_photo = facts.has_before_photo
        self.has_after_photo = facts.has_after_photo
        self.has_video = facts.has_video
        self.has_explanation = facts.has_explanation

    @step(source="submitted", target="supervisor_accepted", by={Role.supervisor}, zh="监理复核通过", en="accept")
    def supervisor_accept(self, _facts: NoFacts, moment: Moment) -> None:
        """The supervisor has looked and agrees."""
        self.supervisor_accepted_at = moment.occurred_at

    @step(source="submitted", target="ordered", by={Role.supervisor}, zh="监理退回整改", en="send back")
    def supervisor_reject(self, _facts: NoFacts, _moment: Moment) -> None:
        """The supervisor asks for more."""
        self.submitted_at = None

    @step(
        source=("submitted", "supervisor_accepted"),
        target="developer_confirmed",
        by={Role.developer},
        zh="建设单位确认整改",
        en="confirm the rectification",
    )
    def developer_confirm(self, _facts: NoFacts, moment: Moment) -> None:
        """The developer confirms that it is mended."""
        self.developer_confirmed_at = moment.occurred_at

    @step(
        source=("submitted", "supervisor_accepted", "developer_confirmed"),
        by=INSURER,
        guards=(is_accepted_once,),
        zh="保险公司验收整改",
        en="accept the rectification for the insurer",
    )
    def insurer_accept(self, _facts: NoFacts, moment: Moment) -> None:
        """The insurer has looked at what was mended and accepts it; mended again, it is looked at again."""
        self.insurer_accepted_at = moment.occurred_at

    @step(
        source=("submitted", "supervisor_accepted", "developer_confirmed"),
        target="closed",
        by=AGENCY | {Role.supervisor, Role.developer},
        guards=(agency_is_not_suspended, nobody_closes_his_own_work),
        zh="复核关闭",
        en="close",
    )
    def close(self, _facts: NoFacts, moment: Moment) -> None:
        """Close the finding."""
        self.closed_at = moment.occurred_at

    @step(source=OPEN, by=AGENCY | {Role.handler, Role.underwriter}, zh="升级处理", en="escalate")
    def escalate(self, _facts: NoFacts, moment: Moment) -> None:
        """Bring it before those above the site."""
        self.escalated_on = moment.day

    @step(source=OPEN, by={Role.supervisor}, zh="报告建设单位", en="report to the developer")
    def report_to_developer(self, _facts: NoFacts, moment: Moment) -> None:
        """The supervisor says that it is not being mended, or badly."""
        self.reported_to_developer_at = moment.occurred_at

    @step(source=OPEN, by=AGENCY, facts=Regrade, guards=(agency_is_not_suspended,), zh="调整等级", en="regrade")
    def regrade(self, facts: Regrade, _moment: Moment) -> None:
        """Give it another grade."""
        self.grade = facts.grade
        self.city_grade = facts.city_grade or self.city_grade

    @step(
        source="closed",
        target="ordered",
        by=AGENCY | AUTHORITIES,
        facts=Order,
        guards=(agency_is_not_suspended,),
        zh="重新打开",
        en="reopen",
    )
    def reopen(self, facts: Order, moment: Moment) -> None:
        """It was not mended after all."""
        self.closed_at = None
        self.rectify_by = facts.rectify_by
        self.ordered_at = moment.occurred_at

    @step(
        source=OPEN,
        by=AGENCY | {Role.handler, Role.supervisor, Role.developer},
        zh="报告主管部门",
        en="report upward",
    )
    def report_upward(self, _facts: NoFacts, moment: Moment) -> None:
        """Tell the authority."""
        self.reported_upward_at = moment.occurred_at
