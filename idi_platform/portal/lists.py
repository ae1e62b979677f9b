"""Lists, tables and figures as values: rows to press, cells, pages of a keyset, tiles."""

from dataclasses import dataclass

from .components import Action, Article, Chip, ClockChip

_NUMBER = 18
"""Characters of the longest number that is written on one line."""
_WIDTHS = ((3, "table-few"), (5, "table-some"))


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A row to press: icon, title, one line of explanation; `current` where it leads to what the page shows."""

    title: str
    href: str
    hint: str = ""
    icon: str = "chev-r"
    current: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """An empty list: what is not there, why, and what to do."""

    title: str
    text: str
    icon: str = "list"
    action: Action | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a case; `href` with `link` for one act on it (查看, 更正)."""

    term: str
    value: str
    link: str = ""
    href: str = ""
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `sort_href` makes its head a link, `sorted` is the value of aria-sort."""

    label: str
    numeric: bool = False
    sort_href: str = ""
    sorted: str = ""

    @property
    def css(self) -> str:
        """Return the class of its cells."""
        return "n" if self.numeric else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: words, a second line, a chip before them, a link around them; every count is a link.

    A `short` one keeps to one line where the other columns are long.
    """

    words: str = ""
    sub: str = ""
    href: str = ""
    chip: ClockChip | Chip | None = None
    numeric: bool = False
    strong: bool = False
    short: bool = False

    @property
    def is_long(self) -> bool:
        """Say whether its words may take a second line: a number never does, a title does."""
        return len(self.words) > _NUMBER

    @property
    def css(self) -> str:
        """Return the class of the cell."""
        return "n" if self.numeric else "short" if self.short else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `href` is where its first link and the Enter key lead."""

    cells: tuple[Cell, ...]
    href: str = ""
    key: str = ""
    current: bool = False

    @property
    def css(self) -> str:
        """Return the class of the row."""
        return "sel cur" if self.current else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose totals equal its rows; `caption` is read aloud.

    With `pick` its rows can be marked: it is the id of the form that the marks go with, as `claim`, by the row's key.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foot: tuple[Cell, ...] = ()
    empty: Empty | None = None
    pick: str = ""

    @property
    def css(self) -> str:
        """Return the class that says how wide it wants to be: three columns fit a telephone, six never do."""
        return next((css for most, css in _WIDTHS if len(self.columns) <= most), "table-roomy")

    @property
    def cards(self) -> tuple[tuple[tuple[str, Cell], ...], ...]:
        """Return the rows as a telephone shows them: every cell under the name of its column, the totals last."""
        labels = [column.label for column in self.columns]
        rows = [*(row.cells for row in self.rows), *([self.foot] if self.foot else [])]
        return tuple(tuple(zip(labels, cells, strict=True)) for cells in rows)


@dataclass(frozen=True, slots=True)
class CaseCard:
    """A case of a queue on a telephone, where a table's row becomes a card; `mark` says what is urgent about it."""

    title: str
    place: str
    line: str
    href: str
    chip: ClockChip | Chip | None = None
    side: str = ""
    hint: str = ""
    mark: Chip | None = None


@dataclass(frozen=True, slots=True)
class QueueLink:
    """One queue of a desk with its count."""

    label: str
    count: str
    href: str
    current: bool = False
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """Queues under one heading."""

    title: str
    queues: tuple[QueueLink, ...]


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure that explains itself: its definition in words and the list behind it."""

    name: str
    value: str
    unit: str
    definition: str
    list_href: str = ""
    list_words: str = ""
    aside: str = ""
