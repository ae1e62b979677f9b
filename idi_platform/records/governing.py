"""Which insured object's law a subject runs under: its own, else that of its project's insured objects."""

from collections.abc import Collection, Mapping
from datetime import date

from idi_platform.kernel.once import once
from idi_platform.rulebooks.law import Law, national_law, rulebook_for, rulebooks_for
from idi_platform.rulebooks.models import Binding

from .models import Subject


def law_of(subject: Subject, on: date | None = None) -> Law:
    """Return the law that speaks for a subject, with the national text of a day; of today if None."""
    return rulebook_for(governing_object(subject), on)


def laws_of(subjects: Collection[Subject]) -> Mapping[int, Law]:
    """Return the laws that speak today for many subjects, by subject; their number costs no more queries."""
    projects = {one.project_id for one in subjects if one.insured_object_id is None and one.project_id is not None}
    by_project = _of_projects(projects) if projects else {}
    governed = {one.pk: one.insured_object_id or by_project.get(one.project_id or 0) for one in subjects}
    laws = rulebooks_for({pk for pk in governed.values() if pk is not None})
    return {subject: laws[pk] if pk is not None else national_law() for subject, pk in governed.items()}


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
    return _of_projects([project_id]).get(project_id)


def _of_projects(project_ids: Collection[int]) -> Mapping[int, int]:
    """Return the first insured object of each project whose insured objects fall under one text."""
    rows = Subject.objects.filter(kind="insured_object", project__in=project_ids)
    objects = {pk: project for pk, project in rows.values_list("pk", "project") if project is not None}
    bound = Binding.objects.filter(insured_object_id__in=objects).exclude(edition=None)
    under: dict[int, dict[int, int]] = {}
    for edition, pk in bound.order_by("insured_object_id").values_list("edition", "insured_object_id"):
        under.setdefault(objects[pk], {}).setdefault(edition, pk)
    return {project: next(iter(first.values())) for project, first in under.items() if len(first) == 1}
