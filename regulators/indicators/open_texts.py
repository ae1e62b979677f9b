"""Insured objects of which it was open at the end of a month which text binds them."""

from typing import Final

from django.db.models import Q, QuerySet

from idi_platform.records.models import Record, Subject
from idi_platform.records.models.record import Form
from idi_platform.rulebooks.bindings import loaded_texts
from idi_platform.rulebooks.models import Binding
from idi_platform.workflow.lifecycles import lifecycle_of

from .log import Log, Step
from .months import Month

_DECIDED: Final = "insured_object.decide_edition"


def undetermined(month: Month, subjects: QuerySet[Subject], log: Log) -> frozenset[int]:
    """Return the insured objects of which it was open at the end of the month which text binds them."""
    still_open = Binding.objects.filter(outcome=Binding.Outcome.UNDETERMINED).values("insured_object_id")
    later = Record.objects.filter(form=Form.STEP, name=_DECIDED, occurred_at__gte=month.ends_at)
    found = subjects.filter(Q(pk__in=still_open) | Q(pk__in=later.values("subject")))
    decided = log.last(_DECIDED)
    return frozenset(found.values_list("pk", flat=True)) - decided.keys() | _bound_later(month, subjects)


def _bound_later(month: Month, subjects: QuerySet[Subject]) -> frozenset[int]:
    """Return the objects of which it was open, though what binds them had happened, and the rules answered only later.

    The day on which a binding was settled is kept, not what stood before. An object whose binding day had not come was
    a candidate; one whose binding day had come was bound, unless it was open which text it was.
    """
    rows = Binding.objects.filter(outcome=Binding.Outcome.BOUND, decided_on__gt=month.last)
    rows = rows.filter(insured_object_id__in=subjects).exclude(why__contains=[{"code": "decided"}])
    editions = dict(rows.values_list("insured_object_id", "edition__code"))
    if not editions:
        return frozenset()
    binds_on = {text.edition: text.binds_on for text in loaded_texts()}
    asked = {pk: binds_on.get(code or "", "") for pk, code in editions.items()}
    under = subjects.filter(Q(pk__in=asked) | Q(insured_object__in=asked))
    places = dict(under.values_list("pk", "insured_object_id"))
    kinds = {name.partition(".")[0] for name in asked.values()} - {""}
    names = [f"{kind}.{verb}" for kind in sorted(kinds) for verb in lifecycle_of(kind).steps]
    steps = ((places[step.subject_id] or step.subject_id, step) for step in Log(month, under).until(*names))
    return frozenset(pk for pk, step in steps if _binds(step, asked.get(pk, "")))


def _binds(step: Step, binds_on: str) -> bool:
    """Say whether a step is the one, or tells the day, that binds."""
    kind, _dot, name = binds_on.partition(".")
    return step.name == binds_on or (step.name.partition(".")[0] == kind and bool(step.facts.get(name)))
