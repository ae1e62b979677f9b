"""The plan of the background's claims: who reports what, when, how it ends and in whose time; no database is asked.

Every attribute is dealt by itself in the page's proportions, so that they hold at any share of the whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any, Final, TypeVar

from idi_platform.demo.script import at

from .days import is_rest, later, rolled, worked_before
from .projects import BY_NUMBER, Background, homes_of
from .said import said_of
from .shares import apportion, dealt, drawn_for, scaled

T = TypeVar("T")
FIRST_PHONE: Final = 13800006000
"""The telephones of the background's owners follow this number."""
_AFTER_COVER_BEGAN: Final = timedelta(days=9)
_UNHURRIED: Final = timedelta(days=9)
_SURVEYED: Final = timedelta(days=1)
_ENTERED_LATE: Final = timedelta(days=2)
_DESK_CLOSES, _DESK_IN_BETWEEN = "17:00", "15:10"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One claim of the background.

    Attributes:
        outcome: How it ends: covered, in_part, refused or withdrawn.
        pace: Whether it is determined in the text's days, only by the legal end, or late.
        left: Where an open one stands when the visitor comes in; empty for a closed one.
        appraisal: What becomes of a refusal: upheld, overturned, running; empty where nobody asks.
        recovered: What came in of a recourse, in yuan; None where there is none.
    """

    number: int = 0
    background: Background
    home: str
    group: str
    received_at: datetime
    channel: str
    outcome: str
    pace: str
    mode: str
    ground: str
    amount: Decimal
    left: str = ""
    appraisal: str = ""
    recovered: Decimal | None = None
    is_complained_of: bool = False
    is_entered_late: bool = False
    is_receipt_corrected: bool = False

    @property
    def code(self) -> str:
        """Return its name in the script."""
        return f"bg{self.number:03}"

    @property
    def phone(self) -> str:
        """Return the owner's telephone."""
        return str(FIRST_PHONE + self.number)

    @property
    def owner(self) -> str:
        """Return the owner's name."""
        return f"住户{self.number:03}（演示）"

    @property
    def kind(self) -> dict[str, Any]:
        """Return what is said of its group."""
        found: dict[str, Any] = said()["kinds"][self.group]
        return found

    @property
    def row(self) -> dict[str, Any]:
        """Return where it shows, what is said, seen and done there."""
        rows = [row for row in self.kind["rows"] if self.background.city in row["defects"]]
        found: dict[str, Any] = rows[self.number % len(rows)]
        return found

    @property
    def item(self) -> str:
        """Return the insured item."""
        return str(self.kind["items"][self.background.city])

    @property
    def defect(self) -> str:
        """Return the defect of the text's list; empty where it has none."""
        return str(self.row["defects"][self.background.city])

    @property
    def around(self) -> dict[str, Any]:
        """Return what is said of its project's claims."""
        found: dict[str, Any] = said()["projects"][self.background.number]
        return found

    @property
    def received_on(self) -> date:
        """Return the day of the report."""
        return self.received_at.date()

    @property
    def is_refused_first(self) -> bool:
        """Say whether it is determined first that nothing is covered."""
        return self.outcome == "refused" or self.appraisal == "overturned"

    @property
    def determined_on(self) -> date:
        """Return the day of the first determination."""
        return _determined(self.received_on, self.pace, self.around["days"])


def said() -> dict[str, Any]:
    """Return what the file says of the background's claims."""
    return said_of("claims")


def _determined(received_on: date, pace: str, days: int) -> date:
    """Return the day on which a desk of that pace determines what is to be determined within so many days."""
    last = received_on + timedelta(days=days)
    if pace == "legally":
        return rolled(last)
    if pace == "late":
        return later(rolled(last), 2 + received_on.day % 8)
    return worked_before(min(last, received_on + _UNHURRIED), 1 + received_on.day % 3)


def _days(background: Background) -> int:
    return int(said()["projects"][background.number]["days"])


