"""C1 to C5: what is received, and whether survey, determination, notice and performance kept their limits."""

# ruff: noqa: F811  fixtures of other files stand as arguments
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Intake
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.projects.models import Building, Unit
from idi_platform.rulebooks.models import Binding, Revision
from policies.models import CoverRow, Policy
from tests.claims.conftest import at, book, claim, home, opened, report  # noqa: F401  fixtures
from tests.claims.test_around_a_claim import of_two
from tests.claims.test_decision import covered, not_covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.regulators.indicators import claim_histories as history
from tests.regulators.indicators.claim_histories import an_object, born, correct, figures, limit, listed, said, step

pytestmark = pytest.mark.django_db
LATER = "2026-04-20 10:00"


# C1


def test_claims_are_of_the_month_from_its_first_instant_to_before_its_end():
    history.claim("2026-02-28 23:59")
    first, last = history.claim("2026-03-01 00:00"), history.claim("2026-03-31 23:59")
    history.claim("2026-04-01 00:00")
    assert listed("C1", "received", "2026-03") == {first: 1, last: 1}
    assert listed("C1", "received", "2026-03", "110000") == {first: 1, last: 1}, "and in the city above"
    assert figures("C1", "2026-03", "310000")["received"].value == 0


def test_what_is_no_claim_for_the_count_stands_apart_or_nowhere():
    history.claim(withdrawn_at=history.instant("2026-03-03 10:00"))
    history.claim(routed_at=history.instant("2026-03-03 10:00"))
    seen = history.claim(
        surveyed_at=history.instant("2026-03-03 10:00"), withdrawn_at=history.instant("2026-03-04 10:00")
    )
    routed_later = history.claim(routed_at=history.instant("2026-04-01 00:00"))
    place = an_object()
    Binding.objects.create(insured_object_id=place, outcome="undetermined")
    waits = history.claim(links={"insured_object_id": place})
    joined, advised = born(Intake), born(Intake)
    step(joined, "intake.join", "2026-03-05 10:00", claim_id=seen)
    step(advised, "intake.advise_only", "2026-03-31 23:59")
    assert listed("C1", "received", "2026-03") == {seen: 1, routed_later: 1}
    shown = said("C1", "2026-03")
    assert {line: shown[line][0] for line in ("joined", "advice_only", "undetermined")} == {
        "joined": "1", "advice_only": "1", "undetermined": "1",
    }  # fmt: skip
    assert listed("C1", "undetermined", "2026-03") == {waits: 1}


def test_a_text_decided_after_the_month_was_undetermined_in_it():
    """The decision binds the object from then on; the month in which it was open stays as it was counted."""
    place = an_object()
    Binding.objects.create(insured_object_id=place, outcome="candidate")
    waits = history.claim(links={"insured_object_id": place})
    step(place, "insured_object.decide_edition", "2026-04-10 10:00")
    assert listed("C1", "undetermined", "2026-03") == {waits: 1}
    assert listed("C1", "received", "2026-03") == {}
    after = history.claim("2026-04-20 10:00", links={"insured_object_id": place})
    assert listed("C1", "received", "2026-04") == {after: 1}


def test_a_second_decision_does_not_open_the_first_anew():
    place = an_object()
    _bound(place, "2026-05-10", why=[{"code": "decided"}])
    case = history.claim(links={"insured_object_id": place})
    step(place, "insured_object.decide_edition", "2026-03-10 10:00")
    step(place, "insured_object.decide_edition", "2026-05-10 10:00")
    assert listed("C1", "received", "2026-03") == {case: 1}
    assert listed("C1", "undetermined", "2026-04") == {}


def _bound(place, decided_on, **columns):
    text = Revision.objects.filter(edition__code="beijing-2019").latest("number")
    columns |= {"edition_id": text.edition_id, "revision": text, "decided_on": decided_on}
    Binding.objects.create(insured_object_id=place, outcome="bound", **columns)


