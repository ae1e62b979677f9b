"""Who insured from when to when: a former insurer's row keeps its dates."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest

from idi_platform.records.histories import StepTaken
from idi_platform.records.models import Party, Record
from idi_platform.workflow.corrections import approve_correction, propose_correction
from policies import actions
from policies.book import read_book
from policies.derivation import derive_panel, insurers_of
from policies.models import CoInsurer
from policies.opening import open_book
from tests.policies.test_steps import facts_of
from tests.proofs import evidence_on

D = date.fromisoformat
A, B, C = 1, 2, 3


def panel(day, *insurers):
    """A draft of that day; the first insurer leads."""
    at = datetime.fromisoformat(f"{day}T04:00:00").replace(tzinfo=UTC)
    rate = "1" if len(insurers) == 1 else "0.5"
    shares = [
        {"organisation_id": insurer, "role": "follower" if number else "lead", "rate": rate}
        for number, insurer in enumerate(insurers)
    ]
    return StepTaken(0, 0, "policy.revise", at, at, {"shares": shares}, "drafted", "drafted", {})


def stretches(*steps):
    return [(row.role[:2], row.organisation_id, str(row.since), str(row.until or "")) for row in insurers_of(steps)]


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([panel("2019-05-20", A, B)], [("le", A, "2019-05-20", ""), ("co", B, "2019-05-20", "")]),
        (
            [panel("2019-05-20", A, B), panel("2019-06-01", A, C)],
            [("le", A, "2019-05-20", ""), ("co", B, "2019-05-20", "2019-06-01"), ("co", C, "2019-06-01", "")],
        ),
        (
            [panel("2019-05-20", A), panel("2019-06-01", B), panel("2019-07-01", A)],
            [
                ("le", A, "2019-05-20", "2019-06-01"),
                ("le", A, "2019-07-01", ""),
                ("le", B, "2019-06-01", "2019-07-01"),
            ],
        ),
        (
            [panel("2019-05-20", A), panel("2019-06-01", B), panel("2019-06-01", A)],
            [("le", A, "2019-05-20", ""), ("le", B, "2019-06-01", "2019-06-01")],
        ),
        (
            [panel("2019-05-20", A), panel("2019-07-01", B), panel("2019-06-01", A)],
            [("le", A, "2019-05-20", ""), ("le", B, "2019-07-01", "2019-07-01")],
        ),
    ],
    ids=["as drafted", "one leaves", "comes back", "back on the day", "entered in another order"],
)
def test_each_panel_ends_what_it_leaves_out(steps, found):
    assert stretches(*steps) == found


@pytest.fixture
def drafted(book, underwriter):
    short = deepcopy(book)
    for name in ("annexes_confirmed_on", "coinsurance_signed_on", "signed_on", "issued_on"):
        short["policy"][name] = None
    short["policy"]["receipts"] = []
    short["insured_object"]["permit"] = None
    short["buildings"][0].update(accepted_on=None, units=[])
    return open_book(read_book(short), acting=underwriter.acting, key="draft").policy


@pytest.mark.django_db
def test_a_former_insurer_keeps_its_row_up_to_its_last_day(drafted, underwriter, at):
    at("2026-09-29 09:00")
    rows = Party.objects.filter(subject=drafted.pk)
    before = {row.pk: (row.organisation_id, row.since) for row in rows}
    draft = facts_of(drafted)
    draft["mode"], draft["shares"] = "single", [{**draft["shares"][0], "rate": "1"}]
    actions.revise_policy(acting=underwriter.acting, key="revise", policy=drafted, **draft)
    assert {row.pk: (row.organisation_id, row.since) for row in rows} == before
    assert [(row.role, row.until) for row in rows.order_by("pk") if row.until is None] == [("lead_insurer", None)]
    assert {row.until for row in rows.filter(role="co_insurer")} == {D("2026-09-29")}
    assert Party.objects.on(D("2026-09-28")).filter(subject=drafted.pk).count() == 3
    assert Party.objects.on(D("2026-09-29")).filter(subject=drafted.pk).count() == 1
    assert CoInsurer.objects.filter(policy=drafted).count() == 1
    drafted.refresh_from_db()
    known = list(rows.order_by("pk").values())
    derive_panel(drafted)
    assert list(rows.order_by("pk").values()) == known


@pytest.mark.django_db
def test_an_insurer_who_was_named_by_mistake_has_never_been_one(drafted, underwriter, approver, at):
    at("2026-09-29 09:00")
    record = Record.objects.get(name="policy.draft")
    shares = [dict(share) for share in record.facts["shares"]]
    wrong = shares.pop()
    shares[1]["rate"] = "0.54"
    proposal = propose_correction(
        record,
        acting=underwriter.acting,
        reason="共保人录错",
        evidence=evidence_on(record.subject_id),
        facts={"shares": shares},
    )
    approve_correction(proposal, acting=approver.acting)
    rows = Party.objects.filter(subject=drafted.pk)
    assert not rows.filter(organisation=wrong["organisation_id"]).exists()
    assert rows.filter(until__isnull=True).count() == 2