@cache
def cases(share: Fraction) -> tuple[Case, ...]:
    """Return the claims at a share of the whole, in the order of their reports."""
    random = drawn_for("claims")
    found = [*_dealt(random, share)]
    for mark in (_appraised, _pursued, _complained_of, _entered_late, _corrected):
        found = mark(found, random, share)
    found.sort(key=lambda case: (case.received_at, case.background.number, case.home))
    return tuple(replace(case, number=number) for number, case in enumerate(found, 1))


def _dealt(random: Random, share: Fraction) -> Iterator[Case]:
    """Yield the claims with what each has by itself."""
    closed = scaled(said()["closed"]["number"], share)
    left = [name for name, part in said()["open"].items() for _ in range(scaled(part["number"], share))]
    number = closed + len(left)
    outcomes = [*dealt(closed, said()["outcomes"], random), *(said()["open"][name]["outcome"] for name in left)]
    columns = {name: dealt(number, said()[f"{name}s"], random) for name in ("channel", "time", "mode", "ground")}
    placed = _placed(number, random, appraised=left.count("disputed"))
    paces = _paced([background for _group, background in placed], closed, random)
    homes = {name: _shuffled(homes_of(one), random) for name, one in BY_NUMBER.items()}
    for turn, (group, background) in enumerate(placed):
        where = left[turn - closed] if turn >= closed else ""
        span = said()["open"][where]["received"] if where else said()["closed"]["received"]
        day = _received(background, span, paces[turn], random)
        yield Case(
            background=background,
            home=homes[background.number].pop(),
            group=group,
            received_at=at(day.isoformat(), _time(columns["time"][turn], columns["channel"][turn])),
            channel=columns["channel"][turn],
            outcome=outcomes[turn],
            pace=paces[turn],
            mode=columns["mode"][turn],
            ground=_ground(columns["ground"][turn], outcomes[turn]),
            amount=_amount(group, random),
            left=where,
            appraisal="running" if where == "disputed" else "",
        )


def _placed(number: int, random: Random, *, appraised: int) -> list[tuple[str, Background]]:
    """Return group and project of each claim; the last ones, which are under appraisal, where there are appraisals."""
    placed = [
        (group, BY_NUMBER[name])
        for group, count in apportion(number, said()["groups"]).items()
        for name in dealt(count, _weights(group), random)
    ]
    placed.sort(key=lambda one: one[1].city in said()["appraisals"]["cities"] and one[0] == "waterproofing")
    last = placed[number - appraised :]
    return [*_shuffled(placed[: number - appraised], random), *last]


def _time(time: str, channel: str) -> str:
    """Return the time of a report: a desk is open by day."""
    return time if channel != "desk" or time < _DESK_CLOSES else _DESK_IN_BETWEEN


def _ground(ground: str, outcome: str) -> str:
    """Return why it is refused; what is a defect in part is one."""
    return "third_party" if (ground, outcome) == ("no_defect", "in_part") else ground


def _weights(group: str) -> dict[str, int]:
    """Return the share of each project whose city's text knows the group."""
    column = "waterproofing" if group == "waterproofing" else "others"
    cities = said()["kinds"][group]["items"]
    return {name: part[column] for name, part in said()["projects"].items() if BY_NUMBER[name].city in cities}


def _amount(group: str, random: Random) -> Decimal:
    """Return what it costs to mend, in whole tens of yuan."""
    least, most = said()["kinds"][group]["cost"]
    return Decimal(random.randrange(least, most, 10))


def _paced(places: Sequence[Background], closed: int, random: Random) -> list[str]:
    """Return the pace of each claim: late ones lie where the file says that people are slow, open ones are in time."""
    counts = apportion(len(places), said()["pace"])
    weights = [said()["projects"][one.number]["late"] for one in places[:closed]]
    ranks = {turn: random.random() ** (1 / weight) for turn, weight in enumerate(weights) if weight}
    late = sorted(ranks, key=lambda turn: -ranks[turn])[: counts["late"]]
    others = [turn for turn in range(closed) if turn not in late]
    legally = random.sample(others, counts["legally"])
    return ["late" if turn in late else "legally" if turn in legally else "in_time" for turn in range(len(places))]


