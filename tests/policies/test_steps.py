"""Steps of a policy: who may, who may not, what stands against it, and the same request twice."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest

from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.requests import Proposed
from policies import actions
from policies.book import read_book
from policies.models import CoInsurer, CoverRow, Policy
from policies.opening import open_book
from tests.policies.books import bj_2
from tests.proofs import evidence_on
from tests.standing import beginning

pytestmark = pytest.mark.django_db
D = date.fromisoformat
LATE = {"late_entry": "补录"}


def codes(refused):
    return [refusal.code for refusal in refused.value.refusals]


def now(policy):
    return Policy.objects.select_related("subject").get(pk=policy.pk)


@pytest.fixture
@beginning
def drafted(book, underwriter):
    """The book up to the draft: nothing signed, nothing accepted."""
    short = deepcopy(book)
    for name in ("annexes_confirmed_on", "coinsurance_signed_on", "signed_on", "issued_on"):
        short["policy"][name] = None
    short["policy"]["receipts"] = []
    short["insured_object"]["permit"] = None
    short["buildings"][0].update(accepted_on=None, units=[])
    return open_book(read_book(short), acting=underwriter.acting, key="draft").policy


@pytest.fixture
@beginning
def contracted(drafted, underwriter):
    confirm(drafted, underwriter)
    sign(drafted, underwriter)
    return now(drafted)


def confirm(policy, who):
    named = ["risk_plan", "notice", "emergency_plan"]
    return actions.confirm_annexes(
        acting=who.acting, key="annexes", policy=policy, annexes=named, explanation_recorded=True
    )


def sign(policy, who, day="2019-06-03", key="sign"):
    actions.sign_coinsurance(acting=who.acting, key=f"co:{key}", policy=policy, signed_on=D(day))
    return actions.sign_contract(acting=who.acting, key=key, policy=policy, signed_on=D(day))


def pay(policy, who, amount, key, **how):
    return actions.receive_premium(
        acting=who.acting, key=key, policy=policy, amount=Decimal(amount), received_on=D("2019-06-05"), **how
    )


def test_premium_by_premium_the_policy_is_paid_with_the_last_fen(contracted, underwriter, accountant):
    why = {"policy.receive_premium.lump_sum": "银行分两笔转账。"}
    with pytest.raises(Refused) as refused:
        pay(contracted, underwriter, "2559999.99", "one")
    assert codes(refused) == ["policy.receive_premium.lump_sum"]
    part = pay(contracted, underwriter, "2559999.99", "one", reasons=why)
    assert isinstance(part, Proposed)
    approve(part.proposal, acting=accountant.acting, key="one:agreed")
    assert now(contracted).state == "contracted"
    pay(contracted, underwriter, "0.01", "two")
    assert now(contracted).state == "paid"
    assert now(contracted).premium_received == Decimal("2560000.00")


def test_more_than_the_premium_is_refused(contracted, accountant):
    with pytest.raises(Refused) as refused:
        pay(contracted, accountant, "2560000.01", "one")
    assert codes(refused) == ["policy.overpaid"]


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_no_money_or_too_fine_a_sum_is_refused(contracted, accountant, amount):
    with pytest.raises(BadInput) as wrong:
        pay(contracted, accountant, amount, "one")
    assert set(wrong.value.fields) == {"amount"}


def test_a_policy_is_issued_under_its_number(contracted, underwriter):
    pay(contracted, underwriter, "2560000.00", "one")
    actions.issue_policy(acting=underwriter.acting, key="issue", policy=contracted, number="DEMO-1")
    policy = now(contracted)
    assert (policy.state, policy.number) == ("issued", "DEMO-1")


def test_a_draft_cannot_be_issued_and_takes_no_money(drafted, underwriter):
    with pytest.raises(Refused) as issue:
        actions.issue_policy(acting=underwriter.acting, key="issue", policy=drafted, number="DEMO-1")
    with pytest.raises(Refused) as money:
        pay(drafted, underwriter, "1.00", "one")
    assert codes(issue) == codes(money) == ["step.wrong_state"]


def test_only_the_lead_s_underwriter_signs(drafted, handler, accountant, other_insurer, owner, underwriter):
    confirm(drafted, underwriter)
    for who in (handler, accountant):
        with pytest.raises(NotPermitted):
            actions.sign_contract(acting=who.acting, key="x", policy=drafted, signed_on=D("2019-06-03"))
    for who in (other_insurer, owner):
        with pytest.raises(NotVisible):
            actions.sign_contract(acting=who.acting, key="x", policy=drafted, signed_on=D("2019-06-03"))


def test_automatic_steps_are_nobody_s(contracted, underwriter, approver):
    for step in ("begin_cover", "expire", "settle_premium"):
        with pytest.raises(NotPermitted):
            perform(contracted, step, acting=underwriter.acting, key=step)


def test_the_same_signature_twice_has_one_effect(drafted, underwriter):
    confirm(drafted, underwriter)
    first = sign(drafted, underwriter)
    again = actions.sign_contract(acting=underwriter.acting, key="sign", policy=drafted, signed_on=D("2019-06-03"))
    assert again.is_repeat
    assert again.record.pk == first.record.pk


def test_a_period_that_the_text_does_not_allow_is_refused_with_its_clause(drafted, underwriter):
    draft = facts_of(drafted)
    draft["items"][0]["period_months"] = 108
    actions.revise_policy(acting=underwriter.acting, key="revise", policy=drafted, **draft)
    confirm(drafted, underwriter)
    with pytest.raises(Refused) as refused:
        sign(drafted, underwriter)
    found = {refusal.code: refusal.clause for refusal in refused.value.refusals}
    assert found["policy.period_not_as_text"] == "BJ-5-4a"


def test_a_missing_basic_item_is_refused_with_its_clause(drafted, underwriter):
    draft = facts_of(drafted)
    draft["items"] = [item for item in draft["items"] if item["code"] != "waterproofing"]
    actions.revise_policy(acting=underwriter.acting, key="revise", policy=drafted, **draft)
    assert set(CoverRow.objects.values_list("item", flat=True)) == {"structure", "insulation"}
    confirm(drafted, underwriter)
    with pytest.raises(Refused) as refused:
        sign(drafted, underwriter)
    assert "policy.item_missing" in codes(refused)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"premium": "2560000.01"}, "policy.premium_not_as_computed"),
        ({"mode": "single"}, "policy.single_has_one_insurer"),
        ({"building_ids": [999_999]}, "policy.foreign_building"),
    ],
)
def test_a_draft_that_cannot_stand_is_refused(drafted, underwriter, change, code):
    with pytest.raises(Refused) as refused:
        actions.revise_policy(acting=underwriter.acting, key="r", policy=drafted, **{**facts_of(drafted), **change})
    assert code in codes(refused)


def test_a_new_panel_replaces_the_old_one(drafted, underwriter):
    draft = facts_of(drafted)
    draft["mode"], draft["shares"] = "single", [{**draft["shares"][0], "rate": "1"}]
    actions.revise_policy(acting=underwriter.acting, key="revise", policy=drafted, **draft)
    assert [(share.role, share.rate) for share in CoInsurer.objects.all()] == [("lead", Decimal(1))]


def test_a_contract_concluded_under_no_text_is_recorded_in_breach_by_the_insurer_with_evidence(drafted, underwriter):
    from idi_platform.rulebooks.models import Binding
    from idi_platform.workflow.models import Violation

    confirm(drafted, underwriter)
    late = {"acting": underwriter.acting, "policy": drafted, "signed_on": D("2026-09-15")}
    with pytest.raises(Refused) as refused:
        actions.sign_contract(**late, key="plain")
    assert "edition.none_in_force" in codes(refused)
    with pytest.raises(BadInput):
        actions.sign_contract(**late, key="bare", in_breach=True)
    actions.sign_contract(**late, key="breach", in_breach=True, evidence=evidence_on(drafted.pk))
    assert now(drafted).state == "contracted"
    assert "edition.none_in_force" in Violation.objects.values_list("gate", flat=True)
    assert Binding.objects.get(insured_object_id=drafted.insured_object_id).outcome == "none_in_force"


def test_a_policy_number_is_given_once(opened, contracted_elsewhere, underwriter):
    with pytest.raises(Refused) as refused:
        actions.issue_policy(acting=underwriter.acting, key="i", policy=contracted_elsewhere, number="DEMO-BJ-2")
    assert codes(refused) == ["policy.number_taken"]


@pytest.fixture
def contracted_elsewhere(book, underwriter):
    second = deepcopy(book)
    second["project"]["number"] = second["insured_object"]["number"] = "BJ-9"
    second["policy"].update(issued_on=None, number="")
    second["buildings"][0].update(units=[])
    return open_book(read_book(second), acting=underwriter.acting, key="second").policy


def test_an_insured_object_has_one_contract(contracted, underwriter):
    with pytest.raises(Refused) as refused:
        actions.draft_policy(
            acting=underwriter.acting,
            key="second",
            insured_object=contracted.insured_object,
            **facts_of(contracted),
        )
    assert "policy.insured_already" in codes(refused)


def test_an_endorsement_takes_two_persons(contracted, underwriter, approver):
    rider = {"code": "elevator", "period_months": 24, "starts_on": D("2023-01-01")}
    items = [*facts_of(contracted)["items"], rider]
    waiting = perform(
        contracted,
        "amend",
        acting=underwriter.acting,
        key="amend",
        number="E-1",
        effective_on=D("2020-01-01"),
        items=items,
    )
    assert isinstance(waiting, Proposed)
    assert not CoverRow.objects.filter(item="elevator").exists()
    approve(waiting.proposal, acting=approver.acting, key="agree")
    row = CoverRow.objects.get(item="elevator")
    assert (row.group, row.starts_on, row.ends_on) == ("rider", D("2023-01-01"), D("2025-01-01"))


def test_a_policy_is_seen_by_its_insurers_its_developer_its_authority_and_its_owners(opened, request):
    seeing = {"underwriter", "handler", "regulator_of_city"}
    for who in seeing | {"other_insurer", "regulator_elsewhere", "stranger", "contractor"}:
        acting = request.getfixturevalue(who).acting
        assert Policy.objects.visible_to(acting).exists() is (who in seeing), who


def facts_of(policy):
    """A draft as it was entered, to be changed and entered again."""
    return {
        "items": [dict(item) for item in policy.schedule],
        "shares": [dict(share) for share in policy.panel],
        "building_ids": list(policy.building_ids),
        "mode": policy.mode,
        "premium_base": policy.premium_base,
        "rate": policy.rate,
        "premium": policy.premium,
        "sum_insured": policy.sum_insured,
        "terms": dict(policy.terms),
        "is_schedule_complete": policy.is_schedule_complete,
    }


def test_the_book_s_helper_gives_a_whole_panel(underwriter):
    rates = [Decimal(share["rate"]) for share in bj_2(underwriter.organisation)["policy"]["shares"]]
    assert sum(rates) == 1
