"""One subject on one page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.cases import queries
from idi_platform.portal.cases.pages.subject import subject_page
from idi_platform.records.governing import law_of


@require_safe
def subject(request: DoorRequest, pk: int) -> HttpResponse:
    """Show what is known of a subject, its limits and its records."""
    found = queries.subject_for(request.acting, pk)
    law = law_of(found)
    page = subject_page(queries.aggregate_for(request.acting, found), request.acting, law, clock.now())
    return render(request, "cases/subject.html", {"page": page})
