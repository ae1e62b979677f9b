"""Story 12: a home of 2022, whose policy is older than every loaded text: national law alone, until persons decide."""

from datetime import date

from claims.actions import Defect
from claims.codes import Place, Severity
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Teller

from .handled import HAITONG, accept, edition_decided, send_result, survey

story = Story("s12", "季川，旧约里 5-301：保单早于现行细则，先按国家法律办")
OWNER = "13800005301"


@story.at("2026-09-25", "20:15")
def file(teller: Teller) -> None:
    """A leak at the window, on the evening of Mid-Autumn."""
    leak = Defect(
        place=Place.WINDOW,
        item="waterproofing",
        severity=Severity.TRACES,
        discovered_on=date(2026, 9, 25),
        words="窗台下面的墙一下雨就湿。",
    )
    teller.report("s12", OWNER, teller.unit("SH-3", "5-301"), leak)


@story.at("2026-10-14", "10:00")
def decided(teller: Teller) -> None:
    """Two officers decide, with a source, under which text the contract is handled from here."""
    edition_decided(
        teller,
        "SH-3",
        "shanghai-2025",
        document="演示认定〔2026〕3号",
        ground="保单理赔按现行细则办理，承保期间以原保单为准。",
        officers=("qi", "ji"),
    )


@story.at("2026-10-16", "10:00")
def survey_it(teller: Teller) -> None:
    """Looked at."""
    survey(teller, teller.claim("s12"), HAITONG, "窗台下口渗水，淋水试验复现。", moisture="31.0")


@story.at("2026-10-20", "15:00")
def accepted(teller: Teller) -> None:
    """Covered, six days before the thirty of the Insurance Law are over."""
    claim = teller.claim("s12")
    accept(teller, claim, HAITONG, "窗框与墙体接缝防水不足，属于防水工程缺陷。", ["SH-11-1a"])
    send_result(teller, claim, HAITONG)
