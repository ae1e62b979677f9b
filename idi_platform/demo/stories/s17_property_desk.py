"""Story 17: 石磊 tells the property desk before the holiday; its receipt counts, and forwarding comes too late."""

from datetime import date

from claims.actions import Caller, Defect
from claims.codes import Cause, Channel, Mode, Place, Reporter, Severity
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Teller

from .handled import SONGYUE, accept, agree, insured_agrees, offer_cash, pay, send_result, survey

story = Story("s17", "石磊，砚山工坊：节前在物业服务台报屋面渗漏")
OWNER = "shi"


@story.at("2026-09-30", "17:20")
def at_the_desk(teller: Teller) -> None:
    """方管家 takes it in for the insurer: this is the instant that counts."""
    caller = Caller(
        reporter=Reporter.OWNER,
        claimant_person=teller.cast.people[OWNER].pk,
        name="石磊（演示）",
        phone="13800000419",
        channel=Channel.DESK,
    )
    leak = Defect(
        place=Place.ROOF,
        defect="roof_leak",
        severity=Severity.GROWING,
        discovered_on=date(2026, 9, 30),
        words="厂房屋面天沟边漏水，机床上方滴水。",
    )
    teller.report("s17", "fang", teller.unit("JY-1", "1-0101"), leak, caller=caller)


@story.at("2026-10-09", "08:30")
def forwarded(teller: Teller) -> None:
    """The desk forwards it by telephone after the holiday: that moves nothing, the limits are over."""
    words = "物业今天来电转告：9 月 30 日收到的报案。"
    teller.step(teller.claim("s17"), "call", SONGYUE.handler, words=words)


@story.at("2026-10-09", "10:30")
def survey_it(teller: Teller) -> None:
    """The surveyor comes, too late, and the determination follows the same day, too late as well."""
    claim = teller.claim("s17")
    survey(teller, claim, SONGYUE, "天沟内侧卷材收头脱开，长约 4 米。", cause=Cause.CONSTRUCTION)
    accept(teller, claim, SONGYUE, "屋面天沟卷材收头不符合标准，属于防水工程缺陷。", ["JY-4-1b"])
    send_result(teller, claim, SONGYUE)


@story.at("2026-10-10", "10:00")
def offer(teller: Teller) -> None:
    """A sum is offered."""
    offer_cash(teller, teller.claim("s17"), SONGYUE, "按天沟卷材重做的报价赔付。", "5200.00")


@story.at("2026-10-12", "14:00")
def owner_agrees(teller: Teller) -> None:
    """The owner agrees: should be performed by the 19th."""
    agree(teller, teller.claim("s17"), OWNER, Mode.CASH)


@story.at("2026-10-15", "09:30")
def insured_signs(teller: Teller) -> None:
    """The insured has signed; the desk enters it with the paper: legally until the 22nd."""
    insured_agrees(teller, teller.claim("s17"), SONGYUE, mode=Mode.CASH, amount="5200.00")


@story.at("2026-10-21", "15:00")
def paid(teller: Teller) -> None:
    """Paid after the target and before the limit."""
    claim = teller.claim("s17")
    pay(teller, claim, SONGYUE, indemnity="5200.00")
    teller.step(claim, "close", SONGYUE.handler)
