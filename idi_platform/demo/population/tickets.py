"""Requests for a repair before cover in Hangzhou: the developer is told, comes, agrees on a scheme and repairs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Any, Final

from claims.actions import Caller, Defect
from claims.codes import Channel, Place, Reporter, Severity
from claims.models import Ticket
from idi_platform.demo.books import Homes
from idi_platform.demo.teller import Given, Teller

from .days import rolled
from .happening import Happening, visited, written
from .projects import BY_NUMBER, Background, homes_of
from .said import said_of
from .shares import dealt, drawn_for, scaled

HOTLINE: Final = "jiang"
FIRST_PHONE: Final = 13800007000
"""The telephones of the owners follow this number."""
_COMES: Final = {"settled": 2, "late": 6, "open": 3}
"""After how many days the developer comes; the text gives three."""
_AGREED, _REPAIRED = timedelta(days=18), timedelta(days=33)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request for a repair."""

    number: int
    background: Background
    home: str
    place: str
    reported: date
    pace: str

    @property
    def code(self) -> str:
        """Return its name in the script."""
        return f"bg.ticket{self.number:02}"

    @property
    def owner(self) -> str:
        """Return the owner's name."""
        return f"报修住户{self.number:02}（演示）"

    @property
    def phone(self) -> str:
        """Return the owner's telephone."""
        return str(FIRST_PHONE + self.number)

    @property
    def is_called_in(self) -> bool:
        """Say whether the owner calls the hotline; the others write themselves."""
        return self.number % 2 == 0

    def after(self, days: timedelta) -> date:
        """Return a working day so long after the report."""
        return rolled(self.reported + days)


def requests(share: Fraction) -> tuple[Request, ...]:
    """Return the requests at a share of the whole, in the order of their reports."""
    said, random = _said(), drawn_for("tickets")
    number = scaled(said["number"], share)
    background = BY_NUMBER[said["project"]]
    since, until = said["reported"]
    days = sorted(rolled(since + timedelta(days=random.randrange((until - since).days))) for _ in range(number))
    columns = zip(random.sample(homes_of(background), number), dealt(number, said["paces"], random), days, strict=True)
    return tuple(
        Request(
            number=turn,
            background=background,
            home=home,
            place=random.choice(list(said["places"])),
            reported=day,
            pace=pace,
        )
        for turn, (home, pace, day) in enumerate(columns, 1)
    )


def lived_in(share: Fraction) -> Mapping[str, Homes]:
    """Return who lives in which homes of the books, by the book's name: those who ask."""
    found = requests(share)
    return {found[0].background.entered.name: {one.home: (one.owner, one.phone) for one in found}}


def happenings(share: Fraction) -> Iterator[Happening]:
    """Yield what is done about each request."""
    for request in requests(share):
        yield visited(request.reported), partial(_report, request)
        yield written(request.after(timedelta(days=_COMES[request.pace]))), partial(_come, request)
        if request.pace != "open":
            yield written(request.after(_AGREED)), partial(_agree, request)
            yield written(request.after(_REPAIRED)), partial(_repair, request)


def _said() -> dict[str, Any]:
    found: dict[str, Any] = said_of("site")["tickets"]
    return found


def _report(request: Request, teller: Teller) -> None:
    defect = Defect(
        place=Place(request.place),
        defect=_said()["defect"],
        severity=Severity.GROWING,
        discovered_on=request.reported,
        words=_said()["places"][request.place],
    )
    home = teller.unit(request.background.number, request.home)
    if not request.is_called_in:
        teller.report(request.code, request.phone, home, defect)
        return
    caller = Caller(
        reporter=Reporter.OWNER,
        name=request.owner,
        phone=request.phone,
        channel=Channel.HOTLINE,
        recording=f"DEMO-{request.code}",
    )
    teller.report(request.code, HOTLINE, home, defect, caller=caller)


def _ticket(request: Request, teller: Teller) -> Ticket:
    return Ticket.objects.select_related("subject").get(origin=teller.claim(request.code))


def _come(request: Request, teller: Teller) -> None:
    teller.do(_ticket(request, teller), "record_visit", request.background.entered.developer)


def _agree(request: Request, teller: Teller) -> None:
    """Agree on a scheme, and begin."""
    developer = request.background.entered.developer
    days: Given = {"start_on": request.after(_AGREED), "end_on": request.after(_REPAIRED)}
    ticket = teller.do(_ticket(request, teller), "agree_scheme", developer, **days)
    teller.do(ticket, "start_repair", request.background.contractor[1])


def _repair(request: Request, teller: Teller) -> None:
    """Repaired, and accepted by the owner."""
    foreman = request.background.contractor[1]
    ticket = _ticket(request, teller)
    done: Given = {"evidence_ids": [teller.picture_of(ticket, foreman, "#d6d6d2")]}
    ticket = teller.do(ticket, "complete_repair", foreman, **done)
    teller.do(ticket, "accept_repair", request.phone)
