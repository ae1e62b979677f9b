"""The owner's pages: his cases, one claim, one ticket, and what he may do there."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import actions, queries
from claims.access import former_until, newcomer_since
from claims.forms.owner import ConfirmForm, OfferForm
from claims.joining import joined_to
from claims.models import Appointment, Appraisal, Claim, Intake, Repair, Ticket
from claims.pages import appraisals, beside, repaired
from claims.pages import owner as page
from claims.pages.beside import visit_rows
from claims.pages.home_cover import cover_of_item
from claims.pages.owner_clock import big_clock
from claims.pages.rows import evidence_items, record_rows
from claims.pages.wanted import papers_in_hand, said_with_request
from claims.pages.whose_turn import ticket_turn, turn_of
from claims.pages.withdrawing import what_withdrawing_means, withdrawal_of
from claims.pages.works import works_items
from claims.performance import performance_if_agreed
from claims.views.adding import hand_in
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.queries import clocks_of
from idi_platform.documents.models import Paper
from idi_platform.documents.responses import paper_response
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date, start_of
from idi_platform.portal.components import EvidenceItem
from idi_platform.portal.forms import shown_in
from idi_platform.portal.papers import paper_rows
from idi_platform.records.models import Subject
from idi_platform.rulebooks.law import Law, rulebook_for


@require_safe
@door("owner")
def claim(request: DoorRequest, number: str) -> HttpResponse:
    """Show one claim."""
    found = queries.claim_for(request.acting, number)
    ticket = found.tickets.order_by("pk").last() if found.state == "routed_before_cover" else None
    if ticket is not None:
        return redirect("claims:owner_ticket", ticket.number)
    return render(request, "claims/owner_claim.html", _claim_context(request, found))


def _claim_context(request: DoorRequest, found: Claim) -> dict[str, Any]:
    now, acting = clock.now(), request.acting
    law = rulebook_for(found.subject.insured_object_id)
    since, until = seen_since(acting, found), _until(acting, found.subject, now)
    queries.know_cover(found)
    joined, repairs, disputes = joined_to(found, acting), queries.repairs_of(found), appraisals.of_claim(found)
    repair = repairs[-1] if repairs else None
    ids = [found.pk, *(one.pk for one in (*joined, *repairs))]
    records = queries.records_of([*ids, *(row.pk for row in disputes)], since=since, until=until)
    if since is None and until is None:
        queries.know_steps(repairs, records)
    told, standing = queries.names_told(records), appraisals.standing(disputes if until is None else (), acting)
    shown = {
        **page.heading_of(found, law),
        "records": record_rows(
            records, acting, now, law, owner=True, told=told, standing=standing, clocks=_clocks(found, until)
        ),
        "papers": paper_rows(queries.papers_of(acting, ids, since=since, until=until), now, "claims:owner_paper"),
        **_handed_in(acting, found, repairs, since, until, now),
        "words": found.statement.body if found.statement is not None and since is None else "",
    }
    if until is not None:
        return {**shown, **page.of_former_owner()}
    asked = [record for record in records if record.name == "claim.request_supplement"]
    appointment = beside.newest_appointment(found)
    turn = repaired.turn_of(found, repair) or beside.turn_with(found, turn_of(found, law, now), appointment, now)
    turn = appraisals.turn_with(found, disputes, turn)
    return {
        **shown,
        "turn": turn,
        "big": big_clock(turn.clock, law, now, asked, told.organisations) if turn.clock is not None else None,
        "stages": page.owner_stages(found, now),
        **_acts_and_hints(found, repair, joined, disputes, appointment, acting, law, now),
        "withdrawal": withdrawal_of(found, acting, now),
        "checks": page.next_checks(found, law),
        "cover": cover_of_item(found, law, local_date(now)),
    }


def _acts_and_hints(
    found: Claim,
    repair: Repair | None,
    joined: Sequence[Intake],
    disputes: Sequence[Appraisal],
    appointment: Appointment | None,
    acting: Acting,
    law: Law,
    now: datetime,
) -> dict[str, Any]:
    """Return what the owner may do, and what he should know of what stands beside the claim."""
    arranged = beside.appointment_note(found, appointment, now) if found.survey_from_at is None else None
    acts = (repaired.acts_of(found, repair), visit_rows(found, appointment, now), page.acts_of(found, law, disputes))
    hints = (
        [arranged] if arranged is not None else [],
        page.notes_of(found, law, now, disputes),
        repaired.warranty_notes(repair),
        page.joined_notes(joined),
        appraisals.notes(disputes, acting),
        beside.complaint_notes(found, acting),
    )
    return {"acts": list(chain(*acts)), "hints": list(chain(*hints))}


def _handed_in(
    acting: Acting,
    found: Claim,
    repairs: Sequence[Repair],
    since: datetime | None,
    until: datetime | None,
    now: datetime,
) -> dict[str, Any]:
    """Return what was handed in with the claim, and what its works looked like before and after."""
    rows = queries.evidence_for(acting, found.pk, *(one.pk for one in repairs), since=since, until=until)
    return {
        "evidence": evidence_items([row for row in rows if row.subject_id == found.pk], acting, now),
        "works": works_items([row for row in rows if row.subject_id != found.pk], acting, now),
    }


def _clocks(found: Claim | Ticket, until: datetime | None) -> Sequence[Clock]:
    """Return the clocks by which the timeline is explained; none for a former owner: they went on after his time."""
    return clocks_of(found.pk) if until is None else ()


def seen_since(acting: Acting, found: Claim) -> datetime | None:
    """Return the instant from which a claim is shown to who took it over with the home; None for everybody else."""
    taken_over = newcomer_since(acting, found)
    return start_of(taken_over) if taken_over is not None else None


def _until(acting: Acting, subject: Subject, now: datetime) -> datetime | None:
    """Return the instant at which a former owner's time ended; None for everybody else."""
    ended = former_until(acting, subject.unit_id, local_date(now))
    return start_of(ended) if ended is not None else None


