"""Assessment: the agency's report on a stage, a design or the whole project, from its draft to its delivery."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Aggregate, StateField
from idi_platform.workflow.facts import Facts, Id, NoFacts
from idi_platform.workflow.lifecycles import Moment, asked_once, lifecycle, step
from riskmgmt.guards import agency_is_not_suspended
from riskmgmt.models.finding import OPEN, SEVERE, Finding
from riskmgmt.roles import AGENCY, INSURER


class AssessmentKind(models.TextChoices):
    """What the report is about."""

    DESIGN = "design", gettext_lazy("设计风险评估报告")
    STAGE = "stage", gettext_lazy("阶段风险评估报告")
    FINAL = "final", gettext_lazy("最终检查报告")
    REVISIT = "revisit", gettext_lazy("回访报告")


class Draft(Facts):
    """What is reported on."""

    kind: AssessmentKind


class Submit(Facts):
    """The open findings that the report names, how many severe ones are open, and whether it names all that are."""

    finding_ids: tuple[Id, ...] = ()
    open_severe: int = Field(ge=0)
    lists_open_findings: bool


@asked_once
def says_what_is_open(assessment: "Assessment", facts: Submit, _moment: Moment) -> Iterable[Refusal]:
    """Refuse a report that counts or names the open findings otherwise than they stand; saying less is said as such."""
    found = Finding.objects.filter(subject__project=assessment.subject.project_id, state__in=OPEN)
    grades = dict(found.values_list("pk", "grade"))
    severe = sum(grade in SEVERE for grade in grades.values())
    if facts.open_severe != severe:
        said = _("平台上未关闭的严重问题有 %(count)s 个，与报告写的不一致，请核对后再提交。")
        yield Refusal("assessment.severe_count", said % {"count": severe})
    if facts.lists_open_findings and not grades.keys() <= set(facts.finding_ids):
        left = len(grades.keys() - set(facts.finding_ids))
        said = _("还有 %(count)s 个未关闭的问题没有列进报告，请逐个列明；确实没有列全的，请如实填写。")
        yield Refusal("assessment.findings_left_out", said % {"count": left})


@lifecycle(kind="assessment", rank=68, zh="风险评估报告", en="assessment")
class Assessment(Aggregate):
    """A report of the agency; a sealed one is not altered."""

    identity = ()

    state = StateField()
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
        guards=(agency_is_not_suspended, says_what_is_open),
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
