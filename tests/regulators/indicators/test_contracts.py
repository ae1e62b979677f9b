"""P1 to P5 and F1: who is insured, in time, how much, at which premium and fee; the guarantee fund."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import FundDraw
from idi_platform.projects.models import Building, InsuredObject, Unit
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.models import Binding
from idi_platform.rulebooks.shipped import load_shipped
from idi_platform.rulebooks.store import publish
from riskmgmt.models import Engagement
from tests.regulators.indicators.claim_histories import born, correct, figures, limit, listed, said, step
from tests.regulators.indicators.contract_histories import (
    HANGZHOU,
    LONGGANG,
    PERMIT,
    building,
    contract,
    insured_object,
    taken,
)

pytestmark = pytest.mark.django_db
BREACH = {"in_breach": ["insured_object.apply_construction_permit.contract_first"]}
UNPAID = {"in_breach": ["insured_object.apply_construction_permit.premium_paid"]}


def rows(code, line, month, division="110105"):
    """Return the list of a line: subject, counted and of, exactly."""
    return [(row.subject_id, str(row.counted), str(row.of)) for row in figures(code, month, division)[line].listed]


# P1 and P2


def test_who_must_insure_is_counted_in_the_month_of_the_gate_and_insured_before_it():
    early, late, none, before, after = (insured_object() for _ in range(5))
    contract(early, "2026-02-10 10:00")
    taken(early, PERMIT, "2026-03-01 00:00")
    taken(late, PERMIT, "2026-03-10 10:00", reasons=BREACH)
    contract(late, "2026-03-20 10:00")
    taken(none, PERMIT, "2026-03-31 23:59", reasons=BREACH)
    contract(none, "2026-04-01 00:00")
    taken(before, PERMIT, "2026-02-28 23:59")
    taken(after, PERMIT, "2026-04-01 00:00")
    assert listed("P1", "compulsory", "2026-03") == {early: 1, late: 0, none: 0}
    assert figures("P1", "2026-03")["compulsory"].value == Decimal("33.3")
    assert (listed("P1", "late", "2026-03"), listed("P1", "none", "2026-03")) == ({late: 1}, {none: 1})
    assert figures("P1", "2026-05")["compulsory"].value is None


def test_a_contract_known_in_breach_alone_is_not_in_time_and_another_breach_does_not_matter():
    known, unpaid = insured_object(), insured_object()
    for one, reasons in ((known, BREACH), (unpaid, UNPAID)):
        contract(one, "2026-03-02 10:00")
        taken(one, PERMIT, "2026-03-10 10:00", reasons=reasons)
    assert listed("P1", "compulsory", "2026-03") == {known: 0, unpaid: 1}


def test_an_end_after_the_month_leaves_the_month_alone():
    place = insured_object()
    policy = contract(place, "2026-03-02 10:00")
    gate = taken(place, PERMIT, "2026-03-10 10:00")
    taken(policy, "policy.terminate", "2026-04-02 10:00", terminated_on="2026-04-05")
    assert listed("P1", "compulsory", "2026-03") == {place: 1}
    assert (listed("P3", "objects", "2026-03"), listed("P3", "objects", "2026-04")) == ({place: 1}, {})
    correct(place, gate, "2026-04-10 10:00", annul=True)
    assert listed("P1", "compulsory", "2026-03") == {}


def test_land_granted_without_the_condition_is_shown_beside():
    place = insured_object()
    project = InsuredObject.objects.get(pk=place).project_id
    taken(project, "project.record_land_condition", "2026-02-01 10:00", land_condition_includes_insurance=False)
    taken(place, PERMIT, "2026-03-10 10:00", reasons=BREACH)
    assert listed("P1", "no_condition", "2026-03") == {place: 1}
    assert listed("P1", "compulsory", "2026-03") == {place: 0}


def test_encouraged_and_undetermined_stand_apart():
    encouraged, insured = insured_object(LONGGANG), insured_object(LONGGANG)
    contract(insured, "2026-03-02 10:00")
    for one in (encouraged, insured):
        taken(one, PERMIT, "2026-03-10 10:00")
    open_ = insured_object(LONGGANG, outcome="undetermined")
    assert listed("P1", "encouraged", "2026-03", "330383") == {encouraged: 0, insured: 1}
    assert listed("P1", "undetermined", "2026-03", "330383") == {open_: 1}
    assert listed("P1", "compulsory", "2026-03", "330383") == {}


def test_the_gate_of_one_permit_is_its_own_where_a_project_has_several():
    one = insured_object(HANGZHOU, "affordable_housing")
    project = InsuredObject.objects.get(pk=one).project
    links = {"project_id": project.pk}
    two = born(InsuredObject, division=HANGZHOU[0], links=links, project=project)
    taken(two, "insured_object.register", "2026-01-05 10:00")
    taken(project.pk, "project.begin_construction", "2026-03-02 10:00")
    assert listed("P1", "compulsory", "2026-03", "330106") == {}
    taken(building(one), "building.begin", "2026-03-05 10:00")
    assert listed("P1", "compulsory", "2026-03", "330106") == {one: 0}


def test_contracts_of_the_month_are_held_against_the_gate():
    early, late, further, open_ = (
        insured_object(),
        insured_object(),
        insured_object(),
        insured_object(outcome="undetermined"),
    )
    in_time = contract(early, "2026-03-01 00:00")
    taken(late, PERMIT, "2026-02-10 10:00", reasons=BREACH)
    too_late = contract(late, "2026-03-31 23:59")
    contract(further, "2026-02-01 10:00")
    taken(further, PERMIT, "2026-02-10 10:00")
    second = contract(further, "2026-03-05 10:00")
    ungated = contract(open_, "2026-03-05 10:00")
    contract(insured_object(), "2026-04-01 00:00")
    assert listed("P2", "in_time", "2026-03") == {in_time: 1, too_late: 0, second: 1}
    assert listed("P2", "late", "2026-03") == {too_late: 1}
    assert listed("P2", "ungated", "2026-03") == {ungated: 1}


def test_a_late_entry_counts_in_its_own_month_and_a_corrected_day_where_it_belongs():
    policy = contract(insured_object())
    step(policy, "policy.sign_contract", "2026-03-05 10:00", entered="2026-05-08 10:00", signed_on="2026-03-05")
    moved = contract(insured_object())
    signed = taken(moved, "policy.sign_contract", "2026-04-02 10:00", signed_on="2026-04-02")
    assert (listed("P2", "in_time", "2026-03"), listed("P2", "in_time", "2026-04")) == ({policy: 1}, {moved: 1})
    correct(moved, signed, "2026-05-08 10:00", facts={"signed_on": "2026-03-31"})
    assert listed("P2", "in_time", "2026-03") == {policy: 1, moved: 1}


def test_days_on_contract_and_papers_are_compared_not_the_instants_of_their_entry():
    """Entered in April in the wrong order: signed 30 March, applied for 31 March; and both of one day."""
    place, same = insured_object(), insured_object()
    policies = {one: contract(one) for one in (place, same)}
    taken(place, PERMIT, "2026-04-01 09:00", permit_applied_on="2026-03-31")
    taken(policies[place], "policy.sign_contract", "2026-04-02 09:00", signed_on="2026-03-30")
    taken(policies[same], "policy.sign_contract", "2026-03-20 09:00", signed_on="2026-03-20")
    taken(same, PERMIT, "2026-03-20 15:00", permit_applied_on="2026-03-20")
    assert listed("P1", "compulsory", "2026-03") == {place: 1, same: 0}
    assert listed("P2", "in_time", "2026-03") == {policies[place]: 1, policies[same]: 0}
    assert listed("P2", "in_time", "2026-04") == {}


def test_a_gate_that_tells_no_day_is_passed_at_its_instant():
    place = insured_object()
    taken(place, PERMIT, "2026-03-20 15:00")
    policy = contract(place, "2026-03-20 09:00")
    assert listed("P2", "in_time", "2026-03") == {policy: 1}


# P3


def test_volume_stands_at_the_last_instant():
    place = insured_object()
    measured, unmeasured = building(place, "5150.25"), building(place)
    home = born(Unit, building=Building.objects.get(pk=measured), floor_area="80.10", division="110105")
    later = born(Unit, building=Building.objects.get(pk=measured), floor_area="70.00", division="110105")
    taken(home, "unit.register", "2026-03-31 23:59")
    taken(later, "unit.register", "2026-04-01 00:00")
    policy = contract(place, "2026-03-31 23:59", buildings=(measured, unmeasured))
    assert said("P3", "2026-02") == {}
    shown = {line: value for line, (value, _parts) in said("P3", "2026-03").items()}
    assert shown == {
        "objects": "1", "buildings": "2", "units": "1", "m2": "5150.25", "m2_units": "80.10", "no_area": "1",
    }  # fmt: skip
    assert figures("P3", "2026-04")["units"].value == 2
    taken(policy, "policy.expire", "2026-05-31 23:59")
    assert said("P3", "2026-05") == {}


# P4 and P5


def test_premium_of_the_month_with_endorsements_and_shares():
    policy = contract(insured_object(), "2026-02-01 10:00", "2026-03-01 00:00")
    contract(insured_object(), "2026-02-01 10:00", "2026-04-01 00:00", premium="5.00")
    taken(policy, "policy.amend", "2026-03-31 23:59", number="e", effective_on="2026-03-31", premium="2900.01")
    taken(policy, "policy.adjust_premium", "2026-04-10 10:00", premium="3100.00", sum_insured="1.00")
    assert said("P4", "2026-03") == {
        "premium": ("2900.01", "2900.01/0"),
        "endorsed": ("-99.99", "-99.99/0"),
        "rate": ("1.5", "3000.00/200000.00"),
        "lead": ("1334.00", "1334.00/0"),
        "followers": ("1566.01", "1566.01/0"),
    }
    assert figures("P4", "2026-04")["endorsed"].value == Decimal("199.99")


def test_bases_of_several_texts_are_never_averaged():
    for city in (HANGZHOU, LONGGANG):
        contract(insured_object(city), "2026-03-01 10:00", "2026-03-05 10:00")
    assert figures("P4", "2026-03", "330000")["premium"].value == Decimal("6000.00")
    assert figures("P4", "2026-03", "330000")["rate"].value is None
    assert figures("P4", "2026-03", "330106")["rate"].value == Decimal("1.5")


def test_revisions_of_one_text_are_one_text():
    places = [insured_object(), insured_object()]
    body = load_shipped("beijing-2019").body.replace("days: 2,", "days: 1,")
    more = publish(load_body(body), reason="test", approver="test").revision
    Binding.objects.filter(insured_object_id=places[1]).update(revision=more)
    for place in places:
        contract(place, "2026-03-01 10:00", "2026-03-05 10:00")
    assert figures("P4", "2026-03")["rate"].value == Decimal("1.5")


def agency(place, at, **facts):
    subject = InsuredObject.objects.get(pk=place)
    made = born(Engagement, links={"project_id": subject.project_id}, division="110105")
    taken(made, "engagement.contract", at, on=at[:10], **facts)
    return made


def test_fees_count_once_both_contracts_stand_and_bounds_are_the_texts():
    place, dear, alone = insured_object(), insured_object(), insured_object()
    first = agency(place, "2026-02-10 10:00", fee="900.00")
    contract(place, "2026-03-01 00:00", "2026-03-02 10:00")
    contract(dear, "2026-02-01 10:00")
    second = agency(dear, "2026-03-31 23:59", fee_rate="0.301")
    agency(alone, "2026-03-05 10:00", fee="900.00")
    assert rows("P5", "share", "2026-03") == [(first, "900.00", "3000.00"), (second, "903.00000", "3000.00")]
    assert figures("P5", "2026-03")["share"].value == Decimal("30.1")
    assert listed("P5", "outside", "2026-03") == {second: 1}, "the cap itself is within"
    assert said("P5", "2026-03")["stated"] == ("30.0", "900.00/3000.00")
    assert rows("P5", "share", "2026-02") == []


# F1


def draw(place, asked, amount):
    subject = InsuredObject.objects.get(pk=place)
    links = {"project_id": subject.project_id, "insured_object_id": place}
    made = born(FundDraw, division=HANGZHOU[0], links=links)
    taken(made, asked, "2026-02-01 10:00", event="leak", amount=amount)
    return made


def test_the_fund_moves_in_the_month_and_holds_its_balance_at_the_end():
    place = insured_object(HANGZHOU, "affordable_housing")
    project = InsuredObject.objects.get(pk=place).project_id
    taken(project, "project.provide_fund", "2026-03-01 00:00", on="2026-03-01", amount="500.00")
    advance, substitute = draw(place, "fund.request_draw", "120.00"), draw(place, "fund.request_late_draw", "30.00")
    taken(advance, "fund.pay", "2026-03-10 10:00")
    taken(substitute, "fund.approve", "2026-03-11 10:00")
    taken(substitute, "fund.pay", "2026-03-31 23:59")
    taken(advance, "fund.replenish", "2026-04-01 00:00", amount="120.00")
    kept, missed = (limit(advance, "replenish", "2026-03-20 00:00", met) for met in ("2026-03-19 10:00", None))
    shown = said("F1", "2026-03", "330106")
    assert shown == {
        "provided": ("500.00", "500.00/0"),
        "advanced": ("120.00", "120.00/0"),
        "substituted": ("30.00", "30.00/0"),
        "balance": ("350.00", "350.00/0"),
        "not_replenished": ("50.0", "1/2"),
        "ceiling": ("2.0", "30.00/1500.000000"),
    }
    found = {row.ref: int(row.counted) for row in figures("F1", "2026-03", "330106")["not_replenished"].listed}
    assert found == {kept: 0, missed: 1}
    assert said("F1", "2026-04", "330106")["balance"] == ("470.00", "470.00/0")
    assert figures("F1", "2026-02", "330106")["ceiling"].value is None


@pytest.mark.parametrize("code", ["P1", "P2", "P3", "P4", "P5", "F1"])
def test_more_contracts_cost_no_more_queries(code):
    def asked(number):
        for _ in range(number):
            place = insured_object()
            taken(place, PERMIT, "2026-03-10 10:00")
            agency(place, "2026-03-10 10:00", fee="900.00")
            contract(place, "2026-03-02 10:00", "2026-03-03 10:00", buildings=(building(place),))
        figures(code, "2026-03")
        with CaptureQueriesContext(connection) as queries:
            figures(code, "2026-03")
        return len(queries)

    asked(2)
    assert asked(1) == asked(6)
