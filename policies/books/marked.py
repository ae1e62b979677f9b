"""The uploaded workbook given back with its faults marked: each cell coloured and commented, and all of them listed.

Only what was read is given back, value by value; a formula comes back as the text that it was.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from idi_platform.portal.articles import article_of
from policies.models import BookFault

from .cells import Raw
from .columns import SHEETS, Sheet
from .grids import Grid, grids_of
from .reading import head_of
from .template import FIRST_ROW, dress, saved

_FILLS: Final[Mapping[str, PatternFill]] = {
    "error": PatternFill("solid", start_color="00F8D0CC"),
    "reason": PatternFill("solid", start_color="00FCE8C8"),
    "law": PatternFill("solid", start_color="00FCE8C8"),
    "warning": PatternFill("solid", start_color="00FFF6D6"),
}
LIST: Final = "要改的地方"
_MOST_COMMENTS: Final = 300


def marked(file: IO[bytes], faults: Sequence[BookFault]) -> bytes:
    """Return the workbook with its faults; a sheet that could not be found is only in the list.

    Raises:
        BadInput: it cannot be read any more.
    """
    found = grids_of(io.BytesIO(file.read()), {sheet.title: sheet.most for sheet in SHEETS})
    book = Workbook()
    _list(book.active, faults)
    for sheet in SHEETS:
        grid = found.get(sheet.title)
        if grid is not None:
            drawn = book.create_sheet(sheet.title)
            places = _copy(book, drawn, sheet, grid)
            _mark(drawn, places, sheet, [one for one in faults if one.sheet == sheet.title])
    return saved(book)


def _list(drawn: Any, faults: Iterable[BookFault]) -> None:
    drawn.title = LIST
    for at, head in enumerate((_("表"), _("行"), _("列"), _("原因"), _("怎么处理"), _("依据")), start=1):
        drawn.cell(1, at, head).font = Font(bold=True)
    for row, one in enumerate(faults, start=2):
        cells = (one.sheet, one.row or "", one.column, one.reason, one.get_effect_display(), _article(one))
        for at, value in enumerate(cells, start=1):
            _write(drawn.cell(row, at), value)
    for letter, width in zip("ABCDEF", (12, 6, 20, 80, 12, 16), strict=True):
        drawn.column_dimensions[letter].width = width
    drawn.freeze_panes = "A2"


def _article(one: BookFault) -> str:
    article = article_of(one.clause)
    return article.text if article is not None else ""


def _copy(book: Workbook, drawn: Any, sheet: Sheet, grid: Grid) -> Mapping[str, int]:
    head = head_of(sheet, grid)
    at, places = head if head is not None else (0, {})
    dress(book, drawn, sheet, places, max(at + 1, FIRST_ROW))
    for number, cells in grid.rows:
        for place, raw in enumerate(cells, start=1):
            if not raw.is_empty or raw.is_formula:
                _write(drawn.cell(number, place), raw.value, raw)
    return places


def _write(cell: Any, value: Any, raw: Raw | None = None) -> None:
    """Write a value; text that a spreadsheet would compute stays text."""
    if isinstance(value, str):
        cell.value, cell.data_type = value, "s"
        if value.lstrip().startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True
    else:
        shown = cell.number_format
        cell.value = value
        is_percent = raw is not None and raw.is_percent
        cell.number_format = "0.00####%" if is_percent else cell.number_format if shown == "@" else shown


def _mark(drawn: Any, places: Mapping[str, int], sheet: Sheet, faults: Sequence[BookFault]) -> None:
    heads = {column.head: places[column.name] + 1 for column in sheet.columns if column.name in places}
    for one in faults[:_MOST_COMMENTS]:
        if not one.row:
            continue
        cell = drawn.cell(one.row, heads.get(one.column, 1))
        cell.fill = _FILLS[one.effect]
        said = f"{cell.comment.text}\n{one.reason}" if cell.comment is not None else one.reason
        cell.comment = Comment(said, "平台", height=120, width=320)
