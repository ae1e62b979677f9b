"""Addresses of the inbox: the same pages behind every door that people work behind.

Where a door has no first page of its own, the first of one's menu is: a repairer's orders, an appraiser's appraisals.
"""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
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
    @require_safe
    @door(name)
    def first(request: DoorRequest) -> HttpResponse:
        """Lead to the first page of the menu; messages stand in everybody's."""
        return redirect(doors.menu_of(doors.behind(name), request.path, request.acting)[0].href)

    return path(f"{name}/", first, name=f"{name}_first")


urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/messages/", include((_behind(name), f"messages_{name}"))) for name in DOORS
]
urlpatterns += [_first(name) for name in DOORS if not doors.has_landing(name)]
