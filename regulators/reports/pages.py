"""Monthly reports as tables: months of a place, figures of a month with their corrections, the list behind one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Division
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.languages import in_words
from idi_platform.portal.cases.addresses import may_read
from idi_platform.portal.cases.pages.records import record_rows
from idi_platform.portal.cases.pages.records import title_of as title_of_record
from idi_platform.portal.cases.places import Place, places_of
from idi_platform.portal.cases.queries import names_in
from idi_platform.portal.components import Chip, Look, RecordRow
from idi_platform.portal.keyset import Page
from idi_platform.portal.lists import CaseCard, Cell, Column, Empty, Fact, Row, Table
from idi_platform.portal.words import full_instant_words, instant_words, limit_words, month_words
from idi_platform.records.models import Record, Subject
from idi_platform.records.words import texts_of_all
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.vocabulary import vocabulary
from regulators.indicators.definitions import IndicatorDef
from regulators.models import CorrectedFigure, LockedFigure, MonthlyReport

from . import queries
from .figures import DASH, figure_words, number_words, parts_words
from .lines import formula, name_of

_CUT_OFFS: Final = {
    "stock": _noop("时点数：当月最后一天 24:00"),
    "flow": _noop("当月发生的（按发生时间，不按录入时间）"),
    "cohort": _noop("跟踪同一批：观察期在当月届满的"),
    "maturity": _noop("当月到期或者已经完成的；还在期限内的另列"),
}
_MOST_CAUSES: Final = 50
_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """One correction sheet: which cells, the same as cards for a telephone, and the late entries behind them."""

    table: Table
    cards: list[CaseCard]
    records: list[RecordRow]


def reports_table(reports: Iterable[MonthlyReport], names: Mapping[str, Division], now: datetime) -> Table:
    """Return the months, the newest first."""
    rows = list(reports)
    limits = Clock.objects.filter(subject__in=[row.pk for row in rows if row.state == "open"])
    ends = dict(limits.values_list("subject", "due_at"))
    columns = (Column(_("月份")), Column(_("状态")), Column(_("更正单"), numeric=True))
    made = tuple(_month(row, names, ends.get(row.pk), now) for row in rows)
    return Table(
        _("监管月报"), columns, made, empty=Empty(_("还没有月报"), _("启用以后，每个月自动生成一份。"), "chart")
    )


def _month(report: MonthlyReport, names: Mapping[str, Division], end: datetime | None, now: datetime) -> Row:
    href = reverse("reports:report", args=(report.pk,))
    cells = (
        Cell(title_of(report), sub=names[report.place].name, href=href),
        Cell(chip=_state(report), sub=_when(report, end, now)),
        Cell(str(report.corrections) if report.corrections else DASH, numeric=True),
    )
    return Row(cells, href=href, key=str(report.pk))


def title_of(report: MonthlyReport) -> str:
    """Return the month of a report."""
    assert report.month is not None
    return month_words(report.month)


def _state(report: MonthlyReport) -> Chip:
    if report.state == "open":
        return Chip(Look.NONE, _("还没有锁定"))
    return Chip(Look.MET, _("已锁定，有更正") if report.corrections else _("已锁定"))


def _when(report: MonthlyReport, end: datetime | None, now: datetime) -> str:
    if report.locked_at is not None:
        return _("%(when)s 锁定") % {"when": limit_words(report.locked_at, now)}
    return _("%(when)s 自动锁定") % {"when": limit_words(end, now)} if end is not None else ""


def when_words(report: MonthlyReport, now: datetime) -> str:
    """Say when a report was locked, or will be."""
    end = Clock.objects.filter(subject=report.pk).values_list("due_at", flat=True).first()
    return _when(report, end, now)


def counted_words(report: MonthlyReport) -> str:
    """Say when the figures of a report were counted; nothing while it is open."""
    at = report.figures.values_list("counted_at", flat=True).first()
    return full_instant_words(at) if at is not None else ""


def sheets(
    report: MonthlyReport, found: Mapping[int, Sequence[CorrectedFigure]], acting: Acting, now: datetime
) -> list[Sheet]:
    """Return the correction sheets of a report, the newest first."""
    wanted = {pk for cells in found.values() for cell in cells for pk in cell.causes}
    records = Record.objects.filter(pk__in=wanted).select_related("subject").in_bulk()
    defined = queries.definitions_of(report)
    made = []
    for number, cells in found.items():
        causes = dict.fromkeys(pk for cell in cells for pk in cell.causes)
        late = [records[pk] for pk in list(causes)[:_MOST_CAUSES] if pk in records]
        rows = _told(late, acting, now)
        when = instant_words(cells[0].corrected_at, now)
        caption = _("第 %(n)d 号更正单（%(when)s）") % {"n": number, "when": when}
        table = _cells_table(report, caption, cells, defined)
        made.append(Sheet(table, [_corrected_card(row) for row in table.rows], rows))
    return made


def _told(late: Sequence[Record], acting: Acting, now: datetime) -> list[RecordRow]:
    """Return the late records: each with its case, or for who opens no case what was done, by which house, and why."""
    law = rulebook_for(None)
    if may_read(acting):
        places = places_of([record.subject for record in late], acting)
        rows = record_rows(late, acting, now, law)
        titles = [places[record.subject_id].title for record in late]
        return [replace(row, title=f"{row.title}　{title}") for row, title in zip(rows, titles, strict=True)]
    _people, houses = names_in(late)
    typed = texts_of_all(record.reasons for record in late)
    return [
        RecordRow(
            title=title_of_record(record, law),
            when=instant_words(record.occurred_at, now),
            who=houses.get(record.acting.get("organisation") or 0, ""),
            late=_("%(when)s 补录") % {"when": instant_words(record.recorded_at, now)},
            body="　".join(reasons.values()),
        )
        for record, reasons in zip(late, typed, strict=True)
    ]


def _cells_table(
    report: MonthlyReport, caption: str, cells: Sequence[CorrectedFigure], defined: Mapping[str, IndicatorDef]
) -> Table:
    columns = (
        Column(_("指标")),
        Column(_("原来"), numeric=True),
        Column(_("更正后"), numeric=True),
        Column(_("名单变化"), numeric=True),
    )
    rows = tuple(_corrected(report, cell, defined[cell.code]) for cell in cells)
    return Table(caption, columns, rows)


def _corrected(report: MonthlyReport, cell: CorrectedFigure, definition: IndicatorDef) -> Row:
    href = reverse("reports:figure", args=(report.pk, cell.code, cell.line)) + f"?sheet={cell.number}"
    cells = (
        Cell(name_of(cell.code, definition, cell.line, whole=True), href=href),
        Cell(figure_words(definition, cell.line, cell.old_value), numeric=True),
        Cell(figure_words(definition, cell.line, cell.value), numeric=True, strong=True),
        Cell(_changes(cell), numeric=True),
    )
    return Row(cells, href=href)


def _corrected_card(row: Row) -> CaseCard:
    name, old, new, changes = row.cells
    return CaseCard(title=name.words, place=f"{old.words} → {new.words}", line=changes.words, href=row.href)


def _changes(cell: CorrectedFigure) -> str:
    """Say how many rows of the list came, went, or count otherwise now."""
    came, gone = ({(row[0], row[3]) for row in rows} for rows in (cell.entered, cell.left))
    told = (
        (_("新增 %(n)d 行"), came - gone),
        (_("去掉 %(n)d 行"), gone - came),
        (_("改 %(n)d 行"), came & gone),
    )
    return _("，").join(words % {"n": len(rows)} for words, rows in told if rows)


def figure_title(locked: LockedFigure) -> str:
    """Return code and name of a line."""
    return name_of(locked.code, queries.defined_by(locked), locked.line, whole=True)


def figure_facts(row: LockedFigure | CorrectedFigure, locked: LockedFigure) -> list[Fact]:
    """Return what a figure is: value, definition, cut-off, what is left out, versions, digest."""
    definition = queries.defined_by(locked)
    facts = [
        Fact(_("数值"), figure_words(definition, row.line, row.value)),
        Fact(_("怎么算"), formula(definition, row.line)),
        Fact(_("分子 / 分母"), parts_words(definition, row.line, row.counted, row.of)),
        Fact(_("算哪些"), _(_CUT_OFFS[definition.cut_off_of(row.line)])),
        Fact(_("说明"), in_words(definition.remarks)),
        Fact(
            _("口径版本"),
            _("定义第 %(d)d 版，计算第 %(c)d 版") % {"d": locked.definition.version, "c": locked.counting},
        ),
        Fact(_("出数时间"), full_instant_words(_counted_at(row, locked))),
        Fact(_("名单校验码"), row.list_digest),
    ]
    return [fact for fact in facts if fact.value]


def _counted_at(row: LockedFigure | CorrectedFigure, locked: LockedFigure) -> datetime:
    return row.corrected_at if isinstance(row, CorrectedFigure) else locked.counted_at


def page_of_list(rows: Sequence[list[Any]], query: QueryDict) -> Page[list[Any]]:
    """Cut one page out of a list that stands still: its pages have numbers; a number that is none is the first."""
    paginator = Paginator(rows, _ROWS)
    page = paginator.get_page(query.get("page"))
    rest = f"sheet={query['sheet']}&" if query.get("sheet", "").isdecimal() else ""
    return Page(
        items=tuple(page.object_list),
        next_href=f"?{rest}page={page.next_page_number()}" if page.has_next() else "",
        first_href=f"?{rest}page=1" if page.has_previous() else "",
    )


def list_table(rows: Sequence[list[str | int]], subjects: Mapping[int, Subject], acting: Acting) -> Table:
    """Return rows of a list: the case, what it adds to numerator and denominator."""
    places = named(subjects, acting)
    columns = (Column(_("哪一项")), Column(_("计入分子"), numeric=True), Column(_("计入分母"), numeric=True))
    made = []
    for subject_id, counted, of, _ref in rows:
        subject, place = subjects[int(subject_id)], places[int(subject_id)]
        kind = vocabulary.label(subject.kind)
        cells = (
            Cell(place.title, sub="" if place.title.startswith(kind) else kind, href=place.href),
            Cell(_exact(counted), numeric=True),
            Cell(_exact(of), numeric=True),
        )
        made.append(Row(cells, href=place.href))
    return Table(_("名单"), columns, tuple(made), empty=Empty(_("名单是空的"), _("当月没有这一类事项。"), "list"))


def named(subjects: Mapping[int, Subject], acting: Acting) -> dict[int, Place]:
    """Return what the cases of a list are called: by kind and number alone for who counts and opens no case."""
    if may_read(acting):
        return places_of(subjects.values(), acting)
    return {pk: Place(f"{vocabulary.label(subject.kind)} {pk}") for pk, subject in subjects.items()}


def _exact(number: str | int) -> str:
    return number_words(Decimal(str(number)))
