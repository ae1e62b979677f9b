"""What rulebooks may say about the agency's work: paths, facts and sets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from idi_platform.accounts.models import OrganisationRelation
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel import clock
from idi_platform.projects.models import Project, Section
from idi_platform.projects.models.finances import Verified
from idi_platform.projects.ties import ties_between
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Party
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.fields import labels_of, linked, reader, register_fields

from .models import (
    Assessment,
    AssessmentKind,
    Degree,
    EngagedStaff,
    Engagement,
    Finding,
    Inspection,
    InspectionKind,
    Test,
)
from .models.finding import OPEN, SEVERE

VERIFIED = "project.verify_major_defects"


def register() -> None:
    """Register all names of this app; the kinds and steps come from the lifecycles."""
    for model in (Engagement, Inspection, Test, Finding, Assessment):
        money = ("fee", "fee_paid", "first_fee") if model is Engagement else ()
        register_fields(model, money=money)
        vocabulary.path(model.kind, "project", "project", read=linked(Project))
    for kind in ("inspection", "finding", "assessment"):
        vocabulary.path(kind, "engagement", "engagement", read=linked(Engagement))
    vocabulary.path("finding", "part", "section", read=section_of)
    vocabulary.path("finding", "inspection", "inspection", read=visit_of)
    vocabulary.path("finding", "assessment", "assessment", read=report_on)
    _kinds()
    _categories()
    _findings()
    _verifications()
    _staff()
    _sets()


def section_of(finding: Finding) -> Section | None:
    """Return the section of the works that a finding lies on."""
    return finding.section_subject


def visit_of(finding: Finding) -> Inspection | None:
    """Return the visit in whose report a finding stands."""
    return finding.visit


def report_on(finding: Finding) -> Assessment | None:
    """Return the first report of the agency that was delivered and handed in after the finding was raised."""
    if finding.raised_at is None:
        return None
    later = Assessment.objects.filter(subject__project=finding.subject.project_id, submitted_at__gte=finding.raised_at)
    return later.filter(delivered_at__isnull=False).select_related("subject").order_by("delivered_at", "pk").first()


def report_received_at(finding: Finding) -> datetime | None:
    """Return when the developer received the first report in which the finding stands: its visit's, or a later one."""
    reports = (visit_of(finding), report_on(finding))
    delivered = [report.delivered_at for report in reports if report is not None and report.delivered_at is not None]
    return min(delivered, default=None)


def _kinds() -> None:
    for name, zh, column, kinds in (
        ("inspection.kind", "检查类型", "inspection_kind", InspectionKind),
        ("assessment.kind", "报告类型", "assessment_kind", AssessmentKind),
    ):
        vocabulary.fact(name, type="choice", zh=zh, en="kind", choices=labels_of(kinds), read=reader(column))


@dataclass(frozen=True, slots=True)
class TestCategory:
    """The tests of one category in a project; `test_count` are those beside the developer's own for the acceptance."""

    __test__ = False

    code: str
    is_important: bool
    test_count: int


def _categories() -> None:
    vocabulary.kind("category", zh="检测类别", en="category of tests")
    for name, kind, zh, en in (
        ("code", "code", "检测类别", "category"),
        ("is_important", "bool", "涉及重要使用功能和安全性能", "important"),
        ("test_count", "int", "风险管理检测数", "tests for the insurer"),
    ):
        vocabulary.fact(f"category.{name}", type=kind, zh=zh, en=en, read=reader(name))  # type: ignore[arg-type]


def _test_categories(project: Project) -> Iterable[TestCategory]:
    tests: list[Test] = list(_of_project(Test)(project))
    for code in sorted({test.category for test in tests}):
        own = [test for test in tests if test.category == code]
        risk = sum(not test.is_acceptance for test in own)
        yield TestCategory(code, any(test.is_important for test in own), risk)


