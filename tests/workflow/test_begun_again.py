"""The same request again: begun anew by the platform after a deadlock, or sent twice by a person."""

from copy import deepcopy

import psycopg
import pytest
from django.db import OperationalError

from claims import actions as claim_actions
from claims.models import Claim, Intake
from idi_platform.kernel.errors import KeyReused
from idi_platform.projects.actions import register_insured_object, register_project
from idi_platform.projects.models import InsuredObject, Project
from idi_platform.records.models import Record
from idi_platform.records.verify import broken_links
from idi_platform.workflow.act import Act
from idi_platform.workflow.locks import NotHeld
from idi_platform.workflow.perform import approve, perform
from policies import actions as policy_actions
from policies.book import read_book
from policies.models import CoverRow, Policy
from policies.opening import open_book
from tests.claims.conftest import LEAK
from tests.policies.books import bj_2
from tests.policies.consents import all_agree

DRAFTED_ONLY = ("annexes_confirmed_on", "coinsurance_signed_on", "signed_on", "issued_on")


@pytest.fixture
def deadlocks(monkeypatch):
    """Let the next transactions fail at their end as PostgreSQL ends one of two that wait for each other."""
    left, finish = [], Act.finish

    def fails_first(act):
        brought = finish(act)
        if left:
            left.pop()
            raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected()
        return brought

    monkeypatch.setattr(Act, "finish", fails_first)
    return left


def register(player, key="p"):
    return register_project(acting=player.acting, key=key, division="110105", number="BJ-X", name="演示项目",
                            kind="commodity_housing")  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_project_is_registered_once_although_its_transaction_was_begun_again(underwriter, deadlocks):
    deadlocks.extend([1, 1])
    project = register(underwriter)
    assert deadlocks == []
    assert (Project.objects.get().pk, project.state) == (project.pk, "registered")
    assert Record.objects.filter(name="project.register").count() == 1
    deadlocks.append(1)
    insured = register_insured_object(acting=underwriter.acting, key="i", project=project, number="BJ-X-1")
    assert InsuredObject.objects.get().pk == insured.pk
    assert insured.subject.insured_object_id == insured.pk
    assert broken_links() == []
    assert register(underwriter).pk == project.pk, "and the same form sent again is the same project"


@pytest.mark.django_db(transaction=True)
def test_a_contract_is_drafted_and_signed_once_although_its_transactions_were_begun_again(
    insurer_organisation, underwriter, deadlocks
):
    book = bj_2(insurer_organisation)
    short = deepcopy(book)
    short["policy"].update(dict.fromkeys(DRAFTED_ONLY), receipts=[])
    short["insured_object"]["permit"] = None
    short["buildings"][0].update(accepted_on=None, units=[])
    first = open_book(read_book(short), acting=underwriter.acting, key="draft").policy
    facts = Record.objects.get(name="policy.draft").facts
    deadlocks.append(1)
    second = policy_actions.draft_policy(
        acting=underwriter.acting, key="again", insured_object=first.insured_object, **facts
    )
    assert deadlocks == []
    assert (second.state, Policy.objects.count()) == ("drafted", 2)
    assert CoverRow.objects.filter(policy=second).count() == CoverRow.objects.filter(policy=first).count() > 0
    assert second.subject.policy_id == second.pk
    named = ["risk_plan", "notice", "emergency_plan"]
    policy_actions.confirm_annexes(
        acting=underwriter.acting, key="a", policy=second, annexes=named, explanation_recorded=True
    )
    deadlocks.append(1)
    policy_actions.sign_contract(acting=underwriter.acting, key="s", policy=second, signed_on="2019-06-03")
    assert Policy.objects.get(pk=second.pk).state == "contracted"
    assert Record.objects.filter(name="policy.sign_contract").count() == 1
    assert broken_links() == []


@pytest.mark.django_db(transaction=True)
def test_the_third_failure_is_told_and_leaves_nothing(underwriter, deadlocks):
    deadlocks.extend([1, 1, 1])
    with pytest.raises(OperationalError):
        register(underwriter)
    assert not Project.objects.exists()
    assert register(underwriter).state == "registered"


@pytest.mark.django_db
def test_a_report_sent_twice_is_one_although_the_contract_changed_meanwhile(opened, home, owner, underwriter, approver):
    first = claim_actions.report_defect(acting=owner.acting, key="form", at=home, defect=LEAK)
    assert first.claim.subject.policy_id is not None
    all_agree(opened.policy, underwriter.acting, "terminate")
    ended = perform(opened.policy, "terminate", acting=underwriter.acting, key="t", terminated_on="2026-09-29",
                    ground="by_agreement")  # fmt: skip
    approve(ended.proposal, acting=approver.acting, key="t2")
    again = claim_actions.report_defect(acting=owner.acting, key="form", at=home, defect=LEAK)
    assert again.is_repeat
    assert again.claim.pk == first.claim.pk
    assert (Claim.objects.count(), Intake.objects.count()) == (1, 1)
    other = claim_actions.report_defect(acting=owner.acting, key="another form", at=home, defect=LEAK)
    assert other.claim.subject.policy_id == opened.policy.pk, "the contract covers its last day in full"


@pytest.mark.django_db
def test_the_same_key_for_another_home_is_refused(opened, home, owner, underwriter):
    from idi_platform.projects.models import CommonPart

    claim_actions.report_defect(acting=owner.acting, key="form", at=home, defect=LEAK)
    place = CommonPart.objects.select_related("subject", "building").first()
    assert place is not None
    with pytest.raises(KeyReused):
        claim_actions.report_defect(acting=owner.acting, key="form", at=place, defect=LEAK)


@pytest.mark.django_db(transaction=True)
def test_what_appears_while_locks_are_waited_for_begins_the_step_again(underwriter, monkeypatch):
    left, hold = [1, 1], Act.hold

    def sees_too_little_first(act, *asked):
        if left:
            left.pop()
            raise NotHeld("consent_round.use")
        hold(act, *asked)

    monkeypatch.setattr(Act, "hold", sees_too_little_first)
    project = register(underwriter)
    assert (left, Project.objects.get().pk) == ([], project.pk)
    left.extend([1, 1, 1])
    with pytest.raises(NotHeld):
        register_insured_object(acting=underwriter.acting, key="i", project=project, number="BJ-X-1")
    assert not InsuredObject.objects.exists(), "three times, then it is told and nothing is left"
