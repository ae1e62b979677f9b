"""What the second person gives back: its maker reads why, by whom and when, and finds the form as it was filled in."""

import re
from datetime import date

import pytest
from django.urls import reverse

from claims import actions
from claims.codes import LineKind, Mode
from claims.models import Claim
from claims.pages.given_back import as_proposed
from idi_platform.records.models import Record
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.offers import given_back_on, steps_for
from idi_platform.workflow.perform import perform
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import covered, not_covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_settlement import accepted, offered  # noqa: F401  fixtures

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db

WHY = "请附上闭水试验的照片。"
TOLD = "退回：核定：不属于保险责任。"


@pytest.fixture
def refused(surveyed, take, handler, photo):
    return take(handler, "refuse", **not_covered(photo)).proposal


@pytest.fixture
def given_back(refused, approver):
    return actions.decline_proposal(acting=approver.acting, proposal=refused, reason=WHY)


@pytest.fixture
def desk(client, handler):
    log_in(client, handler)
    return client


def shown(client, claim, step=""):
    name, args = ("step", [claim.number, step]) if step else ("claim", [claim.number])
    return client.get(reverse(f"claims:console_{name}", args=args)).content.decode()


def test_claim_and_form_say_why_it_came_back_by_whom_and_when(desk, given_back, claim, approver):
    for page in (shown(desk, claim), shown(desk, claim, "refuse")):
        assert TOLD in page
        assert f"{approver.person.name} 10月8日 15:00 退回，原因：{WHY}" in page
    assert reverse("claims:console_step", args=[claim.number, "refuse"]) in shown(desk, claim)
    assert TOLD not in shown(desk, claim, "accept")


def test_the_form_is_filled_as_it_was_proposed(desk, given_back, claim, photo):
    page = shown(desk, claim, "refuse")
    typed = not_covered(photo)
    assert re.search(rf'<textarea name="words"[^>]*>\s*{typed["words"]}</textarea>', page)
    assert re.search(rf'<textarea name="why"[^>]*>\s*{typed["why"]}</textarea>', page)
    assert re.search(rf'<input[^>]*value="{typed["ground"].value}"[^>]* checked', page)
    assert re.search(rf'<input[^>]*name="evidence_ids" value="{photo.pk}"[^>]* checked', page)


def test_what_was_proposed_again_is_not_called_given_back_any_more(desk, given_back, claim, take, handler, photo):
    take(handler, "refuse", **not_covered(photo))
    assert TOLD not in shown(desk, claim)
    assert TOLD not in shown(desk, claim, "refuse")


def test_whoever_looks_a_second_time_reads_why_the_first_was_given_back(
    client, given_back, approver, take, handler, photo
):
    second = take(handler, "refuse", **not_covered(photo)).proposal
    log_in(client, approver)
    page = client.get(reverse("claims:console_approval", args=[second.pk])).content.decode()
    assert TOLD in page
    assert f"{approver.person.name} 10月8日 15:00 退回，原因：{WHY}" in page
    other = take(handler, "accept", **covered(photo)).proposal
    assert TOLD not in client.get(reverse("claims:console_approval", args=[other.pk])).content.decode()


def test_what_the_claim_has_left_behind_is_not_said(desk, given_back, claim, take, handler, approver, photo):
    other = take(handler, "accept", **covered(photo)).proposal
    assert TOLD in shown(desk, claim), "the second person reads why the first was given back"
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=other)
    assert TOLD not in shown(desk, claim)


def test_the_lines_of_a_payment_come_back_one_by_one(offered, owner, take, handler, approver):
    actions.accept_offer(acting=owner.acting, key=key(), claim=offered, mode=Mode.CASH)
    agreed = Claim.objects.select_related("subject").get(pk=offered.pk)
    paid = take(handler, "pay", lines=[{"kind": LineKind.INDEMNITY, "amount": "9400.00"}]).proposal
    actions.decline_proposal(acting=approver.acting, proposal=paid, reason="账号不对。")
    offer = next(one for one in steps_for(agreed, handler.acting) if one.name == "pay")
    filled = as_proposed(agreed, handler.acting, rulebook_for(agreed.subject.insured_object_id), offer)
    assert str(filled["line_indemnity"]) == "9400.00"


def test_another_insurer_reads_nothing_of_it(given_back, claim, client, other_insurer):
    log_in(client, other_insurer)
    answer = client.get(reverse("claims:console_claim", args=[claim.number]))
    assert answer.status_code == 404


def like(proposal, **more):
    """Return another proposal like this one, made after it."""
    for name, value in {"pk": None, **more}.items():
        setattr(proposal, name, value)
    proposal.save(force_insert=True)
    return proposal.pk


def test_a_correction_and_a_step_of_one_name_do_not_stand_for_each_other(given_back, claim):
    first, second = Record.objects.filter(subject=claim.pk).order_by("seq")[:2]
    mine = given_back.pk
    corrections = [like(given_back, corrects=record) for record in (first, second)]
    assert [row.pk for row in given_back_on(claim.pk)] == [mine, *corrections]
    like(given_back, corrects=first, state="open", decided_by=None, decided_at=None)
    assert [row.pk for row in given_back_on(claim.pk)] == [mine, corrections[1]]


@pytest.fixture
def declined(surveyed, handler, approver, photo):
    """A correction of the report's day that the second person gave back."""
    record = Record.objects.get(subject_id=surveyed.pk, name="claim.file")
    given = {"reason": "听错了", "evidence": [photo.pk], "facts": {"discovered_on": date(2026, 9, 19)}}
    proposal = actions.propose_correction_of(record, acting=handler.acting, **given)
    return actions.decline_proposal(acting=approver.acting, proposal=proposal, reason=WHY)


CORRECTION = "退回：更正："


def test_a_correction_given_back_rests_when_its_maker_goes_on(desk, declined, claim, take, handler, surveyor, at):
    at("2026-10-08 15:10")
    take(surveyor, "record_survey", words="又看了一次。", cause="construction")
    assert CORRECTION in shown(desk, claim), "another's act says nothing of it"
    take(handler, "note", words="不更正了。")
    assert CORRECTION not in shown(desk, claim)


def test_a_correction_given_back_is_not_said_of_an_ended_claim(desk, declined, claim, owner, at):
    at("2026-10-08 15:10")
    assert CORRECTION in shown(desk, claim)
    perform(claim, "withdraw", acting=owner.acting, key=key())
    assert CORRECTION not in shown(desk, claim)


def test_a_form_whose_facts_are_not_taken_any_more_is_filled_in_anew(desk, given_back, claim):
    Proposal.objects.filter(pk=given_back.pk).update(facts={**given_back.facts, "gone": "x"})
    page = shown(desk, claim, "refuse")
    assert TOLD in page
    assert 'name="words"' in page
    address = reverse("claims:console_step", args=[claim.number, "refuse"])
    assert "请填写" in desk.post(address, {}).content.decode()
