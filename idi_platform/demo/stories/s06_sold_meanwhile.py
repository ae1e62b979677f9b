"""Story 6: 梁青 sells to 苏禾 while her claim is open, and the developer is dissolved: a person decides who is paid."""

from datetime import date

from claims.actions import Defect
from claims.codes import Place, Severity
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Teller
from idi_platform.projects.actions import transfer_unit

from .handled import QINGYANLI, accept, send_result, survey

story = Story("s06", "梁青、苏禾，青砚里 1-0904：理赔中过户，开发单位已注销")
SELLER, BUYER = "13800000904", "13800000905"


@story.at("2026-03-12", "10:00")
def dissolved(teller: Teller) -> None:
    """The developer ceases to exist: nobody waits for its signature from here."""
    teller.do(teller.project("BJ-2"), "dissolve_developer", "niu", on=date(2026, 3, 12))


@story.at("2026-08-10", "18:30")
def file(teller: Teller) -> None:
    """The seller reports a leak at the kitchen wall."""
    leak = Defect(
        place=Place.KITCHEN,
        defect="external_wall_leak",
        severity=Severity.GROWING,
        discovered_on=date(2026, 8, 9),
        words="厨房外墙一下雨就湿，墙皮掉了。",
    )
    teller.report("s06", SELLER, teller.unit("BJ-2", "1-0904"), leak)


@story.at("2026-08-12", "10:00")
def survey_it(teller: Teller) -> None:
    """Looked at."""
    survey(teller, teller.claim("s06"), QINGYANLI, "外墙窗下渗水，淋水试验复现。", moisture="34.0")


@story.at("2026-08-14", "16:00")
def accepted(teller: Teller) -> None:
    """Covered, a day before she sells; no agreement yet."""
    accept(teller, teller.claim("s06"), QINGYANLI, "窗下防水层搭接不足，属于防水工程缺陷。", ["BJ-5-3"])
    send_result(teller, teller.claim("s06"), QINGYANLI)


@story.at("2026-08-15", "11:00")
def sold(teller: Teller) -> None:
    """苏禾 buys: both are asked with whom the claim goes on."""
    transfer_unit(
        acting=teller.who("niu"),
        key=teller.key(),
        unit=teller.unit("BJ-2", "1-0904"),
        transferred_on=date(2026, 8, 15),
        persons=[teller.person(BUYER)],
        organisations=[],
    )
