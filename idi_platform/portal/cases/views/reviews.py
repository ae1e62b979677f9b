"""Decisions that would come out otherwise after a correction: listed, and settled by a person with words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.cases import queries
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.forms import SettleForm
from idi_platform.portal.cases.pages.registers import register_links, reviews_table
from idi_platform.portal.cases.pages.review import review_page
from idi_platform.portal.forms import shown_in
from idi_platform.portal.keyset import page_of
from idi_platform.workflow.models import Review
from idi_platform.workflow.settling import settle_review


@require_safe
def reviews(request: DoorRequest) -> HttpResponse:
    """List what still waits for a look, or with `settled=1` what somebody has looked at."""
    settled = request.GET.get("settled") == "1"
    rows = queries.reviews_for(request.acting, settled=settled)
    page = page_of(rows, by=("opened_at", "pk"), query=request.GET, descending=settled)
    here = address(request.acting, "reviews")
    context = {
        "title": _("看过的决定") if settled else _("要再看的决定"),
        "other": {"label": _("还没看的"), "href": here}
        if settled
        else {"label": _("看过的"), "href": f"{here}?settled=1"},
        "table": reviews_table(page.items, request.acting, clock.now()),
        "page": page,
        "groups": register_links(request.acting, "reviews"),
    }
    return render(request, "cases/register.html", context)


@require_http_methods(["GET", "POST"])
def review(request: DoorRequest, pk: int) -> HttpResponse:
    """Show both sides; take the words of who has looked."""
    found = queries.review_for(request.acting, pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            settle_review(review=found, acting=request.acting, outcome=form.cleaned_data["outcome"])
            messages.success(request, _("已办结。"))
            return redirect(address(request.acting, "reviews"))
    return render(request, "cases/review.html", _context(request, found, form), status=form.status())


def _context(request: DoorRequest, found: Review, form: SettleForm) -> dict[str, Any]:
    return {
        "page": review_page(found, request.acting),
        "form": form,
        "list_href": address(request.acting, "reviews"),
    }
