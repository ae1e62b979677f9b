"""Monthly reports behind the authority's door: months, figures, correction sheets, lists, files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.languages import in_words
from idi_platform.portal.exports import csv_response
from idi_platform.portal.forms import shown_in
from idi_platform.portal.keyset import page_of
from regulators.indicators.definitions import rules
from regulators.models import CorrectedFigure, LockedFigure, MonthlyReport

from . import files, lines, pages, queries
from .actions import begin_reports
from .forms import BeginForm


@require_http_methods(["GET", "POST"])
def reports(request: DoorRequest) -> HttpResponse:
    """List the months, and let an authority begin its series."""
    acting, now = request.acting, clock.now()
    places = queries.places_without(acting)
    form = BeginForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            begin_reports(acting=acting, key=str(form.cleaned_data["key"]), place=form.cleaned_data["place"])
            messages.success(request, _("已启用。本月的数据到锁定时间自动出数，之后每月一份。"))
            return redirect("reports:reports")
    page = page_of(queries.reports_for(acting).order_by(), by=("month", "pk"), query=request.GET, descending=True)
    names = queries.names_of(row.place for row in page.items)
    context = {
        "table": pages.reports_table(page.items, names, now),
        "page": page,
        "form": form if places else None,
    }
    return render(request, "regulators/reports.html", context, status=form.status())


@require_safe
def report(request: DoorRequest, pk: int) -> HttpResponse:
    """Show the figures of a month, and its correction sheets."""
    acting, now = request.acting, clock.now()
    found = _report(request, pk)
    sheets = queries.sheets_of(found)
    context = {
        "title": pages.title_of(found),
        "place": queries.names_of([found.place])[found.place].name,
        "when": pages.when_words(found, now),
        "is_locked": found.locked_at is not None,
        "families": lines.families(found, sheets),
        "sheets": pages.sheets(found, sheets, acting, now),
        "rules": [in_words(rule) for rule in rules()],
        "counted": pages.counted_words(found),
        "digest": found.digest,
        "pk": found.pk,
    }
    return render(request, "regulators/report.html", context)


@require_safe
def figure(request: DoorRequest, pk: int, code: str, line: str) -> HttpResponse:
    """Show one figure with its definition and its list, as locked or as a correction sheet left it."""
    found = _report(request, pk)
    row, locked = _figure(request, found, code, line)
    page = pages.page_of_list(row.listed, request.GET)
    subjects = queries.subjects_in(page.items)
    context = {
        "title": pages.figure_title(locked),
        "month": pages.title_of(found),
        "pk": found.pk,
        "facts": pages.figure_facts(row, locked),
        "table": pages.list_table(page.items, subjects, request.acting),
        "size": row.size,
        "page": page,
        "sheet": row.number if isinstance(row, CorrectedFigure) else None,
        "file_href": reverse("reports:figure_file", args=(pk, code, line)) + _sheet(row),
    }
    return render(request, "regulators/figure.html", context)


@require_safe
def report_file(request: DoorRequest, pk: int) -> HttpResponse:
    """Hand out all figures of a month as CSV, with definitions and digests."""
    found = _report(request, pk)
    if found.locked_at is None:
        raise Http404
    return csv_response(f"report-{found.place}-{found.month:%Y-%m}", files.report_columns(), files.report_rows(found))


@require_safe
def figure_file(request: DoorRequest, pk: int, code: str, line: str) -> HttpResponse:
    """Hand out the whole list of a figure as CSV."""
    found = _report(request, pk)
    row, _locked = _figure(request, found, code, line)
    name = f"list-{found.place}-{found.month:%Y-%m}-{code}-{line}"
    return csv_response(name, files.list_columns(), files.list_rows(row, request.acting))


def _report(request: DoorRequest, pk: int) -> MonthlyReport:
    return get_object_or_404(queries.reports_for(request.acting), pk=pk)


def _figure(
    request: DoorRequest, found: MonthlyReport, code: str, line: str
) -> tuple[LockedFigure | CorrectedFigure, LockedFigure]:
    locked = get_object_or_404(found.figures.select_related("definition"), code=code, line=line)
    number = request.GET.get("sheet", "")
    if not number:
        return locked, locked
    if not number.isdecimal() or len(number) > 5:
        raise Http404
    return get_object_or_404(found.corrected_figures, code=code, line=line, number=int(number)), locked


def _sheet(row: LockedFigure | CorrectedFigure) -> str:
    return f"?sheet={row.number}" if isinstance(row, CorrectedFigure) else ""
