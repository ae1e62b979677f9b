"""Quote, consents, deposit and termination: every step can be taken, by who may, in its order, once."""

from decimal import Decimal

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import NotVisible, Refused
from idi_platform.projects import actions as project_file
from idi_platform.records.models import Subject
from idi_platform.workflow.perform import perform
from policies.models import ConsentRound, DepositExemption, Policy, Quote, Termination
from tests.cast import member, owner_player
from tests.driving import NO_TEXT, Driver, open_contract, open_project, steps_of, whole
from tests.proofs import evidence_on

pytestmark = pytest.mark.django_db
ROLES = (
    "owner", "developer", "contractor", "designer", "supervisor", "lab", "underwriter", "handler", "approver",
    "accountant",
)  # fmt: skip
PRICE = {
    "sum_insured": "200000000.00",
    "base_rate": "0.0128",
    "rate": "0.0128",
    "premium": "2560000.00",
    "risk_fee": "768000.00",
    "developer_factor": "1.05",
    "credit_factor": "0.95",
    "floor_area": "86500.00",
    "includes_decoration": True,
}
LEAD = {
    "lead_capital": "5000000000.00",
    "lead_solvency": "1.82",
    "lead_has_quality_department": True,
    "lead_has_experience": True,
}
QUOTED = [
    ("draft", "underwriter", {"number": "Q-1"}),
    ("price", "underwriter", PRICE),
    ("sign", "approver", {}),
    ("seal", "underwriter", {}),
    ("send", "underwriter", {"valid_until": "2099-12-31"}),
]


@pytest.fixture
def driver(request):
    found = {who: request.getfixturevalue(who) for who in ROLES}
    return Driver({**found, "regulator": member(Role.regulator, division="330300")})


@pytest.fixture
def policy(driver):
    """A contract in force in a place without a text of its own, with one home sold to one buyer."""
    opened = open_contract(driver.players)
    return Policy.objects.select_related("subject").get(pk=opened.policy.pk)


@pytest.fixture
def on(policy):
    """Return a new subject that hangs on the policy."""

    def make():
        links = {f"{name}_id": pk for name, pk in policy.subject.link_ids().items()}
        return Subject(division_id=policy.subject.division_id, **links)

    return make


def codes(refused):
    return [one.code for one in refused.value.refusals]


def test_a_quote_is_priced_signed_sent_and_taken_up(driver, underwriter):
    project = open_project(underwriter, driver.players)

    def quote():
        return Quote(subject=Subject(division_id=NO_TEXT, project_id=project.pk))

    accepted = [*QUOTED, ("accept", "developer", {})]
    done = driver.drive(quote(), accepted)
    assert (done.state, str(done.premium)) == ("accepted", "2560000.00")
    driver.starts_nowhere_else(done)
    declined = [("draft", "underwriter", {"number": "Q-2"}), *QUOTED[1:], ("decline", "developer", {})]
    superseded = [("draft", "underwriter", {"number": "Q-3"}), ("supersede", "underwriter", {})]
    assert driver.drive(quote(), declined).state == "declined"
    assert driver.drive(quote(), superseded).state == "superseded"
    whole("quote", accepted, declined, superseded)


def test_an_offer_whose_last_day_is_over_cannot_be_taken_up(driver, underwriter):
    project = open_project(underwriter, driver.players)
    path = [*QUOTED[:4], ("send", "underwriter", {"valid_until": "2020-01-01"})]
    sent = driver.drive(Quote(subject=Subject(division_id=NO_TEXT, project_id=project.pk)), path)
    with pytest.raises(Refused) as refused:
        driver.take(sent, "accept", "developer")
    assert codes(refused) == ["quote.lapsed"]


