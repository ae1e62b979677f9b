"""A desk's menu on one line: what does not fit between the door's name and the search is folded behind "more"."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .doors import NavLink

_LINE, _NAME = 805, 98.0
"""Pixels for the menu in a window of 1280 beside a reader's name of so many, and what a character and an entry take of
them (components.css, .topnav)."""
_HAN, _LATIN, _AROUND, _COUNT = 14.0, 7.3, 20.0, 30.0


@dataclass(frozen=True, slots=True)
class Folded:
    """A menu in two parts, each in the menu's order."""

    shown: tuple[NavLink, ...]
    rest: tuple[NavLink, ...]


def folded(menu: Sequence[NavLink], name: str = "") -> Folded:
    """Return what stands on the line, and what is folded: never where the reader is, nor what waits to be read.

    A long `name` of the reader, at the end of the line, takes its room from the menu and not from the door's.
    """
    line = _LINE - max(0.0, _length(name) - _NAME)
    if sum(map(_width, menu)) <= line:
        return Folded(tuple(menu), ())
    stays = [link.current or bool(link.count) for link in menu]
    room = line - _length(_("更多")) - _HAN - _AROUND
    room -= sum(_width(link) for link, here in zip(menu, stays, strict=True) if here)
    for at, link in enumerate(menu):
        if stays[at]:
            continue
        room -= _width(link)
        if room < 0:
            break
        stays[at] = True
    parts = list(zip(menu, stays, strict=True))
    return Folded(tuple(one for one, here in parts if here), tuple(one for one, here in parts if not here))


def _width(link: NavLink) -> float:
    return _length(str(link.label)) + _AROUND + (_COUNT if link.count else 0)


def _length(words: str) -> float:
    return sum(_LATIN if char.isascii() else _HAN for char in words)
