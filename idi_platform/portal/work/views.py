"""The operator's pages: the work that is stuck, one row of it, and the button that has it tried again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.celery import nudge
from idi_platform.kernel import clock
from idi_platform.portal.keyset import page_of
from idi_platform.records.queue import try_again

from . import queries, rows

_OPERATORS = frozenset({Role.operator})
_TASKS = {
    "steps": "deadlines.follow_up",
    "papers": "documents.render_owed",
    "evidence": "documents.render_owed",
    "notices": "notifications.send_owed",
    "unreached": "notifications.send_owed",
}


@require_safe
@door("console", roles=_OPERATORS)
def waiting(request: DoorRequest) -> HttpResponse:
    """List one kind of stuck work, the oldest first; unless asked for, the first kind that has any."""
    counts = queries.counts(request.acting)
    kind = request.GET.get("kind") or next((name for name, count in counts.items() if count), next(iter(counts)))
    now = clock.now()
    page = page_of(queries.stuck(request.acting, kind), by=("pk",), query=request.GET)
    context = {
        "table": rows.work_table(kind, page.items, queries.standstills(page.items, now), now),
        "page": page,
        "groups": rows.groups(counts, kind),
    }
    return render(request, "portal/work.html", context)


@require_safe
@door("console", roles=_OPERATORS)
def row(request: DoorRequest, kind: str, pk: int) -> HttpResponse:
    """Show one row, what it holds up, and who had it tried again."""
    found, now = queries.row_for(request.acting, kind, pk), clock.now()
    held = queries.standstills([found], now).get(found.pk)
    context = {
        "page": rows.work_page(kind, found, held, queries.retries_of(kind, pk), now),
        "again_href": reverse("work:again", args=[kind, pk]),
        "list_href": f"{reverse('work:waiting')}?kind={kind}",
    }
    return render(request, "portal/work_row.html", context)


@require_POST
@door("console", roles=_OPERATORS)
def again(request: DoorRequest, kind: str, pk: int) -> HttpResponse:
    """Have one row tried again; pressed twice, it is tried again once."""
    found = queries.row_for(request.acting, kind, pk)
    if try_again(type(found), found.pk, acting=request.acting):
        nudge(_TASKS[kind])
        messages.success(request, _("已经交给系统重新办理。"))
    else:
        messages.info(request, _("这件工作没有停下，不用再按。"))
    return redirect("work:row", kind, pk)