def _received(background: Background, span: Sequence[date], pace: str, random: Random) -> date:
    """Return the day of a report while there is cover, such that its pace can be kept.

    Where only the legal end is kept, the text's last day is one of rest; a desk in time has a working day after the
    survey.
    """
    assert background.cover_from is not None
    first = max(span[0], background.cover_from + _AFTER_COVER_BEGAN)
    day = first + timedelta(days=random.randrange((span[1] - first).days + 1))
    days = _days(background)
    while (pace == "legally" and not is_rest(day + timedelta(days=days))) or (
        _determined(day, pace, days) <= day + _SURVEYED
    ):
        day -= timedelta(days=1)
    return day


def _shuffled(found: Sequence[T], random: Random) -> list[T]:
    return random.sample(found, len(found))


# --- What some of them have besides ---------------------------------------------------------------------------------


def _marked(found: list[Case], chosen: Sequence[Case], **more: Any) -> list[Case]:
    names = {id(one) for one in chosen}
    return [replace(case, **more) if id(case) in names else case for case in found]


def _some(found: Sequence[Case], number: int, random: Random) -> list[Case]:
    return random.sample(found, min(number, len(found)))


def _appraised(found: list[Case], random: Random, share: Fraction) -> list[Case]:
    """Refusals that stand, and refusals that do not, after an appraisal; the latter are covered in the end."""
    wanted = said()["appraisals"]
    closed = [one for one in found if not one.left and one.pace == "in_time"]
    here = [one for one in closed if one.background.city in wanted["cities"]]
    for result, outcome in (("upheld", "refused"), ("overturned", "covered")):
        fit = [one for one in here if one.outcome == outcome]
        found = _marked(found, _some(fit, scaled(wanted[result], share), random), appraisal=result)
    return found


def _pursued(found: list[Case], random: Random, share: Fraction) -> list[Case]:
    """Recourse: the first recover all, the one at the border a part, the others nothing so far."""
    paid = [one for one in found if one.outcome == "covered" and not one.left and not one.appraisal]
    fit = [one for one in paid if one.received_on.year < _PURSUED_BEFORE]
    chosen = _some(fit, scaled(said()["recourses"]["files"], share), random)
    rest = (sum((one.amount for one in chosen), Decimal(0)) * said()["recourses"]["recovered"] / 100).quantize(_FEN)
    for one in chosen:
        part = min(rest, one.amount)
        rest -= part
        found = _marked(found, [one], recovered=part)
    return found


_FEN: Final = Decimal("0.01")
_PURSUED_BEFORE: Final = 2026


def _complained_of(found: list[Case], random: Random, share: Fraction) -> list[Case]:
    """Complaints; who waits longest is the first to complain."""
    fit = sorted(found, key=lambda one: (one.pace != "late", one.outcome == "withdrawn"))
    number = scaled(said()["complaints"], share)
    return _marked(found, _some(fit[: 3 * number], number, random), is_complained_of=True)


def _entered_late(found: list[Case], random: Random, share: Fraction) -> list[Case]:
    timely = [one for one in found if one.pace == "in_time" and _days(one.background) < _SHORT]
    fit = [one for one in timely if one.determined_on > one.received_on + _ENTERED_LATE]
    return _marked(found, _some(fit, scaled(said()["late_entries"], share), random), is_entered_late=True)


_SHORT: Final = 10


def _corrected(found: list[Case], random: Random, share: Fraction) -> list[Case]:
    fit = [one for one in found if one.channel == "hotline" and one.pace == "in_time" and not one.is_entered_late]
    return _marked(found, _some(fit, scaled(said()["corrected_receipts"], share), random), is_receipt_corrected=True)
