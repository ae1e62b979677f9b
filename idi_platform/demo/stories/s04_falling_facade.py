"""Story 4: tiles fall from the façade of building 1; the danger first, then one claim for fifty-six homes."""

from datetime import date

from claims.actions import Caller, Defect
from claims.actions.calling import Call, file_for_caller
from claims.codes import Cause, Channel, Place, Reporter, Severity
from claims.models import EmergencyCase
from idi_platform.demo.script import Story, at
from idi_platform.demo.teller import Teller
from idi_platform.projects.models import Unit
from idi_platform.records.models import Subject

from .handled import CHENXING, accept, arrange, send_result, survey

story = Story("s04", "云杉家园业主委员会，1 号楼：外墙面砖脱落，先排险")


@story.at("2026-09-28", "06:40")
def call(teller: Teller) -> None:
    """方管家 calls the hotline for the owners' committee, which claims; the case and the claim open at once."""
    part = teller.common_part("BJ-1", "1", "facade")
    homes = Unit.objects.filter(building=part.building_id).order_by("pk").values_list("pk", flat=True)
    case = EmergencyCase(subject=_at_building(part.subject))
    teller.do(case, "open", "jiang", kind="sudden")
    caller = Caller(
        reporter=Reporter.OWNERS_COMMITTEE,
        claimant_organisation=teller.firm("committee"),
        name="方管家（演示），受业主委员会委托",
        phone="13800001001",
        channel=Channel.HOTLINE,
        recording="DEMO-20260928-0640",
    )
    tiles = Defect(
        place=Place.FACADE,
        defect="facade_falling",
        severity=Severity.DANGER,
        discovered_on=date(2026, 9, 28),
        words="1 号楼东侧外墙面砖掉下来一大片，楼下是通道，已经拉了警戒线。",
    )
    said = Call(caller=caller, homes=tuple(homes))
    file_for_caller(acting=teller.who("jiang"), key="demo:s04", at=part, defect=tiles, call=said)


def _at_building(part: Subject) -> Subject:
    links = {f"{name}_id": pk for name, pk in part.link_ids().items() if name != "common_part"}
    return Subject(division_id=part.division_id, **links)


def _case(teller: Teller) -> EmergencyCase:
    building = teller.common_part("BJ-1", "1", "facade").building_id
    return EmergencyCase.objects.select_related("subject").get(subject__building=building)


@story.at("2026-09-28", "08:10")
def authorise(teller: Teller) -> None:
    """The handler lets the danger be removed before anything is determined."""
    claim = teller.claim("s04")
    teller.do(_case(teller), "link_claim", CHENXING.handler, claim_id=claim.pk)
    teller.step(
        claim, "authorise_emergency_repair", CHENXING.handler, words="先围挡、清除松动面砖，费用按施救费用处理。"
    )


@story.at("2026-09-28", "08:20")
def appoint(teller: Teller) -> None:
    """The surveyor comes in the morning, while the danger is removed."""
    arrange(teller, teller.claim("s04"), CHENXING, at("2026-09-28", "10:00"), at("2026-09-28", "11:30"))


@story.at("2026-09-28", "10:20")
def attend(teller: Teller) -> None:
    """On site within the four hours of the plan; the survey is made at the same visit."""
    teller.do(_case(teller), "attend", CHENXING.surveyor)
    words = "脱落约 6 平方米，空鼓延伸到 7 层，粘结层与基层脱开。"
    survey(teller, teller.claim("s04"), CHENXING, words, item="structure", cause=Cause.CONSTRUCTION, owner_signed=False)


@story.at("2026-09-28", "16:40")
def make_safe(teller: Teller) -> None:
    """Made safe within the day."""
    teller.do(_case(teller), "make_safe", CHENXING.surveyor)


@story.at("2026-09-30", "15:00")
def determine(teller: Teller) -> None:
    """Covered as structure, ten years: a façade that falls."""
    claim = teller.claim("s04")
    words = "外墙面砖脱落，粘结层施工不符合标准，属于主体结构项下的外墙面脱落。"
    accept(teller, claim, CHENXING, words, ["BJ-5-2"], item="structure")
    send_result(teller, claim, CHENXING)