def test_what_the_rules_bound_only_after_its_day_was_undetermined_until_then():
    """A contract signed in March that was bound in May, when the text was carried on; beside it a mere candidate."""
    open_, candidate = an_object(), an_object()
    for place, signed in ((open_, "2026-03-05"), (candidate, "2026-05-10")):
        _bound(place, "2026-05-10")
        contract = born(Policy, insured_object_id=place, links={"insured_object_id": place})
        step(contract, "policy.sign_contract", f"{signed} 10:00", signed_on=signed)
    waits, runs = (history.claim(links={"insured_object_id": place}) for place in (open_, candidate))
    after = history.claim("2026-05-20 10:00", links={"insured_object_id": open_})
    assert listed("C1", "undetermined", "2026-03") == {waits: 1}
    assert listed("C1", "received", "2026-03") == {runs: 1}
    assert listed("C1", "received", "2026-05") == {after: 1}


def test_channels_and_nights_are_shares_of_what_was_received():
    for hour in ("21:59", "22:00", "05:59", "06:00"):
        history.claim(f"2026-03-02 {hour}")
    shown = said("C1", "2026-03")
    assert (shown["portal"], shown["hotline"]) == (("100.0", "4/4"), ("0.0", "0/4"))
    assert shown["night"] == ("50.0", "2/4")


def test_a_corrected_receipt_is_listed_when_it_was_corrected():
    case = history.claim("2026-02-27 10:00")
    step(case, "claim.correct_receipt", "2026-03-31 23:59")
    assert listed("C1", "corrected", "2026-03") == {case: 1}
    assert said("C1", "2026-04") == {}


def test_claims_per_thousand_units_count_the_homes_in_cover_on_the_last_day():
    place = an_object()
    for number, (starts, ends) in enumerate((("2026-03-31", "2031-03-31"), ("2021-03-31", "2026-03-31"))):
        building = Building.objects.get(pk=born(Building, insured_object_id=place))
        _homes(building, 20 * (1 + number))
        _covered(building, starts, ends)
    history.claim()
    assert said("C1", "2026-03")["per_units"] == ("50.0", "1/20")
    assert said("C1", "2026-02") == {"per_units": ("0.0", "0/40")}, "the other building's cover had not ended"
    assert figures("C1", "2021-02")["per_units"].value is None, "no home in cover, no rate"


def test_homes_and_contracts_count_from_their_own_day_on():
    """A home registered later, a mere draft, a later contract and an ended one leave the month alone."""
    place = an_object()
    building, drafted, later, ended = (
        Building.objects.get(pk=born(Building, insured_object_id=place)) for _number in range(4)
    )
    days = ("2026-03-01", "2036-03-01")
    for one in (building, drafted, later, ended):
        _homes(one, 2)
    _homes(building, 1, "2026-04-05 10:00")
    _covered(building, *days)
    _covered(drafted, *days, signed=None)
    _covered(later, *days, signed="2026-04-01")
    step(_covered(ended, *days), "policy.terminate", "2026-03-20 10:00", terminated_on="2026-03-20")
    history.claim()
    assert said("C1", "2026-03")["per_units"] == ("500.0", "1/2")
    assert said("C1", "2026-04")["per_units"] == ("0.0", "0/5")


def _homes(building, number, registered="2020-01-06 10:00"):
    for name in range(number):
        home = born(Unit, building=building, number=f"{registered}-{name}", floor=1)
        step(home, "unit.register", registered)


def _covered(building, starts_on, ends_on, signed="2021-01-05"):
    contract = Policy.objects.get(pk=born(Policy, insured_object_id=building.insured_object_id))
    step(contract.pk, "policy.draft", "2021-01-04 10:00")
    if signed:
        step(contract.pk, "policy.sign_contract", f"{signed} 10:00", signed_on=signed)
    for item in ("structure", "waterproofing"):
        CoverRow.objects.create(policy=contract, building=building, item=item, starts_on=starts_on, ends_on=ends_on)
    return contract.pk


# C2 to C5: what the shared counting of limits makes of them


