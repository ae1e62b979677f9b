"""The first page: choose a door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from idi_platform.portal import doors
from idi_platform.portal.lists import LinkRow


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the doors that lead somewhere: the owner's large, the desks' beside it, what needs no log-in below."""
    work = {door.code: (door, href) for door, href in doors.open_doors(public=False)}
    owner = work.pop("owner", None)
    context = {
        "owner_door": _row(*owner) if owner else None,
        "work_doors": [_row(door, href) for door, href in work.values()],
        "public_doors": [_row(door, href) for door, href in doors.open_doors(public=True)],
    }
    return render(request, "portal/home.html", context)


def _row(door: doors.Door, href: str) -> LinkRow:
    return LinkRow(str(door.title), href, str(door.who), door.icon)
