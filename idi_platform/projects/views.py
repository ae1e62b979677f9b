"""The project file, for the insurer's staff and the authority."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.keyset import page_of
from idi_platform.projects.models import Project
from idi_platform.projects.pages.project import project_page, projects_table


@require_safe
def projects(request: DoorRequest) -> HttpResponse:
    """List the projects that the capacity may see, the newest first."""
    rows = Project.objects.visible_to(request.acting).select_related("subject__division")
    page = page_of(rows, by=("pk",), query=request.GET, descending=True)
    context = {"title": _("项目"), "table": projects_table(page, request.acting), "page": page}
    return render(request, "projects/projects.html", context)


@require_safe
def project(request: DoorRequest, pk: int) -> HttpResponse:
    """Show one project: what is insured, its buildings with their days, its records."""
    found = get_object_or_404(Project.objects.visible_to(request.acting).select_related("subject"), pk=pk)
    now = clock.now()
    page = project_page(found, request.acting, now, clock.local_date(now))
    return render(request, "projects/project.html", {"page": page})
