"""The projects of the background: their books, and who insures, oversees and builds them."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from idi_platform.demo.books import Entered, read
from policies.book import Book


@dataclass(frozen=True, slots=True)
class Background:
    """One project of the background.

    Attributes:
        number: The project's number.
        entered: Its book, and who enters it.
        house: The lead insurer, by its firm code.
        agency: The risk agency's firm code and the log-in of its engineer; empty where none is engaged.
        contractor: The contractor's firm code and the log-in of its foreman; an empty log-in where the developer
            hands in what was mended.
        cover_from: The first day of cover; None while it is not known.
        foresees: Whether the agency has found, and seen mended, what later claims are about.
    """

    number: str
    entered: Entered
    house: str
    agency: tuple[str, str]
    contractor: tuple[str, str]
    cover_from: date | None = None
    foresees: bool = False

    @property
    def city(self) -> str:
        """Return the letters of the city with which the number begins."""
        return self.number.partition("-")[0]

    @property
    def book(self) -> Book:
        """Return the whole book."""
        return _book(self.entered)


@cache
def _book(entered: Entered) -> Book:
    return read(entered)


_ZHUNSHENG, _CHENGLIANG, _ZHIHENG = ("zhunsheng", "bai"), ("chengliang", "chen"), ("zhiheng", "ye")
_TIEZHEN, _SHENLEI, _YINGZAO = ("tiezhen", "zhao"), ("shenlei", "lei"), ("yingzao", "hu")
_AOJIANG, _QINYANG = ("aojiang", ""), ("qinyang", "")
_NOBODY = ("", "")


def _entered(name: str, underwriter: str, second: str, developer: str) -> Entered:
    return Entered(f"background/{name}", underwriter, second, developer)


BACKGROUND: Final = (
    Background(
        "BJ-3",
        _entered("bj-3", "niu", "zheng", "gu"),
        "chenxing",
        _ZHUNSHENG,
        _TIEZHEN,
        date(2023, 6, 18),
        foresees=True,
    ),
    Background("BJ-4", _entered("bj-4", "luo", "yu", "gu"), "haitong", _CHENGLIANG, _SHENLEI, date(2023, 8, 12)),
    Background(
        "BJ-5",
        _entered("bj-5", "niu", "zheng", "gu"),
        "chenxing",
        _ZHUNSHENG,
        _TIEZHEN,
        date(2024, 6, 16),
        foresees=True,
    ),
    Background("LG-2", _entered("lg-2", "xiang", "mai", "miao"), "oujiang", _ZHIHENG, _AOJIANG, date(2025, 3, 10)),
    Background("JY-2", _entered("jy-2", "yan", "min", "shi"), "songyue", _NOBODY, _QINYANG, date(2024, 7, 12)),
    Background("SH-4", _entered("sh-4", "luo", "yu", "hang"), "haitong", _NOBODY, _SHENLEI, date(2025, 2, 20)),
    Background("SH-5", _entered("sh-5", "luo", "yu", "hang"), "haitong", _CHENGLIANG, _SHENLEI),
    Background("SH-6", _entered("sh-6", "luo", "yu", "hang"), "haitong", _CHENGLIANG, _SHENLEI),
    Background("HZ-3", _entered("hz-3", "niu", "zheng", "sang"), "chenxing", _ZHIHENG, _YINGZAO),
    Background("HZ-4", _entered("hz-4", "niu", "zheng", "sang"), "chenxing", _ZHIHENG, _YINGZAO),
    Background("HZ-5", _entered("hz-5", "niu", "zheng", "sang"), "chenxing", _ZHIHENG, _YINGZAO),
    Background("LG-3", _entered("lg-3", "xiang", "mai", "miao"), "oujiang", _ZHIHENG, _AOJIANG),
)


BY_NUMBER: Final = {one.number: one for one in BACKGROUND}


def homes_of(background: Background) -> list[str]:
    """Return the numbers of the homes in the order of the book."""
    return [unit.number for building in background.book.buildings for unit in building.all_units()]
