"""One project: what is insured, its buildings with their days, and the records of the project itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.labels import state_words
from idi_platform.portal.cases.pages.records import record_rows
from idi_platform.portal.cases.pages.subject import breach_links, decision_notes
from idi_platform.portal.cases.queries import records_on
from idi_platform.portal.components import Note, RecordRow
from idi_platform.portal.keyset import Page
from idi_platform.portal.lists import Cell, Column, Empty, Fact, LinkRow, Row, Table
from idi_platform.portal.words import date_words
from idi_platform.projects.addresses import project_address
from idi_platform.projects.models import Building, InsuredObject, Project
from idi_platform.projects.pages.keeping import kept_elsewhere
from idi_platform.projects.progress import progress_of
from idi_platform.projects.queries import participants_on
from idi_platform.records.governing import law_of
from idi_platform.rulebooks.law import Law, rulebooks_for
from idi_platform.rulebooks.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Everything that the page of a project shows."""

    title: str
    state: str
    facts: list[Fact]
    objects: Table
    buildings: Table
    records: list[RecordRow]
    decisions: list[Note]
    breaches: list[LinkRow]
    keeping: list[LinkRow]


def projects_table(page: "Page[Project]", acting: Acting) -> Table:
    """Return projects by name, each with its page."""
    columns = (Column(_("项目")), Column(_("编号")), Column(_("区划")), Column(_("进展")))
    empty = Empty(_("还没有项目"), _("录入保单时登记的项目会出现在这里。"), icon="crane")
    progress = progress_of(page.items)
    return Table(_("项目"), columns, tuple(_project(row, progress[row.pk], acting) for row in page.items), empty=empty)


def _project(row: Project, progress: str, acting: Acting) -> Row:
    href = project_address(acting, row.pk)
    cells = (
        Cell(row.name, href=href),
        Cell(row.number),
        Cell(row.subject.division.name),
        Cell(progress),
    )
    return Row(cells, href=href)


def project_page(project: Project, acting: Acting, now: datetime, today: date) -> ProjectPage:
    """Return the page of a project."""
    objects = list(project.insured_objects.select_related("subject").order_by("number"))
    laws = rulebooks_for([row.pk for row in objects])
    law = law_of(project.subject)
    return ProjectPage(
        title=project.name,
        state=progress_of([project])[project.pk],
        facts=_facts(project, today),
        objects=_objects(objects, laws, acting),
        buildings=_buildings(project, acting),
        records=record_rows(records_on(project.subject), acting, now, law),
        decisions=decision_notes(project, acting, now),
        breaches=breach_links(project, acting),
        keeping=[*kept_elsewhere(project, acting), *_keeping(project, acting)],
    )


def _keeping(project: Project, acting: Acting) -> list[LinkRow]:
    """Return what an underwriter keeps of a project on a page of its own."""
    if acting.door != "console" or not acting.may_act_as(Role.underwriter):
        return []
    href = reverse("projects_mandates:mandates", args=[project.pk])
    return [LinkRow(_("物业服务企业的委托"), href, _("从哪天到哪天，谁能替业主报案"), "shield")]


def _facts(project: Project, today: date) -> list[Fact]:
    facts = [
        Fact(_("项目编号"), project.number),
        Fact(_("类型"), str(project.get_project_kind_display())),
        Fact(_("建设工程规划许可证"), project.planning_permit or _("未登记")),
    ]
    parties = participants_on(project.pk, today)
    return facts + [
        Fact(vocabulary.label(party.role), party.organisation.name)
        for party in parties
        if party.organisation is not None
    ]


def _objects(rows: list[InsuredObject], laws: Mapping[int, Law], acting: Acting) -> Table:
    columns = (
        Column(_("保险标的")),
        Column(_("施工许可申请")),
        Column(_("施工许可发证")),
        Column(_("施工合同签订")),
        Column(_("适用")),
    )
    made = tuple(
        Row(
            (
                Cell(row.number, sub=state_words("insured_object", row.state), href=address(acting, "subject", row.pk)),
                Cell(_day(row.permit_applied_on)),
                Cell(_day(row.permit_issued_on)),
                Cell(_day(row.contract_signed_on)),
                Cell(laws[row.pk].title),
            )
        )
        for row in rows
    )
    return Table(_("保险标的"), columns, made, empty=Empty(_("还没有保险标的"), ""))


def _buildings(project: Project, acting: Acting) -> Table:
    columns = (
        Column(_("楼栋")),
        Column(_("用途")),
        Column(_("开工")),
        Column(_("完工")),
        Column(_("竣工验收合格")),
        Column(_("备案")),
        Column(_("转保公告")),
    )
    sold = Q(units__sold_on__isnull=False)
    reached = Count("units", filter=sold & Q(units__announcement_reached_on__isnull=False))
    rows = Building.objects.filter(insured_object__project=project).order_by("insured_object", "number")
    rows = rows.annotate(homes=Count("units", filter=sold), reached=reached)
    made = tuple(_building(row, address(acting, "subject", row.pk)) for row in rows)
    return Table(_("楼栋和日期"), columns, made, empty=Empty(_("还没有楼栋"), ""))


def _building(row: Any, href: str) -> Row:
    return Row(
        (
            Cell(row.name or row.number, sub=state_words("building", row.state), href=href),
            Cell(str(row.get_use_display())),
            *(Cell(_day(day)) for day in (row.begun_on, row.completed_on, row.accepted_on, row.filed_on)),
            Cell(_day(row.cover_announced_on), sub=_reached(row)),
        ),
        href=href,
    )


def _reached(row: Any) -> str:
    """Return how many homes the announcement has reached; nothing before the first."""
    return _("已送达 %(reached)s／%(homes)s 户") % {"reached": row.reached, "homes": row.homes} if row.reached else ""


def _day(day: date | None) -> str:
    return date_words(day) if day is not None else _("未登记")
