"""The books of the demonstration as acts of the script: who enters each, and its acts at their own instants."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any, Final

import yaml

from idi_platform.accounts.roles import Role
from idi_platform.projects.actions import below
from idi_platform.projects.models import Building
from idi_platform.workflow.perform import together
from policies.book import Book, BuildingPart, UnitPart, read_book
from policies.opening.acts import acts_of
from policies.opening.desk import Act as BookAct
from policies.opening.desk import Desk, instant_of

from .script import Act, at
from .teller import BOOK, Teller

LAST: Final = 1_000_000
"""The place of many homes among the acts of one instant."""
_PORTION: Final = 40


@dataclass(frozen=True, slots=True)
class Entered:
    """A book and who enters it: underwriter and approver of the lead, and somebody of the developer.

    `keeps` names the buildings whose like homes stand even where a book is told small. A book that is `refused` ends
    with the act that the law stands against.
    """

    name: str
    underwriter: str
    second: str
    developer: str = ""
    keeps: frozenset[str] = frozenset()
    refused: str = ""


Homes = Mapping[str, tuple[str, str]]
"""Who lives in homes of a book that stand there only as a range: name and telephone by the home's number."""
_SIGNING = "policy:contract"
BOOKS: Final = (
    Entered("bj-2", "niu", "zheng"),
    Entered("bj-1", "niu", "zheng", "gu", frozenset({"1"})),
    Entered("lg-1", "xiang", "mai", "miao"),
    Entered("jy-1", "yan", "min", "shi"),
    Entered("hz-1", "niu", "zheng", "sang"),
    Entered("hz-2", "niu", "zheng", "sang"),
    Entered("sh-3", "luo", "yu", "hang"),
    Entered("sh-2", "luo", "yu", "hang"),
    Entered("sh-1", "luo", "yu", "hang"),
    Entered("no-hz-panel", "niu", "zheng", "sang", refused=_SIGNING),
    Entered("no-hz-late", "niu", "zheng", "sang", refused=_SIGNING),
    Entered("no-bj", "niu", "zheng", "gu", refused=_SIGNING),
    Entered("no-lg", "niu", "zheng", "miao", refused=_SIGNING),
    Entered("no-jy", "yan", "min", "shi", refused=_SIGNING),
)


def read(entered: Entered, *, whole: bool = True, lived_in: Homes | None = None) -> Book:
    """Return a book; told small, it has the homes that it names one by one, and those of the buildings it keeps.

    Homes that are `lived_in` were sold on the day of their keys, and are among those named one by one.
    """
    data = _data(entered.name)
    if lived_in:
        _sell(data, lived_in)
    if not whole:
        for building in data["buildings"]:
            if building["number"] not in entered.keeps:
                building["ranges"] = []
    return read_book(data)


def _sell(data: dict[str, Any], lived_in: Homes) -> None:
    for part, known in zip(data["buildings"], read_book(data).buildings, strict=True):
        part.setdefault("units", [])
        for unit in known.all_units():
            if unit.number in lived_in:
                name, phone = lived_in[unit.number]
                sold = {"sold_on": unit.handed_over_on, "owners": [{"name": name, "phone": phone}]}
                part["units"].append(unit.model_dump(exclude_defaults=True) | sold)


def _data(name: str) -> dict[str, Any]:
    """Return what a book's file says; one that is `like` another says only what differs, part by part."""
    text = resources.files(__package__).joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    if "like" not in data:
        return data
    other = _data(data.pop("like"))
    return other | {part: other[part] | said if isinstance(said, dict) else said for part, said in data.items()}


def acts(
    books: Sequence[Entered] = BOOKS, *, whole: bool = True, lived_in: Mapping[str, Homes] | None = None
) -> Iterator[Act]:
    """Yield every act of every book; homes in which nobody of a story lives are entered many at a time."""
    for entered in books:
        book = read(entered, whole=whole, lived_in=(lived_in or {}).get(entered.name))
        alike = {f"unit:{part.number}:{unit.number}" for part in book.buildings for unit in _alike(part)}
        many: dict[tuple[str, datetime], list[BookAct]] = {}
        for number, act in enumerate(sorted(acts_of(book))):
            if act.label == entered.refused:
                yield Act(instant_of(act), f"{BOOK}{entered.name}.{act.label}", _refused(entered, book, act), number)
                break
            if _home_of(act) in alike:
                _enter(many, book, act)
            else:
                yield Act(instant_of(act), f"{BOOK}{entered.name}.{act.label}", _taken(entered, book, [act]), number)
        for (building, instant), homes in many.items():
            homes.sort(key=_home_of)  # a home is handed over in the transaction that registers it
            for first in range(0, len(homes), _PORTION):
                code = f"{BOOK}{entered.name}.{building}.{instant:%Y%m%d}.{first}"
                yield Act(instant, code, _taken(entered, book, homes[first : first + _PORTION], building), LAST)


def _alike(part: BuildingPart) -> list[UnitPart]:
    return [unit for unit in part.all_units() if unit.sold_on is None]


def _home_of(act: BookAct) -> str:
    return act.label.removesuffix(":hand_over")


def _enter(many: dict[tuple[str, datetime], list[BookAct]], book: Book, act: BookAct) -> None:
    """Put an act of a home beside the others that are taken with it: a building's homes, when the keys are given."""
    building = act.label.split(":")[1]
    part = next(part for part in book.buildings if part.number == building)
    number = _home_of(act).split(":", 2)[2]
    home = next(unit for unit in part.all_units() if unit.number == number)
    day = home.handed_over_on or act.day
    many.setdefault((building, at(day.isoformat(), "11:00")), []).append(act)


def _taken(entered: Entered, book: Book, book_acts: Sequence[BookAct], building: str = "") -> Callable[[Teller], None]:
    def take(teller: Teller) -> None:
        desk = _desk(teller, entered, book)
        if building:
            _many(desk, book_acts, building)
        else:
            _each(desk, book_acts)

    return take


def _refused(entered: Entered, book: Book, act: BookAct) -> Callable[[Teller], None]:
    """Let the act be tried; it is refused, and the log says by which article."""

    def take(teller: Teller) -> None:
        desk = _desk(teller, entered, book)
        teller.refused(lambda: _each(desk, [act]))

    return take


def _desk(teller: Teller, entered: Entered, book: Book) -> Desk:
    desk = teller.desks.get(entered.name)
    if desk is None:
        desk = teller.desks[entered.name] = Desk(book, **_hands(teller, entered))
    return desk


def _each(desk: Desk, book_acts: Sequence[BookAct]) -> None:
    for act in book_acts:
        desk.begin(act)
        desk.settle(act.take(desk))


def _many(desk: Desk, book_acts: Sequence[BookAct], number: str) -> None:
    """Enter many new homes of a building in one transaction."""
    building = Building.objects.select_related("subject", "insured_object__project").get(pk=desk.buildings[number].pk)
    desk.buildings[number] = building
    together(below(building), ("unit.register", "unit.hand_over"), lambda: _each(desk, book_acts))


def _hands(teller: Teller, entered: Entered) -> dict[str, Any]:
    developer = teller.who(entered.developer, Role.developer) if entered.developer else None
    return {
        "acting": teller.who(entered.underwriter),
        "key": f"demo:{entered.name}",
        "second_person": teller.who(entered.second),
        "developer": developer,
    }
