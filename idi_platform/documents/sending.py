"""A file that comes in parts: begun, carried on from where it stands, and taken in by `receiving.take_in` when whole.

The parts of a file stand in a file of their own. How far it is says the row, never the disk: a process that ends in the
middle of a part has written bytes that the next part overwrites. Nothing here locks a subject.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotVisible, PlatformError

from .contents import check_size, sniff
from .models import Attachment, Upload
from .receiving import BATCH, KINDS, check_room, discard_draft, file_name, take_in, taking_room

KEEP_UNFINISHED: Final = timedelta(days=1)
"""How long a file on its way is kept after its last part, in machine time."""
_MARK_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a file that came in parts; `is_again` when it had been handed in for this form before."""

    attachment: Attachment
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """What a browser says of a file before it sends it.

    Attributes:
        mark: By which it knows the file again.
        name: The name it has there.
        size: Its bytes.
        kinds: What the form takes.
    """

    mark: str
    name: str
    size: int
    kinds: Sequence[str] = KINDS


def begin(announced: Announced, *, acting: Acting, draft: uuid.UUID) -> Upload:
    """Return the upload of a file for a form: a new one, or the one that is on its way already.

    Raises:
        BadInput: it could never be taken in, the form has too many, or too much of the capacity's is on its way or
            waits for its forms.
    """
    kinds = [kind for kind in KINDS if kind in announced.kinds]
    mark = announced.mark[:_MARK_LENGTH]
    if not kinds or not mark:
        raise BadInput("upload.place", _("上传的位置不对，请回到上一页重新上传。"))
    check_size(announced.size, kinds)
    mine = Upload.objects.of(acting)
    before = mine.filter(draft=draft, mark=mark, size=announced.size).first()
    if before is not None:
        return before
    for other in mine.filter(draft=draft, mark=mark):
        discard(other)
    with taking_room(acting):
        _check_room(acting, draft, announced.size)
        made, _is_new = Upload.objects.get_or_create(
            uploader_key=acting.owner_key,
            draft=draft,
            mark=mark,
            defaults={"kinds": " ".join(kinds), "name": file_name(announced.name), "size": announced.size},
        )
    return made


def find(pk: int, acting: Acting) -> Upload:
    """Return an upload of the capacity's own, with `held` as far as its file really reaches.

    Raises:
        NotVisible: there is none; or it is somebody else's.
    """
    found = Upload.objects.of(acting).select_related("attachment").filter(pk=pk).first()
    if found is None:
        raise NotVisible("upload.not_found", "")
    return _as_on_disk(found)


def append(pk: int, offset: int, part: bytes, *, acting: Acting) -> tuple[Upload, bool]:
    """Add a part; answers the upload and whether the part was the one that was due.

    A part that begins elsewhere than where the file ends is left alone: the caller goes on from `held`.

    Raises:
        NotVisible: no such upload of the capacity's own.
        BadInput: more than was announced, or the first bytes are of nothing that the form takes; it is given up then.
        PlatformError: it could not be written; it may be sent again.
    """
    with transaction.atomic():
        found = Upload.objects.of(acting).select_for_update(no_key=True, of=("self",)).filter(pk=pk).first()
        if found is None:
            raise NotVisible("upload.not_found", "")
        _as_on_disk(found)
        if found.attachment_id is not None or offset != found.held:
            return found, False
        problem = _problem_with(found, part)
        if problem is None:
            _write(found, part)
            found.held += len(part)
            found.touched_at = clock.machine_now()
            found.save(update_fields=["held", "touched_at"])
    if problem is not None:
        discard(found)
        raise problem
    return found, True


