"""A surveyor's telephone pages: the day, the survey with photos, readings and signature, the visit that failed."""

import io
import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from claims import actions
from claims.actions import beside
from claims.models import Claim, SiteVisit
from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Attachment, Paper
from idi_platform.documents.models.upload import Place
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.portal.cases.places import places_of
from idi_platform.records.models import Record
from idi_platform.workflow.models import Proposal
from tests.cast import log_in, member
from tests.claims.conftest import key

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
TEN = datetime(2026, 9, 30, 2, tzinfo=UTC)  # 10:00 in Shanghai


def picture(shade="grey"):
    written = io.BytesIO()
    Image.new("RGB", (64, 48), shade).save(written, "PNG")
    return SimpleUploadedFile("photo.png", written.getvalue(), "image/png")


def arrange(claim, who, surveyor, at=TEN):
    fresh = Claim.objects.select_related("subject").get(pk=claim.pk)
    given = {"from_at": at, "until_at": at + timedelta(hours=2), "surveyor": surveyor.person.pk}
    actions.take(fresh, "schedule_survey", acting=who.acting, key=key(), **given)


@pytest.fixture
def visit(claim, handler, surveyor, at, client):
    """The surveyor stands before the door: it is the day and the hour that were arranged."""
    arrange(claim, handler, surveyor)
    at("2026-09-30 10:20")
    log_in(client, surveyor)
    return Claim.objects.select_related("subject").get(pk=claim.pk)


def href(claim, route="field_visit"):
    return reverse(f"claims:{route}", args=[claim.number])


def filled(form_key=None, **more):
    return {
        "key": form_key or str(uuid.uuid4()),
        "seen": "",
        "words": "管根处渗水，无附加层。",
        "place": "bathroom",
        "item": "waterproofing",
        "cause": "construction",
        "moisture": "46.5",
        "crack_width": "0.30",
        "revealed_in_use": "on",
        "signing": "none",
        "why_unsigned": "declined",
        **more,
    }


def arrived(player, form_key, *shades):
    """Photos that the telephone has sent before its form."""
    return [receive(picture(one), acting=player.acting, draft=uuid.UUID(form_key)).pk for one in shades]


def stored(claim):
    return Claim.objects.get(pk=claim.pk)


def surveys(claim):
    return Record.objects.filter(subject=claim.pk, name="claim.record_survey")


def test_the_day_shows_his_own_visits_and_the_telephone_on_that_day_alone(visit, owner, client, at):
    page = client.get("/field/").content.decode()
    phone = owner.person.phone.removeprefix("+86")
    assert visit.number in page
    assert "10:00-12:00" in page
    assert f"tel:{owner.person.phone}" in page
    assert "含水率仪" in page
    assert phone not in client.get("/field/?day=2026-10-01").content.decode()
    at("2026-09-29 22:00")
    early = client.get("/field/?day=2026-09-30").content.decode()
    assert visit.number in early
    assert phone not in early
    assert phone[-4:] in early
    assert phone not in client.get(href(visit)).content.decode()


def test_a_visit_shows_what_to_look_at_by_the_text_and_what_was_said(visit, client):
    page = client.get(href(visit)).content.decode()
    for words in ("楼上洗澡后开始滴水", "量一量", "请开门的人签名", "含水率 (%)", "裂缝宽度 (mm)"):
        assert words in page
    assert "/law/" in page  # the article that asks for the record


def test_a_message_about_a_visit_leads_to_it_for_who_goes_alone(visit, surveyor):
    colleague = member(Role.surveyor, surveyor.organisation)
    assert places_of([visit.subject], surveyor.acting)[visit.pk].href == href(visit)
    assert places_of([visit.subject], colleague.acting)[visit.pk].href == ""


@pytest.mark.parametrize("who", ["handler", "owner", "neighbour", "colleague", "other_surveyor", "nobody"])
def test_a_visit_is_nobody_elses(visit, client, request, surveyor, who):
    client.logout()
    others = {
        "colleague": lambda: member(Role.surveyor, surveyor.organisation),
        "other_surveyor": lambda: member(Role.surveyor),
    }
    if who != "nobody":
        player = others[who]() if who in others else request.getfixturevalue(who)
        log_in(client, player)
    for route in ("field_visit", "field_failed"):
        for answer in (client.get(href(visit, route)), client.post(href(visit, route), filled(), headers=JSON)):
            assert answer.status_code == (302 if who == "nobody" else 404)
    assert surveys(visit).count() == 0


