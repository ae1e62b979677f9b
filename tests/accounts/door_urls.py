"""The platform's addresses, with plain pages behind some doors."""

from django.http import HttpResponse, JsonResponse
from django.urls import include, path
from django.views.generic import View

from idi_platform.accounts.doors import DoorMixin, door
from idi_platform.accounts.roles import Role


@door("owner")
def homes(request):
    return JsonResponse(request.acting.as_record())


@door("console")
def queue(request):
    return JsonResponse(request.acting.as_record())


@door("console", roles={Role.approver})
def approvals(request):
    return HttpResponse("approvals")


class Dashboard(DoorMixin, View):
    door_name = "regulator"
    door_roles = frozenset({Role.regulator})

    def get(self, request):
        return HttpResponse("dashboard")


def whoami(request):
    return JsonResponse({"acting": request.acting and request.acting.as_record()})


urlpatterns = [
    path("owner/", homes),
    path("console/", queue),
    path("console/approvals/", approvals),
    path("regulator/", Dashboard.as_view()),
    path("whoami/", whoami),
    path("", include("idi_platform.urls")),
]
