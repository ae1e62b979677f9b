"""Appraisals behind the doors of their sides and the appraiser: which there are, one with its steps, asking for one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims.actions import beside as acts
from claims.forms.appraisals import AskForm
from claims.forms.matters import MatterStepForm
from claims.models import Appraisal
from claims.models.beside.appraisal import Matter
from claims.pages import appraisals as page
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.chips import step_button
from idi_platform.portal.forms import shown_in
from idi_platform.portal.keyset import page_of
from idi_platform.workflow.offers import StepOffer, steps_for


@require_safe
def listed(request: DoorRequest) -> HttpResponse:
    """List the appraisals of which the capacity is a side, the newest first."""
    rows = page.mine(request.acting).select_related("subject", "claim", "finding")
    found = page_of(rows, by=("pk",), query=request.GET, descending=True)
    table = page.table_of(found.items, _door(request), clock.now())
    ask_at = reverse(_name(request, "ask")) if _door(request) in page.ASKING else ""
    context = {"table": table, "page": found, "ask": ask_at}
    return render(request, "claims/appraisals.html", context)


@require_http_methods(["GET", "POST"])
def shown(request: DoorRequest, pk: int) -> HttpResponse:
    """Show one with its steps, and take the one that is sent."""
    found = get_object_or_404(page.mine(request.acting).select_related("subject", "claim__subject", "finding"), pk=pk)
    here = page.address_of(found, _door(request))
    offers = {offer.name: offer for offer in steps_for(found, request.acting)}
    name = request.POST.get("step") or request.GET.get("step", "")
    form = _form(request, offers[name]) if name in offers else None
    if request.method == "POST" and form is not None and form.is_valid():
        with shown_in(form):
            key = str(form.cleaned_data["key"])
            acts.take_beside(
                acting=request.acting, key=key, beside=found, step=name, words=form.words(), **form.given()
            )
            messages.success(request, _("办好了。"))
            return redirect(here)
    context = {
        "layout": "layouts/owner.html" if _door(request) == "owner" else "layouts/desk.html",
        "about": page.about(found),
        "state": page.state_of(found, request.acting),
        "facts": page.facts_of(found),
        "said": page.said_of(found, request.acting, clock.now()),
        "steps": [
            step_button(offer, href=f"{here}?step={offer.name}", articles=short_article_of) for offer in offers.values()
        ],
        "form": form,
        "label": offers[name].label if name in offers else "",
        "name": name,
        "back": _back(request, found),
    }
    return render(request, "claims/appraisal.html", context, status=form.status() if form is not None else 200)


@require_http_methods(["GET", "POST"])
def ask(request: DoorRequest) -> HttpResponse:
    """Ask in writing for an appraisal of a finding, or of a claim of one's own project by its number."""
    form = AskForm(
        request.POST or None,
        findings=page.findings_to_dispute(request.acting),
        names_claims=Role.developer in request.acting.roles,
    )
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            made = _asked(request.acting, form)
            messages.success(request, _("鉴定申请已提交，接下来双方一起选鉴定机构。"))
            return redirect(_name(request, "one"), made.pk)
    context = {"form": form, "back": reverse(_name(request, "list")), "nothing": page.nothing_to_ask()}
    return render(request, "claims/appraisal_ask.html", context, status=form.status())


def _asked(acting: Acting, form: AskForm) -> Appraisal:
    given: dict[str, Any] = form.cleaned_data
    key, words = str(given["key"]), given["words"]
    if given.get("finding"):
        finding = get_object_or_404(page.open_findings(acting), pk=given["finding"])
        return acts.dispute_finding(acting=acting, key=key, finding=finding, words=words)
    claim = page.claim_by_number(acting, given["number"])
    return acts.object_to(acting=acting, key=key, claim=claim, matter=Matter(given["matter"]), words=words)


def _form(request: DoorRequest, offer: StepOffer) -> MatterStepForm:
    return MatterStepForm(request.POST if request.method == "POST" else None, definition=offer.definition)


def _back(request: DoorRequest, found: Appraisal) -> tuple[str, str]:
    """Return the way back: an owner came from his claim, everybody else from the list."""
    if _door(request) == "owner" and found.claim is not None:
        return reverse("claims:owner_claim", args=[found.claim.number]), found.claim.number
    return reverse(_name(request, "list")), _("鉴定")


def _door(request: DoorRequest) -> str:
    return request.acting.door


def _name(request: DoorRequest, page_name: str) -> str:
    return f"appraisals_{_door(request)}:{page_name}"
