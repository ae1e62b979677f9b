"""Story 3: 何一 calls, 何二 comes to the property desk: two receipts, one claim; then the handler forgets it."""

from datetime import date

from claims import actions as claims
from claims.actions.reporting import Desk
from claims.codes import Channel, ComplexReason, Place, Reporter, Severity
from claims.models import Intake
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller
from idi_platform.workflow.perform import in_one_transaction

from .handled import CHENXING, accept, send_result, survey

story = Story("s03", "何一、何二，云杉家园 2-0301：两次报案，一个案件，核定被忘了")


@story.at("2026-09-22", "09:05")
def by_phone(teller: Teller) -> None:
    """何一 calls the hotline."""
    leak = claims.Defect(
        place=Place.BATHROOM,
        defect="basement_roof_wetroom_leak",
        severity=Severity.GROWING,
        discovered_on=date(2026, 9, 21),
        words="卫生间顶上一直滴水，楼上说没有用水。",
    )
    caller = claims.Caller(
        reporter=Reporter.OWNER,
        claimant_person=teller.person("13800000301"),
        name="何一（演示）",
        phone="13800000301",
        channel=Channel.HOTLINE,
        recording="DEMO-20260922-0905",
    )
    teller.report("s03", "jiang", teller.unit("BJ-1", "2-0301"), leak, caller=caller)


@story.at("2026-09-24", "10:30")
def survey_it(teller: Teller) -> None:
    """The surveyor comes on the second day."""
    survey(teller, teller.claim("s03"), CHENXING, "闭水四十分钟后顶面渗水，管根处无附加层。", moisture="38.0")


@story.at("2026-09-24", "16:00")
def at_the_desk(teller: Teller) -> None:
    """何二 tells the property desk of the same leak; what others report of their homes the desk does not see."""
    caller = claims.Caller(
        reporter=Reporter.OWNER,
        claimant_person=teller.person("13800000302"),
        name="何二（演示）",
        phone="13800000302",
        channel=Channel.DESK,
    )
    at = teller.unit("BJ-1", "2-0301")
    desk = Desk(acting=teller.who("fang"), key=teller.key(), at=at, said=caller, received_at=None)
    words = "我家卫生间漏水，家里人已经打电话报过。"
    in_one_transaction(lambda: desk.receive(desk.write(words, teller.claim("s03").pk)))


@story.at("2026-09-24", "16:20")
def joined(teller: Teller) -> None:
    """The handler sees that it is the same leak: joined, with a receipt of its own; nothing begins again."""
    home = teller.unit("BJ-1", "2-0301")
    second = Intake.objects.select_related("subject").get(subject__unit=home.pk, channel=Channel.DESK)
    facts: Given = {"claim_id": teller.claim("s03").pk, "chosen_by_reporter": False}
    teller.do(second, "join", CHENXING.handler, **facts)


@story.at("2026-09-30", "09:10")
def too_late_for_complex(teller: Teller) -> None:
    """The limit is over: it can no longer be declared complex."""
    claim = teller.claim("s03")
    facts: Given = {"reason": ComplexReason.HIDDEN_CAUSE, "words": "想多要几天查原因。"}
    teller.refused(lambda: teller.step(claim, "declare_complex", CHENXING.handler, **facts))


@story.at("2026-09-30", "17:30")
def determined_late(teller: Teller) -> None:
    """Seventeen hours and a half too late: the breach stays."""
    claim = teller.claim("s03")
    accept(teller, claim, CHENXING, "管根附加层缺失，属于防水工程缺陷。", ["BJ-5-3"])
    send_result(teller, claim, CHENXING)
