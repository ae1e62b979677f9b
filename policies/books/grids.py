"""From a workbook's bytes to its sheets as grids: values only, within limits, with what a person merged or computed."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import IO, Any, Final

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import range_boundaries

from idi_platform.kernel.errors import BadInput

from .cells import Raw

MOST_COLUMNS: Final = 60
_HEAD_ROWS: Final = 10
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})[\"']")
EMPTY: Final = Raw()


@dataclass(frozen=True, slots=True)
class Merged:
    """One merged area by its first and last row and its first column, all counted from one."""

    first_row: int
    last_row: int
    column: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its rows with their numbers, blank ones left out; `is_cut` where it has more than are read."""

    title: str
    rows: Sequence[tuple[int, tuple[Raw, ...]]] = field(default_factory=tuple)
    merged: Sequence[Merged] = field(default_factory=tuple)
    is_cut: bool = False


def grids_of(file: IO[bytes], most_rows: dict[str, int]) -> dict[str, Grid]:
    """Return the sheets that are asked for, by title; the file was checked as a container before.

    Args:
        file: the workbook.
        most_rows: how many rows below the head are read, by title.

    Raises:
        BadInput: the workbook cannot be read.
    """
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False, keep_vba=False)
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError, zipfile.BadZipFile) as error:
        raise _unreadable() from error
    try:
        found = {}
        for sheet in book.worksheets:
            title = sheet.title.strip()
            if title in most_rows and title not in found:
                found[title] = _grid(sheet, title, most_rows[title] + _HEAD_ROWS)
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, IndexError) as error:
        raise _unreadable() from error
    finally:
        book.close()
    return found


def _unreadable() -> BadInput:
    return BadInput("workbook.unreadable", _("这个工作簿读不出来。请用模板重新填写，另存为 .xlsx 后再传。"))


def _grid(sheet: Any, title: str, most: int) -> Grid:
    rows = []
    is_cut = False
    for number, cells in enumerate(sheet.iter_rows(max_row=most + 1, max_col=MOST_COLUMNS), start=1):
        raws = tuple(map(_raw, cells))
        if all(raw.is_empty and not raw.is_formula for raw in raws):
            continue
        if number > most:
            is_cut = True
            break
        rows.append((number, raws))
    return Grid(title, tuple(rows), tuple(_merged(sheet)), is_cut)


def _raw(cell: Any) -> Raw:
    """Read one cell; what openpyxl knows as formula of any kind is never looked into."""
    value = cell.value
    if value is None:
        return EMPTY
    if cell.data_type == "f":
        return Raw(str(value), is_formula=True)
    if cell.data_type == "e" or not isinstance(value, str | int | float | bool | datetime | date | time):
        return Raw(str(value), is_error=True)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return Raw(value, is_percent=is_number and "%" in str(cell.number_format or ""))


def _merged(sheet: Any) -> Iterator[Merged]:
    """Yield merged areas; they stand behind the rows, where reading row by row never comes."""
    with sheet._get_source() as source:  # noqa: SLF001  the part itself, for reading-only sheets know no areas
        content = source.read()
    for found in _MERGED.finditer(content):
        column, first, _last_column, last = range_boundaries(found[1].decode("ascii"))
        yield Merged(first, last, column)
