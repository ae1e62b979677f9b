"""What a form with files shows, and evidence as a tile: never a picture with its metadata, never another's files."""

import uuid

import pytest
from django import forms

from idi_platform.documents import pictures
from idi_platform.documents.models import AttachmentState
from idi_platform.documents.receiving import receive
from idi_platform.portal.forms import FilesField, PlatformForm
from idi_platform.portal.uploads import ALL, PHOTOS, evidence_item, upload_box
from tests.documents import uploads

pytestmark = pytest.mark.django_db

DRAFT = uuid.UUID(int=3)


class PhotosForm(PlatformForm):
    photos = FilesField(label="照片", required=False)
    words = forms.CharField(label="说明", required=False)


@pytest.fixture
def photo(owner):
    return receive(uploads.upload(uploads.with_place(), "卫生间.jpg"), acting=owner.acting, draft=DRAFT)


def test_a_form_without_a_box_is_a_plain_file_input():
    drawn = str(PhotosForm())
    assert '<input type="file" name="photos"' in drawn
    assert "data-uploads" not in drawn
    assert "<script" not in drawn


def test_a_box_shows_the_own_files_that_have_arrived_and_a_plain_input_for_who_has_no_script(owner, neighbour, photo):
    for who, is_shown in ((owner, True), (neighbour, False)):
        form = PhotosForm()
        form.offer("photos", upload_box(who.acting, DRAFT, kinds=ALL, chosen_as="again"))
        drawn = str(form)
        assert (f'name="again" value="{photo.pk}" checked' in drawn) is is_shown
        assert 'data-uploads="/owner/uploads/"' in drawn
        assert '<input type="file" name="photos"' in drawn
        assert "application/pdf" in drawn
        assert "<img" not in drawn, "no picture before a worker has made its view"
    with pytest.raises(TypeError):
        PhotosForm().offer("words", upload_box(owner.acting, DRAFT))


def test_a_photo_is_shown_once_its_view_is_made_and_a_broken_one_says_why(owner, photo, settings, tmp_path):
    before = upload_box(owner.acting, DRAFT, kinds=PHOTOS).items[0]
    pictures.prepare_owed()
    after = upload_box(owner.acting, DRAFT).items[0]
    assert (before.thumb, bool(after.thumb), bool(after.href)) == ("", True, True)
    photo.refresh_from_db()
    photo.state, photo.note = AttachmentState.UNREADABLE, "这张照片打不开。"
    photo.save()
    broken = upload_box(owner.acting, DRAFT).items[0]
    assert (broken.problem, broken.words, broken.thumb) == ("这张照片打不开。", "", "")


def test_the_same_file_again_is_said_to_a_desk_and_to_nobody_else(owner, neighbour, handler, photo):
    again = receive(uploads.upload(uploads.with_place()), acting=neighbour.acting, draft=uuid.UUID(int=4))
    assert "完全相同" in evidence_item(again, handler.acting).caption
    assert "完全相同" not in evidence_item(again, neighbour.acting).caption
    assert "完全相同" not in evidence_item(photo, handler.acting).caption
    assert "正在处理" in evidence_item(photo, owner.acting).caption
    assert evidence_item(photo, owner.acting).href == ""
