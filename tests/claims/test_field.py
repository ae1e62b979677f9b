"""A surveyor's telephone pages: the day, a visit, the survey with photos, readings and a signature."""

import json
import re
import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from claims.codes import Place as At
from claims.codes import Severity
from claims.field.kit import to_bring
from claims.models import SiteVisit
from claims.pages.prefill import initial_for
from claims.pages.rows import evidence_items
from claims.queries import evidence_for
from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Attachment, AttachmentKind, Paper
from idi_platform.documents.models.upload import Place
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.portal.cases.places import places_of
from idi_platform.records.models import Record, Subject
from riskmgmt.models import Finding
from riskmgmt.words import finding_state_words
from tests.cast import log_in, member
from tests.claims.fielding import JSON, arrived, at_the_door, filled, href, picture, stored, surveys

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(claim, handler, surveyor, at, client):
    return at_the_door(claim, handler, surveyor, at, client)


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


def test_what_was_found_at_the_place_before_is_listed_with_where_how_it_stands_its_picture_and_its_page(
    visit, surveyor, agency, client
):
    assert "以前检查时的发现" not in client.get(href(visit)).content.decode()
    links = {f"{name}_id": pk for name, pk in visit.subject.link_ids().items()}
    own = Subject.objects.create(kind="finding", division_id=visit.subject.division_id, **links)
    given = {"section": "waterproofing", "raised_at": datetime(2019, 6, 3, 7, tzinfo=UTC), "state": "raised"}
    Finding.objects.create(subject=own, source="works", grade="severe", first_grade="severe", **given)
    photo = receive(picture(), acting=agency.acting, kind=AttachmentKind.PHOTO, subject_id=own.pk)
    page = client.get(href(visit))
    (found,) = page.context["found"]
    assert found.row.href == reverse("findings_field:one", args=[own.pk])
    assert "1-0101" in found.row.hint
    assert "2019年6月3日 提出" in found.row.hint
    assert finding_state_words("raised") in found.row.hint
    assert [item.number for item in found.pictures] == [photo.label]
    assert client.get(found.row.href).status_code == 200


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
    for words in ("林**已签名", "照片　卧室　", "　签名　SHA-256", "46.5 %"):
        assert words in json.dumps(record.data, ensure_ascii=False)


def test_a_signature_is_called_one_and_is_no_proof_ticked_beforehand(visit, surveyor, handler, client):
    form_key = str(uuid.uuid4())
    photo, sign = arrived(surveyor, form_key, "white", "red")
    sent = filled(form_key, photo=[photo], signature=sign, signing="glass", signed_by="林先生（演示）")
    assert client.post(href(visit), sent, headers=JSON).status_code == 200
    seen = evidence_for(handler.acting, visit.pk)
    named = {
        row.pk: item.alt for row, item in zip(seen, evidence_items(seen, handler.acting, clock.now()), strict=True)
    }
    assert named[photo].startswith("照片")
    assert named[sign].startswith("签名")
    assert initial_for(stored(visit), "accept")["evidence_ids"] == [photo]
    log_in(client, handler)
    page = client.get(reverse("claims:console_step", args=[visit.number, "accept"])).content.decode()
    assert re.search(r"E-\d+[^E]*签名", page)


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


def test_what_to_bring_names_each_thing_once():
    things = to_bring(At.FACADE, Severity.DANGER).split("、")
    assert things[:2] == ["警戒带", "安全帽"]
    assert "望远镜" in things
    assert len(things) == len(set(things))
    assert "警戒带" not in to_bring(At.FACADE, Severity.TRACES)
