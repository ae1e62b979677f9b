"""`/console/books/`: a project with its homes and policies from a workbook, for the underwriters of one insurer."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import acting_of
from idi_platform.accounts.roles import Role
from idi_platform.documents.workbooks import MEDIA_TYPE
from idi_platform.portal.forms import PlatformForm, shown_in
from idi_platform.portal.keyset import page_of
from policies.books import actions, pages
from policies.books.marked import marked
from policies.books.template import Place, template
from policies.forms.books import LoadForm, ReasonsForm, WorkbookForm
from policies.forms.new_policy import PlaceForm
from policies.models import BookImport
from policies.proposals import propose

UNDERWRITERS = frozenset({Role.underwriter})


@require_http_methods(["GET", "HEAD", "POST"])
@door("console", roles=UNDERWRITERS)
def books(request: HttpRequest) -> HttpResponse:
    """List the imports, offer the template, take in a workbook."""
    acting = acting_of(request)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            given = form.cleaned_data
            made = actions.start_import(given["workbook"], acting=acting, key=given["key"])
            return redirect("policies:book", pk=made.pk)
    rows = actions.imports_for(acting).select_related("started_by")
    page = page_of(rows, by=("changed_at", "pk"), query=request.GET, descending=True, size=20)
    context = {"form": form, "place": PlaceForm(), "table": pages.imports_table(page), "page": page}
    return render(request, "policies/books.html", context, status=form.status())


@require_safe
@door("console", roles=UNDERWRITERS)
def book_template(request: HttpRequest) -> HttpResponse:
    """Answer with the workbook to fill in; with a place, kind and day, its items and terms stand there."""
    if "division" not in request.GET:
        return _workbook(_("录入模板.xlsx"), template())
    form = PlaceForm(request.GET)
    if not form.is_valid():
        rows = actions.imports_for(acting_of(request)).select_related("started_by")
        page = page_of(rows, by=("changed_at", "pk"), query=request.GET, descending=True, size=20)
        context = {"form": WorkbookForm(), "place": form, "table": pages.imports_table(page), "page": page}
        return render(request, "policies/books.html", context, status=422)
    data = form.cleaned_data
    place = Place(**data, proposal=propose(data["division"], data["kind"], data["signed_on"]))
    return _workbook(_("录入模板-%(division)s.xlsx") % {"division": data["division"]}, template(place))


@require_http_methods(["GET", "HEAD", "POST"])
@door("console", roles=UNDERWRITERS)
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one import, or go on with it: `act` says how."""
    row = _book(request, pk)
    if request.method == "POST":
        return _go_on(request, row)
    if request.htmx:  # type: ignore[attr-defined]  # its middleware sets it
        return _progress(request, row)
    return _page(request, row)


@require_safe
@door("console", roles=UNDERWRITERS)
def book_marked(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the uploaded workbook, its faults marked."""
    row = _book(request, pk)
    if not default_storage.exists(row.file):
        raise Http404
    with default_storage.open(row.file) as file:
        content = marked(file, list(row.faults.order_by("place", "row", "pk")))
    return _workbook(_("要改的地方-%(name)s") % {"name": row.file_name or "1.xlsx"}, content)


def _book(request: HttpRequest, pk: int) -> BookImport:
    return get_object_or_404(actions.imports_for(acting_of(request)).select_related("started_by"), pk=pk)


def _go_on(request: HttpRequest, row: BookImport) -> HttpResponse:
    acting, act = acting_of(request), request.POST.get("act", "")
    forms = _forms(row, request, act)
    form = forms.get(act)
    if act == "discard":
        actions.discard_import(row.pk, acting=acting)
        messages.success(request, _("已删除这份表格；已经录入的内容不受影响。"))
        return redirect("policies:books")
    if form is None:
        raise Http404
    if form.is_valid():
        with shown_in(form):
            _act(row, act, form, request)
            return redirect("policies:book", pk=row.pk)
    return _page(request, row, forms, status=form.status())


def _act(row: BookImport, act: str, form: PlatformForm, request: HttpRequest) -> None:
    acting = acting_of(request)
    if isinstance(form, WorkbookForm):
        actions.replace_file(row.pk, form.cleaned_data["workbook"], acting=acting)
    elif isinstance(form, ReasonsForm):
        actions.give_reasons(row.pk, form.said(), acting=acting)
    else:
        actions.load_book(row.pk, acting=acting)


def _forms(row: BookImport, request: HttpRequest, act: str) -> dict[str, PlatformForm]:
    """Return the forms of the page by what they do; the one that was sent holds what was sent."""
    asked = pages.reasons_asked(row)

    def sent(name: str) -> Any:
        return request.POST if act == name else None

    return {
        "again": WorkbookForm(sent("again"), request.FILES if act == "again" else None),
        "reasons": ReasonsForm(sent("reasons"), asked=asked, said=row.said),
        "load": LoadForm(sent("load"), is_part=pages.is_part(row)),
    }


def _page(
    request: HttpRequest, row: BookImport, forms: dict[str, PlatformForm] | None = None, *, status: int = 200
) -> HttpResponse:
    acting = acting_of(request)
    page = page_of(row.faults.all(), by=("place", "row", "pk"), query=request.GET)
    forms = forms if forms is not None else _forms(row, request, "")
    shown = pages.book_page(row, page, acting, request.GET.get("sheet", "房屋"))
    context = {"book": shown, "page": page, "row": row, **{f"{name}_form": form for name, form in forms.items()}}
    return render(request, "policies/book_import.html", context, status=status)


def _progress(request: HttpRequest, row: BookImport) -> HttpResponse:
    """Answer with the progress alone; once nothing is on its way any more, have the page loaded anew."""
    progress = pages.progress_of(row)
    answer = render(request, "policies/book_progress.html", {"progress": progress, "row": row})
    if progress is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _workbook(name: str, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    answer.headers["Content-Disposition"] = disposition or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
