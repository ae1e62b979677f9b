"""After a report: its receipt; and, for anybody, what to do before somebody comes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from claims import queries
from claims.access import former_until, newcomer_since
from claims.first_aid import AIDS
from claims.models import Claim, Ticket
from claims.pages import owner as page
from claims.pages.receipt import dues_of, left_open
from claims.pages.report import at_once
from claims.pages.whose_turn import ticket_turn, turn_of
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.papers import paper_rows
from idi_platform.rulebooks.law import rulebook_for

_RECEIPTS = frozenset({"intake_receipt", "routing_letter"})


@require_safe
@door("owner")
def receipt(request: DoorRequest, number: str) -> HttpResponse:
    """Show the receipt of a report to whoever may see the claim as his own."""
    found = queries.claim_for(request.acting, number)
    now, acting = clock.now(), request.acting
    is_former = former_until(acting, found.subject.unit_id, local_date(now)) is not None
    if is_former or newcomer_since(acting, found) is not None:
        return redirect("claims:owner_claim", number)
    law = rulebook_for(found.subject.insured_object_id)
    ticket = _ticket_of(found)
    case: Claim | Ticket = ticket or found
    dues = dues_of(case, law)
    papers = [paper for paper in queries.papers_of(acting, [found.pk]) if paper.code in _RECEIPTS]
    context = {
        **page.heading_of(case, law),
        "received_at": found.received_at,
        "turn": ticket_turn(ticket, law, now) if ticket is not None else turn_of(found, law, now),
        "dues": dues,
        "is_provisional": left_open(dues),
        "papers": paper_rows(papers, now, "claims:owner_paper"),
        "at_once": at_once(found.severity),
        "is_routed": ticket is not None,
    }
    return render(request, "claims/report_receipt.html", context)


def _ticket_of(found: Claim) -> Ticket | None:
    if found.state != "routed_before_cover":
        return None
    return found.tickets.select_related("subject", "origin__subject").order_by("pk").last()


@require_safe
def first_aid(request: HttpRequest) -> HttpResponse:
    """Say what to do at once; open to anybody, for nobody logs in while water comes down."""
    return render(request, "claims/first_aid.html", {"aids": AIDS})
