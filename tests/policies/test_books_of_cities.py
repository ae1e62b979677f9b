"""The lawful books of the other cities, each as a workbook: what is left is what others must do first."""

from copy import deepcopy
from uuid import uuid4

import pytest

from policies.books import actions, working
from policies.models import Stage
from tests.policies.hangzhou_book import hz_2
from tests.policies.jiyuan_book import jy_2
from tests.policies.test_longgang_contract import LG_2
from tests.policies.test_shanghai_contract import SH_1
from tests.policies.workbooks import filled, rows_of, upload

pytestmark = pytest.mark.django_db


def alone(book):
    def led(lead, developer):
        found = deepcopy(book)
        found["policy"]["shares"] = [{"uscc": lead.uscc, "role": "lead", "rate": "1"}]
        found["project"]["parties"] = {"developer": developer.uscc}
        return found

    return led


BOOKS = {
    "hangzhou": (
        hz_2,
        {("building.begin.briefing", "HZ-G-3.2b.1", "law"), ("unit.hand_over.accepted", "D279-16", "law")},
    ),
    "jiyuan": (
        jy_2,
        {
            ("policy.sign_contract.budget", "JY-6-1b", "reason"), ("building.begin.signed", "JY-8-1b", "law"),
            ("building.begin.paid", "JY-8-1c", "law"), ("unit.hand_over.accepted", "D279-16", "law"),
        },
    ),
    "longgang": (alone(LG_2), set()),
    "shanghai": (
        alone(SH_1),
        {
            ("policy.sign_contract.agency_selected", "SH-7-1a", "law"),
            ("policy.sign_contract.agency_contracted", "SH-7-1b", "law"),
            ("policy.sign_contract.manager_named", "SH-4-2b", "reason"),
            ("policy.sign_contract.risk_number", "SH-4-2e", "reason"),
        },
    ),
}  # fmt: skip
"""What the trial says of each: the developer's briefing and budget, the agency's contract, the insurer's register."""


@pytest.mark.parametrize("city", BOOKS)
def test_the_trial_says_what_the_city_s_text_still_asks_of_others(city, underwriter, developer):
    book, asked = BOOKS[city]
    rows = rows_of(book(underwriter.organisation, developer.organisation))
    made = actions.start_import(upload(filled(rows)), acting=underwriter.acting, key=uuid4())
    working.work_on_books()
    made.refresh_from_db()
    assert made.stage == Stage.READY, [one.reason for one in made.faults.all()]
    assert set(made.faults.values_list("code", "clause", "effect")) == asked
