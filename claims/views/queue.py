"""The desk's list: queues by remaining time, and one box to search."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import queries
from claims.desk import queues, searching
from claims.desk.colleagues import gone_from
from claims.desk.rows import desk_rows
from claims.models import Claim
from claims.pages import queue as page
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal import keyset
from idi_platform.portal.lists import Empty
from idi_platform.rulebooks.law import rulebooks_for

CLAIMS = (Role.handler, Role.approver)


@require_safe
@door("console")
def queue(request: DoorRequest) -> HttpResponse:
    """Show the queue by remaining time; who handles no claims begins with the policies, operators with work owed."""
    if not request.acting.may_act_as(*CLAIMS):
        return redirect("work:waiting" if request.acting.may_act_as(Role.operator) else "policies:policies")
    now, acting, search = clock.now(), request.acting, request.GET.get("q", "").strip()
    filters, choices = queues.filters_from(request.GET), queues.choices_among(acting)
    rows = queues.filtered(queues.open_claims(acting, now), filters)
    counts = queues.counts(rows, filters, acting, now)
    shown = _found(request, search) if search else _standing(request, rows, filters)
    laws = rulebooks_for(choices.objects | _objects(shown["page"].items))
    lines = desk_rows(shown["page"].items, gone_from(acting.organisation_id or 0, local_date(now)))
    context = {
        **shown,
        "groups": page.queue_groups(counts, filters, queries.waiting_proposals(acting).count()),
        "table": page.queue_table(lines, now, empty=shown["empty"]),
        "cards": page.queue_cards(lines, now),
        "count": shown.get("count", counts[filters.queue]),
        "filters": filters,
        **page.filter_choices(choices, filters, laws),
        "search": search,
        "now": now,
    }
    return render(request, "claims/console_queue.html", context)


def _standing(request: DoorRequest, rows: Any, filters: queues.Filters) -> dict[str, Any]:
    asked = queues.in_queue(rows, filters, request.acting, clock.now())
    title, by = str(filters.definition.words), filters.definition.by
    order = _("按约好的回电时间排序") if by else _("按法定剩余时间排序")
    shown = queues.page_of(asked, request.acting, request.GET, by=by)
    return {"page": shown, "title": title, "empty": None, "order": order}


def _found(request: DoorRequest, search: str) -> dict[str, Any]:
    rows = searching.found(request.acting, search).select_related("subject")
    text = _("可以输入房号（3-1201）、手机尾号、报案号、收件号、保单号，或小区名加房号。")
    return {
        "page": keyset.page_of(rows, by=("pk",), query=request.GET, descending=True),
        "title": _("查找：%(words)s") % {"words": search},
        "count": rows.count(),
        "order": "",
        "empty": Empty(_("没有找到"), text),
    }


def _objects(claims: tuple[Claim, ...]) -> frozenset[int]:
    return frozenset(pk for claim in claims if (pk := claim.subject.insured_object_id) is not None)
