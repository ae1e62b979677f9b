"""Addresses of the inbox: the same pages behind every door that people work behind.

Where a door has no first page of its own, its messages are the first page.
"""

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from idi_platform.accounts.doors import door
from idi_platform.accounts.roles import DOORS

from . import doors
from .views import inbox


def _behind(name: str) -> list[URLPattern]:
    entered = door(name)
    return [
        path("", entered(inbox.inbox), name="inbox"),
        path("read/", entered(inbox.read_all), name="read_all"),
        path("<int:pk>/open/", entered(inbox.open_message), name="open"),
        path("<int:pk>/paper/", entered(inbox.paper), name="paper"),
    ]


def _first(name: str) -> URLPattern:
    to_messages = RedirectView.as_view(pattern_name=f"messages_{name}:inbox", query_string=False)
    return path(f"{name}/", door(name)(require_safe(to_messages)), name=f"{name}_first")


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/messages/", include((_behind(name), f"messages_{name}"))) for name in DOORS
]
urlpatterns += [_first(name) for name in DOORS if not doors.has_landing(name)]
