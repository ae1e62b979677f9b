"""The figures of a month as a page shows them: each line with its formula, its corrections, and what stands beside."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.kernel.languages import in_words
from idi_platform.portal.lists import CaseCard, Cell, Column, Row, Table
from regulators.indicators.definitions import IndicatorDef
from regulators.models import CorrectedFigure, LockedFigure, MonthlyReport

from . import queries
from .figures import DASH, figure_words, parts_words

FAMILIES: Final = {
    "P": _noop("投保和保费"),
    "R": _noop("风险管理"),
    "C": _noop("理赔"),
    "M": _noop("赔款和追偿"),
    "D": _noop("投诉和争议"),
    "F": _noop("保障资金"),
    "W": _noop("保修期报修"),
    "A": _noop("风险管理前瞻"),
    "Q": _noop("登记规范"),
}
Sheets = Mapping[int, Sequence[CorrectedFigure]]
Values = Mapping[queries.Cell, LockedFigure]


@dataclass(frozen=True, slots=True)
class Family:
    """Indicators whose codes begin with one letter: a table, and the same as cards for a telephone."""

    letter: str
    table: Table
    cards: list[CaseCard]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in words; `corrected` is empty where no sheet has changed it."""

    name: str
    is_first: bool
    formula: str
    value: str
    corrected: str
    parts: str
    before: str
    last_year: str
    size: str
    href: str


def families(report: MonthlyReport, sheets: Sheets) -> list[Family]:
    """Return the figures of a report by family, with the month before and the same month of the year before."""
    shown: dict[str, list[Line]] = {}
    for code, line in _lines(report, sheets):
        shown.setdefault(code[0], []).append(line)
    return [
        Family(letter, _table(_(name), shown[letter]), [_card(line) for line in shown[letter]])
        for letter, name in FAMILIES.items()
        if letter in shown
    ]


def _lines(report: MonthlyReport, sheets: Sheets) -> Iterator[tuple[str, Line]]:
    locked, (before, last_year) = queries.figures_of(report), queries.compared(report)
    marked = queries.corrected_among([*before.values(), *last_year.values()])
    corrected = newest(sheets)
    beside = (locked, before, last_year, corrected)
    for code, definition in queries.definitions_of(report).items():
        for line in definition.lines:
            cell = (code, line)
            if cell not in locked or not (_is_first(definition, line) or _has_a_list(cell, beside)):
                continue
            row = locked[cell]
            others = [_compared(definition, row, one.get(cell), marked) for one in (before, last_year)]
            yield code, _line(report, definition, row, corrected.get(cell), others)


def _has_a_list(cell: queries.Cell, beside: Sequence[Mapping[queries.Cell, Any]]) -> bool:
    """Say whether a line has rows here or in what stands beside it."""
    return any(cell in rows and rows[cell].size for rows in beside)


def _is_first(definition: IndicatorDef, line: str) -> bool:
    return line == next(iter(definition.lines))


def newest(sheets: Sheets) -> dict[queries.Cell, CorrectedFigure]:
    """Return of each figure that was corrected the cell of its newest sheet."""
    found: dict[queries.Cell, CorrectedFigure] = {}
    for number in sorted(sheets):
        found |= {(cell.code, cell.line): cell for cell in sheets[number]}
    return found


def _line(
    report: MonthlyReport,
    definition: IndicatorDef,
    row: LockedFigure,
    corrected: CorrectedFigure | None,
    others: Sequence[str],
) -> Line:
    line, (before, last_year) = row.line, others
    stands = figure_words(definition, line, corrected.value) if corrected is not None else ""
    return Line(
        name=name_of(row.code, definition, line),
        is_first=_is_first(definition, line),
        formula=formula(definition, line),
        value=figure_words(definition, line, row.value),
        corrected=_("更正后 %(value)s") % {"value": stands} if stands else "",
        parts=parts_words(definition, line, row.counted, row.of),
        before=before,
        last_year=last_year,
        size=_("%(n)d 行") % {"n": row.size},
        href=reverse("reports:figure", args=(report.pk, row.code, line)),
    )


def name_of(code: str, definition: IndicatorDef, line: str, *, whole: bool = False) -> str:
    """Return what a line is called: the first by code and indicator, the others by themselves unless `whole`."""
    indicator, own = in_words(definition.title), in_words(definition.lines[line].title)
    if not whole and not _is_first(definition, line):
        return own
    return f"{code} {indicator}" if own == indicator else _("%(code)s %(indicator)s：%(line)s") % {
        "code": code, "indicator": indicator, "line": own,
    }  # fmt: skip


def formula(definition: IndicatorDef, line: str) -> str:
    """Return what a line counts, in words: numerator ÷ denominator."""
    own = definition.lines[line]
    counted = in_words(own.counted or definition.counted)
    of = own.of or definition.of
    if definition.how(line) == "sum" or of is None:
        return counted
    return f"{counted} ÷ {in_words(of)}"


def _compared(definition: IndicatorDef, row: LockedFigure, other: LockedFigure | None, marked: Collection[int]) -> str:
    if other is None:
        return DASH
    if (other.definition.version, other.counting) != (row.definition.version, row.counting):
        return _("口径不同")
    value = figure_words(definition, row.line, other.value)
    return _("%(value)s（有更正）") % {"value": value} if other.pk in marked else value


def _table(caption: str, lines: Sequence[Line]) -> Table:
    columns = (
        Column(_("指标")),
        Column(_("数值"), numeric=True),
        Column(_("分子 / 分母"), numeric=True),
        Column(_("上月"), numeric=True),
        Column(_("上年同月"), numeric=True),
        Column(_("名单"), numeric=True),
    )
    return Table(caption, columns, tuple(_row(line) for line in lines))


def _row(line: Line) -> Row:
    cells = (
        Cell(line.name, sub=line.formula, strong=line.is_first),
        Cell(line.value, sub=line.corrected, numeric=True, strong=line.is_first),
        Cell(line.parts, numeric=True),
        Cell(line.before, numeric=True),
        Cell(line.last_year, numeric=True),
        Cell(line.size, href=line.href, numeric=True),
    )
    return Row(cells, href=line.href)


def _card(line: Line) -> CaseCard:
    beside = _("上月 %(before)s，上年同月 %(last_year)s") % {"before": line.before, "last_year": line.last_year}
    parts = "　".join(part for part in (line.parts, line.size) if part)
    title = f"{line.name}　{line.value}"
    return CaseCard(title=title, place=line.formula, line=beside, href=line.href, side=parts, hint=line.corrected)
