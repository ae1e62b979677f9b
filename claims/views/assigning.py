"""Handing claims to colleagues: choose to whom, see what would happen, confirm, see what became of it, go on."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims.desk import runs
from claims.desk.colleagues import handlers_of
from claims.desk.rows import names_of
from claims.forms.desk import HandOverForm
from claims.models import Claim
from claims.pages import assigning as page
from claims.queries import homes_of
from claims.views.queue import CLAIMS
from idi_platform.accounts.doors import door
from idi_platform.accounts.models import Person
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.forms import shown_in


@require_http_methods(["GET", "POST"])
@door("console", roles=CLAIMS)
def assign(request: DoorRequest) -> HttpResponse:
    """Hand marked claims, or all that a colleague has in hand, to somebody: preview first, then confirm."""
    people = handlers_of(request.acting.organisation_id or 0, local_date(clock.now()))
    asked = request.POST if request.method == "POST" else request.GET
    leaving = _leaving(request, asked.get("from", ""))
    claims = _claims(request, asked.getlist("claim"), leaving)
    form = HandOverForm(request.POST or None, people=_without(people, leaving))
    planned: list[runs.Planned] | None = None
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            if request.POST.get("act") == "send":
                key = str(form.cleaned_data["key"])
                from_whom = leaving.pk if leaving is not None else None
                run = runs.start(request.acting, key, claims, form.handler, handed_over_from=from_whom)
                return redirect("claims:console_run", run.pk)
            planned = runs.plan(request.acting, claims, form.handler)
    context = _context(claims, planned, leaving)
    is_sure = planned is not None and any(one.handler is not None and not one.against for one in planned)
    more = {"form": form, "people": people, "is_sure": is_sure, "numbers": [claim.number for claim in claims]}
    return render(request, "claims/console_assign.html", context | more, status=form.status())


def _claims(request: DoorRequest, numbers: list[str], leaving: Person | None) -> list[Claim]:
    if numbers:
        return runs.chosen_claims(request.acting, numbers)
    return runs.claims_in_hand(request.acting, leaving.pk) if leaving is not None else []


def _leaving(request: DoorRequest, person: str) -> Person | None:
    """Return whose claims are handed over: somebody who is or was of the same organisation."""
    if not (person.isdigit() and len(person) < 12):
        return None
    found = Person.objects.filter(pk=int(person), memberships__organisation=request.acting.organisation_id or 0)
    return found.first()


def _without(people: dict[int, str], leaving: Person | None) -> dict[int, str]:
    return {pk: name for pk, name in people.items() if leaving is None or pk != leaving.pk}


def _context(claims: list[Claim], planned: list[runs.Planned] | None, leaving: Person | None) -> dict[str, Any]:
    lines = planned if planned is not None else [runs.Planned(claim, None) for claim in claims]
    involved = {claim.handled_by for claim in claims} | {one.handler for one in lines}
    table = page.plan_table(lines, homes_of(claims), names_of(involved), is_planned=planned is not None)
    return {"table": table, "leaving": leaving, "count": len(claims)}


@require_http_methods(["GET", "POST"])
@door("console", roles=CLAIMS)
def run(request: DoorRequest, pk: int) -> HttpResponse:
    """Show what became of each claim; a run that broke off half-way is gone on with."""
    found = runs.run_for(request.acting, pk)
    if request.method == "POST":
        runs.go_on(request.acting, found)
        return redirect("claims:console_run", pk)
    items = list(found.items.select_related("claim__subject", "handler", "rule").order_by("state", "claim__number"))
    counts = page.counts_of(items)
    context = {
        "run": found,
        "title": _("交接结果") if found.handed_over_from_id else _("分派结果"),
        "table": page.run_table(items, homes_of([item.claim for item in items])),
        **counts,
    }
    return render(request, "claims/console_run.html", context)
