"""Views of evidence, made by the worker: upright, at most 2,000 pixels, and without EXIF, place or anything else."""

import io
import logging
import shutil
import uuid
from tempfile import TemporaryFile
from typing import Any, Final

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from idi_platform.records.queue import OwedState, said_of

from .contents import ALLOWED, open_picture, whole_pictures
from .models import Attachment, AttachmentState
from .places import note_place, place_of, taken_of
from .videos import blank, place_in, said_beside

log = logging.getLogger(__name__)
BATCH: Final = 10
VIEW_SIDE: Final = 2000
THUMBNAIL_SIDE: Final = 320
_QUALITY: Final = 82
_MOST_PAGES: Final = 500
_MADE: Final = (
    *("state", "note", "view", "thumbnail", "width", "height", "taken_at"),
    *("owed_state", "last_error"),
)
_ACTIONS: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition"})


def prepare_owed(limit: int = BATCH) -> int:
    """Claim and prepare one batch; returns how many rows were claimed."""
    attachments = Attachment.objects.claim(limit)
    for attachment in attachments:
        try:
            prepare(attachment)
        except Exception as error:
            log.exception("attachment.failed", extra={"attachment": attachment.pk})
            attachment.put_off(said_of(error))
    return len(attachments)


def prepare(attachment: Attachment) -> None:
    """Make the views of one attachment, or say why it cannot be opened; the original stays as it came."""
    if attachment.media_type.startswith("image/"):
        problem = _picture(attachment)
    elif attachment.media_type == "application/pdf":
        problem = _paper(attachment)
    else:
        problem = _video(attachment)
    attachment.state = AttachmentState.UNREADABLE if problem else AttachmentState.READY
    attachment.note = problem
    attachment.owed_state = OwedState.DONE
    attachment.last_error = ""
    attachment.save(update_fields=_MADE)


def _picture(attachment: Attachment) -> str:
    try:
        with whole_pictures(), default_storage.open(str(attachment.original)) as file, open_picture(file) as picture:
            note_place(attachment, place_of(picture))
            attachment.taken_at = taken_of(picture)
            picture.draft("RGB", (VIEW_SIDE, VIEW_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return _("这张照片打不开，可能没有传完整，请重新传一张。")
    upright.info.clear()
    turned = (
        attachment.width is not None
        and attachment.height is not None
        and ((upright.width > upright.height) != (attachment.width > attachment.height))
    )
    if turned:
        attachment.width, attachment.height = attachment.height, attachment.width
    attachment.view = _encoded(upright, VIEW_SIDE)
    attachment.thumbnail = _encoded(upright, THUMBNAIL_SIDE)
    return ""


def _video(attachment: Attachment) -> str:
    """Keep a copy that says nothing beside picture and sound; where the video says nothing else, it is its own view.

    So is one of a type that was taken earlier and has no boxes to read (WebM): it is shown as it came, as before.
    """
    if attachment.media_type not in ALLOWED["video"]:
        return ""
    with default_storage.open(str(attachment.original)) as original:
        said = said_beside(original, attachment.size)
        note_place(attachment, place_in(original, said))
        if not said:
            return ""
        original.seek(0)
        with TemporaryFile() as copy:
            shutil.copyfileobj(original, copy)
            blank(copy, said)
            copy.seek(0)
            suffix = str(attachment.original).rpartition(".")[2]
            attachment.view = default_storage.save(f"evidence/views/{uuid.uuid4().hex}.{suffix}", File(copy))
    return ""


def _encoded(picture: Image.Image, side: int) -> str:
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return default_storage.save(f"evidence/views/{uuid.uuid4().hex}.jpg", ContentFile(out.getvalue()))


def _paper(attachment: Attachment) -> str:
    try:
        with default_storage.open(str(attachment.original)) as file:
            reader = PdfReader(file)
            if reader.is_encrypted:
                return _("这个 PDF 文件有密码，请去掉密码后再传。")
            pages = len(reader.pages)
            active = _acts_by_itself(reader)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _("这个 PDF 文件打不开，请重新导出后再传。")
    if pages > _MOST_PAGES:
        return _("这个 PDF 文件超过 %(most)s 页，请分成几份再传。") % {"most": _MOST_PAGES}
    return _("这个 PDF 文件里有脚本，请打印成新的 PDF 后再传。") if active else ""


def _acts_by_itself(reader: PdfReader) -> bool:
    """Say whether opening the file would run something; forms, signatures and data files are common on invoices."""
    root = _entries(reader.trailer["/Root"])
    return "/JavaScript" in _entries(root.get("/Names")) or _entries(root.get("/OpenAction")).get("/S") in _ACTIONS


def _entries(found: Any) -> dict[str, Any]:
    """Return a dictionary of the file, followed through references; empty for anything else."""
    resolved = found.get_object() if hasattr(found, "get_object") else found
    return resolved if isinstance(resolved, dict) else {}
