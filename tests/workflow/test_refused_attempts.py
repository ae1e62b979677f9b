"""The log of refused attempts: it outlives the refused transaction, says each refusal once, and leaks nothing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from claims import actions
from claims.models import Claim
from idi_platform.accounts.acting import SYSTEM
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted, NotVisible, Refused
from idi_platform.records.models import Record
from idi_platform.rulebooks import store
from idi_platform.workflow import attempts
from idi_platform.workflow.models import Proposal, RefusedAttempt
from idi_platform.workflow.perform import approve, in_one_transaction, perform
from idi_platform.workflow.tasks import discard_attempts
from tests.cast import log_in, owner_player

pytestmark = pytest.mark.django_db


def withdraw(claim, player, form_key="withdraw"):
    return perform(claim, "withdraw", acting=player.acting, key=form_key)


@pytest.fixture
def too_early(claim, handler):
    """Try to send the determination of a claim that nobody has determined yet."""

    def run(form_key="send"):
        with pytest.raises(Refused) as refusal:
            perform(claim, "send_determination", acting=handler.acting, key=form_key)
        return refusal.value

    return run


def test_a_refusal_by_the_law_is_kept_with_who_what_and_why(claim, handler, too_early):
    refusal = too_early()
    row = RefusedAttempt.objects.get()
    assert (row.subject_id, row.step) == (claim.pk, "claim.send_determination")
    assert (row.person_id, row.organisation_id) == (handler.person.pk, handler.organisation.pk)
    assert row.acting == handler.acting.as_record()
    assert [(item["code"], item["clause"]) for item in row.refusals] == [
        (item.code, item.clause) for item in refusal.refusals
    ]
    assert not Record.objects.filter(name="claim.send_determination").exists()


def test_the_same_form_sent_again_is_kept_once_and_another_form_beside(too_early):
    too_early()
    too_early()
    assert RefusedAttempt.objects.count() == 1
    too_early("another")
    assert RefusedAttempt.objects.count() == 2


def test_the_same_form_refused_for_another_reason_is_kept_beside(claim, handler, surveyor):
    for player in (surveyor, handler):
        with pytest.raises((NotPermitted, Refused)):
            perform(claim, "send_determination", acting=player.acting, key="send")
    first, second = RefusedAttempt.objects.order_by("pk")
    assert first.refusals[0]["code"] == "step.not_permitted"
    assert second.refusals[0]["code"] != "step.not_permitted"


def test_whoever_cannot_see_the_claim_is_kept_as_not_seeing_it(claim):
    stranger = owner_player("路人")
    with pytest.raises(NotVisible):
        withdraw(claim, stranger)
    row = RefusedAttempt.objects.get()
    assert (row.person_id, row.organisation_id) == (stranger.person.pk, None)
    assert [item["code"] for item in row.refusals] == ["subject.not_visible"]


def test_the_maker_who_agrees_to_his_own_step_is_kept(prepare_accept, handler):
    prepare_accept(handler)
    waiting = Proposal.objects.get()
    with pytest.raises(NotPermitted):
        approve(waiting, acting=handler.acting, key="own")
    row = RefusedAttempt.objects.get()
    assert (row.step, row.refusals[0]["code"]) == ("claim.accept", "proposal.same_person")


def test_what_is_refused_in_a_larger_act_outlives_it(claim, handler):
    def work():
        actions.take(claim, "send_determination", acting=handler.acting, key="within")

    with pytest.raises(Refused):
        in_one_transaction(work)
    assert RefusedAttempt.objects.count() == 1


def test_a_preview_is_no_attempt(claim, handler, too_early):
    with pytest.raises(Refused), transaction.atomic():
        perform(claim, "send_determination", acting=handler.acting, key="shown")
    assert not RefusedAttempt.objects.exists()
    too_early()
    assert RefusedAttempt.objects.exists()


def test_what_the_system_tries_is_no_attempt(claim):
    with pytest.raises(NotPermitted):
        perform(claim, "withdraw", acting=SYSTEM, key="system")
    assert not RefusedAttempt.objects.exists()


def test_a_step_that_is_taken_leaves_none(claim, owner):
    withdraw(claim, owner)
    assert Claim.objects.get(pk=claim.pk).state == "withdrawn"
    assert not RefusedAttempt.objects.exists()


def test_a_log_that_cannot_be_written_hides_no_refusal(claim, too_early, monkeypatch):
    def broken(*_args, **_kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(type(RefusedAttempt.objects), "bulk_create", broken)
    assert too_early().refusals
    assert not RefusedAttempt.objects.exists()


def test_a_row_is_never_changed_and_goes_when_it_was_kept_long_enough(too_early, monkeypatch):
    too_early()
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        RefusedAttempt.objects.update(step="claim.file")
    assert discard_attempts() == 0
    assert RefusedAttempt.objects.exists()
    then = RefusedAttempt.objects.get().at + attempts.KEPT_FOR
    monkeypatch.setattr(clock, "now", lambda: then)
    assert discard_attempts() == 0, "the last second counts"
    monkeypatch.setattr(clock, "now", lambda: then + timedelta(seconds=1))
    assert discard_attempts() == 1


def test_the_refusal_survives_the_rollback_for_real(committed_db):
    """Without the transaction of a test around it: a new project, which no surveyor opens."""
    from idi_platform.accounts.roles import Role
    from idi_platform.projects.models import Project
    from idi_platform.records.models import Subject
    from tests.cast import OrganisationFactory, member

    surveyor = member(Role.surveyor, OrganisationFactory.create(kind="insurer"))
    new = Project(subject=Subject(division_id="110106"))
    with pytest.raises(NotPermitted):
        perform(new, "register", acting=surveyor.acting, key="p", number="X-1", kind="commodity_housing")
    row = RefusedAttempt.objects.get()
    assert (row.subject_id, row.division_id, row.step) == (None, "110106", "project.register")
    assert not Project.objects.exists()


def test_the_page_names_the_article_even_where_this_process_has_not_read_the_text_yet(
    claim, handler, client, monkeypatch
):
    RefusedAttempt.objects.create(
        subject_id=claim.pk,
        step="claim.accept",
        acting=handler.acting.as_record(),
        person=handler.person,
        organisation=handler.organisation,
        refusals=[{"code": "claim.accept.x", "message": "现象", "clause": "BJ-5-3", "effect": "block"}],
        at=clock.now(),
        digest=bytes(32),
    )
    monkeypatch.setattr(store, "_parsed", {})
    log_in(client, handler)
    page = client.get("/console/attempts/").content.decode()
    assert "办法第五条第三款" in page
    assert "BJ-5-3" not in page.replace("#BJ-5-3", "")
