"""The admin of reference data has no log-in of its own: it lies behind the insurer's and operators' door."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from .doors import door
from .models import Person


def may_see_reference_data(request: HttpRequest) -> bool:
    """Return whether the request acts at the console and its person may see reference data."""
    acting = getattr(request, "acting", None)
    person = request.user
    return acting is not None and acting.door == "console" and isinstance(person, Person) and person.is_staff


@door("console")
def closed_login(request: HttpRequest) -> HttpResponse:
    """Stand where the admin's own log-in page would be: our log-in for strangers, 404 for the rest."""
    if not may_see_reference_data(request):
        raise Http404
    wanted = request.GET.get("next", "")
    return HttpResponseRedirect(wanted if wanted.startswith("/console/data/") else "/console/")


def close_all_logins() -> None:
    """Close the log-in of every admin site, whichever the theme puts in place, and let in by capacity only."""

    def login(_site: AdminSite, request: HttpRequest, _extra: dict[str, Any] | None = None) -> HttpResponseBase:
        return closed_login(request)

    def has_permission(_site: AdminSite, request: HttpRequest) -> bool:
        return may_see_reference_data(request)

    AdminSite.login = login  # type: ignore[method-assign, assignment]
    AdminSite.has_permission = has_permission  # type: ignore[method-assign, assignment]
