"""The notice of 2027's holidays comes when the year has begun: a day that was provisional moves, and says so."""

from datetime import date
from importlib import resources
from pathlib import Path

from claims.actions import Defect
from claims.codes import Benchmark, Place, Severity
from idi_platform.deadlines import bringing, calendars
from idi_platform.deadlines.notice import read_notice
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller
from idi_platform.kernel import clock

from .handled import OUJIANG, accept, send_result, survey

story = Story("s19", "潘晨，鳌滨中心 1-0908：年末再报一件，节假日安排公布以后日期变了")
OWNER = "13800000908"


@story.at("2026-12-31", "10:00")
def file(teller: Teller) -> None:
    """A pipe; thirty days end on a Saturday of a year that has no calendar yet."""
    leak = Defect(
        place=Place.KITCHEN,
        item="pipes_equipment",
        severity=Severity.TRACES,
        discovered_on=date(2026, 12, 30),
        words="厨房水槽下面的水管接头渗水。",
    )
    teller.report("s19", OWNER, teller.unit("LG-1", "1-0908"), leak)


@story.at("2027-01-04", "10:00")
def notice(teller: Teller) -> None:
    """The notice is loaded: the Sunday after that Saturday is worked."""
    with resources.as_file(resources.files("idi_platform.demo").joinpath("data/calendar-2027.yaml")) as path:
        year, published_on = read_notice(Path(path))
    calendars.store_year(year, published_on=published_on, loaded_at=clock.now())
    bringing.recompute_provisional()


@story.at("2027-01-06", "10:00")
def survey_it(teller: Teller) -> None:
    """Looked at."""
    survey(teller, teller.claim("s19"), OUJIANG, "水管接头松动。", item="pipes_equipment")


@story.at("2027-01-20", "10:00")
def accepted(teller: Teller) -> None:
    """Covered by item 7."""
    facts: Given = {"item": "pipes_equipment", "benchmark": Benchmark.STANDARD}
    accept(teller, teller.claim("s19"), OUJIANG, "接头安装不符合标准，属于管线安装缺陷。", ["LG-3.1-1d"], **facts)
    send_result(teller, teller.claim("s19"), OUJIANG)
