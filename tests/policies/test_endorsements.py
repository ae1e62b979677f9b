"""Endorsements: days of cover that have come stay; those that lie ahead move; what the text forbids stays forbidden."""

from datetime import date

import pytest

from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.sweep import sweep
from idi_platform.kernel import clock
from idi_platform.kernel.errors import Refused
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Record
from idi_platform.workflow.corrections import approve_correction, propose_correction
from idi_platform.workflow.perform import approve, perform
from policies.book import read_book
from policies.models import CoverRow, Policy
from policies.opening import open_book
from tests.policies.books import bj_2
from tests.policies.consents import all_agree
from tests.proofs import evidence_on
from tests.standing import beginning
from tests.workflow.test_interleavings import clocks_that_differ, rows_that_differ

pytestmark = pytest.mark.django_db
D = date.fromisoformat
RIDER = {"code": "elevator", "period_months": 24}


def codes(refused):
    return {refusal.code for refusal in refused.value.refusals}


def let_time_act():
    for _ in range(4):
        sweep(clock.now())
        follow_up()


def begun():
    steps = effective_steps(Policy.objects.get().pk)
    return [str(clock.local_date(step.occurred_at)) for step in steps if step.name == "policy.begin_cover"]


def items(**rider):
    """The schedule as it stands, with the rider that is to stand."""
    known = [item for item in Policy.objects.get().schedule if item["code"] != "elevator"]
    return [*known, {**RIDER, **rider}] if rider else known


@pytest.fixture
@beginning
def policy(insurer_organisation, underwriter, approver, at):
    """Nothing is accepted; a rider begins on 2026-10-15 by contract. It is 2026-09-29."""
    book = bj_2(insurer_organisation)
    book["buildings"][0].update(accepted_on=None, units=[])
    at("2026-09-29 09:00")
    return open_book(read_book(book), acting=underwriter.acting, key="b", second_person=approver.acting).policy


@pytest.fixture
def endorse(policy, underwriter, approver):
    numbers = iter(range(100))

    def run(**facts):
        number = f"E-{next(numbers)}"
        given = {"number": number, "effective_on": clock.local_date(clock.now()), **facts}
        waiting = perform(policy, "amend", acting=underwriter.acting, key=number, **given)
        return approve(waiting.proposal, acting=approver.acting, key=f"{number}:agreed")

    return run


@pytest.fixture
def rider(endorse):
    endorse(items=items(starts_on="2026-10-15"))
    let_time_act()
    assert begun() == []


@pytest.fixture
def begun_cover(rider, at):
    at("2026-10-20 09:00")
    let_time_act()
    assert begun() == ["2026-10-15"]
    assert Policy.objects.get().state == "in_force"


@pytest.mark.parametrize("day", ["2026-12-01", "2026-10-01", "2026-10-20"])
def test_a_start_that_has_come_is_not_moved_by_an_endorsement(begun_cover, endorse, day):
    with pytest.raises(Refused) as refused:
        endorse(items=items(starts_on=day))
    assert codes(refused) == {"policy.start_has_come"}
    assert CoverRow.objects.get(item="elevator").starts_on == D("2026-10-15")
    let_time_act()
    assert begun() == ["2026-10-15"]


def test_an_item_that_has_begun_is_not_taken_out(begun_cover, endorse):
    with pytest.raises(Refused) as refused:
        endorse(items=items())
    assert codes(refused) == {"policy.start_has_come"}


def test_cover_begins_once_whatever_else_is_endorsed(begun_cover, endorse, at):
    endorse(items=items(starts_on="2026-10-15", limit="500000.00"))
    endorse(sum_insured="200000000.00")
    at("2027-10-20 09:00")
    let_time_act()
    assert begun() == ["2026-10-15"]
    assert Clock.objects.filter(name="policy.cover_begins").count() == 1
    assert rows_that_differ() == {}
    assert clocks_that_differ() == []


