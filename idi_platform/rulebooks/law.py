"""Which law an insured object runs under, read from the database."""

from datetime import date

from .layers import Law
from .models import Binding, Edition
from .shipped import BASE
from .store import newest, parsed

__all__ = ["Law", "national_law", "rulebook_for"]


def rulebook_for(insured_object_id: int | None, on: date | None = None) -> Law:
    """Return the law of an insured object: its bound edition's revision, laid over the national base.

    A *candidate* edition applies provisionally (its gates stand before the very step that binds); an object with none
    in force, or undetermined, runs under the national law alone, labelled so.

    Args:
        insured_object_id: The id of the insured object's Subject; None for what hangs on none.
        on: The day of the event, for the version of the national law; None for the newest.
    """
    binding = None
    if insured_object_id is not None:
        binding = (
            Binding.objects.select_related("edition", "revision")
            .defer("revision__body", "revision__parsed")
            .filter(insured_object_id=insured_object_id)
            .first()
        )
    return _law_of(binding, on)


def national_law(on: date | None = None) -> Law:
    """Return the national base alone, in the version of the day."""
    return _law_of(None, on)


def last_day(edition: Edition) -> date | None:
    """Return the last day of an edition's window, recorded extensions counted; None if open or unknown."""
    days = [extension.to for extension in edition.extensions.all()]
    if edition.in_force_to is None:
        return None
    return max((edition.in_force_to, *days))


def _law_of(binding: Binding | None, on: date | None) -> Law:
    base_revision = newest(_base_on(on))
    base = parsed(base_revision.pk, base_revision.sha256)
    outcome, why = (binding.outcome, tuple(binding.why)) if binding is not None else ("", ())
    if binding is None or binding.revision is None or binding.edition is None:
        return Law(base, None, base_revision.pk, base_revision.pk, outcome, why)
    city = parsed(binding.revision.pk, binding.revision.sha256)
    return Law(base, city, binding.revision.pk, base_revision.pk, outcome, why, last_day(binding.edition))


def _base_on(on: date | None) -> str:
    """Return the national edition in force on a day; the newest where none or no day is given."""
    if on is None:
        return BASE
    found = Edition.objects.filter(is_base=True, in_force_from__lte=on).order_by("-in_force_from").first()
    return found.code if found is not None else BASE