def finish(upload: Upload, *, acting: Acting) -> Arrived:
    """Take in a file whose last part has come; asked again, it answers the same. The file is checked as any other.

    Raises:
        BadInput: it is not what it should be; it is given up then.
        PlatformError: it could not be stored; its parts are kept, and it may be asked again.
    """
    if upload.attachment is not None:
        return Arrived(upload.attachment)
    try:
        with upload.path.open("rb") as parts:
            file = UploadedFile(parts, name=upload.name, size=upload.size)
            received = take_in(file, acting=acting, kinds=upload.kinds.split(), draft=upload.draft)
    except FileNotFoundError:
        raise PlatformError("upload.not_stored", _("文件没有存成，请再传一次；已填的内容不会丢。")) from None
    except BadInput:
        discard(upload)
        raise
    upload.attachment = received.attachment
    upload.save(update_fields=["attachment"])
    _remove(upload)
    return Arrived(received.attachment, received.is_again)


def discard(upload: Upload) -> None:
    """Give up a file that is on its way; what has arrived of it as a whole stays."""
    with transaction.atomic():
        Upload.objects.filter(pk=upload.pk).delete()
        transaction.on_commit(partial(_remove, upload), robust=True)


def arrived(pk: int, *, acting: Acting) -> Attachment:
    """Return a file that has arrived, to who has sent it.

    Raises:
        NotVisible: there is none of the capacity's own.
    """
    found = Attachment.objects.filter(uploader_key=acting.owner_key, pk=pk).first()
    if found is None:
        raise NotVisible("upload.not_found", "")
    return found


def take_back(pk: int, *, acting: Acting) -> None:
    """Take back a file that has arrived and waits for its form.

    Raises:
        NotVisible: there is none of the capacity's own.
        BadInput: it belongs to a subject already.
    """
    mine = Attachment.objects.filter(uploader_key=acting.owner_key, draft__isnull=False)
    with transaction.atomic():
        found = mine.select_for_update(of=("self",)).filter(pk=pk).first()
        if found is None:
            raise NotVisible("upload.not_found", "")
        discard_draft(found)


def discard_unfinished(limit: int = BATCH) -> int:
    """Give up one batch of uploads that nobody went on with for a day; returns how many."""
    old = Upload.objects.filter(touched_at__lt=clock.machine_now() - KEEP_UNFINISHED)
    with transaction.atomic():
        rows = list(old.select_for_update(skip_locked=True).order_by("touched_at", "pk")[:limit])
        for row in rows:
            discard(row)
    return len(rows)


def _as_on_disk(upload: Upload) -> Upload:
    """Believe the disk where it has lost what the row says; without a file it begins anew."""
    if upload.attachment_id is None and upload.held:
        upload.held = min(upload.held, upload.path.stat().st_size if upload.path.exists() else 0)
    return upload


def _problem_with(upload: Upload, part: bytes) -> BadInput | None:
    if upload.held + len(part) > upload.size:
        return BadInput("upload.too_much", _("收到的内容比文件还长，请重新选择这个文件再传。"))
    if upload.held == 0 and part:
        try:
            kind, _media_type = sniff(part, upload.kinds.split())
            check_size(upload.size, (kind,))
        except BadInput as problem:
            return problem
    return None


def _write(upload: Upload, part: bytes) -> None:
    try:
        upload.path.parent.mkdir(parents=True, exist_ok=True)
        with upload.path.open("r+b" if upload.held else "wb") as file:
            file.seek(upload.held)
            file.write(part)
            file.truncate()
    except OSError:
        raise PlatformError("upload.not_stored", _("文件没有存成，请稍后再传一次；已填的内容不会丢。")) from None


def _remove(upload: Upload) -> None:
    upload.path.unlink(missing_ok=True)


def _check_room(acting: Acting, draft: uuid.UUID, size: int) -> None:
    under_way = Upload.objects.of(acting).filter(attachment=None)
    files, whole = under_way.count() + 1, (under_way.aggregate(bytes=Sum("size"))["bytes"] or 0) + size
    check_room(acting, draft, whole, of_form=under_way.filter(draft=draft).count() + 1, files=files)
    if files > settings.UPLOADS_MOST_UNFINISHED or whole > settings.UPLOADS_MOST_UNFINISHED_BYTES:
        raise BadInput("upload.too_many", _("还有很多文件没有传完，请等它们传完再传这一个。"))
