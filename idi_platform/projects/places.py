"""What the things of a project file are called, and where their pages are."""

from collections.abc import Sequence

from idi_platform.accounts.acting import Acting
from idi_platform.portal.cases.places import Place, register_places
from idi_platform.projects.addresses import project_address
from idi_platform.projects.models import Building, CommonPart, InsuredObject, Project, Unit


def _projects(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = Project.objects.filter(pk__in=pks)
    return {row.pk: Place(row.name, project_address(acting, row.pk)) for row in rows}


def _insured_objects(pks: Sequence[int], _acting: Acting) -> dict[int, Place]:
    rows = InsuredObject.objects.filter(pk__in=pks).select_related("project")
    return {row.pk: Place(f"{row.project.name}　{row.number}") for row in rows}


def _buildings(pks: Sequence[int], _acting: Acting) -> dict[int, Place]:
    rows = Building.objects.filter(pk__in=pks).select_related("insured_object__project")
    return {row.pk: Place(f"{row.insured_object.project.name}　{row.name or row.number}") for row in rows}


def _units(pks: Sequence[int], _acting: Acting) -> dict[int, Place]:
    rows = Unit.objects.filter(pk__in=pks).select_related("building__insured_object__project")
    return {
        row.pk: Place(f"{row.building.insured_object.project.name}　{row.building.name}　{row.number}") for row in rows
    }


def _common_parts(pks: Sequence[int], _acting: Acting) -> dict[int, Place]:
    rows = CommonPart.objects.filter(pk__in=pks).select_related("building__insured_object__project")
    return {row.pk: Place(f"{row.building.insured_object.project.name}　{row.name}") for row in rows}


def register() -> None:
    """Register every kind of the project file."""
    register_places("project", _projects)
    register_places("insured_object", _insured_objects)
    register_places("building", _buildings)
    register_places("unit", _units)
    register_places("common_part", _common_parts)
