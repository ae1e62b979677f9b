"""The plan of the background's findings: what was found where and when, how grave it is, and when it was mended.

No database is asked. Everything is dealt in the proportions of the file, and so holds at any share of the whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any, Final

from .days import rolled
from .projects import BACKGROUND, BY_NUMBER, Background
from .said import said_of
from .shares import apportion, dealt, drawn_for, scaled

MENDED: Final = ("medium", "minor", "severe", "severe_conduct")
"""The grades of what is mended; what was foreseen takes the first before the others."""
WATCHED: Final = ("watch", "evidence_missing")
"""The grades of what stays open: it is watched, or waits for papers."""
SEVERE: Final = ("severe", "severe_conduct")
_AT_LEAST: Final = timedelta(days=20)
"""What a site is given to mend."""
_WHOLE, _BEGINNING, _END = (Fraction(0), Fraction(1)), (Fraction(0), Fraction(1, 3)), (Fraction(2, 3), Fraction(1))
_PARTS: Final = {"design": _BEGINNING, "household": _END, "joint": _END}
"""In which part of a project's months something is found that is not found in all of them."""
_FINISHING: Final = (Fraction(1, 3), Fraction(1))
_CARCASS: Final = "structure_"
"""What there is to look at from the beginning; everything else is built into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One finding.

    Attributes:
        raised: The day of the visit at which it was raised.
        pace: `noted` for what is in order, `in_time`, `late`, `sent_back` for what was mended so, `open` else.
        is_foreseen: Whether it lies at a stack of homes, as a section of its own.
    """

    background: Background
    grade: str
    source: str
    building: str
    section: str
    raised: date
    pace: str
    is_foreseen: bool = False

    @property
    def mend_by(self) -> date | None:
        """Return the day set for mending it: that of the next visit."""
        return next_visit(self.raised) if self.grade in MENDED else None

    @property
    def closed(self) -> date | None:
        """Return the day on which it was closed."""
        if self.mend_by is None or self.pace == "open":
            return self.raised if self.pace == "noted" else None
        return self.mend_by if self.pace == "in_time" else next_visit(self.mend_by)


@cache
def visits() -> tuple[date, ...]:
    """Return the days on which agencies are on the sites: one a month, and those on which the open ones were raised.

    There is none in the story's own weeks, so that nothing of the background falls due in them.
    """
    months = (date(year, month, 10) for year in range(2019, 2027) for month in range(1, 13))
    return tuple(
        sorted({rolled(day) for day in months if (day.year, day.month) != (2026, 10)} | set(_open()["raised"]))
    )


def next_visit(day: date) -> date:
    """Return the next visit that leaves a site time to mend."""
    return next(one for one in visits() if one >= day + _AT_LEAST)


def _said() -> dict[str, Any]:
    found: dict[str, Any] = said_of("site")["findings"]
    return found


def _open() -> dict[str, Any]:
    found: dict[str, Any] = _said()["open"]
    return found


@cache
def planned(share: Fraction) -> tuple[Planned, ...]:
    """Return the findings at a share of the whole, in the order in which they were raised."""
    random = drawn_for("findings")
    left = apportion(scaled(_said()["number"], share), _said()["grades"])
    found = [*_left_open(left, share, random), *_foreseen(left, random), *_others(left, random)]
    return tuple(sorted(found, key=lambda one: (one.raised, one.background.number)))


def _left_open(left: dict[str, int], share: Fraction, random: Random) -> Iterator[Planned]:
    """Yield what is open when the visitor comes in, and take it from what is left of each grade."""
    grades = [grade for grade in WATCHED for _ in range(left[grade])]
    grades += dealt(max(0, scaled(_open()["number"], share) - len(grades)), _open()["grades"], random)
    days = dealt(len(grades), _open()["raised"], random)
    for grade, number, day in zip(grades, dealt(len(grades), _open()["projects"], random), days, strict=True):
        left[grade] -= 1
        yield _one(BY_NUMBER[number], grade, "open", random, day)


def _foreseen(left: dict[str, int], random: Random) -> Iterator[Planned]:
    """Yield a finding for each stack of homes that was foreseen, mended in time."""
    grades = (grade for grade in MENDED for _ in range(left[grade]))
    places = [
        (background, building.number, stack.partition("-")[2])
        for background in BACKGROUND
        if background.foresees
        for building in background.book.buildings
        for stack in sorted({unit.stack for unit in building.all_units()})[:: _said()["foreseen"][background.number]]
    ]
    for (background, building, stack), grade in list(zip(places, grades, strict=False)):  # read before `left` changes
        left[grade] -= 1
        day = random.choice(_months(background, _FINISHING))
        yield Planned(
            background=background,
            grade=grade,
            source="works",
            building=building,
            section=f"waterproofing_{stack}",
            raised=day,
            pace="in_time",
            is_foreseen=True,
        )


def _others(left: Mapping[str, int], random: Random) -> Iterator[Planned]:
    """Yield what was noted, and what was mended besides."""
    noted = left["normal"]
    mended = [grade for grade in MENDED for _ in range(left[grade])]
    paces = ["noted"] * noted + dealt(len(mended), _said()["pace"], random)
    projects = [*_projects("noted", noted, random), *_projects("weight", len(mended), random)]
    for background, grade, pace in zip(projects, ["normal"] * noted + mended, paces, strict=True):
        yield _one(background, grade, pace, random)


def _projects(column: str, number: int, random: Random) -> list[Background]:
    weights = {name: part[column] for name, part in _said()["projects"].items()}
    return [BY_NUMBER[name] for name in dealt(number, weights, random)]


def _one(background: Background, grade: str, pace: str, random: Random, day: date | None = None) -> Planned:
    sections, sources = _said()["sections"], _said()["sources"][background.city]
    source = _drawn(sources, random) if day is None else "works"
    section = _drawn(sections.get(background.number) or sections[background.city], random)
    part = _PARTS.get(source) or (_WHOLE if section.startswith(_CARCASS) else _FINISHING)
    return Planned(
        background=background,
        grade=grade,
        source=source,
        building=random.choice(background.book.buildings).number,
        section=section,
        raised=day or random.choice(_months(background, part)),
        pace=pace,
    )


def _drawn(weights: Mapping[str, int], random: Random) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _months(background: Background, part: tuple[Fraction, Fraction]) -> list[date]:
    """Return the visits in a part of a project's months."""
    said = _said()["projects"][background.number]
    days = [day for day in visits() if said["from"] <= day <= said["to"]]
    since, until = (int(len(days) * border) for border in part)
    return days[since : max(until, since + 1)]
