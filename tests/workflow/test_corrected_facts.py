"""A corrected fact passes what its own step asks of the file; what the text says of the act is listed, not refused."""

from datetime import date, timedelta

import pytest

from claims import actions
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, Refused
from idi_platform.projects.actions import file_acceptance, register_unit
from idi_platform.projects.models import Building, Unit
from idi_platform.records.models import Record
from idi_platform.workflow.corrections import approve_correction, impact, propose_correction
from idi_platform.workflow.models import Proposal, Review
from idi_platform.workflow.perform import perform
from policies.models import Policy
from tests.claims.conftest import key
from tests.proofs import evidence_on
from tests.workflow.test_interleavings import rows_that_differ

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def correct(opened, underwriter, approver):
    """Prepare a correction and agree to it."""

    def run(record, player=underwriter, **what):
        given = {"reason": "录错了", "evidence": evidence_on(record.subject_id), **what}
        proposal = propose_correction(record, acting=player.acting, **given)
        return approve_correction(proposal, acting=approver.acting)

    return run


def the(name, **more):
    return Record.objects.get(name=name, form="step", **more)


def refusal(refused):
    (only,) = refused.value.refusals
    return only


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("building.accept", "accepted_on"),
        ("unit.sell", "sold_on"),
        ("unit.hand_over", "handed_over_on"),
        ("policy.sign_contract", "signed_on"),
        ("insured_object.obtain_construction_permit", "permit_issued_on"),
    ],
)
def test_no_day_is_corrected_into_the_future(opened, correct, name, fact, at):
    at("2026-09-29 20:10")
    record = Record.objects.filter(name=name).earliest("pk")
    tomorrow = clock.local_date(clock.now()) + timedelta(days=1)
    with pytest.raises(Refused) as refused:
        correct(record, facts={fact: tomorrow})
    assert "report.in_future" in {one.code for one in refused.value.refusals}
    assert not Proposal.objects.exists()


def test_a_day_after_the_first_entry_and_up_to_today_may_be_the_true_one(opened, correct, at):
    at("2026-09-29 20:10")
    correct(the("building.accept"), facts={"accepted_on": D("2026-09-29")})
    assert Building.objects.get().accepted_on == D("2026-09-29")


def test_a_filing_does_not_come_before_its_acceptance_from_either_side(opened, correct, underwriter):
    building = Building.objects.select_related("subject").get()
    file_acceptance(acting=underwriter.acting, key=key(), building=building, filed_on=D("2020-12-01"))
    with pytest.raises(Refused) as refused:
        correct(the("building.accept"), facts={"accepted_on": D("2020-12-02")})
    found = refusal(refused)
    assert found.code == "filing.before_acceptance"
    assert "竣工验收备案" in found.message, "the later step is named"
    with pytest.raises(Refused) as refused:
        correct(the("building.file_acceptance"), facts={"filed_on": D("2020-11-19")})
    assert refusal(refused).code == "filing.before_acceptance"
    correct(the("building.accept"), facts={"accepted_on": D("2020-12-01")})
    assert rows_that_differ() == {}


def test_keys_are_not_corrected_to_a_day_before_the_sale(opened, home, correct):
    record = the("unit.hand_over", subject=home.pk)
    with pytest.raises(Refused) as refused:
        correct(record, facts={"handed_over_on": home.sold_on - timedelta(days=1)})
    assert "unit.handover_before_sale" in {one.code for one in refused.value.refusals}


def test_what_the_text_says_of_the_act_is_listed_and_not_refused(opened, home, underwriter, approver):
    """Keys that were truly given before the acceptance: the true day counts, and a person looks at the breach."""
    record = the("unit.hand_over", subject=home.pk)
    accepted = Building.objects.get().accepted_on
    true = accepted - timedelta(days=1)
    proposal = propose_correction(
        record,
        acting=underwriter.acting,
        reason="录错了",
        evidence=evidence_on(home.pk),
        facts={"handed_over_on": true},
    )
    (shown,) = impact(proposal).reviews
    assert shown.about == "unit.hand_over"
    assert shown.before == {"gates": []}
    assert "早于竣工验收合格日期" in shown.after["gates"][0]
    assert not Review.objects.exists(), "nothing is kept before the second person agrees"
    approve_correction(proposal, acting=approver.acting)
    assert Unit.objects.get(pk=home.pk).handed_over_on == true
    assert Review.objects.get().about == "unit.hand_over"