def _findings() -> None:
    vocabulary.fact(
        "finding.is_open", type="bool", zh="尚未关闭", en="open", read=lambda finding: finding.state in OPEN
    )
    vocabulary.fact(
        "finding.is_severe", type="bool", zh="属于严重等级", en="severe", read=lambda finding: finding.grade in SEVERE
    )
    vocabulary.fact(
        "engagement.is_active",
        type="bool",
        zh="委托有效",
        en="active",
        read=lambda engagement: engagement.state in ("contracted", "authorised", "working"),
    )
    zh, en = "建设单位收到写有该问题的报告的时间", "developer received the report with the finding at"
    vocabulary.fact("finding.report_received_at", type="instant", zh=zh, en=en, read=report_received_at)
    zh, en = "有监理单位", "has a supervisor"
    vocabulary.fact("project.has_supervisor", type="bool", zh=zh, en=en, read=_has_supervisor)
    vocabulary.fact("inspection.on", type="date", zh="到场日期", en="day of the visit", read=reader("carried_out_on"))
    vocabulary.fact("project.has_agency", type="bool", zh="已委托机构", en="has an agency", read=_has_agency)
    vocabulary.fact(
        "engagement.is_independent",
        type="bool",
        zh="与参建单位无利害关系",
        en="independent",
        read=lambda engagement: not list(links_to_agency(engagement)),
    )
    vocabulary.fact(
        "engagement.takes_part",
        type="bool",
        zh="机构自身参与该工程",
        en="takes part in the project itself",
        read=takes_part,
    )
    vocabulary.fact(
        "engagement.staff_count",
        type="int",
        zh="在岗人数",
        en="staff on duty",
        read=lambda engagement: engagement.staff.filter(is_active=True).count(),
    )


def _verifications() -> None:
    zh, en = "建设单位核验日期", "verified by the developer on"
    vocabulary.fact("finding.verified_on", type="date", zh=zh, en=en, read=_verified_on)
    zh, en, choices = "建设单位核验结果", "developer's verification", labels_of(Verified)
    vocabulary.fact("finding.verification", type="choice", zh=zh, en=en, choices=choices, read=_verification)


def _staff() -> None:
    vocabulary.kind("staff", zh="机构人员", en="agency staff")
    for column in EngagedStaff._meta.local_concrete_fields:
        name = column.name
        if name in ("has_licence", "has_senior_title", "is_active"):
            vocabulary.fact(f"staff.{name}", type="bool", zh=str(column.verbose_name), en=name, read=reader(name))
    vocabulary.fact(
        "staff.degree", type="choice", zh="学历", en="degree", choices=labels_of(Degree), read=reader("degree")
    )
    vocabulary.fact(
        "staff.experience", type="int", unit="years", zh="从业年限", en="experience", read=reader("experience")
    )
    vocabulary.kind("link", zh="利害关系", en="link between organisations")


def _sets() -> None:
    sets: tuple[tuple[str, str, str, str, Any], ...] = (
        ("project.engagements", "engagement", "风险管理委托", "engagements", _of_project(Engagement)),
        ("project.inspections", "inspection", "风险检查", "inspections", _of_project(Inspection)),
        ("project.tests", "test", "检测", "tests", _of_project(Test)),
        ("project.test_categories", "category", "检测类别", "categories of tests", _test_categories),
        ("project.findings", "finding", "风险问题", "findings", _of_project(Finding)),
        (
            "project.final_findings",
            "finding",
            "最终检查报告涉及的问题",
            "findings of the final report",
            _of_final_report,
        ),
        ("project.assessments", "assessment", "风险评估报告", "reports", _of_project(Assessment)),
        ("section.findings", "finding", "本分部的问题", "findings", _of_section),
        ("inspection.findings", "finding", "本次检查发现的问题", "findings", _of_visit),
        ("assessment.findings", "finding", "报告涉及的问题", "findings", _of_report),
        ("unit.findings", "finding", "本户的问题", "findings", _of_unit),
        ("engagement.staff", "staff", "机构人员", "staff", lambda one: one.staff.filter(is_active=True)),
        ("engagement.participant_links", "link", "与参建单位的利害关系", "links", links_to_agency),
        ("project.participant_links_to_agency", "link", "机构与参建单位的利害关系", "links", _links_of_project),
    )
    for name, member, zh, en, read in sets:
        vocabulary.members(name, member=member, zh=zh, en=en, read=read)


