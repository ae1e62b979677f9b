"""Surveys that come late, second or in vain: whose instant counts, who is told, what is kept."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from claims import actions
from claims.actions import beside
from claims.models import SiteVisit
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.models import Attachment
from idi_platform.kernel import clock
from idi_platform.records.models import Record
from idi_platform.workflow.models import Proposal
from tests.cast import log_in, member
from tests.claims.conftest import key
from tests.claims.fielding import JSON, TEN, arrange, arrived, at_the_door, filled, href, picture, stored, surveys

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(claim, handler, surveyor, at, client):
    return at_the_door(claim, handler, surveyor, at, client)


def test_the_instant_is_that_of_the_act_though_the_telephone_was_offline_and_its_clock_is_wrong(visit, client, at):
    """The telephone is two days ahead; it was offline for three hours."""
    at("2026-09-30 13:20")
    ahead = clock.machine_now() + timedelta(days=2)
    sent = filled(acted_at=(ahead - timedelta(hours=3)).isoformat(), sent_at=ahead.isoformat())
    answer = client.post(href(visit), sent, headers=JSON)
    assert answer.status_code == 200, answer.content.decode()
    assert "时钟快了" in answer.json()["clock"]
    record, taken = surveys(visit).get(), SiteVisit.objects.get()
    assert abs(record.occurred_at - datetime(2026, 9, 30, 2, 20, tzinfo=UTC)) < timedelta(seconds=30)
    assert record.recorded_at - record.occurred_at > timedelta(hours=2, minutes=59)
    assert abs(taken.device_ahead - 2 * 24 * 3600) < 30
    assert abs(taken.received_at - clock.machine_now()) < timedelta(minutes=1)


def test_a_clock_that_is_right_is_not_spoken_of(visit, client):
    now = clock.machine_now().isoformat()
    answer = client.post(href(visit), filled(acted_at=now, sent_at=now), headers=JSON)
    assert answer.json()["clock"] == ""


def test_a_day_offline_is_entered_late_with_the_telephones_reason(visit, client, at):
    at("2026-10-01 16:00")
    now = clock.machine_now()
    sent = filled(acted_at=(now - timedelta(hours=29)).isoformat(), sent_at=now.isoformat())
    assert client.post(href(visit), sent, headers=JSON).status_code == 200
    assert surveys(visit).get().reasons["entered_late"] is True
    typed = filled(occurred_at="2026-09-30T11:00", seen=stored(visit).surveyed_at.isoformat())
    answer = client.post(href(visit), typed, headers=JSON)
    assert answer.status_code == 409
    assert "写明为什么现在才录入" in answer.json()["reasons"][0]
    assert client.post(href(visit), typed | {"late": "忘了点提交。"}, headers=JSON).status_code == 200


def test_what_would_undo_a_breach_waits_for_a_second_person(visit, surveyor, client, at):
    at("2026-10-09 09:00")  # the survey was due by 10-08
    form_key, now = str(uuid.uuid4()), clock.machine_now()
    (photo,) = arrived(surveyor, form_key, "white")
    acted = now - timedelta(days=8, hours=22, minutes=30)
    sent = filled(form_key, photo=photo, acted_at=acted.isoformat(), sent_at=now.isoformat())
    while sweep(clock.now()).events:
        pass
    answer = client.post(href(visit), sent, headers=JSON)
    assert answer.status_code == 200, answer.content.decode()
    assert "复核" in answer.json()["said"]
    assert Proposal.objects.get().step == "claim.record_survey"
    assert surveys(visit).count() == 0
    assert client.post(href(visit), sent, headers=JSON).json()["said"] == answer.json()["said"]
    assert Proposal.objects.count() == 1


def test_who_comes_second_is_told_and_what_he_saw_is_kept(visit, surveyor, handler, client):
    form_key = str(uuid.uuid4())
    (photo,) = arrived(surveyor, form_key, "white")
    sent = filled(form_key, photo=photo)
    actions.take(stored(visit), "record_survey", acting=handler.acting, key=key(), words="理赔员看过。")
    answer = client.post(href(visit), sent, headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["may_keep"]
    assert handler.person.name in answer.json()["reasons"][0]
    assert Attachment.objects.get(pk=photo).subject_id is None
    kept = client.post(href(visit), sent | {"act": "keep"}, headers=JSON)
    assert kept.status_code == 200, kept.content.decode()
    assert client.post(href(visit), sent | {"act": "keep"}, headers=JSON).json() == kept.json()
    assert surveys(visit).count() == 1
    assert Attachment.objects.get(pk=photo).subject_id == visit.pk
    assert Record.objects.filter(subject=visit.pk, name="claim.attach").count() == 1
    assert Record.objects.filter(subject=visit.pk, name="claim.note").count() == 1
    assert SiteVisit.objects.get().outcome == "kept"


def test_without_script_the_page_offers_to_keep_it_too(visit, handler, client):
    actions.take(stored(visit), "record_survey", acting=handler.acting, key=key(), words="理赔员看过。")
    sent = filled(photos=picture())
    answer = client.post(href(visit), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert 'value="keep"' in page
    waiting = Attachment.objects.get(subject__isnull=True)
    assert f'name="photo" value="{waiting.pk}"' in page
    sent.pop("photos")
    assert client.post(href(visit), sent | {"act": "keep", "photo": waiting.pk}).status_code == 302
    assert Attachment.objects.get(pk=waiting.pk).subject_id == visit.pk


def test_a_visit_given_to_another_meanwhile_may_still_be_handed_in_as_evidence(visit, surveyor, handler, client):
    arrange(visit, handler, member(Role.surveyor, surveyor.organisation), TEN + timedelta(hours=5))
    assert client.get(href(visit)).status_code == 404
    answer = client.post(href(visit), filled(), headers=JSON)
    assert answer.status_code == 409
    assert "改派" in answer.json()["reasons"][0]
    assert client.post(href(visit), filled() | {"act": "keep"}, headers=JSON).status_code == 200
    assert surveys(visit).count() == 0


def test_a_claim_that_was_withdrawn_is_not_surveyed(visit, owner, client):
    actions.withdraw(acting=owner.acting, key=key(), claim=stored(visit))
    assert "案件已结束" in client.get("/field/").content.decode()
    answer = client.post(href(visit), filled(), headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["may_keep"]
    assert surveys(visit).count() == 0


def test_a_failed_visit_needs_proof_and_keeps_the_call(visit, surveyor, client):
    form_key = str(uuid.uuid4())
    sent = {"key": form_key, "seen": "", "reason": "absent", "call": "no_answer", "words": "十点到，按铃三次。"}
    bare = client.post(href(visit, "field_failed"), sent, headers=JSON)
    assert bare.status_code == 409
    assert "证明" in bare.json()["reasons"][0]
    assert not Record.objects.filter(subject=visit.pk, name="claim.call").exists()
    (photo,) = arrived(surveyor, form_key, "white")
    done = client.post(href(visit, "field_failed"), sent | {"photo": photo}, headers=JSON)
    assert done.status_code == 200, done.content.decode()
    assert client.post(href(visit, "field_failed"), sent | {"photo": photo}, headers=JSON).json() == done.json()
    claim = stored(visit)
    assert (claim.failed_visits, claim.surveyed_at) == (1, None)
    assert Record.objects.get(subject=visit.pk, name="claim.call").facts["call_outcome"] == "no_answer"
    assert "上门未果" in client.get("/field/").content.decode()


@pytest.mark.parametrize(("route", "state"), [("field_visit", "visited"), ("field_failed", "failed_visit")])
def test_the_appointment_says_what_became_of_it(claim, owner, handler, surveyor, client, at, route, state):
    offered = beside.offer_slots(acting=handler.acting, key=key(), claim=claim, slots=(TEN,))
    beside.choose_slot(acting=owner.acting, key=key(), appointment=offered, at=TEN)
    arrange(claim, handler, surveyor)
    at("2026-09-30 10:20")
    log_in(client, surveyor)
    form_key = str(uuid.uuid4())
    sent = filled(form_key, photo=arrived(surveyor, form_key, "white"), reason="absent", call="")
    assert client.post(href(claim, route), sent, headers=JSON).status_code == 200
    offered.refresh_from_db()
    assert offered.state == state
