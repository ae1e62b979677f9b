"""Stories 13 and 14: 陆遥's kitchen wall before cover, the developer's days, the guarantee fund, then cover itself."""

from datetime import date
from typing import Final

from claims.actions import Defect
from claims.actions.handling import take_on_ticket
from claims.codes import Place, Severity
from claims.models import Claim, FundDraw, Ticket
from claims.models.beside.fund import Event
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller
from idi_platform.records.models import Subject

from .handled import CHENXING, accept, report_unless, send_result, survey

story = Story("s13", "陆遥，桂屿里 6-0502：保险责任开始前的报修和保障资金")
OWNER = "13800000502"
ADVANCE: Final[Given] = {"event": Event.LEAK, "amount": "28600.00"}


@story.at("2026-09-29", "19:30")
def report(teller: Teller) -> None:
    """The first request for a repair; the developer is told at once, the same day."""
    wet = Defect(
        place=Place.KITCHEN,
        defect="basement_roof_balcony_wetroom_leak",
        severity=Severity.GROWING,
        discovered_on=date(2026, 9, 28),
        words="厨房靠卫生间的墙湿了一大片，墙砖空鼓。",
    )
    home = teller.unit("HZ-1", "6-0502")
    report_unless(teller, "s13", OWNER, home, wet, Ticket.objects.filter(subject__unit=home.pk))


def _ticket(teller: Teller) -> Ticket:
    home = teller.unit("HZ-1", "6-0502")
    return Ticket.objects.select_related("subject").filter(subject__unit=home.pk).earliest("pk")


def _draw(ticket: Ticket) -> FundDraw:
    links = {f"{name}_id": pk for name, pk in ticket.subject.link_ids().items()}
    return FundDraw(subject=Subject(division_id=ticket.subject.division_id, **links), ticket=ticket)


@story.at("2026-10-09", "15:00")
def visit(teller: Teller) -> None:
    """The developer comes a day late; no scheme follows."""
    teller.do(_ticket(teller), "record_visit", "sang")


@story.at("2026-11-20", "10:00")
def too_early(teller: Teller) -> None:
    """Two months are not over: the fund may not be asked yet."""
    ticket = _ticket(teller)
    teller.refused(lambda: teller.do(_draw(ticket), "request_draw", OWNER, **ADVANCE))


@story.at("2026-12-01", "09:30")
def asked(teller: Teller) -> None:
    """She asks in writing."""
    ticket = _ticket(teller)
    teller.do(_draw(ticket), "request_draw", OWNER, **ADVANCE)
    take_on_ticket(acting=teller.who(OWNER), key=teller.key(), ticket=ticket, step="declare_default")


def _asked(teller: Teller) -> FundDraw:
    return FundDraw.objects.select_related("subject").get(ticket=_ticket(teller))


@story.at("2026-12-08", "10:00")
def advanced(teller: Teller) -> None:
    """Two persons of the institution agree; the money goes out, and the developer is asked to put it back."""
    draw = teller.do(_asked(teller), "approve", "shen", second="you")
    draw = teller.do(draw, "pay", "shen")
    teller.do(draw, "owe_replenishment", "shen")
    ticket = teller.do(_ticket(teller), "turn_to_fund", "shen")
    teller.do(ticket, "start_repair", "gao")


@story.at("2026-12-22", "16:00")
def repaired(teller: Teller) -> None:
    """Repaired with the fund's money, and accepted."""
    ticket = teller.do(_ticket(teller), "complete_repair", "gao")
    take_on_ticket(acting=teller.who(OWNER), key=teller.key(), ticket=ticket, step="accept_repair")


@story.at("2027-10-20", "10:00")
def joint_inspection(teller: Teller) -> None:
    """Before cover begins, developer and insurer look at the buildings together."""
    teller.do(teller.project("HZ-1"), "hold_joint_inspection", "sang", on=date(2027, 10, 20))


@story.at("2027-11-22", "19:00")
def claim(teller: Teller) -> None:
    """Story 14: cover has begun; the bathroom leaks, and the determination has ten days."""
    leak = Defect(
        place=Place.BATHROOM,
        defect="basement_roof_balcony_wetroom_leak",
        severity=Severity.GROWING,
        discovered_on=date(2027, 11, 21),
        words="卫生间门口的地砖缝往外渗水。",
    )
    home = teller.unit("HZ-1", "6-0502")
    report_unless(teller, "s14", OWNER, home, leak, Claim.objects.filter(subject__unit=home.pk, place=Place.BATHROOM))


@story.at("2027-11-24", "10:00")
def survey_it(teller: Teller) -> None:
    """Looked at within the contract's two days."""
    survey(teller, teller.claim("s14"), CHENXING, "地漏周围防水层破损。", moisture="39.0")


@story.at("2027-12-01", "16:00")
def accepted(teller: Teller) -> None:
    """Determined a day before the limit."""
    claim = teller.claim("s14")
    accept(teller, claim, CHENXING, "卫生间防水层破损，属于防水工程缺陷。", ["HZ-5-5c"])
    send_result(teller, claim, CHENXING)
