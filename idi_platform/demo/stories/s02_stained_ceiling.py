"""Story 2: 周槐's stained ceiling is refused because of the flat above; she objects, and both choose an appraiser."""

from datetime import date

from claims.actions import Defect
from claims.codes import Cause, Ground, Mode, Place, Severity
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Teller

from .handled import (
    CHENXING,
    agree,
    appraisal_of,
    covered_after_all,
    object_to_it,
    offer_repair,
    pay,
    propose_appraiser,
    refuse,
    repaired,
    survey,
)

story = Story("s02", "周槐，云杉家园 4-0702：天花板黄印，不予赔偿后申请鉴定")
OWNER = "13800000702"
FEE = "12800.00"


@story.at("2026-09-14", "10:20")
def file(teller: Teller) -> None:
    """She reports a yellow ring on the ceiling."""
    stain = Defect(
        place=Place.LIVING_ROOM,
        defect="basement_roof_wetroom_leak",
        severity=Severity.TRACES,
        discovered_on=date(2026, 9, 12),
        words="客厅天花板有一圈黄印，摸着不湿。",
    )
    teller.report("s02", OWNER, teller.unit("BJ-1", "4-0702"), stain)


@story.at("2026-09-16", "15:00")
def survey_it(teller: Teller) -> None:
    """The flat above has moved its drain."""
    words = "楼上卫生间改动过地漏，黄印在改动处正下方，含水率正常。"
    survey(teller, teller.claim("s02"), CHENXING, words, moisture="9.5", cause=Cause.OTHER)


@story.at("2026-09-21", "16:30")
def refused(teller: Teller) -> None:
    """Refused on the seventh day: a third party."""
    words = "楼上住户自行移动地漏造成渗水，原防水层完好。"
    why = "黄印正对改动的地漏，含水率正常，交付时的防水层没有坏，所以是楼上改动造成的。"
    refuse(teller, teller.claim("s02"), CHENXING, words, why=why, ground=Ground.THIRD_PARTY, clause="BJ-8-1-2")


@story.at("2026-09-23", "11:00")
def notify(teller: Teller) -> None:
    """The notice leaves a day before its limit."""
    teller.step(teller.claim("s02"), "send_refusal", CHENXING.handler)


@story.at("2026-10-09", "09:30")
def objected(teller: Teller) -> None:
    """She objects in writing: a third party shall decide whether it is covered."""
    words = "我家上面的地漏是交房时就在那里的，请找有资质的机构鉴定。"
    object_to_it(teller, teller.claim("s02"), OWNER, words)


@story.at("2026-10-10", "14:00")
def choose(teller: Teller) -> None:
    """The insurer names a body with both licences."""
    propose_appraiser(teller, teller.claim("s02"), CHENXING)


@story.at("2026-10-11", "19:00")
def both_choose(teller: Teller) -> None:
    """She agrees to the body, on a Sunday evening; it begins the day after."""
    teller.do(appraisal_of(teller.claim("s02")), "agree_appraiser", OWNER)


@story.at("2026-10-12", "09:00")
def begin(teller: Teller) -> None:
    """The body begins."""
    teller.do(appraisal_of(teller.claim("s02")), "begin", CHENXING.handler)


@story.at("2026-10-20", "10:00")
def conclude(teller: Teller) -> None:
    """Covered: the insurer pays the fee, and determines anew; the first notice stays as it is."""
    found, words = (
        "鉴定机构认定黄印来自原防水层缺陷，重新核定。",
        "鉴定结论：楼上卫生间原防水层高度不足，属于防水工程缺陷。",
    )
    covered_after_all(teller, teller.claim("s02"), CHENXING, found=found, words=words, clause="BJ-5-3", fee=FEE)


@story.at("2026-10-20", "15:00")
def offer(teller: Teller) -> None:
    """A repair is offered."""
    claim = teller.claim("s02")
    offer_repair(teller, claim, CHENXING, "重做楼上卫生间墙根防水，恢复您家天花板。", "2026-10-23", "2026-10-27")


@story.at("2026-10-21", "10:00")
def agree_to_it(teller: Teller) -> None:
    """She agrees: until the 28th."""
    agree(teller, teller.claim("s02"), OWNER, Mode.REPAIR)


@story.at("2026-10-23", "09:00")
def order(teller: Teller) -> None:
    """The repairer is sent."""
    teller.step(teller.claim("s02"), "order_repair", CHENXING.handler, repairer=teller.firm("tiezhen"))


@story.at("2026-10-27", "16:00")
def works_done(teller: Teller) -> None:
    """Done and accepted; the fee of the appraisal is paid with the works."""
    claim = teller.claim("s02")
    repaired(teller, claim, CHENXING)
    pay(teller, claim, CHENXING, repair="6480.00", appraisal_fee=FEE)
    teller.step(claim, "close", CHENXING.handler)
