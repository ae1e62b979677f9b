"""What a person does with an import: hand in a workbook, hand it in again, say why, load it, discard it.

None of these is a step of a subject: nothing of the book stands before it is loaded. Each is guarded by the row's lock,
so that a form sent twice, or by two colleagues at once, is one act.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any, Final

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.capacities import memberships
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import Role
from idi_platform.celery import nudge
from idi_platform.documents.receiving import KEEP_UNSENT, file_name
from idi_platform.documents.workbooks import check_workbook
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotVisible, PlatformError, Refusal, Refused
from idi_platform.kernel.names import clean_text
from idi_platform.records.queue import OwedState
from policies.models import BookImport, Stage

TASK: Final = "policies.work_on_books"
KEPT: Final[timedelta] = KEEP_UNSENT
"""How long an import is kept after somebody last touched it; legal time."""
BATCH: Final = 20
RESTING: Final = (Stage.FAULTY, Stage.READY, Stage.STOPPED, Stage.LOADED)
"""The stages in which no worker is busy with it."""


def imports_for(acting: Acting) -> "QuerySet[BookImport]":
    """Return the imports of the reader's own insurer, for its underwriters."""
    if not acting.may_act_as(Role.underwriter) or acting.organisation_id is None:
        return BookImport.objects.none()
    return BookImport.objects.filter(organisation=acting.organisation_id)


def start_import(file: "UploadedFile[bytes]", *, acting: Acting, key: uuid.UUID) -> BookImport:
    """Take in a workbook; the worker reads it. The same form again is the same import.

    Raises:
        BadInput: the file is not a plain workbook.
        PlatformError: it could not be stored.
    """
    again = imports_for(acting).filter(key=key).first()
    if again is not None:
        return again
    stored = _store(file)
    try:
        with transaction.atomic():
            made = BookImport.objects.create(
                organisation_id=acting.organisation_id or 0,
                key=key,
                changed_at=clock.now(),
                **_whose(acting),
                **stored,
            )
            nudge(TASK)
    except IntegrityError:
        default_storage.delete(stored["file"])
        return imports_for(acting).get(key=key)
    return made


def replace_file(import_id: int, file: "UploadedFile[bytes]", *, acting: Acting) -> BookImport:
    """Take in a corrected workbook for the same import; what was loaded before is recognised, not doubled.

    Raises:
        BadInput, PlatformError: as for `start_import`.
        Refused: a worker is busy with it.
    """
    stored = _store(file)
    try:
        with _held(import_id, acting) as row:
            before = row.file
            for name, value in {**stored, **_whose(acting)}.items():
                setattr(row, name, value)
            _owe(row, Stage.READING)
    except PlatformError:
        default_storage.delete(stored["file"])
        raise
    _drop(before)
    return row


def give_reasons(import_id: int, said: Mapping[str, str], *, acting: Acting) -> BookImport:
    """Keep typed reasons by the code of the gate that asks for them, and have the book tried anew.

    Raises:
        BadInput: a reason is too long or cannot be printed.
        Refused: a worker is busy with it.
    """
    reasons = {code: clean_text(words, max_length=500) for code, words in said.items()}
    with _held(import_id, acting) as row:
        row.said = {**row.said, **{code: words for code, words in reasons.items() if words}}
        for name, value in _whose(acting).items():
            setattr(row, name, value)
        _owe(row, Stage.READING)
    return row


def load_book(import_id: int, *, acting: Acting) -> BookImport:
    """Have the worker take the acts of the book that are left; asked twice, it is loaded once.

    Raises:
        Refused: something in the workbook is still to be mended.
    """
    with _held(import_id, acting, also=(Stage.LOADING, Stage.READING)) as row:
        if row.stage not in (Stage.READY, Stage.STOPPED):
            if row.stage in (Stage.LOADING, Stage.LOADED):
                return row
            raise Refused([Refusal("book.not_ready", _("表格还有要改的地方，或者正在读取。请刷新页面看最新情况。"))])
        for name, value in _whose(acting).items():
            setattr(row, name, value)
        row.run += 1
        row.gone = 0
        _owe(row, Stage.LOADING)
    return row


def discard_import(import_id: int, *, acting: Acting) -> None:
    """Delete an import with its file; what was loaded stays, for it stands in the records.

    Raises:
        Refused: a worker is busy with it.
    """
    with _held(import_id, acting) as row:
        name = row.file
        row.delete()
    _drop(name)


def discard_old(limit: int = BATCH) -> int:
    """Delete one batch of imports that nobody has touched for thirty days; return how many."""
    old = BookImport.objects.filter(changed_at__lt=clock.now() - KEPT)
    with transaction.atomic():
        rows = list(old.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:limit])
        for row in rows:
            _drop(row.file)
            row.delete()
    return len(rows)


def _owe(row: BookImport, stage: Stage) -> None:
    """Leave the row to a worker."""
    row.stage, row.owed_state, row.attempts = stage, OwedState.PENDING, 0
    row.next_try_at, row.last_error, row.changed_at = clock.machine_now(), "", clock.now()
    row.save()
    nudge(TASK)


@contextmanager
def _held(import_id: int, acting: Acting, *, also: tuple[Stage, ...] = ()) -> Iterator[BookImport]:
    """Hold the row of the reader's own insurer while no worker is busy with it."""
    with transaction.atomic():
        row = imports_for(acting).select_for_update(no_key=True).filter(pk=import_id).first()
        if row is None:
            raise NotVisible("book.not_visible", _("没有这份资料。"))
        if row.stage not in (*RESTING, *also) and row.owed_state == OwedState.PENDING:
            raise Refused([Refusal("book.busy", _("系统正在读取或录入这份资料，请等它办完再改。"))])
        yield row


def _whose(acting: Acting) -> dict[str, Any]:
    """Return who goes on with it, in the capacity by which the worker finds him again."""
    person = Person.objects.get(pk=acting.person_id or 0)
    held = memberships(person).filter(organisation=acting.organisation_id, role=Role.underwriter).order_by("pk").first()
    if held is None:
        raise NotVisible("book.not_visible", _("没有这份资料。"))
    return {"started_by": person, "capacity": f"membership-{held.pk}"}


def _store(file: "UploadedFile[bytes]") -> dict[str, Any]:
    check_workbook(file, int(file.size or 0))
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    try:
        name = default_storage.save(f"books/{uuid.uuid4().hex}.xlsx", file)
    except OSError:
        raise PlatformError("upload.not_stored", _("文件没有存成，请稍后再传一次。")) from None
    return {"file": name, "file_name": file_name(file.name or ""), "sha256": digest.hexdigest()}


def _drop(name: str) -> None:
    transaction.on_commit(partial(default_storage.delete, name), robust=True)
