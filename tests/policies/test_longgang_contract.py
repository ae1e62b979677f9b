"""A contract in Longgang: undetermined until the authority says since when the text holds, then under its own rules."""

from copy import deepcopy
from datetime import date

import pytest

from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.records.models import Subject
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.decisions import record_decision
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.requests import Proposed
from policies.book import read_book
from policies.models import Policy, Termination
from policies.opening import open_book
from tests.cast import member
from tests.policies.longgang_book import LG_2, YEARS, decide, open_lg_2

pytestmark = pytest.mark.django_db
START = date(2025, 9, 22)


@pytest.fixture
def opened(underwriter, approver, developer):
    return open_lg_2(underwriter, approver, developer)


@pytest.fixture
def authority():
    return member(Role.regulator, division="330383")


@pytest.fixture
def decided(opened, authority):
    decide(opened, authority)
    return opened


def test_without_a_date_the_contract_runs_under_national_law_and_its_own_terms(opened):
    law = rulebook_for(opened.policy.insured_object_id)
    assert (law.outcome, law.is_national_only) == ("undetermined", True)
    assert [one["code"] for one in law.why] == ["effective_date_unknown"]
    assert opened.policy.state == "waiting"


def test_once_decided_the_text_gives_every_period_from_two_years_after_acceptance(decided):
    law = rulebook_for(decided.policy.insured_object_id)
    assert (law.id, law.outcome) == ("longgang-trial", "bound")
    rows = {row.item: (row.starts_on, row.ends_on, row.group) for row in decided.policy.rows.all()}
    assert rows == {code: (START, START.replace(year=START.year + years), "basic") for code, years in YEARS.items()}


def part(policy, player, key, amount, **how):
    given = {"amount": amount, "received_on": policy.signed_on}
    return perform(policy, "receive_premium", acting=player.acting, key=key, **given, **how)


def test_a_part_of_the_premium_is_booked_with_a_reason_and_a_second_person(decided, underwriter, approver, developer):
    policy = Policy.objects.select_related("subject").get(pk=decided.policy.pk)
    Policy.objects.filter(pk=policy.pk).update(premium_received=0)
    policy.refresh_from_db()
    with pytest.raises(Refused) as refused:
        part(policy, underwriter, "part", "600000.00")
    assert [(one.clause, one.effect) for one in refused.value.refusals] == [("LG-3.4-1c", "warn")]
    why = {"policy.receive_premium.one_payment": "建设单位分两次转账。"}
    with pytest.raises(NotPermitted):
        part(policy, developer, "own", "600000.00", reasons=why)
    waiting = part(policy, underwriter, "reasoned", "600000.00", reasons=why)
    policy.refresh_from_db()
    assert policy.premium_received == 0, "nothing before the second person agrees"
    approve(waiting.proposal, acting=approver.acting, key="agreed")
    policy.refresh_from_db()
    assert str(policy.premium_received) == "600000.00"


def test_the_whole_premium_is_taken_at_once(decided, underwriter):
    Policy.objects.filter(pk=decided.policy.pk).update(premium_received=0)
    policy = Policy.objects.select_related("subject").get(pk=decided.policy.pk)
    part(policy, underwriter, "whole", "1040000.00")
    policy.refresh_from_db()
    assert str(policy.premium_received) == "1040000.00"


def request_end(policy, underwriter, key):
    links = {f"{name}_id": pk for name, pk in policy.subject.link_ids().items()}
    subject = Subject(division_id=policy.subject.division_id, **links)
    facts = {"reason": "by_agreement"}
    return perform(Termination(subject=subject), "request", acting=underwriter.acting, key=key, **facts)


def test_after_the_exemption_of_the_deposit_the_contract_cannot_be_ended(decided, authority, underwriter):
    policy = Policy.objects.get(pk=decided.policy.pk)
    perform(policy, "exempt_deposit", acting=authority.acting, key="exempt")
    with pytest.raises(Refused) as refused:
        request_end(policy, underwriter, "end")
    assert [(one.clause, one.effect) for one in refused.value.refusals] == [("LG-3.4-2b", "block")]


def test_a_deposit_that_is_paid_after_all_is_no_longer_exempt(decided, authority, underwriter):
    policy = Policy.objects.get(pk=decided.policy.pk)
    perform(policy, "exempt_deposit", acting=authority.acting, key="exempt")
    with pytest.raises(NotPermitted):
        perform(policy, "pay_deposit", acting=underwriter.acting, key="own")
    perform(policy, "pay_deposit", acting=authority.acting, key="paid")
    stored = Policy.objects.get(pk=policy.pk)
    assert (stored.deposit_paid, stored.deposit_exempt) == (True, False)
    assert request_end(stored, underwriter, "end").record.name == "termination.request"


def test_without_the_exemption_the_end_may_be_asked_for(decided, underwriter):
    assert request_end(decided.policy, underwriter, "end").record.name == "termination.request"


@pytest.fixture
def drafted(underwriter, approver, developer, authority):
    """A contract that is decided to stand under the trial measures, as far as its signature."""
    book = deepcopy(LG_2)
    book["policy"].update(signed_on=None, receipts=[], issued_on=None, terms={"works_contract.names_insurance": True})
    book["policy"].update(terms_document="演示备案〔2022〕6号", terms_filed_on="2022-05-11")
    book["policy"]["shares"] = [{"uscc": underwriter.organisation.uscc, "role": "lead", "rate": "1"}]
    book["project"]["parties"] = {"developer": developer.organisation.uscc}
    book["insured_object"]["permit"] = None
    book["buildings"] = [{"number": "1", "name": "1号楼"}]
    budget = {"step": "project.record_premium_in_budget", "day": "2022-05-09", "by": "developer"}
    book["milestones"] = [{**budget, "facts": {"amount": "1040000.00"}}]
    opened = open_book(
        read_book(book),
        acting=underwriter.acting,
        key="lg-3",
        second_person=approver.acting,
        developer=developer.acting,
    )
    decide(opened, authority)
    return Policy.objects.select_related("subject").get(pk=opened.policy.pk)


def sign(policy, player, key):
    return perform(policy, "sign_contract", acting=player.acting, key=key, signed_on="2022-05-16")


def test_an_insurer_that_the_text_does_not_name_signs_only_when_the_authority_says_that_it_is_designated(
    drafted, underwriter, approver, authority
):
    with pytest.raises(Refused) as refused:
        sign(drafted, underwriter, "sign")
    assert [(one.code, one.clause, one.effect) for one in refused.value.refusals] == [
        ("policy.sign_contract.designated", "LG-3.5-1", "refer")
    ]
    said = {"aggregate": drafted, "gate": "policy.sign_contract.designated", "lets_pass": True}
    said.update(ground="主管部门书面指定。", source="演示指定〔2022〕1号")
    with pytest.raises(NotPermitted):
        record_decision(acting=approver.acting, **said)
    record_decision(acting=authority.acting, **said)
    done = sign(drafted, underwriter, "sign:2")
    if isinstance(done, Proposed):
        done = approve(done.proposal, acting=approver.acting, key="sign:3")
    assert Policy.objects.get(pk=drafted.pk).signed_on == date(2022, 5, 16)
