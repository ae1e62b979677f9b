"""The admin of reference data has no log-in of its own: it lies behind the insurer's and operators' door."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from .doors import door
from .models import Person


def may_see_reference_data(request: HttpRequest) -> bool:
    """Return whether the request acts at the console and its person may see reference data."""
    acting = getattr(request, "acting", None)
    person = request.user
    return acting is not None and acting.door == "console" and isinstance(person, Person) and person.is_staff


@door("console")
def closed_login(request: HttpRequest, **_extra: Any) -> HttpResponse:
    """Stand where the admin's own log-in page would be: our log-in for strangers, 404 for the rest."""
    if not may_see_reference_data(request):
        raise Http404
    wanted = request.GET.get("next", "")
    return HttpResponseRedirect(wanted if wanted.startswith("/console/data/") else "/console/")


def close_login(site: AdminSite) -> None:
    """Close the log-in of an admin site and let in by capacity only."""
    site.login = closed_login  # type: ignore[method-assign, assignment]
    site.has_permission = may_see_reference_data  # type: ignore[method-assign]
