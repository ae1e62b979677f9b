"""What findings are called, where their pages are, and the way to them from a project's page."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.portal.cases.places import Place, register_places
from idi_platform.portal.lists import LinkRow
from idi_platform.projects.models import Project
from idi_platform.projects.pages.keeping import register_keeping
from riskmgmt.addresses import finding_address, project_findings_address
from riskmgmt.models import Finding
from riskmgmt.words import finding_state_words


def _findings(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = Finding.objects.filter(pk__in=pks)
    return {row.pk: Place(_title(row), finding_address(acting, row.pk)) for row in rows}


def _title(row: Finding) -> str:
    return f"{row.get_grade_display()}　{row.get_source_display()}　{finding_state_words(str(row.state), row.grade)}"


def _from_project(project: Project, acting: Acting) -> list[LinkRow]:
    href = project_findings_address(acting, project.pk)
    hint = _("风险管理机构来过几次、发现了什么、改好没有")
    return [LinkRow(_("检查发现的问题"), href, hint, "eye")] if href else []


def register() -> None:
    """Register how findings are named, and the link on a project's page."""
    register_places("finding", _findings)
    register_keeping(_from_project)
