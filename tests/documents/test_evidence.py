"""Evidence: kept byte for byte, judged by its content, shown without its metadata, opened by link and session."""

import contextlib
import hashlib
import io
import threading
import uuid
from datetime import UTC
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from PIL import Image, ImageFile

from idi_platform.accounts.models import Membership
from idi_platform.documents import pictures, receiving
from idi_platform.documents.links import link_to, read_link, shown_link, thumbnail_link
from idi_platform.documents.models import Attachment, Place
from idi_platform.documents.receiving import adopt, discard_draft, receive
from idi_platform.documents.videos import length_of
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotVisible, PlatformError
from idi_platform.records.models import Subject
from tests.cast import Player, log_in

from . import uploads

pytestmark = pytest.mark.django_db


@pytest.fixture
def hand_in(owner, at):
    def handed(content=None, name="photo.jpg", kind="photo", **given):
        given.setdefault("acting", owner.acting)
        if "subject_id" not in given:
            given.setdefault("draft", uuid.UUID(int=1))
        return receive(uploads.upload(uploads.picture() if content is None else content, name), kind=kind, **given)

    return handed


def test_the_original_is_kept_byte_for_byte_and_its_hash_with_it(hand_in):
    content = uploads.with_place()
    found = hand_in(content, "../../etc/相片\u202e.jpg")
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    with default_storage.open(str(found.original)) as file:
        assert file.read() == content
    assert found.original_name == "相片.jpg"
    assert ".." not in str(found.original)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_views_are_upright_smaller_and_say_nothing_about_place_or_camera(hand_in, form):
    found = hand_in(uploads.with_place(form=form))
    assert pictures.prepare_owed() == 1
    found.refresh_from_db()
    assert (found.state, found.width, found.height) == ("ready", 480, 640)
    for name, side in ((found.view, 2000), (found.thumbnail, 320)):
        with default_storage.open(str(name)) as file:
            content = file.read()
        view = Image.open(io.BytesIO(content))
        assert view.height > view.width
        assert max(view.size) <= side
        assert not view.getexif()
        assert "演示相机".encode() not in content
    assert pictures.prepare_owed() == 0


@pytest.mark.parametrize("form", ["JPEG", "HEIF"])
def test_the_place_is_noted_in_a_row_that_can_be_erased(hand_in, form):
    found = hand_in(uploads.with_place(form=form))
    pictures.prepare_owed()
    found.refresh_from_db()
    assert (found.place.latitude, found.place.longitude) == (Decimal("39.90733"), Decimal("-116.39150"))
    assert "39" not in str(found.place)
    Place.objects.filter(attachment=found).delete()
    assert Attachment.objects.filter(pk=found.pk, state="ready").exists()


@pytest.mark.parametrize(
    ("taken", "offset", "noted"),
    [
        ("2026:09:27 20:31:05", "", "2026-09-27T12:31:05+00:00"),
        ("2026:09:27 20:31:05", "+09:00", "2026-09-27T11:31:05+00:00"),
        ("0000:00:00 00:00:00", "", None),
        ("gestern", "", None),
        ("", "", None),
    ],
)
def test_what_the_cameras_clock_said_is_noted_where_it_is_a_time(hand_in, taken, offset, noted):
    found = hand_in(uploads.with_place(taken, offset))
    pictures.prepare_owed()
    found.refresh_from_db()
    assert (found.state, found.taken_at and found.taken_at.astimezone(UTC).isoformat()) == ("ready", noted)


def test_what_names_no_place_on_earth_is_left_alone(hand_in):
    plain = hand_in(uploads.picture())
    exif = Image.Exif()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (139.0, 0.0, 0.0), "E", (116.0, 0.0, 0.0)
    hand_in(uploads.picture(exif=exif))
    exif.get_ifd(0x8825)[2] = (39.0,)
    hand_in(uploads.picture(exif=exif, colour="red"))
    assert pictures.prepare_owed() == 3
    plain.refresh_from_db()
    assert plain.state == "ready"
    assert not Place.objects.exists()


