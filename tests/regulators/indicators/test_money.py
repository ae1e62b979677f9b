"""M1 to M3: what was paid and is open, what it is of the premium earned, and what has come back."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Payment, Subrogation
from idi_platform.rulebooks.models import Binding
from policies.models import CoverRow
from tests.regulators.indicators.claim_histories import an_object, claim, correct, figures, instant, listed, said
from tests.regulators.indicators.contract_histories import (
    building,
    contract,
    covers,
    insured_object,
    pays,
    recourse,
    taken,
)

pytestmark = pytest.mark.django_db


def value(code, line, month):
    return str(figures(code, month)[line].value)


# M1


def test_payments_are_of_the_month_and_costs_stand_apart():
    one = claim("2026-02-02 10:00")
    pays(one, "2026-02-28 23:59", ("indemnity", "1.00"))
    pays(one, "2026-03-01 00:00", ("indemnity", "400.00"), interim=True)
    last = [("repair", "600.00"), ("mitigation", "120.01"), ("appraisal_fee", "30.00"), ("deductible", "20.00")]
    pays(one, "2026-03-31 23:59", *last)
    pays(one, "2026-04-01 00:00", ("indemnity", "1.00"))
    assert said("M1", "2026-03") == {
        "paid": ("980.00", "980.00/0"),
        "interim": ("400.00", "400.00/0"),
        "mitigation": ("120.01", "120.01/0"),
        "appraisal": ("30.00", "30.00/0"),
    }


def test_a_return_is_taken_off_in_its_own_month_and_a_corrected_payment_never_was():
    one = claim("2026-02-02 10:00")
    paid = pays(one, "2026-03-05 10:00", ("indemnity", "400.00"))
    gone = pays(one, "2026-03-06 10:00", ("indemnity", "70.00"))
    pays(one, "2026-04-05 10:00", ("indemnity", "-400.00"), reverses=paid)
    Payment.objects.filter(pk=gone.pk).update(superseded_at=instant("2026-05-05 10:00"))
    assert value("M1", "paid", "2026-03") == "400.00"
    assert (value("M1", "paid", "2026-04"), value("M1", "returned", "2026-04")) == ("-400.00", "-400.00")


def owed(received="2026-02-02 10:00"):
    """Return a claim that was accepted on 3 March and offered 900 yuan."""
    one = claim(received)
    taken(one, "claim.file", received, target="filed")
    taken(one, "claim.accept", "2026-03-03 10:00", target="accepted")
    taken(one, "claim.offer_settlement", "2026-03-04 10:00", target="accepted", cash="900.00")
    return one


def test_what_is_open_is_the_best_known_sum_less_what_was_paid():
    offered, agreed, repaired, filed = owed(), owed(), owed(), claim("2026-03-31 23:59")
    taken(filed, "claim.file", "2026-03-31 23:59", target="filed")
    taken(agreed, "claim.agree", "2026-03-10 10:00", target="agreed", mode="cash", amount="800.00")
    pays(agreed, "2026-03-20 10:00", ("indemnity", "300.00"), ("mitigation", "50.00"), interim=True)
    taken(repaired, "claim.agree", "2026-03-10 10:00", target="agreed", mode="repair")
    assert listed("M1", "outstanding", "2026-03") == {offered: 900, agreed: 500}
    assert listed("M1", "unvalued", "2026-03") == {repaired: 1, filed: 1}


def test_what_happens_after_the_month_leaves_it_alone():
    one = owed()
    taken(one, "claim.agree", "2026-04-01 00:00", target="agreed", mode="cash", amount="800.00")
    taken(one, "claim.pay", "2026-04-02 10:00", target="performed")
    pays(one, "2026-04-02 10:00", ("indemnity", "800.00"))
    taken(one, "claim.close", "2026-04-03 10:00", target="closed")
    assert listed("M1", "outstanding", "2026-03") == {one: 900}
    assert said("M1", "2026-04") == {"paid": ("800.00", "800.00/0")}


def test_a_redetermined_claim_waits_for_its_sum_again_and_an_annulled_agreement_never_was():
    again, annulled = owed(), owed()
    taken(again, "claim.redetermine", "2026-03-20 10:00", target="filed")
    agreed = taken(annulled, "claim.agree", "2026-03-10 10:00", target="agreed", mode="cash", amount="100.00")
    correct(annulled, agreed, "2026-04-20 10:00", annul=True)
    assert listed("M1", "outstanding", "2026-03") == {annulled: 900}
    assert listed("M1", "unvalued", "2026-03") == {again: 1}


def test_works_stand_beside_and_claims_without_a_text_apart():
    one, place = claim("2026-02-02 10:00"), an_object()
    taken(one, "claim.complete_repair", "2026-03-05 10:00", target="performed", repair_cost="350.00")
    Binding.objects.create(insured_object_id=place, outcome="undetermined")
    waits = claim("2026-02-02 10:00", links={"insured_object_id": place})
    pays(waits, "2026-03-05 10:00", ("indemnity", "77.00"))
    assert said("M1", "2026-03") == {"works": ("350.00", "350.00/0"), "undetermined": ("77.00", "77.00/0")}


# M2


@pytest.fixture
def policy():
    """3,000 yuan over two items: one covers 100 days from 22 March, the other's days are not known."""
    place = insured_object()
    block = building(place)
    made = contract(place, "2026-01-10 10:00", "2026-01-12 10:00", buildings=(block,), items=("roof", "wall"))
    covers(made, block, "roof", "2026-03-22", "2026-06-30")
    covers(made, block, "wall", None, None)
    days = {"building_id": block, "item": "roof", "starts_on": "2026-03-22", "ends_on": "2026-06-30"}
    taken(made, "policy.date_cover", "2026-01-20 10:00", rows=[days])
    return made


