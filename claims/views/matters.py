"""The insurer's desk beside claims: complaints and appraisals that wait, their steps, and slots offered for a visit."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import queries
from claims.actions import beside as acts
from claims.dates import survey_owed
from claims.desk.colleagues import visitors_of
from claims.forms.beside import OfferSlotsForm
from claims.forms.matters import MatterStepForm
from claims.models import Appraisal, Complaint, Statement
from claims.pages import beside as page
from claims.pages.appraisals import facts_of
from claims.pages.matters import matters_table, slots_note, survey_note
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.chips import step_button
from idi_platform.portal.forms import shown_in
from idi_platform.portal.keyset import page_of
from idi_platform.records.models import Aggregate
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.offers import StepOffer, steps_for

HANDLERS = (Role.handler,)
_KINDS: dict[str, tuple[Any, dict[str, str]]] = {
    "complaint": (Complaint, page.COMPLAINT),
    "appraisal": (Appraisal, page.APPRAISAL),
}
_OVER = ("closed", "withdrawn", "to_court")
_SHOWN = 50


@require_safe
@door("console", roles=HANDLERS)
def complaints(request: DoorRequest) -> HttpResponse:
    """List the complaints that are not over."""
    return _listed(request, "complaint")


@require_safe
@door("console", roles=HANDLERS)
def appraisals(request: DoorRequest) -> HttpResponse:
    """List the appraisals that are not over."""
    return _listed(request, "appraisal")


@require_http_methods(["GET", "POST"])
@door("console", roles=HANDLERS)
def complaint(request: DoorRequest, pk: int) -> HttpResponse:
    """Show a complaint with its steps, and take the one that is sent."""
    return _matter(request, "complaint", pk)


@require_http_methods(["GET", "POST"])
@door("console", roles=HANDLERS)
def appraisal(request: DoorRequest, pk: int) -> HttpResponse:
    """Show an appraisal with its steps, and take the one that is sent."""
    return _matter(request, "appraisal", pk)


@require_http_methods(["GET", "POST"])
@door("console", roles=HANDLERS)
def slots(request: DoorRequest, number: str) -> HttpResponse:
    """Offer slots for a visit; evenings and weekends too."""
    found = queries.claim_for(request.acting, number)
    now = clock.now()
    people = visitors_of(request.acting.organisation_id or 0, local_date(now))
    survey = survey_owed(found.pk, rulebook_for(found.subject.insured_object_id))
    form = OfferSlotsForm(request.POST or None, people=people, comes=found.surveyor, now=now, survey=survey)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            key = str(form.cleaned_data["key"])
            who = form.cleaned_data["surveyor"]
            acts.offer_slots(acting=request.acting, key=key, claim=found, slots=form.slots(), surveyor=who)
            messages.success(request, _("时段已提供，等业主选。"))
            return redirect("claims:console_claim", number)
    appointment = page.newest_appointment(found)
    context = {
        "claim": found,
        "form": form,
        "note": slots_note(appointment, survey),
        "limit": survey_note(survey),
        "said": _said(appointment, request) if appointment is not None else [],
    }
    return render(request, "claims/console_slots.html", context, status=form.status())


def _listed(request: DoorRequest, kind: str) -> HttpResponse:
    """List what is not over of a kind, the oldest first."""
    model, words = _KINDS[kind]
    rows = model.objects.visible_to(request.acting).exclude(state__in=_OVER).select_related("claim")
    found = page_of(rows, by=("pk",), query=request.GET)
    table = matters_table(kind, found.items, words, clock.now())
    tabs = [(reverse(f"claims:console_{one}s"), label, one == kind) for one, label in _tabs()]
    return render(request, "claims/console_matters.html", {"table": table, "page": found, "tabs": tabs})


def _matter(request: DoorRequest, kind: str, pk: int) -> HttpResponse:
    model, words = _KINDS[kind]
    found = get_object_or_404(model.objects.visible_to(request.acting).select_related("subject", "claim"), pk=pk)
    offers = {offer.name: offer for offer in steps_for(found, request.acting)}
    name = request.POST.get("step") or request.GET.get("step", "")
    form = _form(request, offers[name]) if name in offers else None
    if request.method == "POST" and form is not None and form.is_valid():
        with shown_in(form):
            key, said = str(form.cleaned_data["key"]), form.words()
            acts.take_beside(acting=request.acting, key=key, beside=found, step=name, words=said, **form.given())
            messages.success(request, _("办好了。"))
            return redirect(f"claims:console_{kind}", pk)
    context = {
        "title": dict(_tabs())[kind],
        "state": page.said_of(words, found.state),
        "claim": found.claim,
        "facts": facts_of(found) if isinstance(found, Appraisal) else (),
        "said": _said(found, request),
        "steps": [_button(found, offer, kind) for offer in offers.values()],
        "form": form,
        "label": offers[name].label if name in offers else "",
        "name": name,
        "back": reverse(f"claims:console_{kind}s"),
    }
    return render(request, "claims/console_matter.html", context, status=form.status() if form is not None else 200)


def _tabs() -> list[tuple[str, str]]:
    return [("complaint", _("投诉")), ("appraisal", _("鉴定"))]


def _form(request: DoorRequest, offer: StepOffer) -> MatterStepForm:
    return MatterStepForm(request.POST if request.method == "POST" else None, definition=offer.definition)


def _button(found: Aggregate, offer: StepOffer, kind: str) -> Any:
    href = f"{reverse(f'claims:console_{kind}', args=[found.pk])}?step={offer.name}"
    return step_button(offer, href=href, articles=short_article_of)


def _said(found: Aggregate, request: DoorRequest) -> Any:
    rows = Statement.objects.filter(subject=found.pk).order_by("-written_at", "-pk")[:_SHOWN]
    return page.said_rows(rows, request.acting, clock.now())