def test_a_video_is_shown_without_its_place_and_the_proof_stays(hand_in, client, owner):
    content = uploads.video(place="+39.9042+116.4074/")
    found = hand_in(content, kind="video")
    pictures.prepare_owed()
    found.refresh_from_db()
    assert (found.place.latitude, found.place.longitude) == (Decimal("39.90420"), Decimal("116.40740"))
    with default_storage.open(str(found.original)) as file:
        assert file.read() == content
    log_in(client, owner)
    answer = client.get(link_to(found, "view", owner.acting))
    shown = b"".join(answer)
    assert answer["Content-Type"] == "video/mp4"
    assert len(shown) == len(content)
    assert b"+39" not in shown
    assert b"udta" not in shown
    assert length_of(io.BytesIO(shown), len(shown)) == 12
    link = link_to(found, "view", owner.acting)
    for asked, part in (("0-1", shown[:2]), ("10-", shown[10:]), (f"5-{10**9}", shown[5:])):
        answer = client.get(link, headers={"Range": f"bytes={asked}"})
        assert (answer.status_code, b"".join(answer)) == (206, part), "telephones play no video that comes whole"
        assert answer["Content-Length"] == str(len(part))
        assert "no-store" in answer["Cache-Control"]
    assert client.get(link, headers={"Range": f"bytes={len(shown)}-"}).status_code == 416
    assert len(b"".join(client.get(link, headers={"Range": "bytes=0-1,4-5"}))) == len(shown)


def test_a_worker_that_is_killed_in_the_middle_leaves_the_original_and_the_next_one_goes_on(hand_in, monkeypatch):
    content = uploads.with_place()
    found = hand_in(content)

    def killed(*_args):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(pictures, "_encoded", killed)
        with pytest.raises(SystemExit):
            pictures.prepare_owed()
    found.refresh_from_db()
    assert (found.state, found.owed_state, found.attempts) == ("stored", "pending", 1)
    assert pictures.prepare_owed() == 0, "its lease holds"
    Attachment.objects.update(next_try_at=clock.machine_now())
    assert pictures.prepare_owed() == 1
    found.refresh_from_db()
    assert found.state == "ready"
    assert Place.objects.count() == 1
    with default_storage.open(str(found.original)) as file:
        assert file.read() == content


def test_a_page_shows_no_picture_before_its_metadata_are_gone(hand_in, owner):
    found, paper = hand_in(uploads.with_place()), hand_in(uploads.pdf(), kind="paper")
    films = [hand_in(uploads.video(place=place), kind="video") for place in ("+39.9073-116.3915/", "")]
    for one in (found, *films):
        assert (shown_link(one, owner.acting), thumbnail_link(one, owner.acting)) == ("", "")
    assert shown_link(paper, owner.acting)
    pictures.prepare_owed()
    for one in (found, *films):
        one.refresh_from_db()
        assert shown_link(one, owner.acting)
    assert thumbnail_link(found, owner.acting)
    assert [bool(film.view) for film in films] == [True, False], "one that says no place is its own view"


def test_a_video_without_boxes_that_was_taken_in_earlier_is_shown_as_it_came(hand_in, owner):
    film = hand_in(uploads.video(), kind="video")
    film.original = default_storage.save("evidence/earlier.webm", io.BytesIO(uploads.webm()))
    film.media_type = "video/webm"
    film.save()
    pictures.prepare_owed()
    film.refresh_from_db()
    assert (film.state, film.note, bool(film.view)) == ("ready", "", False)
    assert shown_link(film, owner.acting)


def test_content_alone_says_what_is_handed_in(hand_in):
    files = [(uploads.picture(), "a.pdf"), (uploads.video(), "b.jpg"), (uploads.pdf(), "=cmd|'calc'!A0.mp4")]
    found = [hand_in(content, name, kind=None) for content, name in files]
    assert [one.kind for one in found] == ["photo", "video", "paper"]
    assert found[2].original_name == "cmd|'calc'!A0.mp4", "no table reads it as a formula"


@pytest.mark.parametrize("noise", [b"<svg", b"PK\5\6", b"<HTML", b"%PDF-"])
def test_noise_of_a_picture_is_not_taken_for_another_file(hand_in, noise):
    assert hand_in(uploads.picture(comment=noise + b"\xd0\x07" * 20)).kind == "photo"


