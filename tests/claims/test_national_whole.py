"""National law where code alone realises it: who succeeds to a home, and what is no reason to refuse."""

from dataclasses import replace
from datetime import date

import pytest

from claims import actions
from claims.models import Ticket
from idi_platform.kernel.errors import BadInput
from idi_platform.projects.actions import transfer_unit
from idi_platform.projects.models import Unit
from tests.claims.conftest import LEAK, key

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.mark.parametrize("manner", ["sale", "court_sale", "inheritance", "gift"])
def test_a_buyer_and_an_heir_claim_without_asking_the_insurer(home, underwriter, neighbour, manner):
    """INS-49, INT4-3: the home passes on with the rights under the policy, by whatever way."""
    transfer_unit(
        acting=underwriter.acting, key=key(), unit=home, transferred_on=D("2026-09-01"), manner=manner,
        persons=[neighbour.person.pk], reasons={"late_entry": "补录"},
    )  # fmt: skip
    claim = actions.report_defect(acting=neighbour.acting, key=key(), at=home, defect=LEAK).claim
    assert (claim.state, claim.subject.policy_id is not None) == ("filed", True)


def test_a_buyer_in_possession_claims_before_the_title_is_registered(home, owner):
    """INT4-1: sale contract and keys are on the file, a registration is not asked for."""
    unit = Unit.objects.get(pk=home.pk)
    assert (unit.sold_on is not None, unit.handed_over_on is not None, unit.transferred_on) == (True, True, None)
    assert actions.report_defect(acting=owner.acting, key=key(), at=home, defect=LEAK).claim.state == "filed"


@pytest.mark.parametrize("ground", ["reported_late", "claim_from_contractor_first", "papers_incomplete"])
def test_what_is_no_ground_by_law_cannot_be_given_as_one(claim, handler, surveyor, ground):
    """INS-21, INT2-19: neither a late report nor a liable contractor is a reason to refuse."""
    actions.take(claim, "record_survey", acting=surveyor.acting, key=key(), words="渗漏。", item="waterproofing")
    given = {"item": "waterproofing", "clauses": ["BJ-5-3"], "evidence_ids": [], "why": "理由。"}
    with pytest.raises(BadInput):
        actions.take(claim, "refuse", acting=handler.acting, key=key(), words="理由。", ground=ground, **given)


def test_before_cover_the_home_is_repaired_by_who_built_it(opened, owner, at):
    """D279-39, D279-41: within the warranty a ticket opens against the liable party, and no claim is refused."""
    at("2021-06-01 10:00")
    unit = Unit.objects.select_related("subject", "building").get(number="1-0101")
    early = replace(LEAK, discovered_on=D("2021-05-30"))
    actions.report_defect(acting=owner.acting, key=key(), at=unit, defect=early)
    ticket = Ticket.objects.get()
    assert (ticket.liable, ticket.subject.unit_id) == ("developer", unit.pk)