def _of_project(model: Any) -> Any:
    def read(project: Project) -> Iterable[Any]:
        found: Iterable[Any] = (
            model.objects.filter(subject__project=project.pk).select_related("subject").order_by("pk")
        )
        return found

    return read


def _of_section(section: Section) -> Iterable[Finding]:
    return Finding.objects.filter(section_subject=section).select_related("subject").order_by("pk")


def _of_visit(visit: Inspection) -> Iterable[Finding]:
    return Finding.objects.filter(visit=visit).select_related("subject", "visit").order_by("pk")


def _of_report(report: Assessment) -> Iterable[Finding]:
    """Return what had been raised on the project when the report was handed in."""
    if report.submitted_at is None:
        return ()
    raised = Finding.objects.filter(subject__project=report.subject.project_id, raised_at__lte=report.submitted_at)
    return raised.select_related("subject", "visit").order_by("pk")


def _of_final_report(project: Project) -> Iterable[Finding]:
    """Return what the last final report handed over has to name; until there is one, all that was raised so far."""
    reports = Assessment.objects.filter(subject__project=project.pk, assessment_kind=AssessmentKind.FINAL)
    last = reports.filter(delivered_at__isnull=False).select_related("subject").order_by("delivered_at", "pk").last()
    found: Iterable[Finding] = _of_project(Finding)(project) if last is None else _of_report(last)
    return found


def verified(finding: Finding) -> Mapping[str, str]:
    """Return the developer's last answer to a finding, `on` and `result`; nothing once it was ordered again."""
    project_id = finding.subject.project_id
    steps = effective_steps(project_id) if project_id is not None else ()
    answers = [step for step in steps if step.name == VERIFIED and finding.pk in step.facts.get("finding_ids", ())]
    standing = [step for step in answers if finding.ordered_at is None or step.occurred_at >= finding.ordered_at]
    return standing[-1].facts if standing else {}


def _verified_on(finding: Finding) -> date | None:
    day = verified(finding).get("on")
    return date.fromisoformat(day) if day else None


def _verification(finding: Finding) -> str | None:
    return verified(finding).get("result")


def _of_unit(unit: Any) -> Iterable[Finding]:
    return Finding.objects.filter(subject__unit=unit.pk).select_related("subject").order_by("pk")


def takes_part(engagement: Engagement) -> bool:
    """Say whether the agency itself is named today among those who survey, design, build, supervise or test."""
    return _on_site(engagement).filter(organisation=engagement.organisation).exists()


def _on_site(engagement: Engagement) -> "QuerySet[Party]":
    """Return the parties of the project's works today."""
    site = (PartyRole.developer, PartyRole.contractor, PartyRole.designer, PartyRole.supervisor, PartyRole.lab)
    today = clock.local_date(clock.now())
    return Party.objects.on(today).filter(subject=engagement.subject.project_id, role__in=site)


def links_to_agency(engagement: Engagement) -> Iterable[OrganisationRelation]:
    """Return the relations that tie the agency today to those who take part in the project, in either direction."""
    others = _on_site(engagement).exclude(organisation=None).values("organisation")
    return ties_between(engagement.organisation, others)


def _has_agency(project: Project) -> bool:
    """Say whether an agency is contracted for the project."""
    engaged = Engagement.objects.filter(subject__project=project.pk, contracted_on__isnull=False)
    return bool(engaged.exclude(state__in=("replaced", "ended")).exists())


def _has_supervisor(project: Project) -> bool:
    """Say whether a supervisor is named on the project today; small works have none."""
    today = clock.local_date(clock.now())
    return Party.objects.on(today).filter(subject=project.pk, role=PartyRole.supervisor).exists()


def _links_of_project(project: Project) -> Iterable[OrganisationRelation]:
    found: list[OrganisationRelation] = []
    engagements: Iterable[Engagement] = _of_project(Engagement)(project)
    for engagement in engagements:
        found.extend(links_to_agency(engagement))
    return found