@pytest.mark.parametrize(
    ("code", "measures", "prefix"),
    [
        ("C2", "survey", ""),
        ("C3", "determination", ""),
        ("C4", "result_notice", ""),
        ("C4", "refusal_notice", "refusal_"),
        ("C5", "performance", ""),
        ("C5", "repair", ""),
    ],
)
def test_limits_are_counted_when_they_are_met_or_over_and_not_before(code, measures, prefix):
    first = history.claim()
    limit(first, measures, "2026-03-10 00:00", "2026-03-09 23:59", target="2026-03-09 00:00")
    late = history.claim()
    limit(late, measures, "2026-03-31 23:59", LATER)
    runs = history.claim()
    limit(runs, measures, "2026-04-01 00:01")
    limit(history.claim(), measures, "2026-03-10 00:00", "2026-03-10 00:00", base=True)
    limit(history.claim(), measures, "2026-03-10 00:00", "2026-03-05 00:00", force="contract")
    limit(history.claim(), measures, "2026-03-10 00:00", state="not_due")
    limit(history.claim(), measures, "2026-03-10 00:00", state="void", ended_at=history.instant("2026-03-09 00:00"))
    limit(history.claim(withdrawn_at=history.instant("2026-03-09 00:00")), measures, "2026-03-08 00:00")
    dropped = history.claim()
    limit(dropped, measures, "2026-04-09 00:00", state="void", ended_at=history.instant("2026-04-05 00:00"))
    stands = history.claim()
    limit(stands, measures, "2026-03-20 00:00", state="paused")
    shown = said(code, "2026-03")
    assert listed(code, f"{prefix}legal", "2026-03") == {first: 1, late: 0}
    assert shown[f"{prefix}legal"] == ("50.0", "1/2")
    assert shown[f"{prefix}target"] == ("0.0", "0/2")
    assert shown[f"{prefix}national"] == ("0.0", "0/1"), "met at the end is not before it"
    assert shown[f"{prefix}contract"] == ("100.0", "1/1")
    assert listed(code, f"{prefix}running", "2026-03") == {runs: 1, stands: 1, dropped: 1}
    assert figures(code, "2026-02")[f"{prefix}legal"].value is None


def test_a_limit_that_ends_with_the_last_day_is_of_that_day_s_month():
    due, before = history.claim("2026-02-02 10:00"), history.claim("2026-02-02 10:00")
    limit(due, "survey", "2026-04-01 00:00", "2026-04-01 00:00")
    limit(before, "survey", "2026-03-01 00:00")
    agreed = _agreed("2026-03-31")
    assert listed("C2", "legal", "2026-03") == {due: 0}
    assert said("C2", "2026-04") == {}
    assert listed("C5", "schedule", "2026-03") == {agreed: 0}


def test_a_complex_claim_is_listed_apart_once_it_was_declared():
    plain, hard = history.claim(), history.claim()
    limit(plain, "determination", "2026-03-10 00:00", "2026-03-11 00:00")
    limit(hard, "determination", "2026-03-30 00:00", "2026-03-29 00:00")
    step(hard, "claim.declare_complex", "2026-03-08 10:00", reason="hidden_cause")
    step(plain, "claim.declare_complex", "2026-04-01 00:00", reason="hidden_cause")
    shown = said("C3", "2026-03")
    assert (shown["complex"], shown["complex_legal"]) == (("50.0", "1/2"), ("100.0", "1/1"))
    assert listed("C3", "complex_legal", "2026-03") == {hard: 1}


def test_a_performance_begins_with_the_repairer_or_with_money():
    sent, paid, none = history.claim(), history.claim(), history.claim()
    for case in (sent, paid, none):
        limit(case, "performance", "2026-03-20 00:00", "2026-03-25 10:00")
    step(sent, "claim.order_repair", "2026-03-19 23:59")
    step(paid, "claim.pay_interim", "2025-12-31 10:00")
    step(none, "claim.order_repair", "2026-03-20 00:00")
    assert listed("C5", "started", "2026-03") == {sent: 1, paid: 1, none: 0}
    assert said("C5", "2026-03")["legal"] == ("0.0", "0/3")


