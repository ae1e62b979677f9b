"""Addresses of the notices behind the doors of those who make them, hand them over, or print them again."""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import Role
from idi_platform.projects.roles import NOTIFIERS

from . import views

DOORS = {
    "console": NOTIFIERS,
    "developer": frozenset({Role.developer}),
    "service": frozenset({Role.property_desk}),
}
"""The insurer makes them, the developer hands them over, the property desk does for him and prints lost ones again."""


def _behind(name: str, roles: Iterable[Role]) -> list[URLPattern]:
    entered = door(name, roles=roles)
    return [
        path("notices/", entered(views.notices), name="notices"),
        path("notices/<int:pk>/", entered(views.notice), name="notice"),
    ]


_MADE = [path("notices/issue/", door("console", roles=NOTIFIERS)(views.issue), name="issue")]
urlpatterns: list[URLPattern | URLResolver] = [
    path("console/", include((_MADE, "notices_made"))),
    *(path(f"{name}/", include((_behind(name, roles), f"notices_{name}"))) for name, roles in DOORS.items()),
]
