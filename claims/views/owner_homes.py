"""The owner's first pages: his homes, all his cases, and what the insurance of a home pays for."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims import queries
from claims.former import states_then
from claims.homes import SHOWN, homes_with, owners_units
from claims.models import Claim
from claims.pages.cover_words import cover_words
from claims.pages.homes import greeting, home_cards
from claims.pages.owner_turns import cards, whose_turns
from claims.pages.taking_over import call_notes
from claims.words import home_words
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.components import Note
from idi_platform.portal.keyset import page_of
from idi_platform.projects.bindings.pages import waiting_notes


@require_safe
@door("owner")
def home(request: DoorRequest) -> HttpResponse:
    """Show the owner's homes, each with what goes on there and until when it is covered."""
    acting, now = request.acting, clock.now()
    found = page_of(owners_units(acting), by=("pk",), query=request.GET, size=SHOWN)
    homes = homes_with(acting, found.items)
    context = {
        "greeting": greeting(homes, request.user.name if request.user.is_authenticated else ""),
        "cards": home_cards(homes, now),
        "waiting": [*_calls(request), *waiting_notes(acting, now)],
        "page": found,
    }
    return render(request, "claims/owner_home.html", context)


@require_safe
@door("owner")
def cases(request: DoorRequest) -> HttpResponse:
    """List the owner's claims, page by page, and the newest of his tickets; also those of homes that have passed on."""
    acting, now = request.acting, clock.now()
    claims = Claim.objects.visible_to(acting).exclude(state="routed_before_cover").select_related("subject")
    found = page_of(claims, by=("pk",), query=request.GET, size=20, descending=True)
    lines = queries.lines_of(found.items)
    tickets = [] if found.first_href else queries.owners_tickets(acting)
    turns = whose_turns([*lines, *tickets], now)
    then = states_then(acting, [line.case for line in (*lines, *tickets)], local_date(now))
    context = {
        "claims": cards(lines, turns, now, "claims:owner_claim", then),
        "tickets": cards(tickets, turns, now, "claims:owner_ticket", then),
        "calls": [] if found.first_href else _calls(request),
        "page": found,
    }
    return render(request, "claims/owner_cases.html", context)


def _calls(request: DoorRequest) -> list[Note]:
    return call_notes(getattr(request.user, "phone", None), request.acting)


@require_safe
@door("owner")
def cover(request: DoorRequest, pk: int) -> HttpResponse:
    """Say in plain words what the insurance of a home pays for, what not, and what to do."""
    unit = get_object_or_404(owners_units(request.acting), pk=pk)
    (found,) = homes_with(request.acting, [unit])
    context = {
        "home": home_words(unit, None, unit.building),
        "words": cover_words(found, local_date(clock.now())),
        "unit": unit,
    }
    return render(request, "claims/owner_cover.html", context)
