"""What a section of a paper is made of: a few shapes, frozen as JSON, drawn by one template.

A drafter may give a section as

* a string: paragraphs, one per line;
* a list of strings: a numbered list;
* `{"text": …}`, `{"strong": …}`, `{"quote": …}`, `{"items": […]}`, `{"steps": [[head, text], …]}`,
  `{"facts": [[label, value], …]}`, `{"table": {"head": […], "rows": [[…], …]}}`;
* a list of the above, drawn one after the other.

Values may be dates, instants, amounts and whole numbers; they are written as people read them.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise

from idi_platform.kernel.display import show_amount, show_date, show_instant

Block = dict[str, Any]
_MOST_ROWS: Final = 5000


class BadBlock(ValueError):
    """A drafter gave something that no section can draw."""


def blocks(content: Any) -> list[Block]:
    """Bring a section's content into the one form that templates draw.

    Raises:
        BadBlock: the content has none of the shapes above.
    """
    if content is None or content in ("", [], {}):
        return []
    if isinstance(content, str | int | Decimal | date | Promise):
        return [{"kind": "text", "lines": _lines(content)}]
    if isinstance(content, Mapping):
        return [_shape(key, value) for key, value in content.items() if value not in (None, "", [], {})]
    if isinstance(content, Sequence):
        if all(not isinstance(entry, Mapping) for entry in content):
            return [_items(content)]
        return [block for entry in content for block in blocks(entry)]
    raise BadBlock(f"A section cannot draw {type(content).__name__}.")


def text(value: Any) -> str:
    """Write a value as people read it, on one line."""
    return " ".join(_lines(value))


def _shape(key: str, value: Any) -> Block:
    if key not in _SHAPES:
        raise BadBlock(f"A section knows no {key!r}; it knows {', '.join(sorted(_SHAPES))}.")
    return _SHAPES[key](value)


def _items(value: Any) -> Block:
    return {"kind": "items", "items": [text(entry) for entry in _sequence(value)]}


def _pairs(kind: str) -> Callable[[Any], Block]:
    def build(value: Any) -> Block:
        pairs = list(value.items()) if isinstance(value, Mapping) else [_sequence(entry) for entry in _sequence(value)]
        if any(len(pair) != 2 for pair in pairs):
            raise BadBlock(f"Each entry of {kind} has a label and a value.")
        return {"kind": kind, "pairs": [[text(label), text(content)] for label, content in pairs]}

    return build


def _table(value: Any) -> Block:
    if not isinstance(value, Mapping) or set(value) - {"head", "rows"}:
        raise BadBlock("A table has head and rows.")
    head = [text(cell) for cell in _sequence(value.get("head", []))]
    rows = [[text(cell) for cell in _sequence(row)] for row in _sequence(value["rows"])]
    if any(head and len(row) != len(head) for row in rows) or len(rows) > _MOST_ROWS:
        raise BadBlock("Each row of a table has as many cells as its head.")
    return {"kind": "table", "head": head, "rows": rows}


_SHAPES: Final[Mapping[str, Callable[[Any], Block]]] = {
    "text": lambda value: {"kind": "text", "lines": _lines(value)},
    "strong": lambda value: {"kind": "strong", "lines": _lines(value)},
    "quote": lambda value: {"kind": "quote", "lines": _lines(value)},
    "items": _items,
    "steps": _pairs("steps"),
    "facts": _pairs("facts"),
    "table": _table,
}


def _sequence(value: Any) -> Sequence[Any]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise BadBlock(f"A list is needed here, not {type(value).__name__}.")
    return value


def _lines(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["是" if value else "否"]
    if isinstance(value, datetime):
        return [show_instant(value)]
    if isinstance(value, date):
        return [show_date(value)]
    if isinstance(value, Decimal):
        return [show_amount(value)]
    if value is None:
        return [""]
    if not isinstance(value, str | int | Promise):
        raise BadBlock(f"A paper cannot show {type(value).__name__}.")
    return [line for line in (_drawable(line) for line in str(value).splitlines()) if line] or [""]


def _drawable(line: str) -> str:
    """Drop what can't be seen or turns the line; the free text of others stands in papers."""
    if line.isprintable():
        return line.strip()
    kept = (char for char in line if unicodedata.category(char) not in {"Cf", "Cs", "Cn"} and char != "\x00")
    return "".join(" " if unicodedata.category(char) == "Cc" else char for char in kept).strip()
