"""What the things of a project file are called, and where their pages are."""

from collections.abc import Sequence

from django.urls import reverse

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.portal.cases.places import Place, register_places
from idi_platform.projects.addresses import project_address
from idi_platform.projects.models import Building, CommonPart, HomeBinding, InsuredObject, Project, Unit
from idi_platform.projects.models.home_binding import BoundAs
from idi_platform.rulebooks.vocabulary import vocabulary


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


def _home_bindings(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    """Name bindings by their homes for who may see these; an invited agent sees none before he has accepted."""
    rows = HomeBinding.objects.filter(pk__in=pks)
    homes = _units([row.pk for row in Unit.objects.visible_to(acting).filter(bindings__in=rows)], acting)
    unnamed = Place(vocabulary.label("home_binding"))
    return {row.pk: Place(homes.get(row.unit_id, unnamed).title, _binding_page(row, acting)) for row in rows}


def _binding_page(binding: HomeBinding, acting: Acting) -> str:
    """Return where an agent's power is accepted or ended, or where the desk compares with the register."""
    if acting.door == "owner":
        return reverse("bindings_owner:people") if binding.bound_as == BoundAs.AGENT else ""
    is_desk = acting.door == "console" and Role.handler in acting.roles
    return reverse("bindings_console:check", args=[binding.pk]) if is_desk and binding.state == "asked" else ""


def register() -> None:
    """Register every kind of the project file."""
    register_places("home_binding", _home_bindings)
    register_places("project", _projects)
    register_places("insured_object", _insured_objects)
    register_places("building", _buildings)
    register_places("unit", _units)
    register_places("common_part", _common_parts)
