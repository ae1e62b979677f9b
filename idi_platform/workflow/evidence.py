"""Evidence that a step cites by number: it lies in the file of what the step is about, or it is no evidence."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Attachment
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Subject

from .facts import Facts

FIELDS = ("evidence_ids", "before_ids", "after_ids", "video_ids", "explanation_ids")
"""The facts under which a step names what it rests on: evidence of any kind, pictures before and after, films, text."""


def cited(evidence: Iterable[int], facts: Facts | None) -> frozenset[int]:
    """Return every number that a request names: beside the facts, and among them."""
    return frozenset({*evidence, *(pk for name in FIELDS for pk in getattr(facts, name, ()))})


def foreign_evidence(numbers: Iterable[int], subject: Subject, acting: Acting) -> list[Refusal]:
    """Refuse numbers that are no evidence here, naming them.

    Evidence lies in the file of the subject itself, where it has the number under which papers and pages name it; what
    lies in another file is handed in here as well. A step that creates its subject has no file yet and cites the files
    of what the subject hangs on. What the capacity cannot see counts as not there. An attachment is never voided, so
    there is nothing else to ask.
    """
    wanted = set(numbers)
    if not wanted:
        return []
    files = {subject.kind: subject.pk} if subject.pk is not None else subject.link_ids()
    there = Attachment.objects.visible_to(acting, files).filter(pk__in=wanted, subject_id__in=files.values())
    missing = wanted - set(there.values_list("pk", flat=True))
    if not missing:
        return []
    sentence = _("编号 %(numbers)s 的材料不在这一项的证据里，请先上传到这里，再从本项的证据里选。")
    said = "、".join(str(number) for number in sorted(missing))
    return [Refusal("evidence.not_in_file", sentence % {"numbers": said})]
