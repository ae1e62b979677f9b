"""The papers that are addressed to an organisation: its list behind its own door, and each to open."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.documents.responses import paper_response
from idi_platform.kernel import clock
from idi_platform.portal.keyset import page_of
from idi_platform.portal.papers import papers_addressed_to, rows_addressed_to


@require_safe
def papers(request: DoorRequest) -> HttpResponse:
    """List the papers, the newest first."""
    found = page_of(papers_addressed_to(request.acting), by=("pk",), query=request.GET, size=20, descending=True)
    context = {"papers": rows_addressed_to(request.acting, found.items, clock.now()), "page": found}
    return render(request, "portal/papers.html", context)


@require_safe
def paper(request: DoorRequest, pk: int) -> FileResponse:
    """Open a paper."""
    return paper_response(get_object_or_404(papers_addressed_to(request.acting).readable(), pk=pk))
