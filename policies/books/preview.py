"""The rows that were read, as a page shows them: how many of each sheet, and the first of one."""

from typing import Any, Final

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from idi_platform.kernel.names import mask_name, mask_phone
from idi_platform.portal.lists import Cell, Column, Row, Table
from policies.models import BookFault, BookImport, BookLine, Stage

from .columns import BY_TITLE, SHEETS, Sheet

FIRST_ROWS: Final = 10
_MADE: Final = {
    BookLine.Outcome.NEW: gettext_lazy("已新登记"),
    BookLine.Outcome.MORE: gettext_lazy("已补办后面的步骤"),
}


_LEFT: Final = "left"


def _outcomes(row: BookImport) -> dict[str, str]:
    """Return what becomes of rows in words, or what has become of them once they were loaded."""
    made = _MADE if row.stage in (Stage.LOADED, Stage.STOPPED) else {}
    words = {outcome.value: str(made.get(outcome, outcome.label)) for outcome in BookLine.Outcome}
    return words | ({_LEFT: str(Stage.STOPPED.label)} if row.stage == Stage.STOPPED else {})


def _lines(row: BookImport) -> "QuerySet[Any]":
    """Return the rows, each with what becomes of it; one at which loading stopped is left."""
    if row.stage != Stage.STOPPED:
        return row.lines.annotate(becomes=F("outcome"))
    faults = row.faults.filter(sheet=OuterRef("sheet"), row=OuterRef("row")).exclude(effect=BookFault.Effect.WARNING)
    return row.lines.annotate(becomes=Case(When(Exists(faults), then=Value(_LEFT)), default=F("outcome")))


def sheets_table(row: BookImport, current: str) -> Table | None:
    """Return how many rows each sheet has, and what becomes of them, in one query; None where nothing was read."""
    counted, words = _lines(row).values_list("sheet", "becomes").annotate(n=Count("pk")), _outcomes(row)
    found = {(sheet, outcome): number for sheet, outcome, number in counted}
    columns = (
        Column(_("表")), Column(_("读到的行"), numeric=True),
        *(Column(one, numeric=True) for one in words.values()),
    )  # fmt: skip
    rows = []
    for sheet in SHEETS:
        whole = sum(number for (title, _outcome), number in found.items() if title == sheet.title)
        if whole:
            outcomes = (found.get((sheet.title, outcome), 0) for outcome in words)
            href = f"?sheet={sheet.title}#rows"
            rows.append(
                Row(
                    (
                        Cell(sheet.title, href=href),
                        Cell(str(whole), numeric=True),
                        *(Cell(str(number or ""), numeric=True) for number in outcomes),
                    ),
                    current=sheet.title == current,
                )
            )
    return Table(_("读到的内容"), columns, tuple(rows)) if rows else None


def rows_table(row: BookImport, title: str) -> Table | None:
    """Return the first rows of a sheet; None where there is no such sheet, or nothing in it."""
    sheet = BY_TITLE.get(title)
    if sheet is None:
        return None
    lines = list(_lines(row).filter(sheet=title).order_by("row")[:FIRST_ROWS])
    if not lines:
        return None
    heads = [column for column in sheet.columns if any(column.name in line.values for line in lines)]
    outcomes = _outcomes(row)
    columns = (Column(_("行")), Column(_("结果")), *(Column(column.head) for column in heads))
    made = tuple(
        Row(
            (
                Cell(str(line.row)),
                Cell(outcomes.get(line.becomes, "")),
                *(Cell(shown(sheet, column.name, line.values.get(column.name))) for column in heads),
            )
        )
        for line in lines
    )
    caption = ngettext("“%(sheet)s”的前 %(n)d 行", "“%(sheet)s”的前 %(n)d 行", len(lines))
    return Table(caption % {"sheet": title, "n": len(lines)}, columns, made)


def shown(sheet: Sheet, name: str, value: Any) -> str:
    """Return a value as the page shows it: words for codes, owners as whoever need not know them sees them."""
    column = sheet.column(name)
    if value is None or value == []:
        return ""
    if isinstance(value, dict):
        return "；".join(f"{key}：{said}" for key, said in value.items())
    if name == "owner_names":
        return "、".join(mask_name(one) for one in value)
    if name == "owner_phones":
        return "、".join(mask_phone(one) for one in value)
    words = {code: word for word, code in column.choices.items()}
    if isinstance(value, list):
        return "、".join(words.get(one, str(one)) for one in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return words.get(str(value), str(value))
