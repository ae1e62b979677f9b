"""Refused attempts: who tried what, and what stood against it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.cases import queries
from idi_platform.portal.cases.pages.attempts import attempts_table
from idi_platform.portal.cases.pages.registers import register_links
from idi_platform.portal.keyset import page_of


@require_safe
def attempts(request: DoorRequest) -> HttpResponse:
    """List what was tried and refused, the newest first."""
    rows = queries.attempts_for(request.acting)
    page = page_of(rows, by=("at", "pk"), query=request.GET, descending=True)
    seen = queries.seen_among(request.acting, page.items)
    context = {
        "title": _("被拒绝的操作"),
        "table": attempts_table(page.items, seen, request.acting, clock.now()),
        "page": page,
        "groups": register_links(request.acting, "attempts"),
    }
    return render(request, "cases/register.html", context)
