"""The developer's pages, read only: the projects with what is owed, and the tickets told to it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.pages import developer as page
from claims.queries import lines_of
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.keyset import page_of

_SHOWN_DUTIES = 20


@require_safe
@door("developer")
def home(request: DoorRequest) -> HttpResponse:
    """Show what the developer owes, the next due first, and its projects, the newest first."""
    now = clock.now()
    shown = page_of(page.projects_of(request.acting), by=("pk",), query=request.GET, size=20, descending=True)
    owed = Clock.objects.owed_by(request.acting.organisation_id or 0).select_related("subject")[:_SHOWN_DUTIES]
    counts = page.counts_of(shown.items, request.acting, local_date(now))
    table = page.projects_table(shown.items, counts, request.acting)
    context = {"owed": page.owed_by(list(owed), request.acting, now), "table": table, "page": shown}
    return render(request, "claims/developer_home.html", context)


@require_safe
@door("developer")
def tickets(request: DoorRequest) -> HttpResponse:
    """List the tickets told to the developer, the newest first."""
    shown = page_of(page.told_tickets(request.acting), by=("pk",), query=request.GET, descending=True)
    context = {"table": page.tickets_table(lines_of(shown.items), clock.now()), "page": shown}
    return render(request, "claims/developer_tickets.html", context)
