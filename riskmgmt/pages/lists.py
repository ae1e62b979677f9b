"""Lists of what the agency found: project by project, then by building and insured item, each number with its list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.keyset import Page
from idi_platform.portal.lists import CaseCard, Cell, Column, Empty, Row, Table
from idi_platform.portal.words import date_words
from idi_platform.projects.models import Building, CommonPart, Project, Unit
from idi_platform.rulebooks.law import Law, item_of
from riskmgmt.addresses import finding_address, project_findings_address
from riskmgmt.models import Finding, Inspection
from riskmgmt.models.finding import OPEN
from riskmgmt.words import finding_state_words, section_words

NOWHERE = 0
"""The building of what is not kept at one of the project's buildings."""
_OPEN = Count("pk", filter=Q(state__in=OPEN))
_VISITS = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to: a building (`NOWHERE`: none), an insured item ("": none), what is still open."""

    building: int | None = None
    item: str | None = None
    is_open: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """Return what the query of an address asks; what cannot be read asks nothing."""
        building = query.get("building", "")
        return cls(int(building) if building.isdecimal() else None, query.get("item"), query.get("open") == "1")

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything is left out."""
        return self != Asked()


def findings_of(acting: Acting) -> "QuerySet[Any]":
    """Return what the capacity may see of what was found, each with the building where it is kept, if any."""
    at = Coalesce("subject__building", "section_subject__building_id", NOWHERE)
    return Finding.objects.visible_to(acting).annotate(at_building=at)


def projects_with_findings(acting: Acting) -> "QuerySet[Project]":
    """Return the projects at which something was found that the capacity may see."""
    found = Finding.objects.visible_to(acting).values("subject__project")
    return Project.objects.visible_to(acting).filter(pk__in=found)


def projects_table(page: "Page[Project]", acting: Acting) -> Table:
    """Return projects with how much was found at each, and how much of it is open."""
    rows = findings_of(acting).filter(subject__project__in=[row.pk for row in page.items]).order_by()
    counted = {
        pk: counts for pk, *counts in rows.values_list("subject__project").annotate(still_open=_OPEN, found=Count("pk"))
    }
    columns = (Column(_("项目")), Column(_("没有关闭"), numeric=True), Column(_("全部"), numeric=True))
    empty = Empty(_("没有检查发现"), _("风险管理机构在您的项目里登记了问题，就会列在这里。"), icon="eye")
    made = tuple(_project(row, counted.get(row.pk, (0, 0)), acting) for row in page.items)
    return Table(_("检查发现的问题"), columns, made, empty=empty)


def _project(row: Project, counts: Sequence[int], acting: Acting) -> Row:
    href = project_findings_address(acting, row.pk)
    still_open, found = counts
    cells = (
        Cell(row.name, row.number, href=href, strong=True),
        Cell(str(still_open), href=f"{href}?open=1", numeric=True),
        Cell(str(found), href=href, numeric=True),
    )
    return Row(cells, href=href)


@dataclass(frozen=True, slots=True)
class Group:
    """What was found at one building of one insured item: the sections it stands under, and how much."""

    building: int
    item: str
    sections: tuple[str, ...]
    still_open: int
    found: int


def groups_of(rows: "QuerySet[Any]", law: Law) -> list[Group]:
    """Return what was found by building and item; the groups add up to what was found."""
    kept: dict[tuple[int, str], Group] = {}
    counted = rows.order_by().values_list("at_building", "section").annotate(still_open=_OPEN, found=Count("pk"))
    for building, section, still_open, found in counted.order_by("at_building", "section"):
        key = (building, item_of(law, section))
        before = kept.get(key, Group(*key, (), 0, 0))
        sections = (*before.sections, section)
        kept[key] = Group(*key, sections, before.still_open + still_open, before.found + found)
    return list(kept.values())


def narrowed(rows: "QuerySet[Any]", groups: Iterable[Group], asked: Asked) -> "QuerySet[Any]":
    """Return the findings that a list is narrowed to."""
    found = rows.filter(state__in=OPEN) if asked.is_open else rows
    if asked.building is not None:
        found = found.filter(at_building=asked.building)
    if asked.item is not None:
        found = found.filter(
            section__in={one for group in groups if group.item == asked.item for one in group.sections}
        )
    return found


def groups_table(groups: Sequence[Group], law: Law, href: str) -> Table:
    """Return the groups; each number opens its list."""
    names = {row.pk: row.name or row.number for row in Building.objects.filter(pk__in=[one.building for one in groups])}
    columns = (
        Column(_("楼栋")),
        Column(_("保险项目")),
        Column(_("没有关闭"), numeric=True),
        Column(_("全部"), numeric=True),
    )
    made = tuple(_group(one, names, law, href) for one in groups)
    total = (Cell(_("合计"), strong=True), Cell(""), *_totals(groups))
    return Table(_("按楼栋和保险项目"), columns, made, foot=total)


def _totals(groups: Sequence[Group]) -> tuple[Cell, Cell]:
    still_open, found = sum(one.still_open for one in groups), sum(one.found for one in groups)
    return Cell(str(still_open), numeric=True), Cell(str(found), numeric=True)


