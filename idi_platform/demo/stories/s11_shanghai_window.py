"""Story 11: SH-2 is completed and filed, cover begins two years later; 沈知's window is repaired late and leaks again.

Story 10 has closed the severe finding of the tenth building; from here the project goes on to its completion.
"""

from datetime import date
from typing import Final

from claims.actions import Defect
from claims.codes import Mode, Place, Severity
from claims.models import Claim, Repair
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller, under
from idi_platform.projects.actions import sell_unit
from idi_platform.projects.models import Building, Project, Unit
from regulators.models import Filing
from riskmgmt.models import Assessment, Engagement

from .handled import HAITONG, accept, agree, insured_agrees, offer_repair, repaired, send_result, survey

story = Story("s11", "沈知，汐岸公寓 8-1102：竣工备案两年后开始保，窗边渗水，修晚了又漏")
OWNER: Final = "13800001102"
TERMS: Final[Given] = {"repair_from": date(2029, 5, 18), "repair_by": date(2029, 5, 25)}
PAPERS: Final = ("owner_notice", "quality_guarantee", "user_manual")


def _project(teller: Teller) -> Project:
    return teller.project("SH-2")


def _buildings(teller: Teller) -> list[Building]:
    found = Building.objects.select_related("subject", "insured_object__project")
    return list(found.filter(insured_object__project=_project(teller).pk).order_by("pk"))


def _home(teller: Teller) -> Unit:
    return teller.unit("SH-2", "8-1102")


@story.at("2026-10-22", "10:00")
def viewing_planned(teller: Teller) -> None:
    """The buyers' viewing is announced fifteen working days before, and the authority consents."""
    project = teller.do(_project(teller), "plan_pre_viewing", "hang", pre_viewing_planned_on=date(2026, 11, 12))
    project = teller.do(project, "notify_pre_viewing", "hang", on=date(2026, 10, 22))
    teller.do(project, "consent_pre_viewing", "qi", on=date(2026, 10, 22))


@story.at("2026-10-28", "16:00")
def household_accepted(teller: Teller) -> None:
    """Every home passes its household acceptance."""
    passed: Given = {"household_accepted_on": date(2026, 10, 28)}
    homes = Unit.objects.select_related("subject", "building").filter(subject__project=_project(teller).pk)
    for home in homes.order_by("pk"):
        teller.do(home, "pass_household_acceptance", "hang", **passed)


@story.at("2026-11-02", "10:00")
def sold(teller: Teller) -> None:
    """沈知 buys the home before it is ready."""
    sell_unit(
        acting=teller.who("hang"),
        key=teller.key(),
        unit=_home(teller),
        sold_on=date(2026, 11, 2),
        persons=[teller.person(OWNER)],
    )


@story.at("2026-11-12", "16:00")
def viewed(teller: Teller) -> None:
    """The buyers have looked at their homes."""
    teller.do(_project(teller), "record_pre_viewing", "hang", pre_viewing_on=date(2026, 11, 12))


@story.at("2026-11-27", "10:00")
def final_report(teller: Teller) -> None:
    """The agency's final report is read, sealed and delivered before the completion."""
    project = _project(teller)
    engagement = Engagement.objects.get(subject__project=project.pk)
    report = Assessment(subject=under(project, engagement_id=engagement.pk))
    report = teller.do(report, "draft", "chen", kind="final")
    report = teller.do(report, "submit", "chen", open_severe=0, lists_open_findings=True)
    for step in ("review", "seal", "deliver"):
        report = teller.do(report, step, "luo")


@story.at("2026-11-30", "10:00")
def report_filed(teller: Teller) -> None:
    """The insurer hands the final report to the authority."""
    filings = Filing.objects.select_related("subject").filter(subject__project=_project(teller).pk)
    filing = filings.get(code="final_report")
    teller.do(filing, "submit", "luo", evidence_ids=[teller.picture_of(filing, "luo", "#e8e6df")])


@story.at("2026-12-04", "10:00")
def completed(teller: Teller) -> None:
    """The authority consents, the buildings are complete, and accepted six days later."""
    day = date(2026, 12, 4)
    teller.do(_project(teller), "consent_completion", "qi", on=day)
    for building in _buildings(teller):
        teller.do(building, "complete", "hang", on=day)


@story.at("2026-12-10", "15:00")
def accepted_buildings(teller: Teller) -> None:
    """All parties accept the buildings."""
    for building in _buildings(teller):
        teller.do(building, "accept", "hang", accepted_on=date(2026, 12, 10))


