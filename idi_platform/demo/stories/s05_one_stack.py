"""Story 5: three homes above each other at one axis; one survey, three decisions, and a finding of 2022 beside them."""

from datetime import date

from claims.actions import Defect
from claims.codes import Place, Severity
from claims.models import Series
from idi_platform.demo.script import Story, at
from idi_platform.demo.teller import Given, Teller, beside, under
from idi_platform.projects.models import Section
from riskmgmt.models import Engagement, Finding

from .handled import CHENXING, accept, arrange, send_result, survey

story = Story("s05", "云杉家园 3 号楼 3-x01 三户：同一根立管，一次查勘，三个决定")
HOMES = {
    "s05a": ("3-0901", "13800000901", "卫生间管道井一侧的墙湿了。"),
    "s05b": ("3-1001", "13800001001", "卫生间靠管道井的墙角起皮、发霉。"),
    "s05c": ("3-1101", "13800001101", "卫生间顶上管子周围滴水。"),
}
AXIS = "waterproofing_x01"
"""The section of the works along the riser."""
WORDS = "管道井立管穿楼板处封堵不密实，三户同一轴线，水从上往下走。"


@story.at("2021-04-09", "10:00")
def engage(teller: Teller) -> None:
    """The agency is engaged before the contract of insurance."""
    project = teller.project("BJ-1")
    engagement = teller.do(
        Engagement(subject=under(project)), "select", "niu", organisation_id=teller.firm("zhunsheng")
    )
    teller.do(engagement, "contract", "niu", on=date(2021, 4, 9), fee="822067.20")


@story.at("2022-08-16", "15:00")
def found(teller: Teller) -> None:
    """The agency finds the sleeves of the riser unsealed."""
    project = teller.project("BJ-1")
    engagement = Engagement.objects.get(subject__project=project.pk)
    building = teller.unit("BJ-1", HOMES["s05a"][0]).building
    section = Section(subject=under(project, building_id=building.pk), project=project, building=building)
    section = teller.do(section, "plan", "zhao", code=AXIS, is_concealed=True)
    finding = Finding(subject=under(project, engagement_id=engagement.pk), section_subject=section)
    facts: Given = {"source": "works", "grade": "medium", "section": AXIS, "rectify_by": date(2022, 8, 30)}
    teller.do(finding, "raise_finding", "bai", **facts)


@story.at("2022-08-26", "16:00")
def rectified(teller: Teller) -> None:
    """The contractor shows it sealed; the agency closes it."""
    project = teller.project("BJ-1")
    finding = Finding.objects.select_related("subject").get(subject__project=project.pk)
    before, after = (teller.picture_of(finding, "zhao", shade) for shade in ("#8f8a80", "#d2cec4"))
    finding = teller.do(finding, "submit", "zhao", before_ids=[before], after_ids=[after])
    teller.do(finding, "close", "bai")


def _file(teller: Teller, code: str, discovered_on: date) -> None:
    number, phone, words = HOMES[code]
    leak = Defect(
        place=Place.BATHROOM,
        defect="basement_roof_wetroom_leak",
        severity=Severity.GROWING,
        discovered_on=discovered_on,
        words=words,
    )
    teller.report(code, phone, teller.unit("BJ-1", number), leak)


@story.at("2026-09-10", "19:40")
def first(teller: Teller) -> None:
    """The first home."""
    _file(teller, "s05a", date(2026, 9, 9))


@story.at("2026-09-12", "10:00")
def first_survey(teller: Teller) -> None:
    """Looked at."""
    survey(teller, teller.claim("s05a"), CHENXING, WORDS, moisture="29.0")


@story.at("2026-09-17", "11:00")
def first_accepted(teller: Teller) -> None:
    """Determined on its last day."""
    accept(teller, teller.claim("s05a"), CHENXING, "管道井封堵不密实，防水层缺失，属于防水工程缺陷。", ["BJ-5-3"])
    send_result(teller, teller.claim("s05a"), CHENXING)


@story.at("2026-09-18", "08:20")
def second(teller: Teller) -> None:
    """The second: its seventh day is Mid-Autumn, so that the limit is the 28th."""
    _file(teller, "s05b", date(2026, 9, 17))


@story.at("2026-09-20", "10:00")
def second_survey(teller: Teller) -> None:
    """Looked at on a Sunday that is worked."""
    survey(teller, teller.claim("s05b"), CHENXING, WORDS, moisture="33.5")


@story.at("2026-09-24", "20:30")
def third(teller: Teller) -> None:
    """The third, at the same axis."""
    _file(teller, "s05c", date(2026, 9, 24))


@story.at("2026-09-25", "10:30")
def third_visit(teller: Teller) -> None:
    """He is away over the holiday: somebody comes on the first day after it, the last that the law leaves."""
    arrange(teller, teller.claim("s05c"), CHENXING, at("2026-09-28", "13:30"), at("2026-09-28", "14:30"))


@story.at("2026-09-28", "14:00")
def together(teller: Teller) -> None:
    """The handler makes a series of the three; the one survey serves all of them."""
    claim = teller.claim("s05c")
    subject = beside(claim)
    subject.unit_id = None
    series = teller.do(Series(subject=subject), "open", CHENXING.handler, cause="riser_seal")
    for code in HOMES:
        series = teller.do(series, "link_claim", CHENXING.handler, claim_id=teller.claim(code).pk)
    teller.do(series, "share_survey", CHENXING.surveyor)
    survey(teller, claim, CHENXING, WORDS, moisture="36.0")


@story.at("2026-09-28", "16:30")
def two_more_accepted(teller: Teller) -> None:
    """Decided one by one, the second on the last day that the law leaves."""
    for code in ("s05b", "s05c"):
        accept(teller, teller.claim(code), CHENXING, "与九层同一轴线，管道井封堵不密实，属于防水工程缺陷。", ["BJ-5-3"])
        send_result(teller, teller.claim(code), CHENXING)
