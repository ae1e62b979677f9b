"""Story 20: the authority's monthly reports; works of October that are entered in November go to a correction sheet."""

from claims.codes import Mode
from idi_platform.demo.script import Story, at
from idi_platform.demo.teller import Given, Teller
from regulators.reports.actions import begin_reports

from .handled import CHENXING, agree, offer_repair

story = Story("s20", "监管月报：十月修好的十一月才补录，写进更正单")
OWNER = "13800000901"
PLACE = "110000"


@story.at("2025-09-01", "09:30")
def begin(teller: Teller) -> None:
    """The report clerk begins the series with the running month."""
    begin_reports(acting=teller.who("guo"), key=teller.key(), place=PLACE)


@story.at("2026-10-19", "11:00")
def offer(teller: Teller) -> None:
    """The first home of story 5: its own wall is mended, the riser is sealed with the other two."""
    words = "铲除起皮的墙面，做防霉和防水，重新涂饰。"
    offer_repair(teller, teller.claim("s05a"), CHENXING, words, "2026-10-22", "2026-10-27")


@story.at("2026-10-20", "19:00")
def agree_to_it(teller: Teller) -> None:
    """The owner agrees: seven days."""
    agree(teller, teller.claim("s05a"), OWNER, Mode.REPAIR)


@story.at("2026-10-22", "09:00")
def order(teller: Teller) -> None:
    """The repairer is sent."""
    teller.step(teller.claim("s05a"), "order_repair", CHENXING.handler, repairer=teller.firm("tiezhen"))


@story.at("2026-11-19", "10:20")
def entered_late(teller: Teller) -> None:
    """The repairer's sheet turns up: done and accepted on 26 October, and nobody had entered it."""
    claim = teller.claim("s05a")
    proof = teller.photo(claim, CHENXING.surveyor)
    facts: Given = {
        "occurred_at": at("2026-10-26", "15:20"),
        "reasons": {"late_entry": "十月二十六日已经修好并由业主签字，验收单夹在另一份案卷里，现在补录。"},
        "evidence": [proof],
        "evidence_ids": [proof],
        "water_test_passed": True,
        "accepted_by_owner": True,
    }
    teller.step(claim, "complete_repair", CHENXING.handler, second=CHENXING.approver, **facts)
