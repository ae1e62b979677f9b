"""The desk's pages of reports whose home is not known yet."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.codes import Severity
from claims.models import Intake
from claims.words import defect_words, text_words
from idi_platform.accounts.names import person_name
from idi_platform.portal.lists import Cell, Column, Empty, Fact, Row, Table
from idi_platform.portal.words import date_words, full_instant_words
from idi_platform.rulebooks.law import rulebook_for

_SHOWN = 40


def waiting_table(rows: Sequence[Intake]) -> Table:
    """Return the reports as rows; where the home is stands in the first line of what was said."""
    return Table(
        caption=_("待对应房屋的报案"),
        columns=(Column(_("编号")), Column(_("在哪里")), Column(_("严重程度")), Column(_("收到时间"))),
        rows=tuple(_row(row) for row in rows),
        empty=Empty(_("没有待对应的报案"), _("业主在房屋绑定以前报的案会排在这里。"), "home"),
    )


def _row(row: Intake) -> Row:
    said = row.statement.body.partition("\n")[0][:_SHOWN] if row.statement is not None else ""
    href = reverse("claims:console_placing_one", args=[row.number])
    return Row(
        (
            Cell(row.number, href=href),
            Cell(said),
            Cell(str(Severity(row.severity).label) if row.severity else ""),
            Cell(full_instant_words(row.received_at) if row.received_at is not None else ""),
        ),
        href,
    )


def facts_of_report(intake: Intake) -> list[Fact]:
    """Return what is known of a report: who, when, what."""
    law = rulebook_for(intake.subject.insured_object_id)
    what = defect_words(law, intake.item_code, intake.defect)
    return [
        Fact(_("报案人"), person_name(intake.received_by_person)),
        Fact(_("收到时间"), full_instant_words(intake.received_at) if intake.received_at is not None else ""),
        Fact(_("部位"), str(intake.get_place_display())),
        Fact(_("问题"), what or _("说不清")),
        *([Fact(_("承保项目"), text_words(law, intake.item_code, intake.defect))] if intake.item_code else []),
        Fact(_("严重程度"), str(intake.get_severity_display())),
        Fact(_("发现日期"), date_words(intake.discovered_on) if intake.discovered_on else _("记不清")),
    ]
