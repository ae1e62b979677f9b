"""A photo that was taken with the telephone on its side is shown upright, whatever its format says about it."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from idi_platform.documents.models import AttachmentKind
from idi_platform.documents.pictures import prepare
from idi_platform.documents.receiving import receive

pytestmark = pytest.mark.django_db
ON_ITS_SIDE = 6
"""EXIF: what lies at the left belongs on top."""


def taken_on_its_side(form):
    """Return a photo whose left half, blue, belongs on top; a HEIC says so twice, as telephones do: turned once."""
    found = Image.new("RGB", (640, 480), "red")
    found.paste((0, 0, 255), (0, 0, 320, 480))
    exif = Image.Exif()
    exif[0x0112] = ON_ITS_SIDE
    out = io.BytesIO()
    found.save(out, form, exif=exif.tobytes(), quality=95)
    return out.getvalue()


@pytest.mark.parametrize(("form", "suffix"), [("JPEG", "jpg"), ("HEIF", "heic")])
def test_a_photo_taken_on_its_side_is_shown_upright_once(owner, form, suffix, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile(f"side.{suffix}", taken_on_its_side(form), content_type=f"image/{suffix}")
    attachment = receive(file, acting=owner.acting, kind=AttachmentKind.PHOTO, draft="6f" * 16)
    prepare(attachment)
    attachment.refresh_from_db()
    assert (attachment.width, attachment.height) == (480, 640)
    with default_storage.open(str(attachment.view)) as shown, Image.open(shown) as view:
        assert view.size == (480, 640)
        assert not view.getexif()
        top, bottom = view.getpixel((240, 40)), view.getpixel((240, 600))
    assert top[2] > 200 > 60 > top[0]
    assert bottom[0] > 200 > 60 > bottom[2]
