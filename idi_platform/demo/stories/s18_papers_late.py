"""Story 18: 邵宁's balcony: papers asked for once, the amount open; after sixty days what is certain is due."""

from datetime import date

from claims import actions as claims
from claims.codes import ComplexReason, Place, Severity, WantedPaper
from idi_platform.demo.script import Story
from idi_platform.demo.teller import Given, Teller

from .handled import CHENXING, accept, pay, send_result, survey

story = Story("s18", "邵宁，云杉家园 2-1503：阳台渗漏，责任已定，金额未定")
OWNER = "13800001503"


@story.at("2026-07-30", "09:40")
def file(teller: Teller) -> None:
    """A leak under the balcony door; the floor of the room is ruined."""
    leak = claims.Defect(
        place=Place.BALCONY,
        defect="other_waterproofed_part_leak",
        severity=Severity.GROWING,
        discovered_on=date(2026, 7, 28),
        words="阳台门槛下往屋里渗水，木地板鼓起来了。",
    )
    teller.report("s18", OWNER, teller.unit("BJ-1", "2-1503"), leak)


@story.at("2026-07-31", "10:00")
def asked_once(teller: Teller) -> None:
    """One complete list; a second one without a new fact is refused."""
    claim = teller.claim("s18")
    papers: list[str] = [WantedPaper.OWNERSHIP, WantedPaper.INVOICE, WantedPaper.REPAIR_HISTORY]
    words = "请补：产权证明、已经花的费用的票据、以前维修的单据。"
    teller.step(claim, "request_supplement", CHENXING.handler, words=words, papers=papers)
    again: Given = {"words": "请再补装修合同。", "papers": [WantedPaper.DECORATION]}
    teller.refused(lambda: teller.step(claim, "request_supplement", CHENXING.handler, **again))


@story.at("2026-08-01", "10:00")
def survey_it(teller: Teller) -> None:
    """Looked at on the second day."""
    survey(
        teller,
        teller.claim("s18"),
        CHENXING,
        "门槛防水高度不足，地面含水率高，损失范围要拆地板才知道。",
        moisture="44.0",
    )


@story.at("2026-08-03", "15:00")
def supplied(teller: Teller) -> None:
    """The papers are complete: sixty days begin."""
    claim = teller.claim("s18")
    teller.step(
        claim, "supply_documents", OWNER, words="票据和证明都在这里。", evidence_ids=[teller.photo(claim, OWNER)]
    )


@story.at("2026-08-05", "11:00")
def complex_in_time(teller: Teller) -> None:
    """Declared complex on the sixth day, while the limit runs: thirty days from the report."""
    words = "损失范围要拆除地板后查清，按情形复杂办理。"
    teller.step(
        teller.claim("s18"), "declare_complex", CHENXING.handler, reason=ComplexReason.HIDDEN_CAUSE, words=words
    )


@story.at("2026-08-27", "16:00")
def liability(teller: Teller) -> None:
    """Liability is accepted; how much it comes to stays open."""
    accept(teller, teller.claim("s18"), CHENXING, "阳台门槛防水高度不足，属于防水工程缺陷；金额待定。", ["BJ-5-3"])
    send_result(teller, teller.claim("s18"), CHENXING)


@story.at("2026-10-08", "11:00")
def interim(teller: Teller) -> None:
    """The last day of the sixty: what is certain is paid, the rest stays open."""
    pay(teller, teller.claim("s18"), CHENXING, step="pay_interim", indemnity="6200.00")
