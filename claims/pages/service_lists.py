"""Tables of the desk's lists behind /service/, and the cells of the file that is taken along."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.at_desks import Visit
from claims.codes import Channel
from claims.dates import until_words
from claims.pages.owner_turns import Turns
from claims.pages.service import whose_words
from claims.pages.whose_turn import state_words
from claims.queries import CaseLine
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.lists import CaseCard, Cell, Column, Empty, Row, Table
from idi_platform.portal.words import full_instant_words, instant_words, length_words, time_words


def visits_table(visits: Sequence[Visit]) -> Table:
    """Return the visits of a day in the order of their hours."""
    empty = Empty(
        _("这一天没有约好的上门"), _("约好了会出现在这里；没有约就来的，请打电话给保险公司核实。"), "calendar"
    )
    columns = tuple(Column(label) for label in (_("时间"), _("去哪里"), _("哪家来"), _("案件")))
    return Table(_("上门安排"), columns, tuple(_visit_row(one) for one in visits), empty=empty)


def _visit_row(visit: Visit) -> Row:
    href = reverse("claims:service_claim", args=[visit.number]) if visit.number else ""
    case = Cell(visit.number, href=href) if visit.number else Cell(_("业主自己报的"))
    return Row(
        (Cell(time_words(visit.at), strong=True), Cell(visit.place), Cell(visit.insurer or "—"), case), href=href
    )


def visit_cards(visits: Sequence[Visit]) -> list[CaseCard]:
    """Return the same as cards for a telephone; a case that the desk may not see leads nowhere else."""
    here = reverse("claims:service_visits")
    return [
        CaseCard(
            title=f"{time_words(one.at)}　{one.place}",
            place=one.insurer,
            line=one.number or _("业主自己报的"),
            href=reverse("claims:service_claim", args=[one.number]) if one.number else here,
        )
        for one in visits
    ]


def passed_table(lines: Sequence[CaseLine], entered: Mapping[int, datetime], now: datetime) -> Table:
    """Return what was taken in and passed on: received when, passed on when, and the limit that runs since."""
    labels = (_("收到"), _("转交"), _("收到后的期限"), _("案件"), _("在哪里"))
    empty = Empty(_("没有等着保险公司来看的报案"), _("您登记的报案，保险公司都看过了。"), "check")
    columns = tuple(Column(label) for label in labels)
    rows = tuple(_passed_row(line, entered.get(line.case.pk), now) for line in lines)
    return Table(_("登记过、保险公司还没有来看的报案"), columns, rows, empty=empty)


def _passed_row(line: CaseLine, entered_at: datetime | None, now: datetime) -> Row:
    claim: Any = line.case
    href = reverse("claims:service_claim", args=[claim.number])
    chip = clock_chip(line.clock, now) if line.clock is not None else None
    passed = entered_at or claim.received_at
    late = passed - claim.received_at
    after = _("收到后 %(length)s") % {"length": length_words(late)} if late.total_seconds() >= 60 else _("当时")
    return Row(
        (
            Cell(instant_words(claim.received_at, now)),
            Cell(instant_words(passed, now), sub=after),
            Cell(chip=chip, sub=chip.line if chip is not None else "", words="" if chip is not None else "—"),
            Cell(line.title, sub=claim.number, href=href),
            Cell(line.home),
        ),
        href=href,
    )


def month_cells(lines: Sequence[CaseLine], turns: Turns) -> tuple[list[str], list[list[str]]]:
    """Return heads and cells of the month's list; no names, no telephones."""
    heads = [
        _("案件编号"),
        _("收到时间"),
        _("渠道"),
        _("在哪里"),
        _("问题"),
        _("紧急"),
        _("涉及户数"),
        _("进展"),
        _("轮到谁"),
        _("期限"),
    ]
    return heads, [_month_row(line, whose_words(turns[line.case.pk])) for line in lines]


def _month_row(line: CaseLine, who: str) -> list[str]:
    claim: Any = line.case
    return [
        claim.number,
        full_instant_words(claim.received_at),
        str(Channel(claim.channel).label),
        line.home,
        line.title,
        _("是") if claim.is_emergency else "",
        str(len(claim.affected_homes) or ""),
        state_words(claim),
        who,
        until_words(line.clock) if line.clock is not None else "",
    ]
