"""One finding: what, where and how grave, what it looked like before and after, who agreed, until when it was due."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _later

from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.kernel.clock import local_date
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.pages.evidence import shown_by, told_items
from idi_platform.portal.cases.pages.subject import case_parts
from idi_platform.portal.cases.queries import clocks_on
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import Chip, ClockChip, EvidenceItem, Stage
from idi_platform.portal.lists import Fact
from idi_platform.portal.words import date_words, full_instant_words, short_date_words
from idi_platform.projects.models import Project
from idi_platform.records.histories import effective_steps
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title
from riskmgmt.addresses import project_findings_address
from riskmgmt.models import Finding
from riskmgmt.models.finding import Grade
from riskmgmt.pages.lists import late_chip, places_of, title_of
from riskmgmt.words import PROOFS, finding_state_words, section_words

_SUBMITTED = "finding.submit"
_FACTS = {
    "before_ids": "has_before_photo",
    "after_ids": "has_after_photo",
    "video_ids": "has_video",
    "explanation_ids": "has_explanation",
}
_DONE = (
    (_later("提交整改"), "submitted_at"),
    (_later("监理复核"), "supervisor_accepted_at"),
    (_later("建设单位确认"), "developer_confirmed_at"),
    (_later("保险公司验收"), "insurer_accepted_at"),
    (_later("报告建设单位"), "reported_to_developer_at"),
    (_later("报告主管部门"), "reported_upward_at"),
    (_later("关闭"), "closed_at"),
)


@dataclass(frozen=True, slots=True)
class FindingPage:
    """Everything that the page of a finding shows."""

    title: str
    where: str
    state: str
    late: Chip | None
    stages: tuple[Stage, ...]
    facts: tuple[Fact, ...]
    followed: tuple[Fact, ...]
    pictures: list[EvidenceItem]
    clocks: list[ClockChip]
    back: str
    case: dict[str, Any]


def finding_page(found: Finding, acting: Acting, law: Law, now: datetime) -> FindingPage:
    """Return the page of a finding."""
    today, project = local_date(now), found.subject.project_id or 0
    name = Project.objects.filter(pk=project).values_list("name", flat=True).first() or ""
    return FindingPage(
        title=title_of(found, law),
        where="　".join(part for part in (name, places_of([found])[found.pk]) if part),
        state=finding_state_words(str(found.state), found.grade),
        late=late_chip(found, today),
        stages=_stages(found, today),
        facts=_facts(found, law),
        followed=_followed(found),
        pictures=_pictures(found, acting, now),
        clocks=[
            clock_chip(row, now, name=clock_title(law, row.name), article=article_of(row.clause))
            for row in clocks_on(found.subject)
        ],
        back=project_findings_address(acting, project),
        case=case_parts(found, acting),
    )


def _facts(found: Finding, law: Law) -> tuple[Fact, ...]:
    rows = [
        (_("风险等级"), _grade(found)),
        (_("保险项目"), section_words(law, found.section) or _("没有写明")),
        (_("发现环节"), str(found.get_source_display())),
        (_("哪次检查"), _visit(found)),
        (_("提出"), full_instant_words(found.raised_at) if found.raised_at is not None else ""),
        (_("要求整改"), full_instant_words(found.ordered_at) if found.ordered_at is not None else ""),
        (_("整改期限"), date_words(found.rectify_by) if found.rectify_by is not None else _("没有定")),
        (_("确认"), date_words(found.confirmed_on) if found.confirmed_on is not None else ""),
        (_("异议"), _objection(found)),
        (_("升级处理"), date_words(found.escalated_on) if found.escalated_on is not None else ""),
    ]
    return tuple(Fact(term, value) for term, value in rows if value)


def _grade(found: Finding) -> str:
    """Return the grade now, the city's own, and the first one where it was another."""
    first = (
        _("当初定为%(grade)s") % {"grade": Grade(found.first_grade).label} if found.first_grade != found.grade else ""
    )
    city = _("%(grade)s 级") % {"grade": found.city_grade} if found.city_grade else ""
    return _("，").join(part for part in (str(found.get_grade_display()), city, first) if part)


def _visit(found: Finding) -> str:
    if found.visit is None:
        return ""
    day = found.visit.carried_out_on or found.visit.planned_on
    return "　".join((str(found.visit.get_inspection_kind_display()), date_words(day) if day is not None else ""))


def _objection(found: Finding) -> str:
    if found.objected_on is None:
        return ""
    said = {None: _("还没有处理"), True: _("成立"), False: _("不成立")}[found.objection_upheld]
    return _("%(day)s 提出，%(said)s") % {"day": date_words(found.objected_on), "said": said}


def _followed(found: Finding) -> tuple[Fact, ...]:
    """Return who agreed to the rectification and when; what has not happened is left out."""
    done = ((str(label), getattr(found, column)) for label, column in _DONE)
    return tuple(Fact(label, full_instant_words(at)) for label, at in done if at is not None)


def _stages(found: Finding, today: date) -> tuple[Stage, ...]:
    """Return the three stages of every finding, those that are done with their day."""
    closed = found.closed_at
    done = (found.raised_at, found.submitted_at, closed)
    labels = (_("提出"), _("整改"), _("复核关闭"))
    is_done = [at is not None or closed is not None for at in done]
    at = is_done.index(False) if False in is_done else len(labels)
    made = (Stage(label, done=index < at, now=index == at) for index, label in enumerate(labels))
    return tuple(
        replace(stage, note=short_date_words(local_date(when), today) if stage.done and when is not None else "")
        for stage, when in zip(made, done, strict=True)
    )


def _pictures(found: Finding, acting: Acting, now: datetime) -> list[EvidenceItem]:
    """Return what was handed in with the finding, the place before and after said by the step that named it."""
    words = {(_SUBMITTED, fact): _(PROOFS[column]) for fact, column in _FACTS.items()}
    rows = Attachment.objects.visible_to(acting, ("finding",)).filter(subject=found.pk).order_by("number")
    return told_items(rows, acting, now, shown_by(effective_steps(found.pk), words))
