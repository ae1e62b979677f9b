"""Quote, consents, deposit and termination: every step can be taken, by who may, in its order, once."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotVisible, Refused
from idi_platform.projects import actions as project_file
from idi_platform.records.models import Party, Subject
from idi_platform.workflow.perform import perform
from policies.models import ConsentRound, DepositExemption, Policy, Quote, Termination
from policies.row_days import until_termination
from policies.rules.schedule import RowDates
from tests.cast import member, owner_player
from tests.driving import NO_TEXT, Driver, open_contract, open_project, steps_of, whole
from tests.proofs import evidence_on
from tests.standing import beginning

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
@beginning
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


def test_nobody_signs_the_price_that_he_worked_out(driver, underwriter):
    project = open_project(underwriter, driver.players)
    quote = driver.drive(Quote(subject=Subject(division_id=NO_TEXT, project_id=project.pk)), QUOTED[:1])
    acting = driver.acting("underwriter")
    both = replace(acting, roles=acting.roles | {Role.approver})
    perform(quote, "price", acting=both, key="price", **PRICE)
    with pytest.raises(Refused) as refused:
        perform(quote, "sign", acting=both, key="sign")
    assert codes(refused) == ["quote.own_price"]
    assert driver.drive(quote, [("sign", "approver", {})]).state == "signed"


def test_bidders_see_their_own_quotes_and_the_developer_those_that_were_sent(driver, underwriter, other_insurer):
    project = open_project(underwriter, driver.players)
    rival = member(Role.underwriter, other_insurer.organisation)
    Party.objects.create(
        subject_id=project.pk, role="co_insurer", organisation=other_insurer.organisation, since="2019-06-01"
    )
    own = driver.drive(Quote(subject=Subject(division_id=NO_TEXT, project_id=project.pk)), QUOTED[:2])
    bid = perform(
        Quote(subject=Subject(division_id=NO_TEXT, project_id=project.pk)), "draft", acting=rival.acting, key="bid",
        number="R-1",
    )  # fmt: skip

    def seen(acting):
        return set(Quote.objects.visible_to(acting).values_list("pk", flat=True))

    assert seen(driver.acting("underwriter")) == {own.pk}
    assert seen(rival.acting) == {bid.record.subject_id}
    assert seen(driver.acting("developer")) == seen(driver.acting("regulator")) == set()
    with pytest.raises(NotVisible):
        perform(own, "price", acting=rival.acting, key="theirs", **PRICE)
    driver.drive(own, QUOTED[2:])
    assert seen(driver.acting("developer")) == seen(driver.acting("regulator")) == {own.pk}
    assert seen(rival.acting) == {bid.record.subject_id}


def test_older_quotes_learn_whose_they_are_from_their_records(driver, underwriter):
    project = open_project(underwriter, driver.players)
    quote = driver.drive(Quote(subject=Subject(division_id=NO_TEXT, project_id=project.pk)), QUOTED[:2])
    known = (quote.organisation, quote.priced_by)
    assert None not in known
    Quote.objects.update(organisation=None, priced_by=None)
    import_module("policies.migrations.0006_whose_quote").told_by_records(apps, None)
    quote.refresh_from_db()
    assert (quote.organisation, quote.priced_by) == known


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
        ("end", "underwriter", {"terminated_on": "2030-10-01", "refund": "1000000.00"}),
    ]
    ended = driver.drive(Termination(subject=on()), path)
    assert ended.state == "ended"
    assert Policy.objects.get(pk=policy.pk).state == "terminated"
    assert steps_of(policy.pk)[-2:] == ["policy.terminate", "policy.date_cover"]
    driver.starts_nowhere_else(ended)
    withdrawn = [("request", "developer", {"reason": "project_stopped"}), ("withdraw", "developer", {})]
    assert driver.drive(Termination(subject=on()), withdrawn).state == "withdrawn"
    whole("termination", path, withdrawn)


def test_cover_ends_with_the_last_day_of_a_terminated_contract(driver, policy, on):
    asked = driver.drive(Termination(subject=on()), [("request", "developer", {"reason": "by_agreement"})])
    today = clock.local_date(clock.now())
    with pytest.raises(Refused) as refused:
        driver.take(asked, "end", "underwriter", terminated_on=today - timedelta(days=1))
    assert codes(refused) == ["policy.terminated_back"]
    starts = set(policy.rows.values_list("item", "starts_on"))
    assert policy.rows.filter(ends_on__gt=today + timedelta(days=1)).exists()
    driver.take(asked, "end", "underwriter", terminated_on=today)
    assert {row.ends_on for row in policy.rows.all()} == {today + timedelta(days=1)}
    assert set(policy.rows.values_list("item", "starts_on")) == starts
    assert "policy.date_cover" in steps_of(policy.pk)[-2:], "the new days stand on the policy's own chain"


def test_a_contract_is_not_terminated_back_by_the_step_alone(driver, policy):
    yesterday = clock.local_date(clock.now()) - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        driver.take(policy, "terminate", "underwriter", terminated_on=yesterday, ground="by_agreement")
    assert codes(refused) == ["policy.terminated_back"]


@pytest.mark.parametrize(
    ("terminated_on", "expected"),
    [
        (None, (date(2026, 1, 1), date(2036, 1, 1))),
        (date(2030, 5, 1), (date(2026, 1, 1), date(2030, 5, 2))),
        (date(2026, 1, 1), (date(2026, 1, 1), date(2026, 1, 2))),
        (date(2036, 5, 1), (date(2026, 1, 1), date(2036, 1, 1))),
        (date(2025, 12, 31), (None, None)),
    ],
)
def test_the_last_day_counts_in_full_and_cover_never_grows(terminated_on, expected):
    agreed = RowDates(date(2026, 1, 1), date(2036, 1, 1))
    ended = until_termination(agreed, terminated_on)
    assert (ended.starts_on, ended.ends_on) == expected


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
