"""A developer's page of its contract: what it may do, what stands against the rest, and nobody else's contract."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.workflow.models import RefusedAttempt
from idi_platform.workflow.perform import perform
from policies.models import DepositExemption, Policy, Termination
from tests.cast import log_in, member
from tests.policies.longgang_book import decide, open_lg_2

pytestmark = pytest.mark.django_db
KEY = "6f6f6f6f-0000-4000-8000-000000000001"
END = {"step": "termination.request", "reason": "by_agreement", "key": KEY}


@pytest.fixture
def authority():
    return member(Role.regulator, division="330383")


@pytest.fixture
def policy(underwriter, approver, developer, authority):
    opened = open_lg_2(underwriter, approver, developer)
    decide(opened, authority)
    return opened.policy


@pytest.fixture
def locked(policy, authority):
    perform(Policy.objects.get(pk=policy.pk), "exempt_deposit", acting=authority.acting, key="exempt")
    return policy


def page_of(policy):
    return reverse("policies:developer_policy", args=[policy.pk])


def at(player):
    browser = Client()
    log_in(browser, player)
    return browser


def steps(answer):
    return {step.code: step for step in answer.context["steps"]}


def test_the_end_is_blocked_with_its_article_once_the_deposit_is_exempt(locked, developer):
    end = steps(at(developer).get(page_of(locked)))["request"]
    assert not end.allowed
    assert [(reason.text, reason.article.text) for reason in end.refusals] == [
        ("已免缴物业保修金，不得解除保险合同", "三、（四）第二款")
    ]


def test_a_request_that_is_refused_leaves_its_article_with_the_insurer(locked, developer, underwriter):
    browser = at(developer)
    asked = browser.get(page_of(locked), {"step": "termination.request"}).content.decode()
    assert "已免缴物业保修金，不得解除保险合同" in asked, "said before anything is filled in"
    answer = browser.post(page_of(locked), END)
    assert answer.status_code == 409
    assert "没有提交" in answer.content.decode()
    assert not Termination.objects.exists()
    assert [refusal["clause"] for refusal in RefusedAttempt.objects.get().refusals] == ["LG-3.4-2b"]
    told = at(underwriter).get(reverse("cases_console:attempts")).content.decode()
    assert "三、（四）第二款" in told


def test_where_nothing_stands_against_it_the_end_is_asked_for_and_taken_back(policy, developer, underwriter):
    browser = at(developer)
    assert steps(browser.get(page_of(policy)))["request"].allowed
    assert browser.post(page_of(policy), END).status_code == 302
    assert browser.post(page_of(policy), END).status_code == 200, "once: it is no longer offered"
    asked = Termination.objects.get()
    assert (asked.state, asked.reason) == ("requested", "by_agreement")
    answer = browser.get(page_of(policy))
    assert "request" not in steps(answer)
    assert "协商一致" in answer.content.decode()
    at_the_desk = at(underwriter).get(reverse("policies:policy", args=[policy.pk])).content.decode()
    assert "已提出解除，还没有办完" in at_the_desk
    assert reverse("cases_console:subject", args=[asked.pk]) in at_the_desk
    sent = {"step": "termination.withdraw", "key": KEY.replace("01", "02")}
    assert browser.post(page_of(policy), sent).status_code == 302
    assert Termination.objects.get().state == "withdrawn"
    assert steps(browser.get(page_of(policy)))["request"].allowed


def test_the_insurers_reasons_are_not_the_developers(policy, developer):
    browser = at(developer)
    assert "未如实告知" not in browser.get(page_of(policy), {"step": "termination.request"}).content.decode()
    assert browser.post(page_of(policy), {**END, "reason": "non_disclosure"}).status_code == 422
    assert not Termination.objects.exists()


def test_a_deposit_is_spoken_of_only_where_a_text_knows_it_and_lets_the_developer(policy, developer):
    codes = set(steps(at(developer).get(page_of(policy))))
    assert "apply" in codes, "Longgang: asked for"
    assert codes.isdisjoint({"exempt_deposit", "pay_deposit"}), "Longgang: the authority says so"


def test_nobody_elses_contract_is_there(policy, underwriter):
    other = at(member(Role.developer))
    assert other.get(page_of(policy)).status_code == 404
    assert other.post(page_of(policy), END).status_code == 404
    assert "DEMO-LG-2" not in other.get(reverse("policies:developer_policies")).content.decode()
    assert at(underwriter).get(page_of(policy)).status_code == 404


def test_the_way_to_a_contract_leads_from_the_projects_and_the_list(policy, developer):
    browser = at(developer)
    for name in ("claims:developer_home", "policies:developer_policies"):
        assert page_of(policy) in browser.get(reverse(name)).content.decode()


def test_the_papers_sent_to_it_are_there_and_no_other_partys(policy, developer, underwriter):
    sent = {"subject_id": policy.pk, "code": "insurance_contract", "data": {}, "owed_at": clock.now()}
    sent["file"] = default_storage.save("papers/contract.pdf", ContentFile(b"%PDF-1.7"))
    mine, theirs = (
        Paper.objects.create(**sent, title=title, verification_code=title, recipient_organisation=to.organisation)
        for title, to in (("保险合同", developer), ("共保协议", underwriter))
    )
    browser = at(developer)
    (row,) = browser.get(page_of(policy)).context["papers"]
    assert (row.title, row.href) == (mine.title, reverse("papers_developer:paper", args=[mine.pk]))
    assert browser.get(row.href)["Content-Type"] == "application/pdf"
    assert at(member(Role.developer)).get(row.href).status_code == 404
    assert browser.get(reverse("papers_developer:paper", args=[theirs.pk])).status_code == 404


def test_an_exemption_that_was_asked_for_says_where_it_stands(policy, developer, authority):
    sent = {"step": "deposit_exemption.apply", "key": KEY}
    assert at(developer).post(page_of(policy), sent).status_code == 302
    perform(DepositExemption.objects.get(), "consent", acting=authority.acting, key="consent")
    answer = at(developer).get(page_of(policy))
    assert "主管部门已同意免交" in answer.content.decode()
    assert "apply" not in steps(answer)
    assert not steps(answer)["request"].allowed, "from here the contract is locked"
