"""Story 8: a paid leak in a basement; recourse against contractor and membrane subcontractor, within what was paid."""

from datetime import date

from claims.actions import Caller, Defect
from claims.codes import Channel, Mode, Place, Reporter, Severity, WaivedBy, WaiverTiming
from claims.models import Claim, Subrogation
from claims.models.beside.subrogation import LiableKind
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller, beside

from .handled import QINGYANLI, accept, evidence, offer_cash, pay, send_result, survey

story = Story("s08", "青砚里 1 号楼地下车库：已赔付 268,400.00 元，向施工和防水分包追偿")
PAID = "268400.00"


@story.at("2026-03-24", "09:30")
def file(teller: Teller) -> None:
    """The owners' committee reports by the hotline."""
    leak = Defect(
        place=Place.BASEMENT,
        defect="basement_roof_wetroom_leak",
        severity=Severity.GROWING,
        discovered_on=date(2026, 3, 22),
        words="地下车库后浇带渗水，积水到车位。",
    )
    caller = Caller(
        reporter=Reporter.OWNERS_COMMITTEE,
        claimant_organisation=teller.firm("qingyanli"),
        name="青砚里业主代表（演示）",
        phone="13800000777",
        channel=Channel.HOTLINE,
        recording="DEMO-20260324-0930",
    )
    teller.report("s08", "jiang", teller.common_part("BJ-2", "1", "basement"), leak, caller=caller)


@story.at("2026-03-25", "10:00")
def survey_it(teller: Teller) -> None:
    """Looked at."""
    survey(teller, teller.claim("s08"), QINGYANLI, "后浇带外侧卷材断裂两处，内侧渗水成流。", owner_signed=False)


@story.at("2026-03-30", "15:00")
def accepted(teller: Teller) -> None:
    """Covered."""
    accept(teller, teller.claim("s08"), QINGYANLI, "后浇带卷材施工缺陷，属于防水工程缺陷。", ["BJ-5-3"])
    send_result(teller, teller.claim("s08"), QINGYANLI)


@story.at("2026-04-14", "10:00")
def offer(teller: Teller) -> None:
    """A sum is offered; the owners' works are under way."""
    offer_cash(teller, teller.claim("s08"), QINGYANLI, "按业主委员会已委托的堵漏工程结算价赔付。", PAID)


@story.at("2026-04-16", "10:00")
def agreed(teller: Teller) -> None:
    """The signed agreement is entered by the desk."""
    claim = teller.claim("s08")
    facts: Given = {"party": "owner", "mode": Mode.CASH, "amount": PAID}
    teller.step(claim, "agree", QINGYANLI.handler, evidence_ids=[evidence(teller, claim, QINGYANLI)], **facts)


def _against(teller: Teller, claim: Claim, firm: str, kind: LiableKind) -> Subrogation:
    recourse = Subrogation(subject=beside(claim), claim=claim)
    recourse = teller.do(recourse, "identify", QINGYANLI.handler, organisation_id=teller.firm(firm), liable_kind=kind)
    return teller.do(recourse, "notify", QINGYANLI.handler)


@story.at("2026-04-22", "10:00")
def paid(teller: Teller) -> None:
    """Paid with the panel's shares; both liable parties are told the same day."""
    claim = teller.claim("s08")
    pay(teller, claim, QINGYANLI, indemnity=PAID)
    _against(teller, claim, "tiezhen", LiableKind.WORKS)
    _against(teller, claim, "qimo", LiableKind.SPECIALIST)


@story.at("2026-06-10", "10:00")
def demanded(teller: Teller) -> None:
    """Sixty parts and forty: each proved demand begins the limitation again."""
    claim = teller.claim("s08")
    for kind, amount in ((LiableKind.WORKS, "161040.00"), (LiableKind.SPECIALIST, "107360.00")):
        recourse = Subrogation.objects.select_related("subject").get(claim=claim, liable_kind=kind)
        recourse = teller.do(recourse, "secure_evidence", QINGYANLI.handler)
        teller.do(recourse, "demand", QINGYANLI.handler, amount=amount)


@story.at("2026-08-20", "10:00")
def recovered(teller: Teller) -> None:
    """The contractor pays 150,000.00; the rest stays open."""
    recourse = Subrogation.objects.select_related("subject").get(
        claim=teller.claim("s08"), liable_kind=LiableKind.WORKS
    )
    teller.do(recourse, "recover", QINGYANLI.handler, amount="150000.00")


@story.at("2026-09-02", "10:00")
def waived(teller: Teller) -> None:
    """The insured writes that it gives up the rest: after the payment that is void, and it is kept as such."""
    claim = teller.claim("s08")
    facts: Given = {"made_on": date(2026, 9, 1), "by": WaivedBy.INSURED, "timing": WaiverTiming.AFTER_PAYMENT}
    words = "清算组来函表示不再追究施工单位。赔付以后的放弃依法无效，追偿继续。"
    teller.step(
        claim, "record_waiver", QINGYANLI.handler, second=QINGYANLI.approver, words=words,
        evidence_ids=[evidence(teller, claim, QINGYANLI)], **facts,
    )  # fmt: skip
