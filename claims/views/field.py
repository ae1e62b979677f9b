"""A surveyor's pages behind /field/: the visits of a day, one of them, and a visit that failed."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from claims import at_desks, queries
from claims.actions import surveying
from claims.field import visits as own
from claims.field.kit import READINGS
from claims.forms.field import FailedForm, SiteForm, SurveyForm
from claims.models import Claim, SiteVisit
from claims.pages import field as page
from claims.pages.field_findings import found_before
from claims.pages.rows import evidence_items
from claims.views.field_telephone import telephone_name
from claims.words import case_home, titles_of
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.documents.models import Attachment
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.errors import wants_json
from idi_platform.portal.forms import shown_in
from idi_platform.portal.words import date_words
from idi_platform.rulebooks.law import Law, rulebook_for, rulebooks_for

_ONE_DAY = timedelta(days=1)


@require_safe
@door("field")
def day(request: DoorRequest) -> HttpResponse:
    """Show where the surveyor goes today, or on another day; telephones are shown in full today alone."""
    now = clock.now()
    today, shown = local_date(now), at_desks.day_of(request.GET.get("day", ""), now)
    found = own.day_visits(request.acting, shown)
    claims = [one.claim for one in found]
    laws = rulebooks_for({pk for one in claims if (pk := one.subject.insured_object_id) is not None})
    is_today = shown == today
    context = {
        "who": telephone_name(request.acting),
        "title": page.day_title(is_today=is_today),
        "day": date_words(shown),
        "is_today": is_today,
        "before": (shown - _ONE_DAY).isoformat(),
        "after": (shown + _ONE_DAY).isoformat(),
        "cards": page.cards(found, titles_of(claims), laws, own.contacts(claims), today),
        "empty": page.nothing(shown, is_today=is_today),
    }
    return render(request, "field/day.html", context)


@require_http_methods(["GET", "POST"])
@door("field")
def visit(request: DoorRequest, number: str) -> HttpResponse:
    """Show a visit with what to look at, or take what was seen."""
    claim, law = _claim(request, number)
    is_over = claim.surveyed_at is not None and "again" not in request.GET and request.method == "GET"
    sent = request.POST if request.method == "POST" else None
    form = SurveyForm(sent, request.FILES or None, claim=claim, law=law, initial={"seen": own.seen_of(claim)})
    if request.method == "POST" and (done := _hand_in(request, claim, form)) is not None:
        return done
    context = {
        **_common(request, claim, form, law),
        "form": None if is_over else form,
        "readings": [form[one.name] for one in READINGS],
        "facts": page.facts_of(claim, law),
        "checks": page.checks_of(claim, law),
        "notes": page.notes_of(claim, local_date(clock.now())),
        "said": claim.statement.body if claim.statement is not None else "",
        "evidence": _evidence(request, claim),
        "found": found_before(claim, law, request.acting, clock.now()),
        "again_href": f"{reverse('claims:field_visit', args=[number])}?again=1" if is_over else "",
    }
    return render(request, "field/visit.html", context, status=form.status())


@require_http_methods(["GET", "POST"])
@door("field")
def failed(request: DoorRequest, number: str) -> HttpResponse:
    """Ask why nobody could look and for the proof, or take both."""
    claim, law = _claim(request, number)
    sent = request.POST if request.method == "POST" else None
    form = FailedForm(sent, request.FILES or None, initial={"seen": own.seen_of(claim)})
    if request.method == "POST" and (done := _hand_in(request, claim, form)) is not None:
        return done
    return render(request, "field/failed.html", _common(request, claim, form, law), status=form.status())


def _claim(request: DoorRequest, number: str) -> tuple[Claim, Law]:
    """Fetch the surveyor's own claim; what he has seen at one that was his may still be handed in."""
    claim = own.own_claim(request.acting, number, once=request.method == "POST")
    return claim, rulebook_for(claim.subject.insured_object_id)


def _hand_in(request: DoorRequest, claim: Claim, form: SiteForm) -> HttpResponse | None:
    """Take the form; answer the telephone as it asks; None where the page is to be shown again."""
    if form.is_valid():
        with shown_in(form):
            act = surveying.keep if request.POST.get("act") == "keep" else surveying.hand_in
            return _done(request, act(form.report(), acting=request.acting, claim=claim))
    return _problems(form) if wants_json(request) else None


def _done(request: DoorRequest, taken: SiteVisit) -> HttpResponse:
    said, off = page.said_of(taken, case_home(taken.claim)), page.clock_words(taken)
    if wants_json(request):
        return JsonResponse({"done": True, "said": said, "clock": off})
    messages.success(request, said)
    return redirect("claims:field_day")


def _problems(form: SiteForm) -> HttpResponse:
    """Say what is to be mended, or why it is refused; what was refused may be kept as further evidence."""
    reasons = [*(one.text for one in form.refusals), *(one.text for one in form.problems())]
    status = form.status()
    return JsonResponse({"reasons": reasons, "may_keep": status == HTTPStatus.CONFLICT}, status=status)


def _common(request: DoorRequest, claim: Claim, form: SiteForm, law: Law) -> dict[str, Any]:
    is_the_day = own.is_on(claim, local_date(clock.now()))
    is_late = bool(form.errors.keys() & {"occurred_at", "late"}) if form.is_bound else False
    return {
        "who": telephone_name(request.acting),
        "claim": claim,
        "form": form,
        "page": page.heading(claim, law, failed=isinstance(form, FailedForm), late=is_late),
        "contact": page.caller(own.contacts([claim]).get(claim.pk), is_the_day=is_the_day),
        "parts": page.parts_of(claim),
        "most": settings.ATTACHMENT_MOST_PER_FORM - 1,  # and a signature
        "waiting": _waiting(request, form),
    }


def _waiting(request: DoorRequest, form: SiteForm) -> list[Attachment]:
    """Return what came with the form before it was refused, and goes with it when it is sent again."""
    key = form.cleaned_data.get("key") if form.is_bound and form.is_valid() else None
    return list(Attachment.objects.draft_of(request.acting, key).order_by("pk")) if key else []


def _evidence(request: DoorRequest, claim: Claim) -> list[Any]:
    return evidence_items(queries.evidence_for(request.acting, claim.pk), request.acting, clock.now())