def no_longer(request: DoorRequest, found: Claim | Ticket) -> HttpResponse | None:
    """Return the page that tells a former owner why he acts no more; None for everybody else, and for what is sent."""
    until = _until(request.acting, found.subject, clock.now())
    if until is None or request.method == "POST":
        return None
    route = "claims:owner_ticket" if isinstance(found, Ticket) else "claims:owner_claim"
    context = {"number": found.number, "since": local_date(until), "back": reverse(route, args=[found.number])}
    return render(request, "claims/owner_former.html", context)


@require_safe
@door("owner")
def ticket(request: DoorRequest, number: str) -> HttpResponse:
    """Show one pre-cover ticket."""
    found = queries.ticket_for(request.acting, number)
    now, acting = clock.now(), request.acting
    law = rulebook_for(found.subject.insured_object_id)
    ids = [found.pk, *([found.origin_id] if found.origin_id else [])]
    until = _until(acting, found.subject, now)
    evidence = queries.evidence_for(acting, found.origin_id or found.pk, until=until)
    context = {
        **page.heading_of(found, law),
        "turn": ticket_turn(found, law, now),
        "acts": page.ticket_acts(found, law),
        "records": record_rows(
            queries.records_of(ids, until=until), acting, now, law, owner=True, clocks=_clocks(found, until)
        ),
        "papers": paper_rows(queries.papers_of(acting, ids, until=until), now, "claims:owner_paper"),
        "evidence": evidence_items(evidence, acting, now),
        "works": _mended(found, acting, until, now),
    }
    context |= page.of_former_owner() if until is not None else {}
    return render(request, "claims/owner_ticket.html", context)


def _mended(found: Ticket, acting: Acting, until: datetime | None, now: datetime) -> list[EvidenceItem]:
    """Return the pictures of a ticket's repair; those of the report itself stand with the report it came from."""
    if found.origin_id is None or found.repair_completed_at is None:
        return []
    return works_items(queries.evidence_for(acting, found.pk, until=until), acting, now)


