"""Receiving evidence: kept byte for byte, numbered on its subject, and never waiting for a step in progress.

A new row only refers to the Subject row, which takes FOR KEY SHARE there; steps take FOR NO KEY UPDATE. The two do not
stand in each other's way. What waits for a form takes its room one file after the other, by capacity.
"""

import hashlib
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from idi_platform import celery
from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, PlatformError
from idi_platform.kernel.names import clean_name

from .contents import inspect
from .models import Attachment, AttachmentKind

BATCH: Final = 50
KEEP_UNSENT: Final = timedelta(days=30)
"""How long a file is kept whose form was never sent; legal time from its receipt."""
_TRIES: Final = 20
_NAME_LENGTH: Final = 120


KINDS: Final = tuple(AttachmentKind)


@dataclass(frozen=True, slots=True)
class Received:
    """What has been taken in; `is_again` when the same bytes of the same capacity lay there before."""

    attachment: Attachment
    is_again: bool = False


def receive(
    file: "UploadedFile[bytes]",
    *,
    acting: Acting,
    kind: AttachmentKind | str | None = None,
    subject_id: int | None = None,
    draft: uuid.UUID | None = None,
    goes_to: int | None = None,
) -> Attachment:
    """Take in one file as `take_in` does and return what became of it; without a kind its content says what it is."""
    kinds = KINDS if kind is None else (AttachmentKind(kind),)
    return take_in(file, acting=acting, kinds=kinds, subject_id=subject_id, draft=draft, goes_to=goes_to).attachment


def take_in(
    file: "UploadedFile[bytes]",
    *,
    acting: Acting,
    kinds: Sequence[str] = KINDS,
    subject_id: int | None = None,
    draft: uuid.UUID | None = None,
    goes_to: int | None = None,
) -> Received:
    """Take in one file for a subject, or for a form that is not filed yet; the caller has checked who may.

    The same bytes sent again by the same capacity to the same place are the same attachment. No subject is locked.

    Args:
        file: the upload.
        acting: who hands it in.
        kinds: what is taken here; which of them it is, its content says.
        subject_id: the subject it belongs to, or None for a draft.
        draft: the draft's uuid, where there is no subject.
        goes_to: the subject that will adopt the draft; bytes that lie there already are not taken in again.

    Raises:
        BadInput: the file is not what it should be, the form has too many, too much of the capacity's waits for its
            forms, or neither or both of subject and draft are given.
        PlatformError: it could not be stored; nothing is kept, and it may be sent again.
    """
    if (subject_id is None) == (draft is None):
        raise BadInput("upload.place", _("上传的位置不对，请回到上一页重新上传。"))
    size = int(file.size or 0)
    found = inspect(file, kinds, size)
    digest = _sha256(file)
    again = _same(acting, digest, subject_id, draft, goes_to)
    if again is not None:
        return Received(again, is_again=True)
    attachment = Attachment(
        subject_id=subject_id,
        draft=draft,
        kind=found.kind,
        uploader_key=acting.owner_key,
        uploaded_by=acting.as_record(),
        received_at=clock.now(),
        original_name=file_name(file.name or ""),
        media_type=found.media_type,
        size=size,
        sha256=digest,
        width=found.width,
        height=found.height,
        duplicate_of=Attachment.objects.filter(sha256=digest).order_by("pk").first(),
    )
    name = f"evidence/{attachment.received_at:%Y/%m}/{uuid.uuid4().hex}.{found.extension}"
    try:
        attachment.original = default_storage.save(name, file)
    except OSError:
        raise PlatformError("upload.not_stored", _("文件没有存成，请稍后再传一次；已填的内容不会丢。")) from None
    try:
        if subject_id is not None:
            _number(attachment, subject_id)
        if draft is not None:
            _let_wait(attachment, acting, draft)
    except (BadInput, IntegrityError):
        default_storage.delete(str(attachment.original))
        if (again := _same(acting, digest, subject_id, draft, goes_to)) is not None:
            return Received(again, is_again=True)
        raise
    celery.nudge("documents.render_owed")
    return Received(attachment)