def test_a_form_brings_so_many_files_and_no_more(hand_in, settings):
    settings.ATTACHMENT_MOST_PER_FORM = 2
    for colour in ("red", "green"):
        hand_in(uploads.picture(colour=colour))
    assert hand_in(uploads.picture(colour="red")), "the same again is no further one"
    with pytest.raises(BadInput, match="提交以后再补") as refused:
        hand_in(uploads.picture(colour="blue"))
    assert refused.value.code == "upload.too_many"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("photo", lambda: uploads.picture(form="PNG")),
        ("photo", lambda: uploads.picture(form="WEBP")),
        ("photo", lambda: uploads.picture(form="HEIF")),
        ("paper", uploads.pdf),
        ("paper", uploads.picture),
        ("video", uploads.video),
        ("video", lambda: uploads.video(60.9)),
        ("video", lambda: uploads.video(0, ahead=[uploads.box(b"mvex", uploads.box(b"mehd", b"\0\0\0\0\0\0\x30\0"))])),
    ],
)
def test_what_is_taken_whatever_its_name(hand_in, kind, content):
    hand_in(content(), "anything.exe", kind=kind)
    pictures.prepare_owed()
    assert Attachment.objects.get().state == "ready"


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (lambda: b"", "photo", "upload.empty"),
        (lambda: b"GIF89a" + b"\0" * 100, "photo", "upload.type"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "photo", "upload.type"),
        (lambda: b"MZ" + b"\0" * 100, "paper", "upload.type"),
        (lambda: b"<html><script>alert(1)</script>", "paper", "upload.type"),
        (uploads.pdf, "photo", "upload.type"),
        (uploads.picture, "video", "upload.type"),
        (lambda: uploads.picture()[:40], "photo", "upload.broken"),
        (uploads.bomb, "photo", "upload.too_many_pixels"),
        (lambda: uploads.picture() + b"PK\x05\x06" + b"\0" * 18, "photo", "upload.two_natures"),
        (lambda: uploads.picture() + b"<script>alert(1)</script>", "photo", "upload.two_natures"),
        (lambda: uploads.picture(comment=b"<?php system(1); ?>"), "photo", "upload.two_natures"),
        (lambda: b"GIF89a/*" + uploads.pdf(), "paper", "upload.type"),
        (lambda: uploads.pdf() + b"PK" + b"\0" * 5000, "paper", "upload.two_natures"),
        (lambda: uploads.pdf(script="app.alert(1)"), "paper", "upload.active"),
        (lambda: uploads.pdf(password="x"), "paper", "upload.locked"),
        (lambda: b"%PDF-1.7\nnothing", "paper", "upload.broken"),
        (lambda: uploads.video(61.5), "video", "upload.too_long"),
        (uploads.webm, "video", "upload.type"),
        (lambda: uploads.video(0), "video", "upload.broken"),
        (lambda: uploads.video(whole=False), "video", "upload.broken"),
        (lambda: uploads.video(5, ahead=[uploads.box(b"mvex")]), "video", "upload.broken"),
        (lambda: uploads.box(b"ftyp", b"mp42\0\0\0\0mp42isom") + b"\0" * 200, "video", "upload.broken"),
        (uploads.video, "photo", "upload.type"),
    ],
)
def test_what_is_refused_and_why(hand_in, content, kind, code):
    with pytest.raises(BadInput) as refused:
        hand_in(content(), kind=kind)
    assert refused.value.code == code
    assert refused.value.message.endswith("。")
    assert not Attachment.objects.exists()


def test_a_script_that_hides_its_name_is_found_by_the_worker(hand_in):
    found = hand_in(uploads.pdf(script="app.alert(1)").replace(b"/JavaScript", b"/JavaScr#69pt"), kind="paper")
    pictures.prepare_owed()
    found.refresh_from_db()
    assert (found.state, "脚本" in found.note) == ("unreadable", True)


def test_too_large_for_its_kind(hand_in, settings):
    settings.ATTACHMENT_MOST_BYTES = {"photo": 1000, "video": 0, "paper": 0}
    with pytest.raises(BadInput) as refused:
        hand_in()
    assert refused.value.code == "upload.too_large"


