"""Story 1: 林小满's bathroom leaks the evening before the National Day holiday; from the report to the last fen."""

from datetime import date

from claims.actions import Defect
from claims.codes import Mode, Place, Severity
from claims.models import Claim
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Teller

from .handled import CHENXING, accept, agree, first_on, offer_repair, pay, repaired, report_unless, send_result, survey

story = Story("s01", "林小满，云杉家园 3-1201：卫生间漏水")
OWNER = "13800001201"


def _claim(teller: Teller) -> Claim:
    """Return her claim: the visitor's, where the visitor has filed one, else the one filed here."""
    return first_on(teller.unit("BJ-1", "3-1201"))


@story.at("2026-09-29", "20:10")
def file(teller: Teller) -> None:
    """She reports it at home, unless the visitor has done so."""
    leak = Defect(
        place=Place.BATHROOM,
        defect="basement_roof_wetroom_leak",
        severity=Severity.GROWING,
        discovered_on=date(2026, 9, 29),
        words="卫生间顶上滴水，楼上说没有用水，越滴越快。",
    )
    home = teller.unit("BJ-1", "3-1201")
    report_unless(teller, "s01", OWNER, home, leak, Claim.objects.filter(subject__unit=home.pk))


@story.at("2026-10-08", "15:00")
def survey_it(teller: Teller) -> None:
    """The first working day after the holiday."""
    survey(teller, _claim(teller), CHENXING, "闭水四十分钟后顶面渗水两处，管根处没有附加层。", moisture="41.5")


@story.at("2026-10-08", "21:10")
def propose(teller: Teller) -> None:
    """The handler writes the determination; a second person has yet to agree."""
    words = "闭水试验复现渗漏，管根附加层缺失，不符合防水施工标准，属于防水工程施工缺陷。"
    accept(teller, _claim(teller), CHENXING, words, ["BJ-5-3"], approved=False)


@story.at("2026-10-08", "21:30")
def approve(teller: Teller) -> None:
    """Determined when the second person agrees, two and a half hours before the limit; the notice leaves with it."""
    claim = _claim(teller)
    teller.agree_to(claim, "accept", CHENXING.approver)
    send_result(teller, claim, CHENXING)


@story.at("2026-10-09", "09:20")
def offer(teller: Teller) -> None:
    """A repair is offered."""
    offer_repair(
        teller, _claim(teller), CHENXING, "凿开管根，重做附加层和防水层，恢复面砖。", "2026-10-12", "2026-10-15"
    )


@story.at("2026-10-09", "12:40")
def agree_to_it(teller: Teller) -> None:
    """She agrees: seven days from here."""
    agree(teller, _claim(teller), OWNER, Mode.REPAIR)


@story.at("2026-10-12", "09:00")
def order(teller: Teller) -> None:
    """The repairer is sent."""
    teller.step(_claim(teller), "order_repair", CHENXING.handler, repairer=teller.firm("tiezhen"))


@story.at("2026-10-15", "16:00")
def works_done(teller: Teller) -> None:
    """Done, tested with closed water, accepted by her, a day before the limit."""
    repaired(teller, _claim(teller), CHENXING)


@story.at("2026-10-20", "10:00")
def invoice(teller: Teller) -> None:
    """The repairer's invoice is paid, and each insurer of the panel bears its share."""
    claim = _claim(teller)
    pay(teller, claim, CHENXING, repair="18640.00")
    teller.step(claim, "close", CHENXING.handler)


@story.at("2031-10-13", "10:00")
def years_later(teller: Teller) -> None:
    """Twelve years after the measures began, and seven after they lapsed, a claim still has its seven days."""
    crack = Defect(
        place=Place.LIVING_ROOM,
        defect="structural_crack",
        severity=Severity.TRACES,
        discovered_on=date(2031, 10, 12),
        words="客厅梁边有一条斜裂缝，比去年宽了。",
    )
    teller.report("s01b", OWNER, teller.unit("BJ-1", "3-1201"), crack)