@pytest.mark.parametrize("day", ["2026-11-30", "2026-10-10"])
def test_a_start_that_lies_ahead_moves_and_cover_begins_on_the_new_day(rider, endorse, at, day):
    endorse(items=items(starts_on=day))
    at("2026-12-20 09:00")
    let_time_act()
    assert begun() == [day]
    assert rows_that_differ() == {}


def test_a_start_that_lies_ahead_is_not_moved_to_a_day_that_is_past(rider, endorse):
    with pytest.raises(Refused) as refused:
        endorse(items=items(starts_on="2026-09-01"))
    assert codes(refused) == {"policy.start_has_come"}


def test_an_end_that_has_come_stays_and_one_that_lies_ahead_moves(begun_cover, endorse, at):
    endorse(items=items(starts_on="2026-10-15", period_months=36))
    assert CoverRow.objects.get(item="elevator").ends_on == D("2029-10-15")
    at("2029-11-01 09:00")
    let_time_act()
    with pytest.raises(Refused) as refused:
        endorse(items=items(starts_on="2026-10-15", period_months=60))
    assert codes(refused) == {"policy.end_has_come"}


def test_between_two_persons_the_day_may_come(rider, policy, underwriter, approver, at):
    """What was prepared in time is refused when the second person agrees after cover has begun."""
    late = perform(policy, "amend", acting=underwriter.acting, key="late", number="E-9",
                   effective_on=D("2026-10-01"), items=items(starts_on="2026-12-01"))  # fmt: skip
    at("2026-10-15 00:00:00")
    let_time_act()
    with pytest.raises(Refused) as refused:
        approve(late.proposal, acting=approver.acting, key="agree")
    assert codes(refused) == {"policy.start_has_come"}


def test_a_correction_moves_a_start_that_has_come_and_cover_begins_on_the_true_day(
    begun_cover, underwriter, approver, at
):
    record = Record.objects.filter(name="policy.amend").latest("pk")
    proof = evidence_on(record.subject_id)
    proposal = propose_correction(
        record,
        acting=underwriter.acting,
        reason="批单日期录错",
        evidence=proof,
        facts={"items": items(starts_on="2026-11-30")},
    )
    approve_correction(proposal, acting=approver.acting)
    assert begun() == []
    at("2026-12-20 09:00")
    let_time_act()
    assert begun() == ["2026-11-30"]
    assert rows_that_differ() == {}
    assert clocks_that_differ() == []


def test_an_endorsement_cannot_agree_what_the_text_forbids(policy, endorse):
    short = [{**item, "deductible": "100.00"} if item["code"] == "structure" else item for item in items()]
    with pytest.raises(Refused) as refused:
        endorse(items=short)
    assert codes(refused) == {"policy.deductible_forbidden"}
    with pytest.raises(Refused) as refused:
        endorse(items=[item for item in items() if item["code"] != "structure"])
    assert codes(refused) == {"policy.item_missing"}


def test_a_last_day_printed_too_early_is_refused_and_a_later_one_prevails(
    insurer_organisation, underwriter, approver, at
):
    at("2026-09-29 09:00")
    book = bj_2(insurer_organisation)
    policy = open_book(read_book(book), acting=underwriter.acting, key="b", second_person=approver.acting).policy
    row = CoverRow.objects.get(policy=policy, item="structure")

    def printed(day):
        return [{**item, "printed_last_day": day} if item["code"] == "structure" else item for item in items()]

    all_agree(policy, underwriter.acting)
    given = {"number": "E-1", "effective_on": D("2026-09-29")}
    with pytest.raises(Refused) as refused:
        perform(
            policy,
            "amend",
            acting=underwriter.acting,
            key="1",
            items=printed(str(row.ends_on.replace(year=2031))),
            **given,
        )
    assert codes(refused) == {"policy.printed_too_early"}
    later = perform(policy, "amend", acting=underwriter.acting, key="2", items=printed("2040-12-31"), **given)
    approve(later.proposal, acting=approver.acting, key="3")
    assert CoverRow.objects.get(pk=row.pk).ends_on == D("2041-01-01")
