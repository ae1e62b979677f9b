"""Addresses: the same pages behind every door of organisations, and the page that an invitation's link opens."""

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import DOORS

from . import joining, views

BEHIND = tuple(name for name in DOORS if name != "owner")


def _behind(name: str) -> list[URLPattern]:
    entered = door(name)
    return [
        path("", entered(views.people), name="people"),
        path("invite/", entered(views.invite), name="invite"),
        path("people/<int:pk>/", entered(views.person), name="person"),
    ]


_JOINING = [path("join/<str:token>/", joining.join, name="join")]

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"{name}/organisation/", include((_behind(name), f"organisation_{name}"))) for name in BEHIND),
    path("", include((_JOINING, "organisation"))),
]