def test_premium_is_earned_by_the_day_over_each_items_own_cover(policy):
    assert figures("M2", "2026-02")["earned"].value is None, "before cover begins nothing is earned"
    assert [value("M2", "premium", f"2026-0{month}") for month in (3, 4, 6, 7)] == [
        "150.00", "450.00", "435.00", "0.00",
    ]  # fmt: skip
    assert figures("M2", "2026-06")["earned_year"].of == Decimal(1500)


def test_losses_are_paid_and_the_change_of_what_is_open_less_what_came_back(policy):
    links = {"policy_id": policy}
    one = claim("2026-03-25 10:00", links=links)
    taken(one, "claim.file", "2026-03-25 10:00", target="filed")
    taken(one, "claim.accept", "2026-03-28 10:00", target="accepted", assessed_amount="200.00")
    taken(one, "claim.agree", "2026-04-03 10:00", target="agreed", mode="cash", amount="180.00")
    taken(one, "claim.pay", "2026-04-04 10:00", target="performed")
    pays(one, "2026-04-04 10:00", ("indemnity", "180.00"))
    back = recourse(Subrogation, one)
    taken(back, "subrogation.recover", "2026-04-30 23:59", amount="60.00")
    lines = {month: figures("M2", month) for month in ("2026-03", "2026-04")}
    assert [lines[month]["earned"].counted for month in lines] == [Decimal(200), Decimal(-80)]
    assert lines["2026-03"]["earned"].value == Decimal("133.3")
    assert str(lines["2026-04"]["earned_year"].value) == "20.0", "(180 − 60) of 600"
    assert str(lines["2026-04"]["underwriting"].value) == "4.0", "(180 − 60) of 3,000"
    assert {row.ref for row in lines["2026-04"]["underwriting"].listed} == {2026}


def test_a_later_endorsement_or_end_leaves_what_was_earned_alone(policy):
    before = value("M2", "premium", "2026-03")
    items = [{"code": code} for code in ("roof", "wall", "lift")]
    taken(policy, "policy.amend", "2026-04-05 10:00", number="e", items=items, premium="3600.00")
    covers(policy, CoverRow.objects.get(item="roof").building_id, "lift", None, None)
    assert value("M2", "premium", "2026-03") == before == "150.00"
    assert value("M2", "premium", "2026-04") == "330.00", "40 days of a third of 3,600, less the 150 before"
    taken(policy, "policy.terminate", "2026-05-09 10:00", terminated_on="2026-05-10")
    assert value("M2", "premium", "2026-05") == "120.00", "the ten days that were still covered"
    assert value("M2", "premium", "2026-06") == "0.00"


