"""Which law an insured object runs under, read from the database."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from idi_platform.kernel.once import once

from .layers import Law
from .models import Binding, Edition, EditionExtension, Revision
from .shipped import BASE
from .store import newest, parsed

__all__ = ["Law", "national_law", "rulebook_for", "rulebooks_for"]


@once(of="rulebooks_")
def rulebook_for(insured_object_id: int | None, on: date | None = None) -> Law:
    """Return the law of an insured object: its bound edition's revision, laid over the national base.

    A *candidate* edition applies provisionally (its gates stand before the very step that binds); an object with none
    in force, or undetermined, runs under the national law alone, labelled so.

    Args:
        insured_object_id: The id of the insured object's Subject; None for what hangs on none.
        on: The day of the event, for the version of the national law; None for the newest.
    """
    if insured_object_id is None:
        return national_law(on)
    binding = _bindings(on).filter(insured_object_id=insured_object_id).first()
    return national_law(on) if binding is None else _law_of(binding)


def rulebooks_for(insured_object_ids: Collection[int], on: date | None = None) -> Mapping[int, Law]:
    """Return the laws of many insured objects, whose number costs no more queries."""
    found = {
        row.insured_object_id: _law_of(row) for row in _bindings(on).filter(insured_object_id__in=insured_object_ids)
    }
    return {pk: found.get(pk) or national_law(on) for pk in insured_object_ids}


@once(of="rulebooks_")
def national_law(on: date | None = None) -> Law:
    """Return the national base alone, in the version of the day."""
    revision = newest(_base_on(on))
    return Law(parsed(revision.pk, revision.sha256), None, revision.pk, revision.pk)


def last_day(edition: Edition) -> date | None:
    """Return the last day of an edition's window, recorded extensions counted; None if open or unknown."""
    return _later(edition.in_force_to, *(extension.to for extension in edition.extensions.all()))


def _later(until: date | None, *extended_to: date) -> date | None:
    return None if until is None else max((until, *extended_to))


def _bindings(on: date | None) -> "QuerySet[Binding]":
    """Return bindings with all that their law needs: revision, last day and the national base, in the one query."""
    extensions = EditionExtension.objects.filter(edition=OuterRef("edition")).order_by().values("edition")
    base = Revision.objects.filter(edition__code=_base_on(on)).order_by("-number")
    return (
        Binding.objects.select_related("edition", "revision")
        .defer("revision__body", "revision__parsed")
        .annotate(
            extended_to=Subquery(extensions.values(last=Max("to"))),
            base_id=Subquery(base.values("pk")[:1]),
            base_sha256=Subquery(base.values("sha256")[:1]),
        )
    )


def _law_of(row: Binding) -> Law:
    """Return the law of a row of `_bindings`; raises RulebookMissingError where no national base is published."""
    read: Any = row
    base_id = read.base_id or newest(BASE).pk
    base = parsed(base_id, read.base_sha256)
    if row.revision is None or row.edition is None:
        return Law(base, None, base_id, base_id, row.outcome, tuple(row.why))
    last = _later(row.edition.in_force_to, *((read.extended_to,) if read.extended_to is not None else ()))
    city = parsed(row.revision.pk, row.revision.sha256)
    return Law(base, city, row.revision.pk, base_id, row.outcome, tuple(row.why), last)


def _base_on(on: date | None) -> str:
    """Return the national edition in force on a day; the newest where none or no day is given."""
    if on is None:
        return BASE
    found = Edition.objects.filter(is_base=True, in_force_from__lte=on).order_by("-in_force_from").first()
    return found.code if found is not None else BASE
