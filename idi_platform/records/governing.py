"""Which insured object's law a subject runs under: its own, else that of its project's insured objects."""

from datetime import date

from idi_platform.kernel.once import once
from idi_platform.rulebooks.law import Law, rulebook_for
from idi_platform.rulebooks.models import Binding

from .models import Subject


def law_of(subject: Subject, on: date | None = None) -> Law:
    """Return the law that speaks for a subject, with the national text of a day; of today if None."""
    return rulebook_for(governing_object(subject), on)


def governing_object(subject: Subject) -> int | None:
    """Return the id of the insured object whose law speaks for a subject; None where the national law alone does.

    What hangs on a project alone (the project itself, its agency, an inspection, a finding) has no insured object. The
    text of the project's insured objects speaks for it, where they fall under one; under two, neither does.
    """
    if subject.insured_object_id is not None or subject.project_id is None:
        return subject.insured_object_id
    return _of_project(subject.project_id)


@once(of=("records_subject", "rulebooks_"))
def _of_project(project_id: int) -> int | None:
    objects = Subject.objects.filter(kind="insured_object", project=project_id).values("pk")
    bound = Binding.objects.filter(insured_object_id__in=objects).exclude(edition=None)
    rows = list(bound.order_by("insured_object_id").values_list("edition", "insured_object_id"))
    return rows[0][1] if len({edition for edition, _pk in rows}) == 1 else None
