"""Reading the project file."""

from datetime import date

from idi_platform.accounts.roles import PartyRole
from idi_platform.records.models import Party

from .models import Building, InsuredObject, Unit


def holders_on(unit: Unit, day: date) -> list[Party]:
    """Return who owns a unit on a day in Shanghai, in the order in which they were named."""
    found = Party.objects.on(day).filter(subject_id=unit.pk, role=PartyRole.owner)
    return list(found.select_related("person", "organisation").order_by("pk"))


def participants_on(project_id: int, day: date) -> list[Party]:
    """Return which organisations take part in a project on a day."""
    found = Party.objects.on(day).filter(subject_id=project_id)
    return list(found.select_related("organisation").order_by("role", "pk"))


def buildings_of(insured_object: InsuredObject) -> list[Building]:
    """Return the buildings of an insured object by number."""
    return list(insured_object.buildings.select_related("subject").order_by("number"))
