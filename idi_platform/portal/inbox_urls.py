"""Addresses of the inbox: the same pages behind every door that people work behind."""

from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import DOORS

from .views import inbox


def _behind(name: str) -> list[URLPattern]:
    entered = door(name)
    return [
        path("", entered(inbox.inbox), name="inbox"),
        path("read/", entered(inbox.read_all), name="read_all"),
        path("<int:pk>/open/", entered(inbox.open_message), name="open"),
        path("<int:pk>/paper/", entered(inbox.paper), name="paper"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/messages/", include((_behind(name), f"messages_{name}"))) for name in DOORS
]
