"""The developer's first page as values: its projects with policies and counts, tickets told to it, what it owes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Claim, Ticket
from claims.pages.duties import own_duties
from claims.queries import CaseLine
from idi_platform.accounts.acting import Acting
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.cases.labels import state_words
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.components import Duty
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.words import date_words
from idi_platform.projects.models import Project, Unit
from idi_platform.projects.notices.pages import without_notice
from idi_platform.projects.progress import progress_of
from policies.models import Policy
from policies.places import page_of
from policies.queries import state_words as policy_words

_FAR_OFF: Final = timedelta(days=90)
"""From when on a duty is folded away: nobody plans his week by it."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What the developer owes: what stands open on its first page, and what is folded away because it is far off."""

    soon: Sequence[Duty]
    later: Sequence[Duty]


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """What is told of a project in numbers only: homes handed over without their notice, claims of its owners."""

    without_notice: Mapping[int, int]
    claims: Mapping[int, int]
    progress: Mapping[int, str]
    policies: Mapping[int, Sequence[Policy]]


def projects_of(acting: Acting) -> "QuerySet[Project]":
    """Return the projects that the developer may see."""
    return Project.objects.visible_to(acting).select_related("subject__division")


def owed_by(rows: Sequence[Clock], acting: Acting, now: datetime) -> Owed:
    """Return duties in two parts, each in the order of the rows; what has no last day is owed already."""
    is_later = [row.due_at is not None and row.due_at > now + _FAR_OFF for row in rows]
    parts = ([row for row, later in zip(rows, is_later, strict=True) if later is far] for far in (False, True))
    return Owed(*(own_duties(part, acting, now) for part in parts))


def told_tickets(acting: Acting) -> "QuerySet[Ticket]":
    """Return the tickets that were told to the developer, repaired ones included."""
    rows = Ticket.objects.visible_to(acting).filter(liable_organisation=acting.organisation_id or 0)
    return rows.filter(told_at__isnull=False).select_related("subject")


def counts_of(projects: Iterable[Project], acting: Acting, today: date) -> ProjectCounts:
    """Count for the projects shown; of claims the number alone is read, for a developer sees none of them."""
    listed = list(projects)
    shown = [row.pk for row in listed]
    units = Unit.objects.visible_to(acting).filter(building__insured_object__project__in=shown)
    waiting = without_notice(units, today)
    claims = Claim.objects.filter(subject__project__in=shown).exclude(state="routed_before_cover")
    held: dict[int, list[Policy]] = {}
    rows = Policy.objects.visible_to(acting).filter(insured_object__project__in=shown)
    for policy in rows.select_related("insured_object").order_by("pk"):
        held.setdefault(policy.insured_object.project_id, []).append(policy)
    by_project = "building__insured_object__project"
    return ProjectCounts(
        dict(waiting.order_by().values_list(by_project).annotate(Count("pk"))),
        dict(claims.order_by().values_list("subject__project").annotate(Count("pk"))),
        progress_of(listed),
        held,
    )


def projects_table(projects: Iterable[Project], counts: ProjectCounts, acting: Acting) -> Table:
    """Return the projects with their policies and numbers."""
    columns = (
        Column(_("项目")),
        Column(_("进展")),
        Column(_("保单")),
        Column(_("已交付、没有登记告知书交给业主（户）"), numeric=True),
        Column(_("业主报案（件）"), numeric=True),
    )
    empty = Empty(_("还没有项目"), _("保险公司录入您的项目和保单以后，会出现在这里。"), icon="crane")
    return Table(_("我的项目"), columns, tuple(_project(row, counts, acting) for row in projects), empty=empty)


def tickets_table(lines: Iterable[CaseLine], now: datetime, *, address: str = "") -> Table:
    """Return the tickets with their countdown; where it is, never whose it is.

    `address` names the page of one ticket, for who has such a page.
    """
    columns = (Column(_("期限")), Column(_("报修")), Column(_("在哪里")), Column(_("通知日期")), Column(_("进展")))
    empty = Empty(_("没有转给您的报修"), _("保修期内的问题转给您处理时，会出现在这里。"), icon="wrench")
    return Table(_("转给您的报修"), columns, tuple(_ticket(line, now, address) for line in lines), empty=empty)


def _project(row: Project, counts: ProjectCounts, acting: Acting) -> Row:
    policies = counts.policies.get(row.pk, ())
    href = page_of(policies[0].pk, acting) if len(policies) == 1 else reverse("policies:developer_policies")
    numbers = _("；").join(policy.number or _("未签发") for policy in policies)
    states = _("；").join(policy_words(policy.state) for policy in policies)
    return Row(
        (
            Cell(row.name, f"{row.number}　{row.subject.division.name}", strong=True),
            Cell(counts.progress[row.pk]),
            Cell(numbers or "—", states, href=href if numbers else ""),
            Cell(str(counts.without_notice.get(row.pk, 0)), href=_notices(row, acting), numeric=True),
            Cell(str(counts.claims.get(row.pk, 0)), numeric=True),
        ),
        key=str(row.pk),
    )


def _notices(row: Project, acting: Acting) -> str:
    """Return where the homes of a project stand with their notices."""
    return f"{reverse(f'notices_{acting.door}:notices')}?{urlencode({'q': row.name})}"


def _ticket(line: CaseLine, now: datetime, address: str) -> Row:
    ticket = line.case
    chip = clock_chip(line.clock, now) if line.clock is not None else None
    told = ticket.told_at if isinstance(ticket, Ticket) else None
    href = reverse(address, args=[ticket.number]) if address else ""
    return Row(
        (
            Cell(chip=chip, sub=chip.line if chip is not None else "", words="" if chip is not None else "—"),
            Cell(line.title, ticket.number, href=href),
            Cell(line.home),
            Cell(date_words(local_date(told)) if told is not None else "—"),
            Cell(state_words("ticket", ticket.state)),
        ),
        href=href,
        key=ticket.number,
    )