def _agreed(until="2026-03-20", **facts):
    case = history.claim("2026-02-02 10:00")
    step(case, "claim.agree", "2026-02-10 10:00", party="owner", mode="repair", repair_by=until, **facts)
    return case


def test_a_repair_keeps_the_agreed_day_until_its_midnight():
    in_time, late, early, open_ = _agreed(), _agreed(), _agreed("2026-04-20"), _agreed("2026-04-20")
    step(in_time, "claim.complete_repair", "2026-03-20 23:59")
    step(late, "claim.complete_repair", "2026-03-21 00:00")
    step(early, "claim.complete_repair", "2026-03-31 23:59")
    withdrawn = _agreed()
    step(withdrawn, "claim.withdraw", "2026-03-19 10:00")
    money = _agreed()
    step(money, "claim.agree", "2026-02-11 10:00", party="owner", mode="cash", amount="100.00")
    assert listed("C5", "schedule", "2026-03") == {in_time: 1, late: 0, early: 1}
    assert listed("C5", "schedule", "2026-04") == {open_: 0}


def test_an_agreed_day_that_is_moved_later_leaves_the_month_as_it_was():
    case = _agreed("2026-03-20")
    before = said("C5", "2026-03")
    step(case, "claim.agree", "2026-04-02 10:00", party="owner", mode="repair", repair_by="2026-04-10")
    assert said("C5", "2026-03") == before
    assert before["schedule"] == ("0.0", "0/1")


def test_a_late_entry_belongs_to_the_month_in_which_it_happened_and_a_correction_moves_it():
    case = history.claim()
    limit(case, "determination", "2026-03-10 00:00", "2026-03-09 00:00")
    record = step(case, "claim.declare_complex", "2026-03-08 10:00", entered="2026-04-15 10:00", reason="other")
    assert said("C3", "2026-03")["complex"] == ("100.0", "1/1")
    correct(case, record, "2026-04-16 10:00", annul=True)
    assert said("C3", "2026-03")["complex"] == ("0.0", "0/1")


def test_the_notice_of_a_refusal_stays_in_its_month_when_the_claim_is_determined_anew(
    surveyed, take, handler, approver, photo, at
):
    at("2026-10-29 10:00")
    of_two(take(handler, "refuse", **not_covered(photo)), approver)
    take(handler, "send_refusal")
    produce(Paper.objects.get(subject=surveyed.pk, code="refusal_notice").pk)
    before = {code: said(code, "2026-10") for code in ("C3", "C4", "C6", "C7", "C9")}
    assert before["C4"]["refusal_legal"] == before["C4"]["refusal_national"] == ("100.0", "1/1")
    assert (before["C6"]["accepted"], before["C7"]["third_party"]) == (("0.0", "0/1"), ("100.0", "1/1"))
    at("2026-11-02 09:00")
    found = {"words": "鉴定认为是施工缺陷。", "reason": "appraisal", "evidence_ids": [photo.pk]}
    of_two(take(handler, "redetermine", **found), approver)
    of_two(take(handler, "accept", **covered(photo)), approver)
    assert {code: said(code, "2026-10") for code in before} == before
    assert said("C6", "2026-11")["accepted"] == ("100.0", "1/1")


def test_counting_asks_as_often_for_many_claims_as_for_few():
    def asked():
        with CaptureQueriesContext(connection) as queries:
            for code in ("C1", "C2", "C3", "C4", "C5"):
                figures(code, "2026-03")
        return len(queries)

    def more(number):
        for _ in range(number):
            case = _agreed()
            for measures in ("survey", "determination", "result_notice", "refusal_notice", "performance"):
                limit(case, measures, "2026-03-10 00:00", "2026-03-09 00:00")
            step(case, "claim.complete_repair", "2026-03-09 10:00")

    more(2)
    few = asked()
    more(6)
    assert asked() == few
