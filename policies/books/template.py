"""The workbook that is filled in: heads with units, a line of explanations, lists to choose from; by place, if known.

Whatever a cell of ours holds is text or a number: nothing written here can be a formula.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from policies.proposals import Proposal, ProposedTerm

from .columns import COVER, POLICIES, PROJECT, SHEETS, TERMS, Column, Sheet

HEAD_ROW: Final = 2
FIRST_ROW: Final = 4
"""Row 1 says what the sheet is for, 2 has the heads, 3 explains them."""
CHOICES: Final = "选项"
_BOLD = Font(bold=True)
_GREY = Font(color="00606060", size=10)
_HEAD = PatternFill("solid", start_color="00E8EEF4")
_REQUIRED = PatternFill("solid", start_color="00FCE8C8")
_WRAP = Alignment(wrap_text=True, vertical="top")
_FORMATS: Final[Mapping[str, str]] = {
    "day": "yyyy-mm-dd", "amount": "#,##0.00", "area": "#,##0.00", "sum": "#,##0.00", "percent": "0.######",
    "years": "0.#", "whole": "0",
}  # fmt: skip
_TEXT: Final = "@"
_LONGEST_LIST: Final = 250


@dataclass(frozen=True, slots=True)
class Place:
    """For which place, kind and day a template is drawn, and what the text there proposes."""

    division: str
    kind: str
    signed_on: date
    proposal: Proposal


def template(place: Place | None = None) -> bytes:
    """Return an empty workbook; with a place, its items and terms stand there already."""
    book = Workbook()
    _guide(book.active, place)
    for sheet in SHEETS:
        drawn = book.create_sheet(sheet.title)
        _heads(drawn, sheet)
        for number, values in enumerate(_known(sheet, place), start=FIRST_ROW):
            for name, value in values.items():
                at = next(place for place, column in enumerate(sheet.columns, start=1) if column.name == name)
                drawn.cell(number, at, value).number_format = _FORMATS.get(sheet.columns[at - 1].reads, _TEXT)
        dress(book, drawn, sheet, {column.name: place for place, column in enumerate(sheet.columns)}, FIRST_ROW)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes."""
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def dress(book: Workbook, drawn: Any, sheet: Sheet, places: Mapping[str, int], first_row: int) -> None:
    """Give a sheet its widths, forms of cells and lists; `places` count columns from zero."""
    last = first_row + sheet.most - 1
    for column in sheet.columns:
        if column.name not in places:
            continue
        letter = get_column_letter(places[column.name] + 1)
        drawn.column_dimensions[letter].width = column.width
        drawn.column_dimensions[letter].number_format = _FORMATS.get(column.reads, _TEXT)
        if column.choices and column.reads != "choices":
            _offer(book, drawn, column, f"{letter}{first_row}:{letter}{last}")
    drawn.freeze_panes = f"A{first_row}"


def _offer(book: Workbook, drawn: Any, column: Column, cells: str) -> None:
    """Let a cell be chosen from a list; a long one stands on a hidden sheet."""
    said = ",".join(column.choices)
    source = f'"{said}"' if len(said) <= _LONGEST_LIST else _listed(book, list(column.choices))
    offered = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    offered.errorTitle, offered.error = "请从列表中选", "请从列表中选一个。"
    drawn.add_data_validation(offered)
    offered.add(cells)


def _listed(book: Workbook, words: Sequence[str]) -> str:
    if CHOICES not in book.sheetnames:
        book.create_sheet(CHOICES).sheet_state = "hidden"
    hidden = book[CHOICES]
    at = (hidden.max_column + 1) if hidden["A1"].value else 1
    for row, word in enumerate(words, start=1):
        hidden.cell(row, at, word)
    letter = get_column_letter(at)
    return f"{CHOICES}!${letter}$1:${letter}${len(words)}"


def _heads(drawn: Any, sheet: Sheet) -> None:
    drawn.cell(1, 1, sheet.about).font = _BOLD
    for at, column in enumerate(sheet.columns, start=1):
        head = drawn.cell(HEAD_ROW, at, f"{column.head}*" if column.required else column.head)
        head.font, head.fill, head.alignment = _BOLD, _REQUIRED if column.required else _HEAD, _WRAP
        explained = drawn.cell(HEAD_ROW + 1, at, explanation(column))
        explained.font, explained.alignment = _GREY, _WRAP


def explanation(column: Column) -> str:
    """Return what stands below a head."""
    if column.required:
        return f"必填。{column.explains}" if column.explains else "必填"
    return column.explains or "可不填"


def _guide(drawn: Any, place: Place | None) -> None:
    drawn.title = "说明"
    said = [
        "录入项目和保单：怎么填",
        "1. 每张表第 2 行是表头，第 3 行是说明，从第 4 行起填写。带 * 的必填。表名和表头不要改。",
        "2. 只填实际内容，不要用公式、合并单元格。代码、房号、电话存为文本。金额以元计，最多两位小数。",
        "3. 上传后先看预览：要改的地方按表、行、列和原因列出。改好可以再传，已经录入的不会重复。",
        "4. 没有走到的步骤，日期留空；不要填以后的日期。",
        "5. 参建单位、保险公司要先在平台登记；只能录入本公司主承保的保单。",
    ]
    if place is not None:
        text = place.proposal.title if place.proposal.answer == "bound" else "这一天没有办法直接适用"
        said += [f"本模板按 {place.division}、{place.signed_on.isoformat()} 生成：{text}", *place.proposal.why]
    for row, words in enumerate(said, start=1):
        drawn.cell(row, 1, words).alignment = _WRAP
    drawn["A1"].font = _BOLD
    drawn.column_dimensions["A"].width = 100


def _known(sheet: Sheet, place: Place | None) -> Sequence[Mapping[str, Any]]:
    """Return the rows that are known for a place."""
    if place is None:
        return ()
    kinds = {code: word for word, code in PROJECT.column("kind").choices.items()}
    items = [{"item": item.title, "group": "基本"} for item in place.proposal.items if not item.text.is_rider]
    known: Mapping[str, Sequence[Mapping[str, Any]]] = {
        PROJECT.title: [{"division": place.division, "kind": kinds[place.kind]}],
        POLICIES.title: [{"signed_on": place.signed_on}],
        COVER.title: items,
        TERMS.title: [{"term": term.title, "unit": _unit(term)} for term in place.proposal.terms],
    }
    return known.get(sheet.title, ())


def _unit(term: ProposedTerm) -> str:
    return _UNITS.get(term.unit, "、".join(label for _code, label in term.choices))


_UNITS: Final[Mapping[str, str]] = {
    "hours": "小时", "days": "日", "working_days": "工作日", "months": "月", "years": "年", "bool": "是或否",
}  # fmt: skip
