"""The calendar of visits at the insurer's desk."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.desk import queues, visits
from claims.desk.colleagues import handlers_of
from claims.pages import visits as page
from claims.views.queue import CLAIMS
from idi_platform.accounts.doors import door
from idi_platform.accounts.models import Membership
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date


@require_safe
@door("console", roles=CLAIMS)
def calendar(request: DoorRequest) -> HttpResponse:
    """Show the visits of a day or a week, of everybody or one who goes, everywhere or in one compound."""
    today = local_date(clock.now())
    asked = _asked(request, today)
    found = visits.visits(request.acting, asked)
    people = handlers_of(request.acting.organisation_id or 0, today) | _surveyors(request, today)
    projects = queues.choices_among(request.acting).projects
    context = {
        "days": page.days(found, asked, today),
        "count": len(found),
        "asked": asked,
        "people": [(pk, name, pk == asked.person) for pk, name in people.items()],
        "projects": [(pk, name, pk == asked.project) for pk, name in projects.items()],
        **page.ways(asked, today),
    }
    return render(request, "claims/console_visits.html", context)


def _surveyors(request: DoorRequest, today: date) -> dict[int, str]:
    rows = Membership.objects.on(today).filter(organisation=request.acting.organisation_id, role=Role.surveyor)
    return dict(rows.order_by("person__name").values_list("person", "person__name"))


def _asked(request: DoorRequest, today: date) -> visits.Asked:
    """Read what the address asks for; whatever it does not know is this week of everybody."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = today
    if abs(day - today) > timedelta(days=3660):
        day = today
    is_day = request.GET.get("view") == "day"
    first = day if is_day else visits.week_of(day)
    return visits.Asked(first, 1 if is_day else page.WEEK, _number(request, "person"), _number(request, "project"))


def _number(request: DoorRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isdigit() and len(text) < 12 else None