def test_days_that_were_corrected_count_as_they_stand(policy):
    items = [{"code": code} for code in ("roof", "wall")]
    taken(policy, "policy.amend", "2026-02-05 10:00", number="e", items=items)
    CoverRow.objects.filter(policy=policy, item="roof").update(starts_on="2026-03-12")
    assert value("M2", "premium", "2026-03") == "272.73", "20 days of 110, of half the premium"


def test_what_has_no_text_is_out_on_both_sides(policy):
    place = insured_object(outcome="undetermined")
    block = building(place)
    other = contract(place, "2026-01-10 10:00", "2026-01-12 10:00", buildings=(block,), items=("roof",))
    covers(other, block, "roof", "2026-03-01", "2026-06-30")
    waits = claim("2026-03-02 10:00", links={"policy_id": other, "insured_object_id": place})
    pays(waits, "2026-03-05 10:00", ("indemnity", "77.00"))
    assert [row.subject_id for row in figures("M2", "2026-03")["earned"].listed] == [policy]


# M3


def test_recoveries_are_held_against_the_payments_of_their_claims_by_year():
    last, this, unknown = (claim("2025-02-02 10:00") for _ in range(3))
    pays(last, "2025-12-31 23:59", ("indemnity", "400.00"))
    pays(last, "2026-03-01 00:00", ("indemnity", "100.00"))
    pays(this, "2026-01-01 00:00", ("indemnity", "300.00"))
    pays(unknown, "2026-02-01 10:00", ("indemnity", "999.00"))
    old, new = recourse(Subrogation, last), recourse(Subrogation, this)
    taken(old, "subrogation.identify", "2026-01-10 10:00", liable_kind="works")
    taken(new, "subrogation.identify", "2026-03-31 23:59", liable_kind="works")
    taken(old, "subrogation.recover", "2026-03-01 00:00", amount="125.00")
    taken(new, "subrogation.recover", "2026-04-01 00:00", amount="30.00")
    assert said("M3", "2026-03") == {
        "this_year": ("0.0", "0/300.00"),
        "last_year": ("25.0", "125.00/500.00"),
        "received": ("125.00", "125.00/0"),
    }
    assert figures("M3", "2026-02")["this_year"].value is None, "nobody was identified yet"
    assert figures("M3", "2026-04")["this_year"].value == Decimal("10.0")
    assert figures("M3", "2027-04")["earlier"].of == Decimal(500)


def test_what_is_written_off_and_barred_is_shown_in_its_month():
    one = claim("2025-02-02 10:00")
    off, barred = recourse(Subrogation, one), recourse(Subrogation, one)
    taken(off, "subrogation.demand", "2026-01-10 10:00", amount="500.00")
    taken(off, "subrogation.recover", "2026-02-10 10:00", amount="120.00")
    taken(off, "subrogation.write_off", "2026-03-31 23:59")
    taken(barred, "subrogation.bar", "2026-03-01 00:00")
    assert said("M3", "2026-03") == {"written_off": ("380.00", "380.00/0"), "barred": ("1", "1/0")}
    assert said("M3", "2026-04") == {}


@pytest.mark.parametrize("code", ["M1", "M2", "M3"])
def test_more_claims_cost_no_more_queries(code):
    def asked(number):
        for _ in range(number):
            place = insured_object()
            block = building(place)
            made = contract(place, "2026-01-10 10:00", "2026-01-12 10:00", buildings=(block,), items=("roof",))
            covers(made, block, "roof", "2026-01-22", "2026-06-30")
            one = claim("2026-02-02 10:00", links={"policy_id": made, "insured_object_id": place})
            taken(one, "claim.accept", "2026-02-03 10:00", target="accepted", assessed_amount="500.00")
            pays(one, "2026-03-05 10:00", ("indemnity", "77.00"), ("mitigation", "7.00"))
            taken(recourse(Subrogation, one), "subrogation.identify", "2026-03-10 10:00", liable_kind="works")
        figures(code, "2026-03")
        with CaptureQueriesContext(connection) as queries:
            figures(code, "2026-03")
        return len(queries)

    asked(2)
    assert asked(1) == asked(6)
