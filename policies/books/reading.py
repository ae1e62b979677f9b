"""From grids to lines: one per filled row, each value read by its column; every fault by sheet, row, column, reason."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Final, Literal

from django.utils.translation import gettext as _

from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.names import mask_phone

from .cells import Raw, read_cell
from .columns import SHEETS, Column, Sheet
from .grids import Grid, grids_of

Effect = Literal["error", "warning", "law", "reason"]
"""Whether it stands against loading at all, is only to be looked at, is the law's, or waits for a typed reason."""
_HEAD_WITHIN: Final = 6
_MOST_PER_SHEET: Final = 200
_MOST_WRITTEN: Final = 40
_PHONE: Final = re.compile(r"(?<!\d)1\d{10}(?!\d)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: where, why, and by which article if the law says so.

    `row` is 0 for the sheet as a whole; `subject` is the thing on whose page one can go on, once it stands.
    """

    sheet: str
    row: int
    column: str
    reason: str
    effect: Effect = "error"
    clause: str = ""
    code: str = ""
    subject: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet as values by the names of its columns."""

    sheet: str
    row: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Draft:
    """What a workbook says, and what is wrong with it."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Whether anything stands against loading."""
        return any(fault.effect == "error" for fault in self.faults)

    def of(self, sheet: Sheet) -> list[Line]:
        """Return the lines of one sheet."""
        return [line for line in self.lines if line.sheet == sheet.title]


def read_workbook(file: IO[bytes]) -> Draft:
    """Return the lines of a workbook with their faults.

    Raises:
        BadInput: it cannot be read at all.
    """
    found = grids_of(file, {sheet.title: sheet.most for sheet in SHEETS})
    draft = Draft()
    for sheet in SHEETS:
        grid = found.get(sheet.title)
        if grid is not None:
            _read_sheet(sheet, grid, draft)
        elif sheet.required:
            draft.faults.append(Fault(sheet.title, 0, "", _("没有这张表。请用模板填写，表名不要改。")))
    return draft


def _read_sheet(sheet: Sheet, grid: Grid, draft: Draft) -> None:
    head = head_of(sheet, grid)
    if head is None:
        draft.faults.append(Fault(sheet.title, 0, "", _("没有找到表头。请用模板填写，表头不要改。")))
        return
    at, places = head
    faults: list[Fault] = list(_faults_of_head(sheet, grid, at, places))
    rows = [(number, cells) for number, cells in grid.rows if number > at and not _explains(sheet, cells, places)]
    faults += _merged(sheet, grid, at, places)
    if grid.is_cut:
        said = _("一张表最多 %(most)d 行，后面的没有读。请分成几个工作簿。") % {"most": sheet.most}
        faults.append(Fault(sheet.title, 0, "", said))
    for number, cells in rows:
        line = _line(sheet, number, cells, places, faults)
        if line is not None:
            draft.lines.append(line)
    if sheet.required and not rows:
        faults.append(Fault(sheet.title, 0, "", _("这张表还没有填。")))
    draft.faults += cut(sheet.title, faults)


def cut(sheet: str, faults: Sequence[Fault], most: int = _MOST_PER_SHEET) -> list[Fault]:
    """Return the first faults of a sheet, and how many more there are."""
    if len(faults) <= most:
        return list(faults)
    more = _("还有 %(n)d 处没有列出，先改好上面的再传。") % {"n": len(faults) - most}
    return [*faults[:most], Fault(sheet, 0, "", more)]


def head_of(sheet: Sheet, grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of the heads and where each column stands; columns may have been moved."""
    wanted = {_plain(column.head): column.name for column in sheet.columns}
    for number, cells in grid.rows:
        if number > _HEAD_WITHIN:
            return None
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = wanted.get(_plain(cell.value)) if isinstance(cell.value, str) else None
            if name is not None:
                found.setdefault(name, place)
        if len(found) >= min(2, len(wanted)):
            return number, found
    return None


def _plain(head: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(head)).replace("*", "").split())


def _faults_of_head(sheet: Sheet, grid: Grid, at: int, places: Mapping[str, int]) -> Iterable[Fault]:
    for column in sheet.columns:
        if column.required and column.name not in places:
            yield Fault(sheet.title, at, column.head, _("缺少这一列。请用模板填写，表头不要改。"))
    cells = next(cells for number, cells in grid.rows if number == at)
    known = set(places.values())
    for place, cell in enumerate(cells):
        if place not in known and not cell.is_empty:
            yield Fault(sheet.title, at, str(cell.value)[:40], _("模板里没有这一列，或者重复了，没有读。"), "warning")


def _explains(sheet: Sheet, cells: Sequence[Raw], places: Mapping[str, int]) -> bool:
    """Say whether a row is the line of explanations that the template has below its heads."""
    said = [(column.explains, cells[places[column.name]].value) for column in sheet.columns if column.name in places]
    filled = [(explains, str(value).removeprefix("必填。")) for explains, value in said if value is not None]
    return bool(filled) and all(value in (explains, "必填", "可不填") for explains, value in filled)


def _merged(sheet: Sheet, grid: Grid, at: int, places: Mapping[str, int]) -> Iterable[Fault]:
    heads = {place + 1: sheet.column(name).head for name, place in places.items()}
    for area in grid.merged:
        if area.last_row > at:
            said = _("有合并的单元格，读不出每一行是什么。请取消合并，每行都填上。")
            yield Fault(sheet.title, max(area.first_row, at + 1), heads.get(area.column, ""), said)


def _line(
    sheet: Sheet, number: int, cells: Sequence[Raw], places: Mapping[str, int], faults: list[Fault]
) -> Line | None:
    values: dict[str, Any] = {}
    before = len(faults)
    for column in sheet.columns:
        raw = cells[places[column.name]] if column.name in places else Raw()
        _take(sheet, column, number, raw, values, faults)
    if not values and len(faults) == before:
        return None
    return Line(sheet.title, number, values)


def with_value(reason: str, written: str) -> str:
    """Return a reason with what stands in the cell, unless it says so itself."""
    if not written or f"“{written}”" in reason:
        return reason
    return _("%(reason)s（填的是“%(written)s”）") % {"reason": reason, "written": written}


def _as_written(raw: Raw, column: Column) -> str:
    """Return a cell in short, without the names of owners and with each whole telephone number in it shortened."""
    said = "" if raw.value is None or column.reads == "names" else " ".join(str(raw.value).split())
    return _PHONE.sub(lambda found: mask_phone(found[0]), said)[:_MOST_WRITTEN]


def _take(sheet: Sheet, column: Column, number: int, raw: Raw, values: dict[str, Any], faults: list[Fault]) -> None:
    if raw.is_empty and not raw.is_formula:
        if column.required:
            faults.append(Fault(sheet.title, number, column.head, _("请填写这一项。")))
        return
    try:
        read = read_cell(raw, column)
    except BadInput as problem:
        faults.append(Fault(sheet.title, number, column.head, with_value(problem.message, _as_written(raw, column))))
        values[column.name] = None
        return
    if read.value is not None:
        values[column.name] = read.value
    if read.warning:
        faults.append(Fault(sheet.title, number, column.head, read.warning, "warning"))