def _group(one: Group, names: Mapping[int, str], law: Law, href: str) -> Row:
    asked: dict[str, Any] = {"building": one.building, "item": one.item}
    all_of_it = f"{href}?{urlencode(asked)}#list"
    still_open = f"{href}?{urlencode({**asked, 'open': 1})}#list"
    cells = (
        Cell(names.get(one.building) or _("没有写明楼栋")),
        Cell(section_words(law, one.sections[0]) or _("其他")),
        Cell(str(one.still_open), href=still_open, numeric=True),
        Cell(str(one.found), href=all_of_it, numeric=True),
    )
    return Row(cells, href=all_of_it)


def findings_table(rows: Sequence[Finding], where: Mapping[int, str], law: Law, acting: Acting, today: date) -> Table:
    """Return findings, each with its page: how grave, what, where (see `places_of`), since when, where it stands."""
    columns = (Column(_("问题")), Column(_("在哪里")), Column(_("提出")), Column(_("整改期限")), Column(_("现在")))
    empty = Empty(_("没有这样的问题"), _("换一个范围再看，或者看全部。"), icon="eye")
    made = tuple(_finding(row, where[row.pk], law, finding_address(acting, row.pk), today) for row in rows)
    return Table(_("问题清单"), columns, made, empty=empty)


def _finding(row: Finding, where: str, law: Law, href: str, today: date) -> Row:
    cells = (
        Cell(title_of(row, law), row.get_source_display(), href=href, strong=True),
        Cell(where or _("没有写明楼栋")),
        Cell(day_words(row.raised_on)),
        Cell(day_words(row.rectify_by), chip=late_chip(row, today)),
        Cell(finding_state_words(str(row.state), row.grade)),
    )
    return Row(cells, href=href, key=str(row.pk))


def findings_cards(
    rows: Sequence[Finding], where: Mapping[int, str], law: Law, acting: Acting, today: date
) -> list[CaseCard]:
    """Return the same findings as cards, for a telephone."""
    return [
        CaseCard(
            title=title_of(row, law),
            place=where[row.pk] or _("没有写明楼栋"),
            line=_("%(since)s 提出，整改期限 %(until)s")
            % {"since": day_words(row.raised_on), "until": day_words(row.rectify_by)},
            href=finding_address(acting, row.pk),
            chip=late_chip(row, today),
            side=finding_state_words(str(row.state), row.grade),
        )
        for row in rows
    ]


def late_chip(row: Finding, today: date) -> Chip | None:
    """Return that the day agreed for the rectification is over, where nothing was handed in by it."""
    is_late = row.state in ("raised", "ordered") and row.rectify_by is not None and row.rectify_by < today
    return Chip(Look.TARGET, _("已过整改期限"), plain=True) if is_late else None


def title_of(row: Finding, law: Law) -> str:
    """Return how grave a finding is, and of what it is: the insured item, else the occasion."""
    grade = _("%(grade)s 级") % {"grade": row.city_grade} if row.city_grade else str(row.get_grade_display())
    return f"{grade}　{section_words(law, row.section) or row.get_source_display()}"


def day_words(day: date | None) -> str:
    """Return a day, or that none is entered."""
    return date_words(day) if day is not None else "—"


def places_of(rows: Sequence[Any]) -> dict[int, str]:
    """Return where each finding is: the home or the common part, else the building; as many queries as kinds."""
    units = Unit.objects.select_related("building").in_bulk({row.subject.unit_id for row in rows} - {None})
    parts = CommonPart.objects.in_bulk({row.subject.common_part_id for row in rows} - {None})
    buildings = Building.objects.in_bulk({row.at_building for row in rows} - {NOWHERE})
    said: dict[int, str] = {}
    for row in rows:
        unit, part = units.get(row.subject.unit_id or 0), parts.get(row.subject.common_part_id or 0)
        building = buildings.get(row.at_building)
        at = (building.name or building.number) if building is not None else ""
        said[row.pk] = f"{unit.building.name}　{unit.number}" if unit is not None else part.name if part else at
    return said


def visits_table(project: Project, acting: Acting) -> Table:
    """Return the agency's visits at a project, the newest first, each with how much stands in its report."""
    rows = Inspection.objects.visible_to(acting).filter(subject__project=project.pk)
    seen = Finding.objects.visible_to(acting).filter(visit__isnull=False, subject__project=project.pk)
    counted = dict(seen.order_by().values_list("visit").annotate(Count("pk")))
    columns = (
        Column(_("检查")),
        Column(_("哪天")),
        Column(_("到场"), numeric=True),
        Column(_("报告")),
        Column(_("发现"), numeric=True),
    )
    empty = Empty(_("没有登记过检查"), _("风险管理机构安排了检查，就会列在这里。"), icon="calendar")
    kept = rows.order_by("-planned_on", "-pk")[:_VISITS]
    return Table(_("来过的检查"), columns, tuple(_visit(row, counted.get(row.pk, 0)) for row in kept), empty=empty)


def _visit(row: Inspection, found: int) -> Row:
    day = row.carried_out_on or row.planned_on
    planned = "" if row.carried_out_on is not None else _("已取消") if row.state == "cancelled" else _("计划")
    sent = row.delivered_at or row.reported_at
    report = _("已送达") if row.delivered_at else _("已出具") if sent else "—"
    return Row(
        (
            Cell(row.get_inspection_kind_display(), strong=True),
            Cell(day_words(day), planned),
            Cell(_("%(n)s 人") % {"n": row.persons} if row.persons else "—", numeric=True),
            Cell(report),
            Cell(str(found), numeric=True),
        )
    )