def test_every_buyer_consents_and_a_new_one_is_asked_again(driver, policy, on, underwriter):
    round_ = driver.drive(ConsentRound(subject=on()), [("open", "underwriter", {"purpose": "amend"})], outsider="lab")
    round_ = driver.drive(round_, [("collect", "underwriter", {})], outsider="lab")
    with pytest.raises(Refused) as refused:
        driver.take(round_, "complete", "underwriter")
    assert codes(refused) == ["consent.not_all"]
    (buyer,) = round_.buyers()
    consent = {"unit_id": buyer.unit_id, "person_id": buyer.person_id, "evidence_ids": evidence_on(round_.pk)}
    path = [("record_consent", "underwriter", consent), ("complete", "underwriter", {})]
    round_ = driver.drive(round_, path, outsider="lab")
    assert (round_.state, [one.has_consented for one in round_.buyers()]) == ("complete", [True])
    driver.starts_nowhere_else(round_)

    unsold = Subject.objects.filter(kind="unit", insured_object=policy.insured_object_id).exclude(pk=buyer.unit_id)
    home = project_file.Unit.objects.select_related("subject").get(pk=unsold.order_by("pk").first().pk)
    newcomer = owner_player("新买家（演示）").person
    holders = [{"person_id": newcomer.pk}]
    late = {"reasons": {"late_entry": "补录"}}
    perform(home, "sell", acting=underwriter.acting, key="sold", sold_on="2026-01-05", holders=holders, **late)
    round_.refresh_from_db()
    assert (round_.state, round_.completed_on) == ("reopened", None)
    assert [one.has_consented for one in round_.buyers()] == [True, False]


def test_a_buyer_agrees_for_himself_and_the_desk_with_his_paper(driver, policy, on, underwriter):
    round_ = driver.drive(
        ConsentRound(subject=on()), [("open", "underwriter", {"purpose": "terminate"})], outsider="lab"
    )
    (first,) = round_.buyers()
    unsold = Subject.objects.filter(kind="unit", insured_object=policy.insured_object_id).exclude(pk=first.unit_id)
    home = project_file.Unit.objects.select_related("subject").get(pk=unsold.order_by("pk").first().pk)
    newcomer = owner_player("新买家（演示）")
    late = {"reasons": {"late_entry": "补录"}}
    holders = [{"person_id": newcomer.person.pk}]
    perform(home, "sell", acting=underwriter.acting, key="sold", sold_on="2026-01-05", holders=holders, **late)
    his = {"unit_id": first.unit_id, "person_id": first.person_id}
    with pytest.raises(Refused) as refused:
        perform(round_, "record_consent", acting=newcomer.acting, key="for another", **his)
    assert codes(refused) == ["consent.not_yours"]
    with pytest.raises(Refused) as refused:
        driver.take(round_, "record_consent", "underwriter", **his)
    assert codes(refused) == ["consent.no_paper"]
    own = {"unit_id": home.pk, "person_id": newcomer.person.pk}
    perform(round_, "record_consent", acting=newcomer.acting, key="for himself", **own)
    round_.refresh_from_db()
    assert {one.unit_id: one.has_consented for one in round_.buyers()} == {first.unit_id: False, home.pk: True}


def test_consents_are_used_by_the_step_they_were_collected_for(driver, policy, on):
    round_ = driver.drive(ConsentRound(subject=on()), [("open", "underwriter", {"purpose": "amend"})], outsider="lab")
    (buyer,) = round_.buyers()
    consent = {"unit_id": buyer.unit_id, "person_id": buyer.person_id, "evidence_ids": evidence_on(round_.pk)}
    path = [("record_consent", "underwriter", consent), ("complete", "underwriter", {})]
    round_ = driver.drive(round_, path, outsider="lab")
    driver.take(policy, "amend", "underwriter", number="E-1", effective_on="2026-10-01", sum_insured="210000000.00")
    assert ConsentRound.objects.get(pk=round_.pk).state == "used"


