"""The books of the demonstration as acts of the script: who enters each, and its acts at their own instants."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import yaml

from idi_platform.accounts.roles import Role
from policies.book import Book, read_book
from policies.opening.acts import acts_of
from policies.opening.desk import Act as BookAct
from policies.opening.desk import Desk, instant_of

from .script import Act
from .teller import BOOK, Teller


@dataclass(frozen=True, slots=True)
class Entered:
    """A book and who enters it: underwriter and approver of the lead, and somebody of the developer.

    `keeps` names the buildings whose like homes stand even where a book is told small.
    """

    name: str
    underwriter: str
    second: str
    developer: str = ""
    keeps: frozenset[str] = frozenset()


BOOKS: Final = (
    Entered("bj-2", "niu", "zheng"),
    Entered("bj-1", "niu", "zheng", "gu", frozenset({"1"})),
    Entered("lg-1", "xiang", "mai", "miao"),
    Entered("jy-1", "yan", "min", "shi"),
    Entered("hz-1", "niu", "zheng", "sang"),
    Entered("sh-3", "luo", "yu", "hang"),
    Entered("sh-2", "luo", "yu", "hang"),
    Entered("sh-1", "luo", "yu", "hang"),
)


def read(entered: Entered, *, whole: bool = True) -> Book:
    """Return a book; told small, it has the homes that it names one by one, and those of the buildings it keeps."""
    text = resources.files(__package__).joinpath(f"data/{entered.name}.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    if not whole:
        for building in data["buildings"]:
            if building["number"] not in entered.keeps:
                building["ranges"] = []
    return read_book(data)


def acts(*, whole: bool = True) -> Iterator[Act]:
    """Yield every act of every book."""
    for entered in BOOKS:
        book = read(entered, whole=whole)
        for number, act in enumerate(sorted(acts_of(book))):
            yield Act(instant_of(act), f"{BOOK}{entered.name}.{act.label}", _taken(entered, book, act), number)


def _taken(entered: Entered, book: Book, act: BookAct) -> Callable[[Teller], None]:
    def take(teller: Teller) -> None:
        desk = teller.desks.get(entered.name)
        if desk is None:
            desk = teller.desks[entered.name] = Desk(book, **_hands(teller, entered))
        desk.begin(act)
        desk.settle(act.take(desk))

    return take


def _hands(teller: Teller, entered: Entered) -> dict[str, Any]:
    developer = teller.who(entered.developer, Role.developer) if entered.developer else None
    return {
        "acting": teller.who(entered.underwriter),
        "key": f"demo:{entered.name}",
        "second_person": teller.who(entered.second),
        "developer": developer,
    }
