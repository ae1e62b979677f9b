"""C6 to C9: what became of claims, by the steps as they stood at the end of the month."""

# ruff: noqa: F811  fixtures of other files stand as arguments
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Appraisal, Payment
from policies.models import Policy
from tests.claims.conftest import at, book, claim, home, opened, report  # noqa: F401  fixtures
from tests.claims.test_decision import photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_returned_payments import back, settled  # noqa: F401  fixtures
from tests.claims.test_settlement import accepted, of, offered, paid  # noqa: F401  fixtures
from tests.regulators.indicators import claim_histories as history
from tests.regulators.indicators.claim_histories import (
    an_object,
    born,
    correct,
    days_after,
    figures,
    listed,
    said,
    step,
)

pytestmark = pytest.mark.django_db


def determined(name, at="2026-03-10 10:00", received="2026-03-02 10:00", facts=None, **columns):
    case = history.claim(received, **columns)
    step(case, f"claim.{name}", at, **(facts or {}))
    return case


# C6


def test_what_is_accepted_is_counted_whole_and_what_is_accepted_in_part_by_half_too():
    yes, part, no = determined("accept"), determined("accept_in_part"), determined("refuse")
    edge = determined("accept", "2026-03-31 23:59")
    determined("accept", "2026-04-01 00:00")
    determined("accept", "2026-02-28 23:59", "2026-02-10 10:00")
    determined(
        "accept", withdrawn_at=history.instant("2026-03-20 10:00"), surveyed_at=history.instant("2026-03-03 10:00")
    )
    assert listed("C6", "accepted", "2026-03") == {yes: 1, part: 1, no: 0, edge: 1}
    shown = said("C6", "2026-03")
    assert shown == {"accepted": ("75.0", "3/4"), "half": ("62.5", "2.5/4"), "in_part": ("25.0", "1/4")}
    assert figures("C6", "2026-05")["accepted"].value is None


def test_of_several_determinations_the_one_that_stands_at_the_end_of_the_month_counts():
    case = determined("refuse")
    step(case, "claim.redetermine", "2026-03-20 10:00", reason="new_evidence")
    step(case, "claim.accept", "2026-03-31 23:59")
    later = determined("refuse")
    step(later, "claim.redetermine", "2026-03-20 10:00", reason="new_evidence")
    before = said("C6", "2026-03")
    step(later, "claim.accept", "2026-04-01 00:00")
    assert said("C6", "2026-03") == before
    assert listed("C6", "accepted", "2026-03") == {case: 1}, "the other was set aside by the end of the month"
    assert said("C7", "2026-03") == {}
    assert listed("C6", "accepted", "2026-04") == {later: 1}


def test_what_was_corrected_away_or_moved_is_counted_as_it_stands():
    gone, moved = history.claim(), history.claim()
    correct(gone, step(gone, "claim.accept", "2026-03-10 10:00"), "2026-04-10 10:00", annul=True)
    correct(moved, step(moved, "claim.accept", "2026-03-10 10:00"), "2026-04-10 10:00", to="2026-02-28 10:00")
    late = history.claim()
    step(late, "claim.refuse", "2026-03-10 10:00", entered="2026-04-10 10:00")
    assert listed("C6", "accepted", "2026-03") == {late: 0}


# C7


def test_refusals_are_shared_out_by_their_ground():
    one, two = (determined("refuse", facts={"ground": ground}) for ground in ("misuse", "outside_scope"))
    turned = determined("refuse", facts={"ground": "misuse"})
    step(turned, "claim.accept", "2026-03-11 10:00")
    part = determined("accept_in_part", facts={"ground": "waiver"})
    shown = said("C7", "2026-03")
    assert (shown["refused"], shown["misuse"], shown["outside_scope"]) == (
        ("2", "2/0"),
        ("50.0", "1/2"),
        ("50.0", "1/2"),
    )
    assert shown["waiver"] == ("0.0", "0/2"), "a part refused is no refusal"
    assert listed("C7", "in_part", "2026-03") == {part: 1}
    assert listed("C7", "misuse", "2026-03") == {one: 1, two: 0}


def test_refusals_without_a_record_of_explanation_are_listed():
    contracts = [born(Policy, insured_object_id=an_object(), explanation_recorded=told) for told in (True, False)]
    cases = [determined("refuse", facts={"ground": "misuse"}, links={"policy_id": pk}) for pk in contracts]
    determined("refuse", facts={"ground": "misuse"})
    assert listed("C7", "unexplained", "2026-03") == {cases[1]: 1}


# C8


def test_a_claim_belongs_to_the_month_in_which_its_day_lies_and_has_until_its_end():
    first, last = history.claim("2026-01-30 23:59"), history.claim("2026-03-01 00:00")
    before, after = history.claim("2026-01-29 23:59"), history.claim("2026-03-02 00:00")
    step(first, "claim.close", "2026-03-01 23:59")
    step(last, "claim.close", "2026-04-01 00:00")
    assert listed("C8", "after_30", "2026-03") == {first: 1, last: 0}
    assert listed("C8", "after_30", "2026-02") == {before: 0}
    assert listed("C8", "after_30", "2026-04") == {after: 0}
    assert said("C8", "2026-03")["after_30"] == ("50.0", "1/2")
    assert figures("C8", "2026-03")["after_180"].value is None


