"""Work orders: behind /site/ what a contractor has to mend, also before cover; at the desk any that it ordered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims.actions.repairing import report_on
from claims.forms.orders import OrderStepForm
from claims.models import Repair, Ticket
from claims.pages import orders as page
from claims.pages.developer import tickets_table
from claims.queries import lines_of
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.chips import step_button
from idi_platform.portal.forms import shown_in
from idi_platform.portal.keyset import page_of
from idi_platform.records.governing import law_of
from idi_platform.workflow.offers import StepOffer, steps_for

_repairer = door("site", roles=(Role.contractor,))


@require_safe
@_repairer
def orders(request: DoorRequest) -> HttpResponse:
    """List the work orders, the newest first."""
    shown = page_of(page.orders_of(request.acting), by=("pk",), query=request.GET, descending=True)
    said = _("保险公司派给您的维修。修好了在这里报，业主验收以后才算办完。")
    context = {"table": page.orders_table(shown.items, clock.now()), "page": shown, "said": said}
    return render(request, "claims/site_orders.html", context)


@require_safe
@_repairer
def tickets(request: DoorRequest) -> HttpResponse:
    """List what was told to the contractor before cover, the newest first."""
    shown = page_of(page.told_of(request.acting), by=("pk",), query=request.GET, descending=True)
    said = _("期限走完还没有办，就是逾期；业主的权利不因此减少。")
    table = tickets_table(lines_of(shown.items), clock.now(), address="claims:site_ticket")
    return render(request, "claims/site_orders.html", {"table": table, "page": shown, "said": said})


@require_http_methods(["GET", "POST"])
@_repairer
def order(request: DoorRequest, pk: int) -> HttpResponse:
    """Show a work order with the steps that its repairer may take, and take the one that is sent."""
    return _shown(request, get_object_or_404(page.orders_of(request.acting), pk=pk))


@require_http_methods(["GET", "POST"])
@door("console", roles=(Role.handler, Role.approver))
def at_desk(request: DoorRequest, pk: int) -> HttpResponse:
    """Show a work order to the desk that ordered it; it enters the works of whoever has no log-in."""
    return _shown(request, get_object_or_404(page.orders_of(request.acting), pk=pk))


@require_http_methods(["GET", "POST"])
@_repairer
def ticket(request: DoorRequest, number: str) -> HttpResponse:
    """Show a report before cover with the steps that its repairer may take, and take the one that is sent."""
    return _shown(request, get_object_or_404(page.told_of(request.acting), number=number))


def _shown(request: DoorRequest, found: Repair | Ticket) -> HttpResponse:
    here, back = _addresses(request, found)
    offers = {offer.name: offer for offer in steps_for(found, request.acting)}
    name = request.POST.get("step") or request.GET.get("step", "")
    form = _form(request, offers[name]) if name in offers else None
    if request.method == "POST" and form is not None and form.is_valid():
        with shown_in(form):
            report_on(
                acting=request.acting,
                key=str(form.cleaned_data["key"]),
                order=found,
                step=name,
                files=form.cleaned_data.get("photos") or (),
                words=form.words(),
                **form.given(),
            )
            messages.success(request, _("办好了。"))
            return redirect(here)
    law, now = law_of(found.subject), clock.now()
    is_desk = request.acting.door == "console"
    drawn = page.order_page(found, law, now) if isinstance(found, Repair) else page.ticket_page(found, law, now)
    context = {
        "page": drawn,
        "steps": [
            step_button(one, href=f"{here}?step={one.name}", articles=short_article_of) for one in offers.values()
        ],
        "form": form,
        "label": offers[name].label if name in offers else "",
        "name": name,
        "back": back,
        "back_words": _("返回案件") if is_desk else _("返回清单"),
        "is_desk": is_desk,
    }
    return render(request, "claims/site_order.html", context, status=form.status() if form is not None else 200)


def _form(request: DoorRequest, offer: StepOffer) -> OrderStepForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return OrderStepForm(*sent, definition=offer.definition)


def _addresses(request: DoorRequest, found: Repair | Ticket) -> tuple[str, str]:
    if isinstance(found, Repair) and request.acting.door == "console":
        claim = reverse("claims:console_claim", args=[found.claim.number])
        return reverse("claims:console_order", args=[found.pk]), claim
    if isinstance(found, Repair):
        return reverse("claims:site_order", args=[found.pk]), reverse("claims:site_orders")
    return reverse("claims:site_ticket", args=[found.number]), reverse("claims:site_tickets")
