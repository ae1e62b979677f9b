"""Lists to take along as files that a spreadsheet opens: no cell of them is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.http import HttpResponse

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_response(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with a list as CSV in UTF-8 with its mark, so that every spreadsheet reads the characters.

    Args:
        name: The file's name without its ending, in plain letters and digits.
        columns: The heads.
        rows: The cells; what a spreadsheet would take for a formula is shown as text.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    answer = HttpResponse(_BOM + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def safe_cell(value: object) -> str:
    """Return a cell as text; one that begins like a formula, spaces apart, gets an apostrophe before it.

    A number is no formula: one below nought stays a number, so that a spreadsheet can add it up.
    """
    text = "" if value is None else str(value)
    if isinstance(value, int | Decimal):
        return text
    return f"'{text}" if text.lstrip(" \u3000\u00a0").startswith(_FORMULA) or text.startswith(_FORMULA) else text
