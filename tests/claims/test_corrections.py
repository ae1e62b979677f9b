"""Mistakes: a wrong receipt moves the limits, an annulled determination leaves its row superseded."""

from datetime import date

import pytest

from claims import actions
from claims.models import Claim, Determination
from idi_platform.accounts.models import AuthorityAmount, Membership
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.notifications.models import Notice
from idi_platform.records.models import Record
from tests.cast import LONG_AGO, member
from tests.claims.conftest import key
from tests.claims.test_decision import codes, covered, photo, surveyed, take  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


def due(claim, name):
    return Clock.objects.get(subject_id=claim.pk, name=name).due_at.isoformat()


def test_a_corrected_receipt_moves_the_limits(claim, handler, approver, photo, at):  # noqa: F811
    at("2026-09-30 10:00")
    record = Record.objects.get(subject_id=claim.pk, name="claim.file")
    true_instant = at("2026-09-20 08:00")
    at("2026-09-30 10:00")
    given = {"acting": handler.acting, "reason": "录音时间更早", "evidence": [photo.pk], "occurred_at": true_instant}
    with pytest.raises(Refused):
        actions.propose_correction_of(record, **given)  # the defect would be found after it was reported
    proposal = actions.propose_correction_of(record, facts={"discovered_on": date(2026, 9, 19)}, **given)
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    found = Claim.objects.get(pk=claim.pk)
    assert found.received_at == true_instant
    assert due(found, "claim.determination") == "2026-09-28T16:00:00+00:00"


def test_the_step_that_corrects_a_receipt_does_the_same(claim, take, handler, approver, photo, at):  # noqa: F811
    true_instant = at("2026-09-20 08:00")
    at("2026-09-30 10:00")
    done = take(handler, "correct_receipt", received_at=true_instant, words="录音", evidence_ids=[photo.pk])
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=done.proposal)
    assert due(claim, "claim.determination") == "2026-09-28T16:00:00+00:00"


def test_a_receipt_moves_only_for_a_reason_with_evidence_and_never_ahead(claim, take, handler, photo, at):  # noqa: F811
    ahead = at("2026-10-02 10:00")
    now = at("2026-09-30 10:00")
    proof = {"words": "录音", "evidence_ids": [photo.pk]}
    for given, code in (
        ({**proof, "received_at": ahead}, "claim.receipt_in_future"),
        ({**proof, "received_at": now, "words": " "}, "claim.receipt_unexplained"),
        ({**proof, "received_at": now, "evidence_ids": []}, "claim.receipt_unproved"),
    ):
        with pytest.raises(Refused) as refused:
            take(handler, "correct_receipt", **given)
        assert codes(refused) == {code}


def test_an_annulled_determination_is_kept_another_follows(surveyed, take, handler, approver, photo):  # noqa: F811
    done = take(handler, "accept", **covered(photo))
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=done.proposal)
    record = Record.objects.get(subject_id=surveyed.pk, name="claim.accept")
    proposal = actions.propose_correction_of(
        record, acting=handler.acting, reason="认错了房屋", evidence=[photo.pk], annul=True
    )
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    assert Claim.objects.get(pk=surveyed.pk).state == "filed"
    assert Determination.objects.get(claim=surveyed).superseded_at is not None
    again = take(handler, "accept", **covered(photo))
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=again.proposal)
    assert Claim.objects.get(pk=surveyed.pk).determination_version == 1
    rows = Determination.objects.filter(claim=surveyed).order_by("pk").values_list("version", "superseded_at")
    assert [(version, at is None) for version, at in rows] == [(1, False), (1, True)]


@pytest.fixture
def assessed(surveyed, take, handler, approver, photo):  # noqa: F811
    """The record of a determination that assesses 3,000 yuan."""
    done = take(handler, "accept", **covered(photo), assessed_amount="3000.00")
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=done.proposal)
    return Record.objects.get(subject_id=surveyed.pk, name="claim.accept")


def limited_to(player, amount):
    AuthorityAmount.objects.create(
        membership=Membership.objects.get(person=player.person), amount=amount, since=LONG_AGO
    )


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({"facts": {"assessed_amount": "9000.00"}}, False),
        ({"facts": {"assessed_amount": "4000.00"}}, False),
        ({"facts": {"assessed_amount": "2000.00"}}, False),
        ({"annul": True}, False),
        ({"facts": {"assessed_amount": "3000.00"}}, True),
    ],
)
def test_a_correction_of_a_sum_asks_for_the_amount_of_authority(
    assessed,
    handler,
    approver,
    insurer,
    photo,  # noqa: F811
    change,
    may,
):
    limited_to(approver, 2500)
    able = member(Role.approver, organisation=insurer.organisation)
    limited_to(able, 10_000)
    proposal = actions.propose_correction_of(
        assessed, acting=handler.acting, reason="算错了", evidence=[photo.pk], **change
    )
    told = Notice.objects.filter(template="proposal.waits", subject_id=assessed.subject_id, person=able.person)
    assert told.exists() is not may
    if not may:
        with pytest.raises(NotPermitted) as refused:
            actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
        assert refused.value.code == "correction.beyond_authority"
        assert able.person.name in refused.value.message
    actions.approve_proposal(acting=(approver if may else able).acting, key=key(), proposal=proposal)
    assert Record.objects.filter(corrects=assessed).count() == 1


def test_up_to_his_amount_the_second_person_agrees_to_a_corrected_sum(assessed, handler, approver, photo):  # noqa: F811
    limited_to(approver, 4000)
    sent = {"acting": handler.acting, "reason": "算错了", "evidence": [photo.pk]}
    proposal = actions.propose_correction_of(assessed, facts={"assessed_amount": "4000.00"}, **sent)
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    assert Record.objects.filter(corrects=assessed).count() == 1