def test_each_cohort_looks_at_its_own_day():
    case = history.claim("2026-01-10 10:00")
    step(case, "claim.close", "2026-03-15 10:00")
    for days, is_closed in ((30, 0), (90, 1), (180, 1)):
        month = days_after("2026-01-10", days)[:7]
        assert listed("C8", f"after_{days}", month) == {case: is_closed}


def test_what_is_opened_again_or_disputed_is_open_and_what_is_withdrawn_late_is_closed():
    names = ("reopened", "returned", "disputed", "settled", "court", "withdrawn", "later")
    cases = {name: history.claim("2026-02-10 10:00", surveyed_at=history.instant("2026-02-11 10:00")) for name in names}
    for name in set(names) - {"withdrawn"}:
        step(cases[name], "claim.close", "2026-02-20 10:00")
    step(cases["withdrawn"], "claim.withdraw", "2026-02-20 10:00")
    step(cases["reopened"], "claim.reopen_under_warranty", "2026-03-01 10:00")
    step(cases["returned"], "claim.record_returned_payment", "2026-03-01 10:00")
    step(cases["later"], "claim.reopen_under_warranty", "2026-03-13 00:00")
    for name, *ways in (("disputed", "request"), ("settled", "request", "close"), ("court", "request", "go_to_court")):
        appraisal = born(Appraisal, claim_id=cases[name])
        for day, way in enumerate(ways, start=21):
            step(appraisal, f"appraisal.{way}", f"2026-02-{day} 10:00")
    closed = {name for name, case in cases.items() if listed("C8", "after_30", "2026-03")[case]}
    assert closed == {"settled", "withdrawn", "later"}, "what happens after day 30 leaves day 30 as it was"


# C9


def test_a_claim_takes_from_its_receipt_to_its_performance():
    quick, slow = history.claim("2026-03-02 10:00"), history.claim("2026-02-27 10:00")
    step(quick, "claim.pay", "2026-03-04 22:00")
    step(slow, "claim.complete_repair", "2026-03-31 10:00")
    step(slow, "claim.pay", "2026-04-02 10:00")
    early = history.claim("2026-02-02 10:00")
    step(early, "claim.complete_repair", "2026-02-28 23:59")
    step(early, "claim.pay", "2026-03-02 10:00")
    shown = said("C9", "2026-03")
    assert shown["mean"] == ("17.25", "34.5/2")
    assert (shown["median"][0], shown["paused"]) == ("17.25", ("0.00", "0/2"))
    assert "mean" not in said("C9", "2026-04"), "the works' cost is paid after the performance"
    assert figures("C9", "2026-04")["mean"].value is None


def test_a_refused_claim_takes_until_its_notice_left():
    case, anew = history.claim(), history.claim()
    for one in (case, anew):
        step(one, "claim.serve_refusal", "2026-03-05 16:00")
    step(anew, "claim.redetermine", "2026-03-20 10:00", reason="own_error")
    shown = said("C9", "2026-03")
    assert (shown["refused_mean"], shown["refused_median"][0]) == (("3.25", "3.25/1"), "3.25")
    assert [row.subject_id for row in figures("C9", "2026-03")["refused_mean"].listed] == [case]


def test_pauses_of_the_limit_are_shown_and_not_deducted():
    case = history.claim()
    step(case, "claim.pay", "2026-03-22 10:00")
    paused = [{"what": "days", "amount": 30}, {"what": "paused", "amount": 4}, {"what": "paused", "amount": 3}]
    history.limit(case, "determination", "2026-04-10 00:00", "2026-03-20 10:00", base=True, derivation=paused)
    history.limit(case, "determination", "2026-03-10 00:00", "2026-03-20 10:00", derivation=paused[:1])
    shown = said("C9", "2026-03")
    assert (shown["mean"][0], shown["paused"][0]) == ("20.00", "7.00")


def test_money_that_came_back_performed_nothing_but_leaves_the_month_before_as_it_was(
    settled, back, take, handler, approver, at
):
    take(handler, "close")
    before = {code: said(code, "2026-10") for code in ("C8", "C9")}
    assert before["C9"]["mean"][1].endswith("/1")
    at("2026-11-03 09:00")
    back("record_returned_payment", Payment.objects.get(is_interim=False))
    assert {code: said(code, "2026-10") for code in before} == before
    paid(take(handler, "pay", **of("indemnity", "5399.99")), approver)
    shown = figures("C9", "2026-11")["mean"]
    assert [row.subject_id for row in shown.listed] == [settled.pk]
    assert said("C9", "2026-10") == before["C9"]


def test_counting_asks_as_often_for_many_claims_as_for_few():
    def asked():
        with CaptureQueriesContext(connection) as queries:
            for code in ("C6", "C7", "C8", "C9"):
                figures(code, "2026-03")
        return len(queries)

    def more(number):
        for _ in range(number):
            case = determined("refuse", received="2026-02-10 10:00", facts={"ground": "misuse"})
            step(case, "claim.serve_refusal", "2026-03-12 10:00")
            step(case, "claim.close", "2026-03-12 10:00")
            step(born(Appraisal, claim_id=case), "appraisal.request", "2026-03-12 11:00")
            step(determined("accept"), "claim.pay", "2026-03-20 10:00")

    more(2)
    few = asked()
    more(6)
    assert asked() == few
