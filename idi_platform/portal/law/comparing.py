"""Two texts side by side: what one has and the other has not is shown as 未规定, never filled from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from idi_platform.portal.components import Article

from .published import Text
from .reading import reading_of
from .topics import TOPICS, Matter, matters_of

_LIMITS = "limits"
_MOST = 60
_known: dict[tuple[str, ...], Mapping[str, Mapping[str, Matter]]] = {}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one text says; without lines it says nothing, and `nation` may say what then applies."""

    lines: tuple[str, ...]
    articles: tuple[Article, ...] = ()
    nation: str = ""

    @property
    def is_silent(self) -> bool:
        """Whether the text says nothing of it."""
        return not self.lines


@dataclass(frozen=True, slots=True)
class Row:
    """One matter in both texts."""

    label: str
    one: Cell
    other: Cell

    @property
    def is_same(self) -> bool:
        """Whether both say the same words."""
        return self.one.lines == self.other.lines


@dataclass(frozen=True, slots=True)
class Group:
    """The matters of one topic, and how many of them differ."""

    code: str
    title: str | Promise
    rows: tuple[Row, ...]
    different: int


def side_by_side(
    one: Text, other: Text, nation: Text | None, address: str, *, only_different: bool
) -> tuple[Group, ...]:
    """Return every topic of which either text says something.

    Args:
        one: The text at the left.
        other: The text at the right.
        nation: The national text, named where a city gives no limit of its own.
        address: The address of a text's page, `{code}` for its code.
        only_different: Leave out what both say alike.
    """
    return tuple(_groups(one, other, nation, address, only_different=only_different))


def _groups(one: Text, other: Text, nation: Text | None, address: str, *, only_different: bool) -> Iterator[Group]:
    left, right = _matters(one), _matters(other)
    below = _matters(nation)[_LIMITS] if nation is not None else {}
    for topic in TOPICS:
        rows = []
        first, second = left[topic.code], right[topic.code]
        for key in dict.fromkeys((*first, *second)):
            found = first.get(key) or second[key]
            national = below.get(key) if topic.code == _LIMITS else None
            rows.append(
                Row(
                    found.label,
                    _cell(first.get(key), one, national, address),
                    _cell(second.get(key), other, national, address),
                )
            )
        different = sum(not row.is_same for row in rows)
        shown = tuple(row for row in rows if not (only_different and row.is_same))
        if shown:
            yield Group(topic.code, topic.title, shown, different)


def _matters(text: Text) -> Mapping[str, Mapping[str, Matter]]:
    key = (text.code, *text.key)
    if key not in _known:
        if len(_known) >= _MOST:
            _known.clear()
        _known[key] = matters_of(text.book, text.naming)
    return _known[key]


def _cell(matter: Matter | None, text: Text, national: Matter | None, address: str) -> Cell:
    if matter is None:
        said = _("国家法律：%(said)s") % {"said": national.lines[0]} if national is not None and national.lines else ""
        return Cell((), nation=said if text.base is not None else "")
    clauses = reading_of(text).clauses
    articles = tuple(
        Article(clauses[pk].article, f"{address.format(code=text.code)}#{pk}") for pk in matter.clauses if pk in clauses
    )
    return Cell(matter.lines, tuple(dict.fromkeys(articles)))
