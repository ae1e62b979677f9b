"""Files that come in parts: carried on from where they stand, checked like any other, seen by nobody else."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from idi_platform.documents import pictures, sending
from idi_platform.documents.models import Attachment, Upload
from idi_platform.documents.receiving import adopt
from idi_platform.documents.tasks import discard_unsent_uploads
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput
from tests.cast import log_in

from . import uploads

pytestmark = pytest.mark.django_db

DRAFT = uuid.UUID(int=7)
PART = "application/offset+octet-stream"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _now(at):
    """Legal time stands."""


@pytest.fixture
def browser(client, owner):
    log_in(client, owner)
    return client


def announce(browser, content, *, mark="m1", name="a.jpg", kinds="photo video", door="owner", size=None, draft=DRAFT):
    sent = {
        "draft": str(draft), "mark": mark, "name": name, "kinds": kinds, "size": len(content) if size is None else size
    }  # fmt: skip
    return browser.post(f"/{door}/uploads/", sent, **JSON)


def patch(browser, where, offset, part):
    return browser.patch(where, part, content_type=PART, headers={"Upload-Offset": str(offset)}, **JSON)


def sent_in_parts(browser, content, *, size=1000, **given):
    answer = announce(browser, content, **given)
    where, offset = answer["Location"], answer.json()["offset"]
    while "stored" not in answer.json():
        answer = patch(browser, where, offset, content[offset : offset + size])
        if answer.status_code != 200:
            break
        offset = answer.json()["offset"]
    return answer


def test_a_file_in_parts_is_the_file(browser, owner):
    content = uploads.with_place()
    answer = sent_in_parts(browser, content, name="../卫生间.jpg")
    kept = Attachment.objects.get()
    assert answer.json()["stored"] == {
        "pk": kept.pk, "kind": "photo", "words": "已传好", "again": False, "href": f"/owner/uploads/files/{kept.pk}/"
    }  # fmt: skip
    with default_storage.open(str(kept.original)) as file:
        assert file.read() == content
    assert (kept.original_name, kept.uploader_key, kept.draft) == ("卫生间.jpg", owner.acting.owner_key, DRAFT)
    assert not Upload.objects.get().path.exists(), "its parts are gone once it is whole"


def test_it_goes_on_after_a_reload_where_it_stands(browser):
    content = uploads.video()
    where = announce(browser, content)["Location"]
    patch(browser, where, 0, content[:300])
    again = announce(browser, content)
    assert (again["Location"], again.json()["offset"]) == (where, 300)
    head = browser.head(where)
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("300", str(len(content)))
    assert "no-store" in head["Cache-Control"]
    assert patch(browser, where, 300, content[300:]).json()["stored"]["kind"] == "video"


def test_a_part_that_begins_elsewhere_is_left_alone_and_the_right_place_is_said(browser):
    content = uploads.picture()
    where = announce(browser, content)["Location"]
    patch(browser, where, 0, content[:500])
    for offset in (0, 499, 501):
        wrong = patch(browser, where, offset, content[500:])
        assert (wrong.status_code, wrong["Upload-Offset"]) == (409, "500")
    assert patch(browser, where, 500, content[500:]).json()["stored"]


def test_what_the_disk_has_lost_is_asked_for_again_and_what_it_has_too_much_is_overwritten(browser):
    content = uploads.picture()
    where = announce(browser, content)["Location"]
    patch(browser, where, 0, content[:900])
    path = Upload.objects.get().path
    path.write_bytes(content[:400])
    assert browser.get(where).json()["offset"] == 400
    patch(browser, where, 400, content[400:800])
    path.write_bytes(content[:800] + b"of a process that ended in the middle")
    assert patch(browser, where, 800, content[800:]).json()["stored"]


def test_an_answer_that_was_lost_is_given_again_and_a_process_that_ended_before_it_loses_nothing(browser, monkeypatch):
    content = uploads.picture()
    where = announce(browser, content)["Location"]

    def ended(*_args, **_kwargs):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(sending, "take_in", ended)
        with pytest.raises(SystemExit):
            patch(browser, where, 0, content)
    assert Upload.objects.get().held == len(content)
    first = announce(browser, content)
    for _ in range(2):
        assert announce(browser, content).json()["stored"]["pk"] == first.json()["stored"]["pk"]
    assert patch(browser, where, 0, content).json()["stored"]["pk"] == first.json()["stored"]["pk"]
    assert Attachment.objects.count() == 1


def test_nobody_else_sees_a_file_on_its_way(browser, neighbour, handler):
    content = uploads.picture()
    where = announce(browser, content)["Location"]
    for who, door in ((neighbour, "owner"), (handler, "console")):
        other = Client()
        log_in(other, who)
        address = where.replace("owner", door)
        assert other.get(address).status_code == 404
        assert patch(other, address, 0, content).status_code == 404
        assert other.delete(address).status_code == 404
        if door == "owner":
            assert announce(other, content)["Location"] != where, "the same form and mark of another are another file"
    stranger = Client()
    assert patch(stranger, where, 0, content).status_code == 302
    assert Upload.objects.get(pk=int(where.split("/")[-2])).held == 0


def test_a_part_without_its_token_is_refused(owner):
    strict = Client(enforce_csrf_checks=True)
    log_in(strict, owner)
    assert announce(strict, b"x").status_code == 403
    assert patch(strict, "/owner/uploads/1/", 0, b"x").status_code == 403


@pytest.mark.parametrize(
    ("announced", "code"),
    [
        ({"size": 200 * 1024 * 1024}, "upload.too_large"),
        ({"size": 0}, "upload.empty"),
        ({"size": "-1"}, "upload.number"),
        ({"size": 26 * 1024 * 1024, "kinds": "photo"}, "upload.too_large"),
        ({"kinds": "program"}, "upload.place"),
        ({"mark": ""}, "upload.place"),
    ],
)
def test_what_could_never_be_taken_is_refused_before_it_is_sent(browser, announced, code):
    answer = announce(browser, b"x", **announced)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["detail"].endswith("。")
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("content", "kinds", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>" * 90, "photo video", "upload.type"),
        (b"PK\3\4" + b"\0" * 3000, "photo video paper", "upload.type"),
        (uploads.pdf(), "photo video", "upload.type"),
        (uploads.bomb(), "photo", "upload.too_many_pixels"),
        (uploads.picture() + b"<script>alert(1)</script>", "photo", "upload.two_natures"),
        (uploads.video(75), "video", "upload.too_long"),
        (uploads.video(whole=False), "video", "upload.broken"),
    ],
)
def test_what_it_turns_out_to_be_is_refused_as_any_other_file(
    browser, content, kinds, code, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = sent_in_parts(browser, content, kinds=kinds)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Attachment.objects.exists()
    assert not Upload.objects.exists()


def test_what_no_form_takes_is_refused_at_its_first_part(browser):
    content = b"MZ" + b"\0" * 5000
    where = announce(browser, content)["Location"]
    assert patch(browser, where, 0, content[:300]).json()["code"] == "upload.type"
    assert browser.get(where).status_code == 404


def test_more_than_was_announced_and_parts_that_are_none(browser, settings):
    where = announce(browser, uploads.picture(), size=10)["Location"]
    settings.UPLOAD_PART_BYTES = 100
    assert patch(browser, where, 0, b"\0" * 101).status_code == 413
    assert browser.patch(where, b"x", content_type="text/plain").status_code == 415
    assert patch(browser, where, "x", b"x").json()["code"] == "upload.number"
    assert patch(browser, where, 0, uploads.picture()[:50]).json()["code"] == "upload.too_much"


def test_the_same_photo_twice_is_said_kindly_and_kept_once(browser):
    content = uploads.picture()
    first = sent_in_parts(browser, content).json()["stored"]
    second = sent_in_parts(browser, content, mark="m2").json()["stored"]
    assert (second["pk"], second["again"]) == (first["pk"], True)
    assert "不用再传" in second["words"]


def test_what_the_same_person_sent_for_another_form_is_said_and_what_others_sent_is_not(browser, neighbour):
    content = uploads.picture()
    other = Client()
    log_in(other, neighbour)
    sent_in_parts(other, content)
    assert sent_in_parts(browser, content).json()["stored"]["words"] == "已传好"
    Attachment.objects.filter(uploader_key=neighbour.acting.owner_key).update(uploader_key="of somebody")
    again = sending.take_in(uploads.upload(content), acting=neighbour.acting, draft=DRAFT)
    assert again.attachment.duplicate_of is not None


def test_a_full_disk_keeps_what_has_come_and_says_so(browser, monkeypatch):
    content = uploads.picture()
    where = announce(browser, content)["Location"]
    patch(browser, where, 0, content[:400])

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(default_storage, "save", full)
        answer = patch(browser, where, 400, content[400:])
        assert (answer.status_code, answer.json()["code"]) == (409, "upload.not_stored")
    assert announce(browser, content).json()["stored"]


def test_too_much_at_once_is_refused_until_it_has_arrived(browser, settings):
    settings.UPLOADS_MOST_UNFINISHED = 1
    where = announce(browser, uploads.picture())["Location"]
    assert announce(browser, b"x", mark="m2").json()["code"] == "upload.too_many"
    patch(browser, where, 0, uploads.picture())
    assert announce(browser, b"x", mark="m2").status_code == 200
    settings.UPLOADS_MOST_UNFINISHED, settings.UPLOADS_MOST_UNFINISHED_BYTES = 9, 100
    assert announce(browser, b"x" * 100, mark="m3").json()["code"] == "upload.too_many"


def test_invented_forms_give_nobody_more_room_and_a_form_that_is_sent_frees_it(
    browser, subject, owner, neighbour, settings
):
    settings.ATTACHMENT_MOST_WAITING = 2
    colours = ("red", "green", "blue")
    red, green, blue = [(uploads.picture(colour=colour), uuid.UUID(int=30 + n)) for n, colour in enumerate(colours)]
    for content, draft in (red, green):
        assert sent_in_parts(browser, content, draft=draft).json()["stored"]
    refused = announce(browser, blue[0], draft=blue[1])
    assert (refused.status_code, refused.json()["code"]) == (422, "upload.no_room")
    assert "最多 2 个" in refused.json()["detail"]
    other = Client()
    log_in(other, neighbour)
    assert sent_in_parts(other, blue[0], draft=blue[1]).json()["stored"]
    adopt(red[1], subject.pk, acting=owner.acting)
    assert sent_in_parts(browser, blue[0], draft=blue[1]).json()["stored"]


def test_what_waits_and_what_is_on_its_way_are_weighed_together(browser, settings):
    content = uploads.picture()
    settings.ATTACHMENT_MOST_WAITING_BYTES = 3 * len(content)
    sent_in_parts(browser, content, draft=uuid.UUID(int=30))
    assert announce(browser, content, draft=uuid.UUID(int=31)).status_code == 200
    assert announce(browser, content + b"x", draft=uuid.UUID(int=32)).json()["code"] == "upload.no_room"
    assert announce(browser, content, draft=uuid.UUID(int=32)).status_code == 200


def test_who_sent_a_file_is_told_what_a_worker_has_made_of_it(browser):
    sound, broken = [
        sent_in_parts(browser, content, mark=mark).json()["stored"]["href"]
        for mark, content in (("m1", uploads.picture()), ("m2", uploads.picture((900, 900))[:2000]))
    ]
    assert browser.get(sound).json() == {"done": False, "thumb": "", "problem": ""}
    pictures.prepare_owed()
    seen, refused = browser.get(sound).json(), browser.get(broken).json()
    assert (seen["done"], seen["problem"], bool(seen["thumb"])) == (True, "", True)
    assert (refused["done"], refused["thumb"]) == (True, "")
    assert "打不开" in refused["problem"]


def test_a_file_is_given_up_or_taken_back_by_who_sent_it(
    browser, subject, owner, neighbour, django_capture_on_commit_callbacks
):
    content = uploads.picture()
    where = announce(browser, content)["Location"]
    patch(browser, where, 0, content[:400])
    path = Upload.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.delete(where).status_code == 204
    assert not path.exists()
    stored = sent_in_parts(browser, content).json()["stored"]
    other = Client()
    log_in(other, neighbour)
    assert other.delete(stored["href"]).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.delete(stored["href"]).status_code == 204
    assert browser.delete(stored["href"]).status_code == 404
    assert not Upload.objects.exists()
    kept = sent_in_parts(browser, content).json()["stored"]
    Attachment.objects.filter(pk=kept["pk"]).update(subject=subject, number=1)
    assert browser.delete(kept["href"], **JSON).status_code == 422
    assert Attachment.objects.filter(pk=kept["pk"]).exists()


def test_what_nobody_goes_on_with_expires_after_a_day(browser, django_capture_on_commit_callbacks):
    content = uploads.picture()
    where = announce(browser, content)["Location"]
    patch(browser, where, 0, content[:400])
    path = Upload.objects.get().path
    assert discard_unsent_uploads() == 0
    Upload.objects.update(touched_at=clock.machine_now() - sending.KEEP_UNFINISHED - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert discard_unsent_uploads() == 1
    assert not path.exists()
    assert patch(browser, where, 400, content[400:]).status_code == 404
    assert sent_in_parts(browser, content).json()["stored"], "it begins anew"


def test_a_file_of_no_kind_at_all_is_asked_for_anew(owner):
    with pytest.raises(BadInput):
        sending.begin(sending.Announced("m", "a", 1, ()), acting=owner.acting, draft=DRAFT)
