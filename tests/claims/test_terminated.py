"""A terminated contract: its last day is covered in full, what came before stays, and time ends nothing twice."""

from datetime import date

import pytest

from claims.cover import cover_at
from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.records.histories import effective_steps
from idi_platform.workflow.perform import approve, perform
from policies.models import Policy
from policies.rules.terms_of_cover import CoverState
from policies.tasks import remind_owners
from tests.policies.consents import all_agree

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def ended(opened, home, underwriter, approver):
    """It is 2026-09-29; the contract ends with that day."""
    all_agree(opened.policy, underwriter.acting, "terminate")
    facts = {"terminated_on": "2026-09-29", "ground": "by_agreement"}
    asked = perform(opened.policy, "terminate", acting=underwriter.acting, key="end", **facts)
    approve(asked.proposal, acting=approver.acting, key="end:2")
    return Policy.objects.select_related("subject").get(pk=opened.policy.pk)


@pytest.mark.parametrize(
    ("discovered", "reported", "expected"),
    [
        ("2026-09-28", "2026-09-28", CoverState.COVERED),
        ("2026-09-29", "2026-09-29", CoverState.COVERED),
        ("2026-09-30", "2026-09-30", CoverState.ENDED),
        ("2027-03-01", "2027-03-01", CoverState.ENDED),
    ],
)
def test_a_defect_is_covered_to_the_last_day_of_the_contract(ended, home, discovered, reported, expected):
    verdict = cover_at(
        policy=ended, building=home.building, unit=home, item="waterproofing", first_known=None,
        discovered=D(discovered), reported=D(reported),
    )  # fmt: skip
    assert verdict.state is expected


def test_time_ends_no_item_of_a_contract_that_has_ended(ended, at):
    at("2027-03-01 09:00")
    for _ in range(4):
        sweep(clock.now())
        follow_up()
    assert Policy.objects.get(pk=ended.pk).state == "terminated"
    last_day = clock.start_of(D("2026-09-29"))
    late = {"policy.expire_item", "policy.expire"}
    assert not [step for step in effective_steps(ended.pk) if step.name in late and step.occurred_at > last_day]


def test_no_owner_is_reminded_of_an_end_that_he_has_agreed_to(ended, at):
    at("2026-09-29 23:00")
    assert remind_owners() == 0