def test_two_hundred_megabytes_are_refused_before_they_are_read(client):
    answer = client.post("/verify/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="209715200")
    assert answer.status_code == 413
    assert "一次最多上传 110 MB" in answer.content.decode()


def test_a_full_disk_keeps_nothing_and_says_so(hand_in, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    with pytest.raises(PlatformError, match="再传一次"):
        hand_in()
    assert not Attachment.objects.exists()


def test_a_picture_that_breaks_off_is_kept_and_called_unreadable(hand_in, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the drawing of papers leaves it
    content = uploads.picture((2000, 2000), form="PNG")
    found = hand_in(content[: len(content) // 2])
    pictures.prepare_owed()
    found.refresh_from_db()
    assert found.state == "unreadable"
    assert "重新传" in found.note


def test_the_same_photo_twice_is_one_and_elsewhere_is_flagged(hand_in, subject, neighbour):
    first = hand_in(subject_id=subject.pk)
    assert hand_in(subject_id=subject.pk) == first
    other = Subject.objects.create(kind="claim", division_id="110106")
    again = hand_in(subject_id=other.pk, acting=neighbour.acting)
    assert (again.duplicate_of, again.label) == (first, "E-01")


def test_drafts_are_adopted_in_order_and_numbered(hand_in, subject, owner, neighbour):
    for colour in ("red", "green"):
        hand_in(uploads.picture(colour=colour))
    hand_in(uploads.picture(colour="blue"), acting=neighbour.acting)
    hand_in(uploads.picture(colour="white"), subject_id=subject.pk)
    assert [found.label for found in adopt(uuid.UUID(int=1), subject.pk, acting=owner.acting)] == ["E-02", "E-03"]
    assert Attachment.objects.filter(subject=subject).count() == 3
    assert adopt(uuid.UUID(int=1), subject.pk, acting=owner.acting) == []
    assert list(Attachment.objects.visible_to(neighbour.acting).values_list("subject", flat=True)) == [None]


def test_a_draft_may_be_taken_back_and_evidence_may_not(hand_in, subject, django_capture_on_commit_callbacks):
    draft = hand_in()
    name = str(draft.original)
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(draft)
    assert not default_storage.exists(name)
    with pytest.raises(BadInput, match="不能删除"):
        discard_draft(hand_in(subject_id=subject.pk))


def test_a_link_opens_for_its_capacity_only_and_for_minutes(hand_in, owner, neighbour, client, settings):
    found = hand_in()
    pictures.prepare_owed()
    found.refresh_from_db()
    link = link_to(found, "view", owner.acting)
    assert client.get(link).status_code == 404, "a link without a session opens nothing"
    log_in(client, neighbour)
    assert client.get(link).status_code == 404
    log_in(client, owner)
    answer = client.get(link)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert client.get(link[:-3] + "abc").status_code == 404
    original = client.get(link_to(found, "original", owner.acting))
    assert original["Content-Disposition"].startswith("attachment")
    assert original["Content-Type"] == "application/octet-stream"
    settings.LINK_SECONDS = -1
    assert client.get(link).status_code == 404


def test_a_person_with_two_doors_open_sees_at_each_what_belongs_to_it(hand_in, owner, handler, client):
    """Whichever door was entered last: the owner's file stays the owner's, and the desk does not see it."""
    found = hand_in()
    pictures.prepare_owed()
    found.refresh_from_db()
    link = link_to(found, "view", owner.acting)
    Membership.objects.filter(person=handler.person).update(person=owner.person)
    both = Player(owner.person, handler.organisation, handler.key)
    log_in(client, owner)
    log_in(client, both)
    session = client.session
    session["capacities"] = {"owner": owner.key, "console": both.key}
    for last in ("console", "owner"):
        session["door"] = last
        session.save()
        assert client.get(link).status_code == 200
        assert client.get(link.replace("/owner/", "/console/")).status_code == 404
        assert client.get(link.replace("/owner/", "/nothing/")).status_code == 404


def test_a_link_dies_with_the_right_to_see(hand_in, owner, subject):
    found = hand_in()
    _nothing, _files, *address = link_to(found, "view", owner.acting).split("/")
    assert read_link(*address, owner.acting)[0] == found
    adopt(uuid.UUID(int=1), subject.pk, acting=owner.acting)
    with pytest.raises(NotVisible):
        read_link(*address, owner.acting)


@pytest.mark.django_db(transaction=True)
def test_uploads_never_wait_for_a_step_and_number_themselves_side_by_side(at):
    from tests.cast import owner_player

    subject = Subject.objects.create(kind="claim", division_id="110106")
    acting = owner_player("业主").acting
    problems = []

    def upload(number):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '30s'")  # they wait for each other, and never for the step
            content = uploads.picture((10 + number, 10))
            receive(uploads.upload(content), acting=acting, kind="photo", subject_id=subject.pk)
        except Exception as error:  # noqa: BLE001  told to the test
            problems.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
        threads = [threading.Thread(target=upload, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert problems == []
    assert sorted(Attachment.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_files_that_come_at_once_do_not_take_the_same_room(at, settings, monkeypatch):
    from tests.cast import owner_player

    settings.ATTACHMENT_MOST_WAITING = 1
    acting = owner_player("业主").acting
    check, together, refused = receiving.check_room, threading.Barrier(2), []

    def checked(*args, **given):
        check(*args, **given)
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)  # for who would find the same room at the same time

    def upload(colour):
        try:
            receive(uploads.upload(uploads.picture(colour=colour)), acting=acting, draft=uuid.uuid4())
        except BadInput as problem:
            refused.append(problem.code)
        finally:
            connection.close()

    monkeypatch.setattr(receiving, "check_room", checked)
    threads = [threading.Thread(target=upload, args=(colour,)) for colour in ("red", "green")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["upload.no_room"]
    kept = Attachment.objects.get()
    folder, _slash, name = str(kept.original).rpartition("/")
    assert default_storage.listdir(folder)[1] == [name], "of what was refused nothing is kept"
