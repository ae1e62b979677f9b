"""The worker's side of an import: reads the workbook into lines and faults, tries it, and loads it in portions.

Each portion is committed with its count, so that a killed worker is followed by another that goes on: the acts of a
portion that was lost are taken again under the same keys, those of the others stand.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.capacities import acting_for
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput
from idi_platform.records.queue import OwedState, said_of
from policies.models import BookFault, BookImport, BookLine, Stage

from .assembling import assemble
from .columns import PROJECT, SHEETS
from .reading import Draft, Fault, Line, read_workbook
from .running import begin, portions, try_out
from .telling import faults_of, outcomes_of

log = logging.getLogger(__name__)
_PLACES: Final = {sheet.title: number for number, sheet in enumerate(SHEETS)}
_REASON_LENGTH: Final = 600


def work_on_books() -> int:
    """Claim and work on one import, which may take minutes; return how many were claimed."""
    rows = BookImport.objects.claim(1)
    for row in rows:
        try:
            with translation.override(settings.LANGUAGE_CODE):
                work_on(row)
        except Exception as error:
            log.exception("book.failed", extra={"book": row.pk})
            row.put_off(said_of(error))
    return len(rows)


def work_on(row: BookImport) -> None:
    """Read or load one import, whichever it waits for."""
    acting = acting_for(row.started_by, row.capacity)
    if acting is None or acting.organisation_id != row.organisation_id:
        said = _("交来这份资料的人已经不再担任承保员。请由现任承保员重新上传，或再按一次录入。")
        _rest(row, Stage.FAULTY if row.stage == Stage.READING else Stage.STOPPED, [Fault("", 0, "", said)])
    elif row.stage == Stage.READING:
        _read(row, acting)
    elif row.stage == Stage.LOADING:
        _load(row, acting)


def _read(row: BookImport, acting: Acting) -> None:
    try:
        with default_storage.open(row.file) as file:
            draft = read_workbook(file)
    except BadInput as problem:
        _rest(row, Stage.FAULTY, [Fault("", 0, "", problem.message)], lines=())
        return
    made = assemble(draft, lead=row.organisation, reasons=row.said)
    runs = [] if draft.has_errors else try_out(made.books, acting=acting)
    faults = [*draft.faults, *(fault for run in runs for fault in faults_of(run, made, is_tried=True))]
    stage = Stage.FAULTY if any(fault.effect == "error" for fault in faults) else Stage.READY
    project = next((line.values for line in draft.of(PROJECT)), {})
    row.title, row.number = str(project.get("name") or ""), str(project.get("number") or "")
    row.counts = {sheet.title: len(draft.of(sheet)) for sheet in SHEETS}
    row.acts, row.gone = sum(len(run.acts) for run in runs), 0
    _rest(row, stage, faults, lines=draft.lines, outcomes=outcomes_of(runs, made))


def _load(row: BookImport, acting: Acting) -> None:
    draft = draft_of(row)
    made = assemble(draft, lead=row.organisation, reasons=row.said)
    if draft.has_errors:
        _rest(row, Stage.FAULTY, draft.faults)
        return
    runs = [
        begin(book, acting=acting, key=f"book:{row.pk}:{row.run}:{number}") for number, book in enumerate(made.books)
    ]
    left = sum(len(run.acts) for run in runs)
    row.acts = max(row.acts, left)
    row.gone = row.acts - left
    for run in runs:
        portions(run, lambda more: _progress(row, more))
    faults = [fault for run in runs for fault in faults_of(run, made, is_tried=False)]
    is_whole = not any(run.failures for run in runs)
    _rest(row, Stage.LOADED if is_whole else Stage.STOPPED, faults)


def _progress(row: BookImport, more: int) -> None:
    """Count what was gone through and keep the row for as long again; committed with the portion."""
    row.gone += more
    row.next_try_at = clock.machine_now() + timedelta(seconds=settings.LEASE_SECONDS)
    row.save(update_fields=["gone", "next_try_at"])


def draft_of(row: BookImport) -> Draft:
    """Return the lines of an import as they were read."""
    lines = row.lines.order_by("pk").values_list("sheet", "row", "values")
    return Draft([Line(sheet, number, values) for sheet, number, values in lines])


def _rest(
    row: BookImport,
    stage: Stage,
    faults: Iterable[Fault],
    *,
    lines: Sequence[Line] | None = None,
    outcomes: Mapping[tuple[str, int], str] | None = None,
) -> None:
    """Leave the row to a person, with what was found; what was found before is replaced."""
    with transaction.atomic():
        BookFault.objects.filter(book=row).delete()
        BookFault.objects.bulk_create(_kept(row, fault) for fault in faults)
        if lines is not None:
            BookLine.objects.filter(book=row).delete()
            said = outcomes or {}
            BookLine.objects.bulk_create(
                BookLine(
                    book=row,
                    sheet=one.sheet,
                    row=one.row,
                    values=dict(one.values),
                    outcome=said.get((one.sheet, one.row), ""),
                )
                for one in lines
            )
        row.stage, row.owed_state, row.last_error, row.changed_at = stage, OwedState.DONE, "", clock.now()
        row.save()


def _kept(row: BookImport, fault: Fault) -> BookFault:
    return BookFault(
        book=row,
        place=_PLACES.get(fault.sheet, 0),
        sheet=fault.sheet,
        row=fault.row,
        column=fault.column[:40],
        reason=fault.reason[:_REASON_LENGTH],
        effect=fault.effect,
        clause=fault.clause,
        code=fault.code,
        subject=fault.subject,
    )
