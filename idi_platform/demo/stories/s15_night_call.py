"""Story 15: 潘晨 calls at night: no limit of the city, the contract's day for the survey, Insurance Law beside."""

from datetime import date

from claims.actions import Caller, Defect
from claims.codes import Cause, Channel, Ground, Mode, Place, Reporter, Severity
from idi_platform.accounts.roles import Role
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller
from idi_platform.records.models import Subject
from policies.models import DepositExemption, Policy, Termination

from .handled import (
    OUJIANG,
    agree,
    covered_after_all,
    edition_decided,
    object_to_it,
    offer_cash,
    pay,
    propose_appraiser,
    refuse,
    survey,
)

story = Story("s15", "潘晨，鳌滨中心 1-0908：夜里来电，窗边渗水")
OWNER = "13800000908"
FEE = "9600.00"


def _policy() -> Policy:
    return Policy.objects.select_related("subject").get(number="YS-LG-2022-0001")


def _on(policy: Policy) -> Subject:
    links = {f"{name}_id": pk for name, pk in policy.subject.link_ids().items()}
    return Subject(division_id=policy.subject.division_id, **links)


@story.at("2022-06-15", "10:00")
def decided(teller: Teller) -> None:
    """Two officers enter since when the trial measures hold."""
    edition_decided(
        teller,
        "LG-1",
        "longgang-trial",
        document="演示录入〔2022〕1号",
        ground="印发日期见来文，演示录入。",
        officers=("jin", "su"),
    )


@story.at("2022-07-01", "10:00")
def exempted(teller: Teller) -> None:
    """The deposit need not be paid: from here the contract is locked."""
    exemption = teller.do(DepositExemption(subject=_on(_policy())), "apply", "miao")
    exemption = teller.do(exemption, "consent", "jin")
    teller.do(_policy(), "exempt_deposit", "jin")
    teller.do(exemption, "lock", "jin")


@story.at("2026-09-30", "02:47")
def call(teller: Teller) -> None:
    """The hotline takes the call: the number is said in it, the first papers come by a link."""
    caller = Caller(
        reporter=Reporter.OWNER,
        claimant_person=teller.person(OWNER),
        name="潘晨（演示）",
        phone=OWNER,
        channel=Channel.HOTLINE,
        recording="DEMO-20260930-0247",
    )
    leak = Defect(
        place=Place.WINDOW,
        defect="window_wall_leak",
        severity=Severity.GROWING,
        discovered_on=date(2026, 9, 30),
        words="台风雨，卧室窗框下面一直往里渗水。",
    )
    teller.report("s15", "wen", teller.unit("LG-1", "1-0908"), leak, caller=caller)


@story.at("2026-09-30", "16:20")
def survey_it(teller: Teller) -> None:
    """Within the contract's day."""
    survey(teller, teller.claim("s15"), OUJIANG, "窗框下口渗水，窗台外侧有后加的花架。", cause=Cause.OTHER)


@story.at("2026-10-16", "15:00")
def refused(teller: Teller) -> None:
    """Refused: the owner's flower rack is said to have broken the sealing."""
    words = "窗台外侧加装花架，膨胀螺栓打穿窗下防水层。"
    why = "渗水点正在花架螺栓位置，其他窗没有渗水。"
    refuse(teller, teller.claim("s15"), OUJIANG, words, why=why, ground=Ground.MISUSE, clause="LG-3.1-3a")


@story.at("2026-10-18", "10:00")
def notify(teller: Teller) -> None:
    """The notice leaves on the Sunday, a day before its limit."""
    teller.step(teller.claim("s15"), "send_refusal", OUJIANG.handler)


@story.at("2026-10-20", "20:00")
def objected(teller: Teller) -> None:
    """He asks for an appraisal."""
    object_to_it(teller, teller.claim("s15"), OWNER, "花架装在窗框两侧，没有打到窗下，请鉴定。")


@story.at("2026-10-22", "10:00")
def choose(teller: Teller) -> None:
    """Insurer and owner choose a body together."""
    appraisal = propose_appraiser(teller, teller.claim("s15"), OUJIANG)
    appraisal = teller.do(appraisal, "agree_appraiser", OWNER)
    teller.do(appraisal, "begin", OUJIANG.handler)


@story.at("2026-11-04", "10:00")
def conclude(teller: Teller) -> None:
    """Covered: the insurer pays fee and repair; the text gives no promise of 180 days."""
    claim = teller.claim("s15")
    found, words = "鉴定认定渗水来自窗框与墙体接缝，重新核定。", "窗框与外墙接缝密封不足，属于防水工程缺陷。"
    covered_after_all(teller, claim, OUJIANG, found=found, words=words, clause="LG-3.1-1b", fee=FEE)
    offer_cash(teller, claim, OUJIANG, "按窗边防水重做的报价赔付。", "7300.00")


@story.at("2026-11-05", "12:00")
def paid(teller: Teller) -> None:
    """He agrees; repair and fee are paid."""
    claim = teller.claim("s15")
    agree(teller, claim, OWNER, Mode.CASH)
    pay(teller, claim, OUJIANG, indemnity="7300.00", appraisal_fee=FEE)
    teller.step(claim, "close", OUJIANG.handler)


@story.at("2026-11-16", "10:00")
def locked(teller: Teller) -> None:
    """The developer asks to end the contract: the exemption of the deposit stands against it."""
    termination = Termination(subject=_on(_policy()))
    ask: Given = {"role": Role.developer, "reason": "by_agreement"}
    teller.refused(lambda: teller.do(termination, "request", "miao", **ask))