@story.at("2026-12-18", "11:00")
def filed(teller: Teller) -> None:
    """The acceptance is filed: two years from this day cover begins."""
    for building in _buildings(teller):
        teller.do(building, "file_acceptance", "hang", filed_on=date(2026, 12, 18))


@story.at("2027-01-16", "10:00")
def keys(teller: Teller) -> None:
    """沈知 gets the keys, with the papers."""
    teller.do(_home(teller), "hand_over", "hang", handed_over_on=date(2027, 1, 16), papers=PAPERS)


@story.at("2028-10-10", "10:00")
def before_cover(teller: Teller) -> None:
    """Two months before cover begins the buildings are looked at together, and the insurer says how claims go."""
    project = teller.do(_project(teller), "hold_joint_inspection", "hang", on=date(2028, 10, 10))
    teller.do(project, "hold_claims_briefing", "luo", on=date(2028, 10, 10))


@story.at("2028-11-10", "10:00")
def announced(teller: Teller) -> None:
    """The developer announces the cover to the owners; it has reached the home that is sold."""
    teller.do(_home(teller), "record_announcement", "hang", announcement_reached_on=date(2028, 11, 9))
    for building in _buildings(teller):
        teller.do(building, "announce_cover", "hang", on=date(2028, 11, 10))


@story.at("2029-05-08", "20:10")
def report(teller: Teller) -> None:
    """The window leaks; the contract asks for a survey within 48 hours, no text for a determination by a day."""
    leak = Defect(
        place=Place.WINDOW,
        item="waterproofing",
        severity=Severity.GROWING,
        discovered_on=date(2029, 5, 7),
        words="北卧室窗户右下角，一下雨墙纸就湿。",
    )
    teller.report("s11", OWNER, _home(teller), leak)


def _claim(teller: Teller) -> Claim:
    return teller.claim("s11")


@story.at("2029-05-09", "15:00")
def survey_it(teller: Teller) -> None:
    """Within the contract's 48 hours."""
    survey(teller, _claim(teller), HAITONG, "淋水十五分钟，窗框右下角渗水，密封胶脱开。", moisture="36.5")


@story.at("2029-05-11", "16:00")
def determined(teller: Teller) -> None:
    """Covered; a repair is offered."""
    claim = _claim(teller)
    accept(teller, claim, HAITONG, "窗框与墙体接缝密封脱开，属于防水工程缺陷。", ["SH-11-1a"])
    send_result(teller, claim, HAITONG)
    offer_repair(teller, claim, HAITONG, "重做窗边防水和密封。", "2029-05-18", "2029-05-25")


@story.at("2029-05-15", "19:30")
def owner_agrees(teller: Teller) -> None:
    """She agrees: should be done by the 25th."""
    agree(teller, _claim(teller), OWNER, Mode.REPAIR)


@story.at("2029-05-17", "10:00")
def insured_signs(teller: Teller) -> None:
    """The insured has signed: legally until the 27th, a Sunday, so the 28th."""
    insured_agrees(teller, _claim(teller), HAITONG, mode=Mode.REPAIR, **TERMS)


@story.at("2029-05-18", "09:00")
def ordered(teller: Teller) -> None:
    """The insurer's own team is sent; the sealing material comes late."""
    sent: Given = {"repairer_kind": "own_team", "end_on": date(2029, 5, 25)}
    teller.step(_claim(teller), "order_repair", HAITONG.handler, repairer=teller.firm("haitong"), **sent)


@story.at("2029-06-05", "17:00")
def done_late(teller: Teller) -> None:
    """Done and accepted eight days after the limit; the warranty runs through 2 December."""
    repaired(teller, _claim(teller), HAITONG)


@story.at("2029-11-30", "08:20")
def back_again(teller: Teller) -> None:
    """It leaks again, two days before the warranty is over: the same claim goes on."""
    teller.step(_claim(teller), "reopen_under_warranty", OWNER)


@story.at("2029-12-05", "15:00")
def again_repaired(teller: Teller) -> None:
    """Repaired again, at the insurer's cost."""
    claim = _claim(teller)
    (repair,) = Repair.objects.select_related("subject").filter(claim=claim)
    proof: Given = {"evidence_ids": [teller.picture_of(repair, HAITONG.surveyor, "#d6d6d2")], "water_test_passed": True}
    teller.do(repair, "complete_again", HAITONG.handler, on=date(2029, 12, 5), **proof)
