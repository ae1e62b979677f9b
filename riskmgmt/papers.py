"""What papers about the works may say: one finding and its rectification, and what a joint inspection found."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.kernel.display import show_date, show_instant
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.sectioned import Addressee, fills
from idi_platform.workflow.world import SubjectWorld

from .models import Finding
from .models.finding import Source
from .words import section_words

JOINT = "project.hold_joint_inspection"


def _nobody(_thing: Any) -> Iterable[Addressee]:
    """Stand in for the owner's side, which has no part in the works."""
    return ()


def finding_sections(happened: Happened, world: SubjectWorld) -> Mapping[str, Any]:
    """Return what was found, until when it is to be mended, and how far it is."""
    finding: Finding = happened.aggregate
    found = [
        (_("分部工程"), section_words(world.rulebook, finding.section)),
        (_("发现环节"), finding.get_source_display()),
        (_("提出日期"), show_date(finding.raised_on) if finding.raised_on else ""),
        (_("风险等级"), finding.get_grade_display()),
    ]
    done = [
        (_("提交整改"), finding.submitted_at),
        (_("监理复核"), finding.supervisor_accepted_at),
        (_("建设单位确认"), finding.developer_confirmed_at),
        (_("关闭"), finding.closed_at),
    ]
    state = [(label, show_instant(at)) for label, at in done if at is not None]
    until = [(_("整改期限"), show_date(finding.rectify_by))] if finding.rectify_by else []
    return {
        "findings": {"facts": [(label, words) for label, words in found if words]},
        "answer_by": {"facts": until},
        "grade_and_state": {"facts": [(_("风险等级"), finding.get_grade_display()), *state]},
    }


def project_sections(happened: Happened, world: SubjectWorld) -> Mapping[str, Any]:
    """Return what the joint inspection before cover has found, and what of it is mended and accepted."""
    if happened.record.name != JOINT:
        return {}
    found = Finding.objects.filter(subject__project=happened.aggregate.pk, source=Source.JOINT).order_by("raised_at")
    rows = [(section_words(world.rulebook, row.section) or _("未写明"), row) for row in found]
    if not rows:
        return {
            "defects_and_dates": _("到登记时为止，没有登记共同查验发现的问题。"),
            "acceptance_of_repairs": _("没有需要验收的维修。"),
        }
    return {
        "defects_and_dates": {
            "table": {
                "head": [_("分部工程"), _("风险等级"), _("提出日期"), _("整改期限")],
                "rows": [
                    [part, row.get_grade_display(), _day(row.raised_on), _day(row.rectify_by)] for part, row in rows
                ],
            }
        },
        "acceptance_of_repairs": {
            "table": {
                "head": [_("分部工程"), _("监理复核"), _("建设单位确认"), _("保险公司验收"), _("关闭")],
                "rows": [[part, *(_at(at) for at in _accepted(row))] for part, row in rows],
            }
        },
    }


def _accepted(row: Finding) -> tuple[Any, ...]:
    return (row.supervisor_accepted_at, row.developer_confirmed_at, row.insurer_accepted_at, row.closed_at)


def _day(day: Any) -> str:
    return show_date(day) if day is not None else _("未定")


def _at(at: Any) -> str:
    return show_instant(at) if at is not None else _("还没有")


def register() -> None:
    """Register what is known."""
    fills("finding", owners=_nobody)(finding_sections)
    fills("project", owners=_nobody)(project_sections)
