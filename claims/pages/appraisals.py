"""Appraisals as participants, agency and developer read them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Appraisal, Claim, Statement
from claims.models.beside.appraisal import Matter
from claims.models.beside.sides import FINDING, side_of, texts_sides
from claims.pages.beside import APPRAISAL, said_rows
from claims.pages.beside import said_of as said_of_state
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.portal.components import RecordRow
from idi_platform.portal.forms import Choice
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.words import date_words, instant_words
from idi_platform.projects.models import Unit
from idi_platform.records.governing import law_of
from riskmgmt.models import Finding
from riskmgmt.models.finding import OPEN, Grade, Source

_CHOICES, _SHOWN = 100, 50
BEHIND = {
    "developer": (Role.developer,),
    "site": (Role.contractor, Role.designer, Role.supervisor),
    "agency": (Role.agency,),
}
"""The doors behind which these pages stand, and for whom."""


def mine(acting: Acting) -> "QuerySet[Appraisal]":
    """Return the appraisals that the capacity may see."""
    return Appraisal.objects.visible_to(acting)


def open_findings(acting: Acting) -> "QuerySet[Finding]":
    """Return the open findings that the capacity may see, the newest first."""
    return Finding.objects.visible_to(acting).filter(state__in=OPEN).select_related("subject").order_by("-pk")


def findings_to_dispute(acting: Acting) -> list[tuple[int, Choice]]:
    """Return the open findings about which the text lets this side have a third party decide."""
    side = side_of(acting.roles)
    rows = list(open_findings(acting)[:_CHOICES])
    may = {row.subject.project_id: row for row in rows}
    open_to = {pk for pk, row in may.items() if side in texts_sides(law_of(row.subject), FINDING)}
    return [(row.pk, _choice(row)) for row in rows if row.subject.project_id in open_to]


def nothing_to_ask() -> Empty:
    """Return what stands in place of the form where no finding is open to an appraisal and no claim may be named."""
    said = _("您参与的项目里，现在没有可以申请鉴定的检查问题。有了以后，从这里提交书面申请。")
    return Empty(_("现在没有可以申请鉴定的问题"), said, icon="scale")


def _choice(row: Finding) -> Choice:
    raised = _("%(day)s 提出") % {"day": date_words(row.raised_on)} if row.raised_on is not None else ""
    return Choice(f"{Source(row.source).label}　{Grade(row.grade).label}　#{row.pk}", raised, "eye")


def claim_by_number(acting: Acting, number: str) -> Claim:
    """Return the claim of that number in a home that the capacity may see; a developer sees no claim itself.

    Raises:
        Refused: There is none in its projects; that one exists elsewhere is not said.
    """
    homes = Unit.objects.visible_to(acting).values("subject")
    rows = Claim.objects.filter(Q(subject__unit__in=homes), number=number.strip()).select_related("subject")
    found = rows.first()
    if found is None:
        raise Refused([Refusal("appraisal.no_claim", _("您的项目里没有这个编号的案件，请核对编号。"))])
    return found


def table_of(rows: Iterable[Appraisal], door: str, now: datetime) -> Table:
    """Return appraisals as a table."""
    columns = (Column(_("事项")), Column(_("现在")), Column(_("申请时间")))
    empty = Empty(_("没有鉴定"), _("您或者对方申请鉴定以后，会列在这里。"), icon="scale")
    return Table(_("鉴定"), columns, tuple(_row(row, door, now) for row in rows), empty=empty)


def _row(row: Appraisal, door: str, now: datetime) -> Row:
    href = reverse(f"appraisals_{door}:one", args=[row.pk])
    at = instant_words(row.requested_at, now) if row.requested_at is not None else ""
    return Row((Cell(about(row), href=href, strong=True), Cell(state_of(row)), Cell(at)), href)


def about(row: Appraisal) -> str:
    """Return what is disputed: the matter, with the finding's or the claim's number."""
    number = row.claim.number if row.claim is not None else f"#{row.finding_id}"
    return f"{Matter(row.matter).label}　{number}"


def state_of(row: Appraisal) -> str:
    """Return where it stands, in words."""
    return said_of_state(APPRAISAL, row.state)


def said_of(row: Appraisal, acting: Acting, now: datetime) -> list[RecordRow]:
    """Return what was written with it, the newest first."""
    rows = Statement.objects.filter(subject=row.pk).order_by("-written_at", "-pk")[:_SHOWN]
    return said_rows(rows, acting, now)
