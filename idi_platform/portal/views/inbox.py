"""The inbox at every door: list, open, open the paper that a message hands over, mark everything read."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.requests import DoorRequest
from idi_platform.documents.models import Paper
from idi_platform.documents.responses import paper_response
from idi_platform.kernel import clock
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import mark_read, mark_seen
from idi_platform.portal import doors
from idi_platform.portal import inbox as page
from idi_platform.portal.keyset import page_of
from idi_platform.portal.lists import Empty

SIZE = 20
_LAYOUTS = {"owner": "layouts/owner.html"}


@require_safe
def inbox(request: DoorRequest) -> HttpResponse:
    """List the messages, the newest first."""
    acting = request.acting
    found = page_of(_mine(acting), by=("pk",), query=request.GET, size=SIZE, descending=True)
    door = doors.by_code(acting.door)
    context = {
        "layout": _LAYOUTS.get(door.frame if door is not None else "", "layouts/desk.html"),
        "list": page.messages_of(found.items, acting, clock.now()),
        "page": found,
        "read_all_href": page.address(acting, "read_all"),
        "empty": Empty(_("还没有消息"), _("案件有了进展、期限快到了，会在这里告诉您。"), icon="bell"),
    }
    return render(request, "portal/inbox.html", context)


@require_POST
def open_message(request: DoorRequest, pk: int) -> HttpResponse:
    """Mark a message read and go to what it is about; a paper has arrived only once it is opened itself."""
    acting = request.acting
    notice = get_object_or_404(_mine(acting), pk=pk)
    if notice.paper_id is not None:
        mark_seen(Notice.objects.filter(pk=notice.pk))
        return redirect(page.address(acting, "paper", notice.pk))
    mark_read(notice, acting)
    place = page.place_of(notice, acting)
    if place is not None and place.href:
        return redirect(place.href)
    if place is None and notice.subject_id is not None:
        messages.info(request, _("这件事现在不在您能查看的范围里，消息留在这里。"))
    return redirect(page.address(acting))


@require_safe
def paper(request: DoorRequest, pk: int) -> FileResponse:
    """Open the paper that a message hands over: it has arrived."""
    notice = get_object_or_404(_mine(request.acting), pk=pk, paper_id__isnull=False)
    found = get_object_or_404(Paper.objects.visible_to(request.acting), pk=notice.paper_id)
    answer = paper_response(found)
    mark_read(notice, request.acting)
    return answer


@require_POST
def read_all(request: DoorRequest) -> HttpResponse:
    """Take every message out of the unread ones; nothing has arrived by it."""
    mark_seen(Notice.objects.filter(pk__in=Notice.objects.inbox_of(request.acting).unread().values("pk")))
    return redirect(page.address(request.acting))


def _mine(acting: Acting) -> "QuerySet[Notice]":
    return Notice.objects.inbox_of(acting).select_related("subject")