@contextmanager
def taking_room(acting: Acting) -> Iterator[None]:
    """Let a capacity's files take their room one after the other: what another request has taken is counted."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            key = f"documents.waiting {acting.owner_key}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        yield


def check_room(acting: Acting, draft: uuid.UUID, size: int, *, of_form: int = 1, files: int = 1) -> None:
    """Raise BadInput where a form would have more files than one may bring, or a capacity more than may wait.

    Args:
        acting: whose files they are; who invents drafts gains no room by it.
        draft: the form.
        size: the bytes that come.
        of_form: how many files come for this form.
        files: how many files come for all forms.
    """
    most = settings.ATTACHMENT_MOST_PER_FORM
    if Attachment.objects.draft_of(acting, draft).count() + of_form > most:
        sentence = _("一次最多传 %(most)s 个文件，请先提交这些，其余的提交以后再补。")
        raise BadInput("upload.too_many", sentence % {"most": most})
    waiting = Attachment.objects.filter(subject__isnull=True, uploader_key=acting.owner_key)
    held = waiting.aggregate(files=Count("pk"), bytes=Sum("size", default=0))
    most, most_bytes = settings.ATTACHMENT_MOST_WAITING, settings.ATTACHMENT_MOST_WAITING_BYTES
    if held["files"] + files > most or held["bytes"] + size > most_bytes:
        sentence = _(
            "您传了还没提交的文件太多了（最多 %(files)s 个、共 %(megabytes)s MB）。请先提交，或删掉不用的，再传这一个；"
            "没提交的满 %(days)s 天自动删除。"
        )
        limits = {"files": most, "megabytes": most_bytes // settings.MEGABYTE, "days": KEEP_UNSENT.days}
        raise BadInput("upload.no_room", sentence % limits)


def adopt(
    draft: uuid.UUID, subject_id: int, *, acting: Acting, only: Collection[int] | None = None
) -> list[Attachment]:
    """Give a capacity's drafts to a subject, in the order they came, and number them; `only` those named, if given.

    Runs inside the caller's transaction.
    """
    waiting = Attachment.objects.draft_of(acting, draft).select_for_update(no_key=True, of=("self",)).order_by("pk")
    if only is not None:
        waiting = waiting.filter(pk__in=only)
    adopted = []
    for attachment in waiting:
        _number(attachment, subject_id)
        adopted.append(attachment)
    return adopted


def draft_for(subject: str) -> uuid.UUID:
    """Return the number under which files wait for a subject that exists, the same for every form about it.

    So nothing is lost where a step is refused after its files have come: the next form shows them again.
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, subject)


def discard_draft(attachment: Attachment) -> None:
    """Take back an upload that belongs to no subject yet; evidence of a subject is never deleted.

    Raises:
        BadInput: it belongs to a subject.
    """
    if attachment.subject_id is not None:
        raise BadInput("upload.kept", _("已经提交的材料不能删除。"))
    names = [str(file) for file in (attachment.original, attachment.view, attachment.thumbnail) if file]
    attachment.duplicates.update(duplicate_of=attachment.duplicate_of)
    attachment.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def discard_unsent(limit: int = BATCH) -> int:
    """Take back one batch of uploads whose form was not sent for thirty days; returns how many."""
    old = Attachment.objects.filter(subject__isnull=True, received_at__lt=clock.now() - KEEP_UNSENT)
    with transaction.atomic():
        rows = list(old.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:limit])
        for row in rows:
            discard_draft(row)
    return len(rows)


def _let_wait(attachment: Attachment, acting: Acting, draft: uuid.UUID) -> None:
    """Save a file that waits for its form, where there is room for it."""
    with taking_room(acting):
        check_room(acting, draft, attachment.size)
        attachment.save()


def _number(attachment: Attachment, subject_id: int) -> None:
    """Save a file for its subject under the next number; tries again when another upload took it first."""
    attachment.subject_id = subject_id
    for attempt in range(_TRIES):
        last = Attachment.objects.filter(subject_id=subject_id).aggregate(last=Max("number"))["last"]
        attachment.number = (last or 0) + 1
        try:
            with transaction.atomic():
                attachment.save()
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
        else:
            break


def _same(
    acting: Acting, digest: str, subject_id: int | None, draft: uuid.UUID | None, goes_to: int | None
) -> Attachment | None:
    mine = Attachment.objects.filter(uploader_key=acting.owner_key, sha256=digest)
    if subject_id is not None:
        return mine.filter(subject_id=subject_id).first()
    sent = mine.filter(draft=draft).first()  # still waiting, or adopted since: a form sent again brings nothing new
    return sent or (mine.filter(subject_id=goes_to).first() if goes_to is not None else None)


def _sha256(file: "UploadedFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def file_name(given: str) -> str:
    """Keep the name people gave, for showing only; storage never uses it, and no table reads it as a formula."""
    try:
        plain = clean_name(PurePath(given.replace("\\", "/")).name, max_length=1000)
        return plain.lstrip("=+-@ ")[-_NAME_LENGTH:].lstrip("=+-@ ")
    except BadInput:
        return ""
