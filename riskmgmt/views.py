"""What the agency found, read by insurers, authority, whoever builds, and the agency; nothing is changed here."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.keyset import page_of
from idi_platform.projects.models import Project
from idi_platform.records.governing import law_of
from riskmgmt.addresses import project_findings_address
from riskmgmt.pages import lists
from riskmgmt.pages.finding import finding_page


@require_safe
def projects(request: DoorRequest) -> HttpResponse:
    """List the projects at which something was found, the newest first."""
    rows = lists.projects_with_findings(request.acting).select_related("subject")
    page = page_of(rows, by=("pk",), query=request.GET, descending=True)
    return render(
        request, "riskmgmt/projects.html", {"table": lists.projects_table(page, request.acting), "page": page}
    )


@require_safe
def of_project(request: DoorRequest, pk: int) -> HttpResponse:
    """Show what was found at one project by building and item, the list of it, and the agency's visits."""
    acting, now = request.acting, clock.now()
    project = get_object_or_404(Project.objects.visible_to(acting).select_related("subject"), pk=pk)
    law, asked = law_of(project.subject), lists.Asked.of(request.GET)
    rows = lists.findings_of(acting).filter(subject__project=project.pk).select_related("subject")
    groups = lists.groups_of(rows, law)
    page = page_of(lists.narrowed(rows, groups, asked), by=("pk",), query=request.GET, descending=True)
    href, today = project_findings_address(acting, project.pk), clock.local_date(now)
    where = lists.places_of(page.items)
    context = {
        "title": project.name,
        "groups": lists.groups_table(groups, law, href) if groups else None,
        "table": lists.findings_table(page.items, where, law, acting, today),
        "cards": lists.findings_cards(page.items, where, law, acting, today),
        "visits": lists.visits_table(project, acting),
        "page": page,
        "all_href": href if asked.is_narrowed else "",
        "back": f"findings_{acting.door}:list",
    }
    return render(request, "riskmgmt/project.html", context)


@require_safe
def finding(request: DoorRequest, pk: int) -> HttpResponse:
    """Show one finding with its pictures, limits and records."""
    rows = lists.findings_of(request.acting).select_related("subject", "visit")
    found = get_object_or_404(rows, pk=pk)
    page = finding_page(found, request.acting, law_of(found.subject), clock.now())
    return render(request, "riskmgmt/finding.html", {"page": page})
