"""Story 2: 周槐's stained ceiling is refused because of the flat above; she objects, and both choose an appraiser."""

from datetime import date

from claims.actions import Defect
from claims.actions import beside as beside_a_claim
from claims.codes import Cause, Ground, Mode, Place, RedeterminationReason, Severity
from claims.models import Appraisal
from claims.models.beside.appraisal import Matter
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller

from .handled import CHENXING, accept, agree, evidence, offer_repair, pay, send_result, survey

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
def refuse(teller: Teller) -> None:
    """Refused on the seventh day: a third party."""
    claim = teller.claim("s02")
    teller.step(
        claim,
        "refuse",
        CHENXING.handler,
        second=CHENXING.approver,
        words="楼上住户自行移动地漏造成渗水，原防水层完好。",
        why="黄印正对改动的地漏，含水率正常，交付时的防水层没有坏，所以是楼上改动造成的。",
        item="waterproofing",
        ground=Ground.THIRD_PARTY,
        clauses=["BJ-8-1-2"],
        evidence_ids=[evidence(teller, claim, CHENXING)],
    )


@story.at("2026-09-23", "11:00")
def notify(teller: Teller) -> None:
    """The notice leaves a day before its limit."""
    teller.step(teller.claim("s02"), "send_refusal", CHENXING.handler)


def _appraisal(teller: Teller) -> Appraisal:
    return Appraisal.objects.select_related("subject").filter(claim=teller.claim("s02")).earliest("pk")


@story.at("2026-10-09", "09:30")
def object_to_it(teller: Teller) -> None:
    """She objects in writing: a third party shall decide whether it is covered."""
    words = "我家上面的地漏是交房时就在那里的，请找有资质的机构鉴定。"
    claim = teller.claim("s02")
    if not claim.in_dispute:
        beside_a_claim.object_to(
            acting=teller.who(OWNER), key=teller.key(), claim=claim, matter=Matter.LIABILITY, words=words
        )


@story.at("2026-10-10", "14:00")
def choose(teller: Teller) -> None:
    """The insurer names a body with both licences."""
    facts: Given = {"appraiser_id": teller.firm("mingjing"), "has_testing_licence": True, "has_judicial_licence": True}
    teller.do(_appraisal(teller), "propose", CHENXING.handler, **facts)


@story.at("2026-10-11", "19:00")
def both_choose(teller: Teller) -> None:
    """She agrees to the body, on a Sunday evening; it begins the day after."""
    teller.do(_appraisal(teller), "agree_appraiser", OWNER)


@story.at("2026-10-12", "09:00")
def begin(teller: Teller) -> None:
    """The body begins."""
    teller.do(_appraisal(teller), "begin", CHENXING.handler)


@story.at("2026-10-20", "10:00")
def conclude(teller: Teller) -> None:
    """Covered: the insurer pays the fee, and determines anew; the first notice stays as it is."""
    appraisal = teller.do(_appraisal(teller), "conclude", CHENXING.handler, outcome="covered")
    appraisal = teller.do(appraisal, "confirm", CHENXING.handler)
    appraisal = teller.do(appraisal, "allocate_cost", CHENXING.handler, fee=FEE, payer="insurer")
    claim = teller.claim("s02")
    words = "鉴定机构认定黄印来自原防水层缺陷，重新核定。"
    facts: Given = {"reason": RedeterminationReason.APPRAISAL, "evidence_ids": [evidence(teller, claim, CHENXING)]}
    teller.step(claim, "redetermine", CHENXING.handler, second=CHENXING.approver, words=words, **facts)
    accept(teller, claim, CHENXING, "鉴定结论：楼上卫生间原防水层高度不足，属于防水工程缺陷。", ["BJ-5-3"])
    send_result(teller, claim, CHENXING)
    teller.do(appraisal, "close", CHENXING.handler)


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
def repaired(teller: Teller) -> None:
    """Done and accepted; the fee of the appraisal is paid with the works."""
    claim = teller.claim("s02")
    proof = teller.photo(claim, CHENXING.surveyor)
    facts: Given = {"evidence_ids": [proof], "water_test_passed": True, "accepted_by_owner": True}
    teller.step(claim, "complete_repair", CHENXING.handler, **facts)
    pay(teller, claim, CHENXING, repair="6480.00", appraisal_fee=FEE)
    teller.step(claim, "close", CHENXING.handler)
