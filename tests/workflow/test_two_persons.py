"""Two persons: the maker's step waits, another of the same organisation takes it; one wins, the other is told why."""

import threading
from datetime import date

import pytest
from django.db import connection

from claims.models import Claim
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.records.models import Record
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.perform import approve, perform
from idi_platform.workflow.proposals import decline
from tests.cast import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepting(prepare_accept, handler):
    return prepare_accept(handler).proposal


def test_the_makers_step_only_waits(accepting, surveyed):
    surveyed.refresh_from_db()
    assert (surveyed.state, surveyed.determined_at, accepting.state) == ("filed", None, "open")
    assert not Record.objects.filter(name="claim.accept").exists()


def test_the_second_persons_instant_is_the_determination(accepting, approver, at):
    at("2026-10-03 10:00")
    done = approve(accepting, acting=approver.acting, key="ok")
    claim = Claim.objects.get(pk=accepting.subject_id)
    assert (claim.state, claim.determined_at) == ("accepted", done.record.occurred_at)
    assert clock.local_date(claim.determined_at) == date(2026, 10, 3)
    assert done.record.acting["maker"]["person"] == accepting.maker_id
    assert done.record.acting["person"] == approver.person.pk
    assert Proposal.objects.get(pk=accepting.pk).record_id == done.record.pk


def test_neither_the_maker_nor_another_organisation_nor_another_role_approves(
    accepting, handler, other_insurer, surveyor, insurer_organisation
):
    for player, refusal in (
        (handler, NotPermitted),
        (other_insurer, NotVisible),
        (surveyor, NotPermitted),
        (member(Role.handler, insurer_organisation), NotPermitted),
    ):
        with pytest.raises(refusal):
            approve(accepting, acting=player.acting, key=f"k{player.person.pk}")
    accepting.refresh_from_db()
    assert accepting.state == "open"


def test_the_same_step_waits_only_once(accepting, prepare_accept, insurer_organisation):
    colleague = member(Role.handler, insurer_organisation)
    with pytest.raises(Refused, match="复核"):
        prepare_accept(colleague, "again")


def test_what_is_given_back_has_a_reason_and_can_be_made_anew(accepting, prepare_accept, handler, approver):
    with pytest.raises(BadInput):
        decline(accepting, acting=approver.acting, reason="  ")
    given_back = decline(accepting, acting=approver.acting, reason="请补闭水试验照片")
    assert (given_back.state, given_back.decline_words.body) == ("declined", "请补闭水试验照片")
    with pytest.raises(Refused):
        approve(accepting, acting=approver.acting, key="late")
    again = prepare_accept(handler, "second try")
    assert again.proposal.pk != accepting.pk


def test_gates_are_asked_anew_at_the_approval(accepting, surveyed, owner, approver):
    perform(surveyed, "withdraw", acting=owner.acting, key="withdraw")
    with pytest.raises(Refused) as refused:
        approve(accepting, acting=approver.acting, key="ok")
    assert {refusal.code for refusal in refused.value.refusals} == {"step.wrong_state"}


@pytest.mark.django_db(transaction=True)
def test_accept_and_refuse_approved_at_once_one_wins_and_the_other_is_told(
    prepare_accept, prepare_refuse, handler, approver, insurer_organisation
):
    second = member(Role.approver, insurer_organisation)
    accepting = prepare_accept(handler).proposal
    refusing = prepare_refuse(handler).proposal
    answers = in_parallel(
        lambda: approve(accepting, acting=approver.acting, key="one"),
        lambda: approve(refusing, acting=second.acting, key="two"),
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert len(refused) == 1, answers
    assert {refusal.code for refusal in refused[0].refusals} == {"step.wrong_state"}
    assert refused[0].message
    assert Record.objects.filter(name__in=("claim.accept", "claim.refuse")).count() == 1
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["approved", "open"]


@pytest.mark.django_db(transaction=True)
def test_one_proposal_approved_by_two_at_once_is_taken_once(prepare_accept, handler, approver, insurer_organisation):
    second = member(Role.approver, insurer_organisation)
    waiting = prepare_accept(handler).proposal
    answers = in_parallel(
        lambda: approve(waiting, acting=approver.acting, key="one"),
        lambda: approve(waiting, acting=second.acting, key="two"),
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1, answers
    assert Record.objects.filter(name="claim.accept").count() == 1


def in_parallel(*works):
    """Run the works in threads that start together; return their answers or the errors they ended with."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        start.wait()
        try:
            answers[place] = work()
        except Exception as error:  # noqa: BLE001  what a thread ends with is what the test asks about
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