@require_http_methods(["GET", "POST"])
@door("owner")
def ticket_step(request: DoorRequest, number: str, name: str) -> HttpResponse:
    """Ask, then take one of the owner's steps on a ticket."""
    found = queries.ticket_for(request.acting, number)
    said = page.TICKET_STEPS.get(name)
    if said is None:
        raise Http404
    if (former := no_longer(request, found)) is not None:
        return former
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = str(form.cleaned_data["key"])
        with shown_in(form):
            actions.take_on_ticket(acting=request.acting, key=key, ticket=found, step=name)
            messages.success(request, _("记下了。"))
            return redirect("claims:owner_ticket", number)
    works = _mended(found, request.acting, None, clock.now()) if name == "accept_repair" else []
    context = {"form": form, "ticket": found, "said": said, "works": works}
    return render(request, "claims/owner_ticket_step.html", context, status=form.status())


@require_safe
@door("owner")
def paper(request: DoorRequest, pk: int) -> FileResponse:
    """Open a paper: it has reached its addressee. A former owner opens those of his time, and later ones to him."""
    found = get_object_or_404(Paper.objects.visible_to(request.acting).select_related("subject"), pk=pk)
    until = _until(request.acting, found.subject, clock.now())
    mine = Paper.objects.filter(queries.addressed_to(request.acting), pk=pk)
    claim_ = Claim.objects.select_related("subject").filter(pk=found.subject_id).first()
    since = seen_since(request.acting, claim_) if claim_ is not None else None
    hidden = (until is not None and found.owed_at >= until) or (since is not None and found.owed_at < since)
    if hidden and not mine.exists():
        raise Http404
    answer = paper_response(found)
    actions.open_paper(acting=request.acting, paper=found)
    return answer


@require_http_methods(["GET", "POST"])
@door("owner")
def withdraw(request: DoorRequest, number: str) -> HttpResponse:
    """Ask, then take the claim back."""
    found = queries.claim_for(request.acting, number)
    if (former := no_longer(request, found)) is not None:
        return former
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            actions.withdraw(acting=request.acting, key=str(form.cleaned_data["key"]), claim=found)
            messages.success(request, _("已经撤回。以后还可以重新报。"))
            return redirect("claims:owner_claim", number)
    shown = {"form": form, "claim": found, "means": what_withdrawing_means(found)}
    return render(request, "claims/owner_withdraw.html", shown, status=form.status())


@require_http_methods(["GET", "POST"])
@door("owner")
def take_up(request: DoorRequest, number: str) -> HttpResponse:
    """Ask, then let an owner say that what a desk took in is his."""
    found = queries.claim_for(request.acting, number)
    if (former := no_longer(request, found)) is not None:
        return former
    if request.method == "GET" and not found.is_unclaimed:
        return redirect("claims:owner_claim", number)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.take_up(acting=request.acting, key=str(form.cleaned_data["key"]), claim=found)
        messages.success(request, _("记下了，以后由您办理。"))
        return redirect("claims:owner_claim", number)
    return render(request, "claims/owner_take_up.html", {"form": form, "claim": found})


@require_http_methods(["GET", "POST"])
@door("owner")
def offer(request: DoorRequest, number: str) -> HttpResponse:
    """Show what is offered, and take the owner's choice."""
    found = queries.claim_for(request.acting, number)
    if (former := no_longer(request, found)) is not None:
        return former
    form = OfferForm(request.POST or None, claim=found)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            key, mode = str(form.cleaned_data["key"]), form.chosen()
            actions.accept_offer(acting=request.acting, key=key, claim=found, mode=mode)
            messages.success(request, _("收到您的选择，保险公司会按期履行。"))
            return redirect("claims:owner_claim", number)
    row = page.objection_row(found, rulebook_for(found.subject.insured_object_id))
    limit = performance_if_agreed(found, clock.now())
    context = {"form": form, "claim": found, "objection": row, "limit": limit}
    return render(request, "claims/owner_offer.html", context, status=form.status())


@require_http_methods(["GET", "POST"])
@door("owner")
def add(request: DoorRequest, number: str) -> HttpResponse:
    """Take further photos and words, or the papers that were asked for."""
    found = queries.claim_for(request.acting, number)
    if (former := no_longer(request, found)) is not None:
        return former
    form = hand_in(request, found)
    if form is None:
        return redirect("claims:owner_claim", number)
    said = said_with_request(found, seen_since(request.acting, found))
    context = {"form": form, "claim": found, "came": papers_in_hand(found), "said": said}
    return render(request, "claims/owner_add.html", context, status=form.status())
