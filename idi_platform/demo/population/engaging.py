"""How the background's agencies are engaged as each city's text asks, and what its contracts owe the authorities."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from idi_platform.demo.stories.handled import edition_decided
from idi_platform.demo.teller import Given, Teller, under
from regulators.models import Filing
from riskmgmt.models import Engagement

from .happening import Happening, visited, written
from .projects import BACKGROUND, Background
from .said import said_of

OFFICERS: Final = ("jin", "su")
"""Who enter in Longgang that the trial measures hold."""
REGISTRAR: Final = "jin"


def happenings() -> Iterator[Happening]:
    """Yield decisions, engagements, fees and filings."""
    said = said_of("site")
    for background in BACKGROUND:
        number = background.number
        if decision := said["decisions"].get(number):
            yield written(decision["day"]), partial(_decide, background, decision)
        if terms := said["engagements"].get(number):
            yield written(terms["day"]), partial(_engage, background, terms)
            yield visited(terms["begins"]), partial(_begin, background)
            if "fee_paid" in terms:
                yield written(terms["fee_paid"]), partial(_pay, background, terms)
        for code, day in said["filings"].get(number, {}).items():
            yield written(day), partial(_file, background, code)


def engagement_of(teller: Teller, background: Background) -> Engagement:
    """Return the agency's engagement on a project."""
    project = teller.project(background.number)
    return Engagement.objects.select_related("subject").get(subject__project=project.pk)


def _decide(background: Background, decision: dict[str, Any], teller: Teller) -> None:
    edition_decided(
        teller,
        background.book.insured_object.number,
        decision["edition"],
        document=decision["document"],
        ground="印发日期见来文，演示录入。",
        officers=OFFICERS,
    )


def _engage(background: Background, terms: dict[str, Any], teller: Teller) -> None:
    """Select and contract the agency; it declares its independence and is registered where officers ask for that."""
    firm, engineer = background.agency
    insurer = background.entered.underwriter
    engagement = Engagement(subject=under(teller.project(background.number)))
    engagement = teller.do(engagement, "select", insurer, organisation_id=teller.firm(firm))
    if "registration" in terms:
        engagement = teller.do(engagement, "declare_independence", engineer)
    first: Given = {name: terms[name] for name in ("first_fee", "fee_due_on") if name in terms}
    fee = background.book.policy.risk_fee
    engagement = teller.do(engagement, "contract", insurer, on=terms["day"], fee=fee, **first)
    if "registration" in terms:
        engagement = teller.do(engagement, "register", REGISTRAR, number=terms["registration"])
    if "letter_until" in terms:
        teller.do(engagement, "authorise", insurer, on=terms["day"], letter_until=terms["letter_until"])


def _begin(background: Background, teller: Teller) -> None:
    teller.do(engagement_of(teller, background), "begin_work", background.agency[1])


def _pay(background: Background, terms: dict[str, Any], teller: Teller) -> None:
    teller.do(engagement_of(teller, background), "pay_fee", background.entered.underwriter, amount=terms["first_fee"])


def _file(background: Background, code: str, teller: Teller) -> None:
    project = teller.project(background.number)
    filing = Filing.objects.select_related("subject").get(subject__project=project.pk, code=code)
    who = background.entered.underwriter
    teller.do(filing, "submit", who, evidence_ids=[teller.picture_of(filing, who, "#e8e6df")])
