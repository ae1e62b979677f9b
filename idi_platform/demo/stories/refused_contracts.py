"""What stands behind two of the refused contracts: under which text Longgang's is handled, and Jiyuan's complaint."""

from datetime import date

from idi_platform.demo.script import Story
from idi_platform.demo.teller import Teller

from .handled import edition_decided

story = Story("refused", "没有签成的合同：龙港换了承保公司，济源有投诉记录而没有附加险")


@story.at("2023-02-16", "10:00")
def complaint(teller: Teller) -> None:
    """The authority records a complaint about the developer in Jiyuan: each of its contracts now takes a rider."""
    teller.do(teller.project("JY-1"), "record_major_complaint", "qin_jiyuan", on=date(2023, 2, 16))


@story.at("2023-05-09", "10:00")
def decided(teller: Teller) -> None:
    """Two officers enter that the trial measures hold for the second contract in Longgang too."""
    edition_decided(
        teller,
        "LG-X",
        "longgang-trial",
        document="演示录入〔2023〕2号",
        ground="印发日期见来文，演示录入。",
        officers=("jin", "su"),
    )
