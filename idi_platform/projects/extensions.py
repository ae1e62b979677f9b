"""Extensions of a text: writing what two officers have signed, and bringing the clocks it touches into line."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from idi_platform import celery
from idi_platform.accounts.acting import Acting
from idi_platform.deadlines.bringing import bring_into_line
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import ClockKind
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput
from idi_platform.projects.actions import created
from idi_platform.projects.models import TextExtension
from idi_platform.records.models import Record, Subject
from idi_platform.rulebooks.models import Binding, Edition, EditionExtension
from idi_platform.rulebooks.store import read
from idi_platform.rulebooks.windows import window_of
from idi_platform.workflow.corrections import Corrected
from idi_platform.workflow.perform import perform
from idi_platform.workflow.reactions import Happened
from idi_platform.workflow.requests import Performed, Proposed

BRING = "projects.bring_extended"


def draft_extension(*, acting: Acting, key: str, edition: Edition, **facts: object) -> TextExtension:
    """Open the file of an extension; facts are `to`, `issued_on` and `document_number`."""
    file = TextExtension(subject=Subject(division_id=edition.division_code))
    return created(file, "draft", acting, key, {}, edition=edition.code, **facts)


def record_extension(
    *, acting: Acting, key: str, file: TextExtension, evidence_ids: Sequence[int]
) -> Performed | Proposed:
    """Prepare the extension for a second officer, with the document in its file.

    Raises:
        BadInput without the document, and what perform() raises.
    """
    if not evidence_ids:
        sentence = _("请上传延期文件。")
        raise BadInput("extension.no_evidence", sentence, {"document": sentence})
    return perform(file, "record", acting=acting, key=key, evidence_ids=tuple(evidence_ids))


def write_extension(happened: Happened) -> None:
    """Let the window follow from the record."""
    _stand(happened.aggregate, happened.record)


def correct_extension(corrected: Corrected) -> None:
    """Write what stands after a correction over what was written before."""
    _stand(corrected.aggregate, corrected.record)


def _stand(file: TextExtension, record: Record) -> None:
    stands = file.state == "recorded"
    last = EditionExtension.objects.filter(subject_id=file.pk).order_by("-recorded_at", "-pk").first()
    wanted = (file.to, file.issued_on, file.document_number) if stands else (None, None, file.document_number)
    if last is None and not stands:
        return
    if last is not None and (last.to, last.issued_on, last.document_number) == wanted:
        return
    EditionExtension.objects.create(
        edition=Edition.objects.get(code=file.edition),
        to=wanted[0],
        issued_on=wanted[1],
        document_number=file.document_number,
        reason="",
        acting=record.acting,
        recorded_at=record.recorded_at,
        subject_id=file.pk,
        supersedes=last,
    )
    celery.nudge(BRING)


def bring_extended() -> int:
    """Bring into line what the moved end of a text makes a duty again, or no longer; return how many subjects.

    Every run looks anew at what stands, so a lost or doubled one changes nothing.
    """
    behind: set[int] = set()
    for edition in Edition.objects.filter(extensions__isnull=False).distinct():
        behind |= _behind(edition)
    bring_into_line(behind)
    return len(behind)


def _behind(edition: Edition) -> set[int]:
    """Return the subjects with a duty to an authority that the end of the text has left on the wrong side."""
    last = window_of(edition).last_day
    bindings = Binding.objects.filter(edition=edition, revision__isnull=False)
    names = {
        name
        for revision_id in bindings.values_list("revision_id", flat=True).distinct()
        for name, definition in read(revision_id).clocks.items()
        if definition.kind == "duty" and definition.owed_to == "authority"
    }
    if last is None or not names:
        return set()
    objects = bindings.values("insured_object_id")
    rows = Clock.objects.open().filter(name__in=names, subject__insured_object_id__in=objects)
    end = clock.end_of(last)
    late, early = (
        rows.filter(kind=ClockKind.REMINDER, due_at__lte=end),
        rows.filter(kind=ClockKind.DUTY, due_at__gt=end),
    )
    return {*late.values_list("subject_id", flat=True), *early.values_list("subject_id", flat=True)}
