"""Addresses of the project file behind the insurer's door and the authority's."""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import Role
from idi_platform.portal.cases.addresses import READERS

from . import mandating, overview, views
from .roles import SUPERVISION


def _behind(name: str, roles: Iterable[Role]) -> list[URLPattern]:
    entered = door(name, roles=roles)
    return [
        path("projects/", entered(views.projects), name="projects"),
        path("projects/<int:pk>/", entered(views.project), name="project"),
    ]


_AUTHORITY = [path("", door("regulator", roles=SUPERVISION)(overview.overview), name="overview")]
_MANDATES = [path("projects/<int:pk>/mandates/", mandating.mandates, name="mandates")]
urlpatterns: list[URLPattern | URLResolver] = [
    path("regulator/", include((_AUTHORITY, "overview_regulator"))),
    path("console/", include((_MANDATES, "projects_mandates"))),
    *(path(f"{name}/", include((_behind(name, roles), f"projects_{name}"))) for name, roles in READERS.items()),
]
