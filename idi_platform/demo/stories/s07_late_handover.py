"""Story 7: six flats stay unsold until the five-year items are over: notice, joint acceptance, six months beyond."""

from datetime import date

from claims.actions import Caller, Defect
from claims.codes import Channel, Place, Reporter, Severity
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller
from idi_platform.projects import actions as project_file

story = Story("s07", "青砚里六套未售房：五年期满以后才交房")
FLATS = ("2-1803", "2-1804", "2-1901", "2-1902", "2-1903", "2-1904")
LEAKY = "2-1904"
HANDED_OVER = date(2027, 12, 20)


@story.at("2027-10-12", "10:00")
def planned(teller: Teller) -> None:
    """The handover is planned for a day after the end of the five-year items."""
    for number in FLATS:
        teller.do(teller.unit("BJ-2", number), "plan_handover", "niu", planned_handover_on=HANDED_OVER)


@story.at("2027-12-03", "10:00")
def notice(teller: Teller) -> None:
    """Notice fifteen days before, until the 5th, a Sunday, which is not rolled."""
    for number in FLATS:
        teller.do(teller.unit("BJ-2", number), "give_late_handover_notice", "niu", given_on=date(2027, 12, 3))


@story.at("2027-12-16", "10:00")
def joint_acceptance(teller: Teller) -> None:
    """One flat leaks: the developer's liquidator answers for it, not the insurer."""
    for number in FLATS:
        facts: Given = {"on": date(2027, 12, 16), "defects": 1 if number == LEAKY else 0}
        teller.do(teller.unit("BJ-2", number), "hold_joint_acceptance", "niu", **facts)


@story.at("2027-12-20", "14:00")
def handed_over(teller: Teller) -> None:
    """The keys: six months begin for every five-year item."""
    for number in FLATS:
        project_file.hand_over_unit(
            acting=teller.who("niu"),
            key=teller.key(),
            unit=teller.unit("BJ-2", number),
            handed_over_on=HANDED_OVER,
            papers=("owner_notice", "quality_guarantee", "user_manual"),
        )


def _call(teller: Teller, code: str, number: str, found: date) -> None:
    caller = Caller(
        reporter=Reporter.OWNER,
        name="演示买受人",
        phone="13800001803",
        channel=Channel.HOTLINE,
        recording=f"DEMO-{code}",
    )
    leak = Defect(
        place=Place.BATHROOM,
        item="waterproofing",
        defect="basement_roof_wetroom_leak",
        severity=Severity.GROWING,
        discovered_on=found,
        words="卫生间地面积水渗到隔壁房间。",
    )
    teller.report(code, "jiang", teller.unit("BJ-2", number), leak, caller=caller)


@story.at("2028-07-01", "10:00")
def found_in_time(teller: Teller) -> None:
    """Found on 18 June, reported on 1 July: covered, for discovery counts."""
    _call(teller, "s07a", "2-1803", date(2028, 6, 18))


@story.at("2028-07-01", "11:00")
def found_too_late(teller: Teller) -> None:
    """Found on 22 June: the six months were over."""
    _call(teller, "s07b", "2-1901", date(2028, 6, 22))
