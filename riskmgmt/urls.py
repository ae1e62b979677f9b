"""Addresses of what the agency found: the same pages behind six doors."""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import Role

from . import views
from .addresses import BEHIND


def _behind(name: str, roles: Iterable[Role]) -> list[URLPattern]:
    entered = door(name, roles=roles)
    return [
        path("projects/findings/", entered(views.projects), name="list"),
        path("projects/findings/<int:pk>/", entered(views.finding), name="one"),
        path("projects/<int:pk>/findings/", entered(views.of_project), name="project"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/", include((_behind(name, roles), f"findings_{name}"))) for name, roles in BEHIND.items()
]
