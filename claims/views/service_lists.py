"""The lists behind /service/: open cases, who comes today, the month, what was passed on."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import at_desks
from claims.forms.service import month_of
from claims.pages import service as page
from claims.pages import service_lists as lists
from claims.pages.duties import own_duties
from claims.pages.owner_turns import whose_turns
from claims.queries import lines_of
from claims.views.service import with_mandate
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal import keyset
from idi_platform.portal.exports import csv_response
from idi_platform.portal.lists import Empty
from idi_platform.portal.words import date_words, month_words

PAGE = 50
MOST = 5000
"""Rows of one file; a month of a compound stays far below."""


@require_safe
@door("service")
def home(request: DoorRequest) -> HttpResponse:
    """Begin: the field to find a home by, and the open cases, the newest first."""
    now = clock.now()
    rows = at_desks.open_cases(request.acting)
    shown = keyset.page_of(rows, by=("received_at", "pk"), query=request.GET, size=PAGE, descending=True)
    lines = lines_of(shown.items)
    turns = whose_turns(lines, now)
    empty = Empty(_("没有在办的案件"), _("有人来报，就在上面输入房号。"))
    context = {
        "table": page.cases_table(lines, turns, now, caption=_("在办案件，新的在前"), empty=empty),
        "cards": page.cases_cards(lines, turns, now),
        "page": shown,
    }
    return render(request, "service/home.html", with_mandate(request, context))


@require_safe
@door("service")
def visits(request: DoorRequest) -> HttpResponse:
    """Show who comes today, or on another day."""
    now = clock.now()
    day = at_desks.day_of(request.GET.get("day", ""), now)
    found = at_desks.visits_on(request.acting, day)
    step = timedelta(days=1)
    context = {
        "table": lists.visits_table(found),
        "cards": lists.visit_cards(found),
        "day": date_words(day),
        "before": (day - step).isoformat(),
        "after": (day + step).isoformat(),
        "is_today": day == local_date(now),
    }
    return render(request, "service/visits.html", with_mandate(request, context))


@require_safe
@door("service")
def month(request: DoorRequest) -> HttpResponse:
    """Show what came in in a month, to be printed or taken along."""
    now = clock.now()
    first = month_of(request.GET.get("month", ""), local_date(now))
    rows = at_desks.cases_of_month(request.acting, first)
    shown = keyset.page_of(rows, by=("received_at", "pk"), query=request.GET, size=PAGE)
    lines = lines_of(shown.items)
    turns = whose_turns(lines, now)
    empty = Empty(_("这个月没有收到报案"), _("换一个月看看。"))
    context = {
        "table": page.cases_table(lines, turns, now, caption=_("这个月收到的报案"), empty=empty),
        "cards": page.cases_cards(lines, turns, now),
        "page": shown,
        "title": month_words(first),
        "before": f"{first - timedelta(days=1):%Y-%m}",
        "after": f"{first + timedelta(days=31):%Y-%m}",
        "csv": f"{reverse('claims:service_month_file')}?month={first:%Y-%m}",
    }
    return render(request, "service/month.html", with_mandate(request, context))


@require_safe
@door("service")
def month_file(request: DoorRequest) -> HttpResponse:
    """Answer with the month's list as a file that a spreadsheet opens."""
    now = clock.now()
    first = month_of(request.GET.get("month", ""), local_date(now))
    rows = at_desks.cases_of_month(request.acting, first).order_by("received_at", "pk")[:MOST]
    lines = lines_of(rows)
    columns, cells = lists.month_cells(lines, whose_turns(lines, now))
    return csv_response(f"month-{first:%Y-%m}", columns, cells)


@require_safe
@door("service")
def passed_on(request: DoorRequest) -> HttpResponse:
    """Show what the desk took in and passed on, with the limits that its own receipt started, and its own duties."""
    now = clock.now()
    rows = at_desks.cases_passed_on(request.acting)
    shown = keyset.page_of(rows, by=("received_at", "pk"), query=request.GET, size=PAGE)
    lines, duties = lines_of(shown.items), at_desks.own_duties(request.acting)
    turns = whose_turns(lines, now)
    context = {
        "table": lists.passed_table(lines, at_desks.passed_on_at(shown.items), now),
        "cards": page.cases_cards(lines, turns, now),
        "duties": own_duties(duties, request.acting, now),
        "page": shown,
    }
    return render(request, "service/passed_on.html", with_mandate(request, context))