def test_the_telephone_hands_in_photos_readings_and_a_signature_once(visit, surveyor, client):
    form_key = str(uuid.uuid4())
    near, far, sign = arrived(surveyor, form_key, "white", "black", "red")
    sent = filled(
        form_key, photo=[near, far], signature=sign, signing="glass", signed_by="林先生（演示）",
        **{f"part.{near}": "bathroom", f"part.{far}": "bedroom", f"place.{near}": "39.91234,116.40001"},
    )  # fmt: skip
    first = client.post(href(visit), sent, headers=JSON)
    assert first.status_code == 200, first.content.decode()
    assert first.json()["done"]
    again = client.post(href(visit), sent, headers=JSON)
    assert again.json() == first.json()
    assert surveys(visit).count() == 1
    claim, taken = stored(visit), SiteVisit.objects.get()
    assert (claim.moisture, claim.crack_width, claim.cause) == (Decimal("46.5"), Decimal("0.30"), "construction")
    assert (taken.signed_by, taken.signature_id, taken.record) == ("林先生（演示）", sign, surveys(visit).get())
    assert taken.parts == {str(near): "bathroom", str(far): "bedroom"}
    assert sorted(surveys(visit).get().facts["evidence_ids"]) == sorted([near, far, sign])
    assert Attachment.objects.filter(subject=visit.pk, pk__in=[near, far, sign]).count() == 3
    assert [(one.attachment_id, str(one.latitude)) for one in Place.objects.all()] == [(near, "39.91234")]
    assert "林先生（演示）" not in str(Record.objects.filter(subject=visit.pk).values_list("facts", flat=True))
    record = Paper.objects.get(subject=visit.pk, code="survey_record")
    for words in ("林**已签名", "照片　卧室　", "照片　签名　", "46.5 %"):
        assert words in json.dumps(record.data, ensure_ascii=False)


def test_without_script_it_is_an_ordinary_form(visit, client):
    answer = client.post(href(visit), filled(photos=picture()))
    assert answer.headers["Location"] == "/field/"
    assert stored(visit).surveyed_at is not None
    page = client.get("/field/").content.decode()
    assert "已查勘" in page
    again = client.get(href(visit)).content.decode()
    assert "已经查勘" in again
    assert 'name="words"' not in again
    assert 'name="words"' in client.get(href(visit) + "?again=1").content.decode()


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"signing": "glass", "signed_by": "林先生"}, "手机上还没有签名"),
        ({"signing": "paper"}, "请写签名的人的姓名"),
        ({"signing": "none", "why_unsigned": ""}, "没有人签的，请选为什么"),
        ({"words": ""}, "看到什么"),
        ({"moisture": "101"}, "100"),
        ({"key": ""}, "表单不完整"),
    ],
)
def test_what_is_missing_is_said_in_words_and_nothing_is_recorded(visit, client, given, asked):
    answer = client.post(href(visit), filled() | given, headers=JSON)
    assert answer.status_code == 422
    assert asked in " ".join(answer.json()["reasons"])
    assert not answer.json()["may_keep"]
    assert surveys(visit).count() == 0


def test_a_signature_of_another_form_is_none(visit, surveyor, client):
    (foreign,) = arrived(surveyor, str(uuid.uuid4()), "red")
    sent = filled(signing="glass", signed_by="林先生", signature=foreign)
    answer = client.post(href(visit), sent, headers=JSON)
    assert answer.status_code == 409
    assert "签名没有传到" in answer.json()["reasons"][0]
    assert SiteVisit.objects.count() == 0


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
    from idi_platform.deadlines.sweep import sweep

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


def test_how_things_stand_names_todays_pages_and_nobody_else(visit, surveyor, handler, client):
    told = client.get(reverse("claims:field_ready"), headers=JSON).json()
    assert told["pages"] == ["/field/", href(visit), href(visit, "field_failed")]
    assert 0 < told["seconds"] <= 24 * 3600
    assert told["token"]
    page = client.get("/field/").content.decode()
    assert f'data-who="{told["who"]}"' in page
    client.logout()
    assert client.get(reverse("claims:field_ready"), headers=JSON).status_code == 302
    log_in(client, handler)
    assert client.get(reverse("claims:field_ready"), headers=JSON).status_code == 404


def test_the_worker_keeps_everything_that_pages_are_drawn_with(visit, client):
    worker = client.get(reverse("claims:field_worker"))
    assert worker.headers["Service-Worker-Allowed"] == "/field/"
    assert worker.headers["Content-Type"].startswith("text/javascript")
    told = worker.content.decode()
    kept = set(re.findall(r'"(/static/[^"]+)"', told))
    assert all(finders.find(path.removeprefix("/static/")) for path in kept)
    for path in ("/field/", href(visit), href(visit, "field_failed"), reverse("claims:field_offline")):
        page = client.get(path).content.decode()
        assert set(re.findall(r'(?:src|href)="(/static/[^"#]+)', page)) <= kept, path


def test_pages_that_anybody_may_open_hold_nothing_of_anybody_and_the_log_in_forgets_the_day(visit, client):
    assert visit.number not in client.get(reverse("claims:field_offline")).content.decode()
    client.logout()
    for path in ("/login/", "/login/staff/"):
        assert "field-leave.js" in client.get(path).content.decode()