def test_nobody_consents_for_a_home_that_is_not_his(driver, on):
    round_ = driver.drive(ConsentRound(subject=on()), [("open", "underwriter", {"purpose": "amend"})], outsider="lab")
    (buyer,) = round_.buyers()
    with pytest.raises(Refused) as refused:
        driver.take(
            round_, "record_consent", "underwriter", unit_id=buyer.unit_id,
            person_id=driver.players["owner"].person.pk, evidence_ids=evidence_on(round_.pk),
        )  # fmt: skip
    assert codes(refused) == ["consent.not_a_buyer"]
    with pytest.raises(NotVisible):
        perform(round_, "collect", acting=driver.acting("owner"), key="stranger")
    lapsed = driver.drive(round_, [("lapse", "underwriter", {})], outsider="lab")
    driver.starts_nowhere_else(lapsed)
    taken = ("open", "collect", "record_consent", "complete", "lapse")
    whole("consent_round", [(name, "", {}) for name in taken])


def test_a_deposit_is_exempted_locked_and_paid_after_all(driver, policy, on):
    path = [("apply", "developer", {}), ("consent", "regulator", {}), ("lock", "regulator", {})]
    exemption = driver.drive(DepositExemption(subject=on()), path)
    assert Policy.objects.get(pk=policy.pk).deposit_exempt is True
    released = driver.drive(exemption, [("release", "regulator", {})])
    kept = Policy.objects.get(pk=policy.pk)
    assert (kept.deposit_exempt, kept.deposit_paid) == (False, True)
    driver.starts_nowhere_else(released)
    rejected = [("apply", "developer", {}), ("reject", "regulator", {})]
    assert driver.drive(DepositExemption(subject=on()), rejected).state == "rejected"
    whole("deposit_exemption", path, [("release", "", {})], rejected)


def test_a_contract_ends_with_the_last_step_of_its_termination(driver, policy, on):
    path = [
        ("request", "developer", {"reason": "by_agreement"}),
        ("collect_consents", "underwriter", {}),
        ("report", "underwriter", {}),
        ("settle_deposit", "developer", {}),
        ("end", "underwriter", {"terminated_on": "2026-10-01", "refund": "1000000.00"}),
    ]
    ended = driver.drive(Termination(subject=on()), path)
    assert ended.state == "ended"
    assert Policy.objects.get(pk=policy.pk).state == "terminated"
    assert steps_of(policy.pk)[-1] == "policy.terminate"
    driver.starts_nowhere_else(ended)
    withdrawn = [("request", "developer", {"reason": "project_stopped"}), ("withdraw", "developer", {})]
    assert driver.drive(Termination(subject=on()), withdrawn).state == "withdrawn"
    whole("termination", path, withdrawn)


def test_what_else_happens_to_a_contract(driver, policy, other_insurer):
    on_day = {"on": "2026-01-05"}
    another = [{"organisation_id": other_insurer.organisation.pk, "role": "lead", "rate": "1"}]
    path = [
        ("estimate_sum", "underwriter", {}),
        ("adjust_premium", "underwriter", {"sum_insured": "210000000.00", "premium": "2688000.00"}),
        ("upload_first_documents", "underwriter", on_day),
        ("record_terms_filing", "underwriter", {"document": "T-2019-7"}),
        ("notify_authority", "underwriter", on_day),
        ("adopt_emergency_plan", "underwriter", on_day),
        ("agree_payment_day", "underwriter", on_day),
        ("record_lead_conditions", "underwriter", LEAD),
    ]
    done = driver.drive(policy, path)
    assert (done.sum_basis, str(done.premium), done.terms_document) == ("final", "2688000.00", "T-2019-7")
    assert (done.lead_capital, done.lead_has_experience) == (Decimal("5000000000.00"), True)
    driver.take(policy, "change_insurer", "underwriter", shares=another, effective_on="2026-10-01")
    assert [share.organisation for share in Policy.objects.get(pk=policy.pk).shares.all()] == [
        other_insurer.organisation
    ]
