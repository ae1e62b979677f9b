"""Addresses of files that come in parts: the same behind every door that people work behind."""

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import DOORS

from . import upload_views


def _behind(name: str) -> list[URLPattern]:
    entered = door(name)
    return [
        path("", entered(upload_views.begin), name="begin"),
        path("<int:pk>/", entered(upload_views.one), name="one"),
        path("files/<int:pk>/", entered(upload_views.taken), name="taken"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/uploads/", include((_behind(name), f"uploads_{name}"))) for name in DOORS
]