def test_money_that_came_in_is_not_corrected_to_more_than_the_premium(opened, correct):
    record = Record.objects.filter(name="policy.receive_premium").latest("pk")
    more = Policy.objects.get().premium + 1
    with pytest.raises(Refused) as refused:
        correct(record, facts={"amount": more})
    assert "policy.overpaid" in {one.code for one in refused.value.refusals}


def test_a_number_is_corrected_to_a_free_one_only_and_its_own_is_no_hindrance(opened, home, correct, underwriter):
    building = Building.objects.select_related("subject").get()
    other = register_unit(acting=underwriter.acting, key=key(), building=building, number="9-0901")
    record = the("unit.register", subject=other.pk)
    with pytest.raises(Refused) as refused:
        correct(record, facts={"number": home.number})
    assert refusal(refused).code == "unit.number_taken"
    correct(record, facts={"floor": 9})
    correct(record, facts={"number": "9-0902"})
    assert Unit.objects.get(pk=other.pk).number == "9-0902"


def test_a_defect_is_not_found_after_it_was_reported(claim, correct, handler):
    record = the("claim.file")
    reported = clock.local_date(record.occurred_at)
    with pytest.raises(Refused) as refused:
        correct(record, handler, facts={"discovered_on": reported + timedelta(days=1)})
    assert refusal(refused).code == "claim.discovered_in_future"
    earlier = record.occurred_at - timedelta(days=30)
    with pytest.raises(Refused) as refused:
        correct(record, handler, occurred_at=earlier)
    assert refusal(refused).code == "claim.discovered_in_future", "the corrected instant is asked about too"


def test_a_list_that_was_answered_is_not_annulled(claim, correct, handler, owner):
    actions.take(claim, "request_supplement", acting=handler.acting, key="a", words="请补照片。", papers=["photos"])
    actions.take(
        claim, "supply_documents", acting=owner.acting, key="b", words="已补。", evidence_ids=evidence_on(claim.pk)
    )
    with pytest.raises(Refused) as refused:
        correct(the("claim.request_supplement"), handler, annul=True)
    found = refusal(refused)
    assert found.code == "claim.no_list"
    assert "补交材料" in found.message


def test_no_step_is_corrected_past_its_neighbours(opened, home, correct):
    keys = the("unit.hand_over", subject=home.pk)
    sale = the("unit.sell", subject=home.pk)
    for record, at in ((keys, sale.occurred_at), (sale, keys.occurred_at)):
        if sale.occurred_at == keys.occurred_at:
            pytest.fail("the book enters each act at its day")
        beyond = timedelta(days=1) if record is sale else -timedelta(days=1)
        with pytest.raises(BadInput) as bad:
            correct(record, occurred_at=at + beyond)
        assert bad.value.code == "correction.out_of_order"


def test_what_came_between_is_asked_about_when_the_second_person_agrees(opened, underwriter, approver):
    record = the("building.accept")
    proposal = propose_correction(
        record, acting=underwriter.acting, reason="录错了", evidence=evidence_on(record.subject_id),
        facts={"accepted_on": D("2020-12-10")},
    )  # fmt: skip
    building = Building.objects.select_related("subject").get()
    file_acceptance(acting=underwriter.acting, key=key(), building=building, filed_on=D("2020-12-05"))
    with pytest.raises(Refused) as refused:
        approve_correction(proposal, acting=approver.acting)
    assert refusal(refused).code == "filing.before_acceptance"
    assert Building.objects.get().accepted_on == D("2020-11-20")


def test_a_fact_in_breach_is_corrected_as_it_was_recorded(
    opened, home, underwriter, approver, claim, regulator_of_city
):
    """A gate that stood against the step when it was recorded does not stand against its correction anew."""
    building = Building.objects.select_related("subject").get()
    unit = register_unit(acting=underwriter.acting, key=key(), building=building, number="9-0901")
    perform(unit, "hand_over", acting=underwriter.acting, key=key(), in_breach=True, handed_over_on=D("2020-11-01"),
            evidence=evidence_on(unit.pk))  # fmt: skip
    record = the("unit.hand_over", subject=unit.pk)
    proposal = propose_correction(
        record, acting=underwriter.acting, reason="录错了", evidence=evidence_on(unit.pk),
        facts={"handed_over_on": D("2020-11-02")},
    )  # fmt: skip
    assert not impact(proposal).reviews
    approve_correction(proposal, acting=approver.acting)
    assert Unit.objects.get(pk=unit.pk).handed_over_on == D("2020-11-02")
