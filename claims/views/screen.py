"""A claim on one screen at the insurer's desk, and what lies behind its lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims import actions, queries
from claims.desk.colleagues import gone_from
from claims.forms.owner import ConfirmForm
from claims.models import Claim
from claims.nearby import nearby
from claims.pages import behind, desk
from claims.pages import screen as page
from claims.pages.approvals import makers_of
from claims.pages.beside import newest_appointment, waits_for_slot
from claims.pages.cover_check import cover_panel
from claims.pages.given_back import given_back_notes
from claims.pages.matters import slots_waiting
from claims.pages.rows import evidence_items
from claims.pages.screen_clocks import clock_parts, next_chip
from claims.pages.walk import walk_of
from claims.pages.works import pictures_of_works, works_items
from claims.words import title_of
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.pages.evidence import proofs_of
from idi_platform.portal.cases.pages.registers import proposal_words
from idi_platform.portal.cases.pages.subject import decision_notes
from idi_platform.portal.components import Action, Ball, Note
from idi_platform.portal.papers import paper_rows
from idi_platform.records.verify import first_fault_of
from idi_platform.rulebooks.law import Law, rulebook_for
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.offers import steps_for, waiting_on

CLAIMS = (Role.handler, Role.approver)


@require_safe
@door("console", roles=CLAIMS)
def claim(request: DoorRequest, number: str) -> HttpResponse:
    """Show one claim on one screen."""
    return render(request, "claims/console_claim.html", _context(request, queries.claim_for(request.acting, number)))


@require_POST
@door("console", roles=CLAIMS)
def phone(request: DoorRequest, number: str) -> HttpResponse:
    """Show the claimant's telephone in full; who asked for it is recorded."""
    found, form = queries.claim_for(request.acting, number), ConfirmForm(request.POST)
    if form.is_valid():
        actions.take(found, "show_phone", acting=request.acting, key=str(form.cleaned_data["key"]))
    answer = render(request, "claims/console_claim.html", _context(request, found, shows_phone=form.is_valid()))
    answer["Cache-Control"] = "private, no-store"
    return answer


def _context(request: DoorRequest, found: Claim, *, shows_phone: bool = False) -> dict[str, Any]:
    now, acting = clock.now(), request.acting
    law = rulebook_for(found.subject.insured_object_id)
    queries.know_cover(found)
    upcoming = queries.next_clock(found.pk)
    evidence, records = queries.evidence_for(acting, found.pk), queries.all_records_of(found.pk)
    works, repairs = pictures_of_works(acting, found), queries.repairs_of(found)
    told, near = queries.names_told(records, found), nearby(found, acting)
    rows = page.told_records(records, acting, now, law, told, near.texts)
    facts = page.facts_of(found, law, told, repairs[-1] if repairs else None, gone=_gone(acting, now))
    papers = queries.papers_of(acting, [found.pk, *(one.pk for one in repairs)])
    return {
        "title": title_of(found, law),
        "claim": found,
        "line": desk.heading(found),
        "walk": walk_of(request, found, acting, now),
        "chip": next_chip(upcoming, law, now),
        "alarm": desk.emergency_chip(found),
        **_turn(found, upcoming, law, acting, now),
        **facts,
        "phone": page.phone_of(found, told) if shows_phone else facts["phone"],
        "phone_form": None if shows_phone or not facts["phone"] else ConfirmForm(),
        "evidence": evidence_items(evidence[: page.SHOWN_EVIDENCE], acting, now),
        "evidence_count": len(evidence) + len(works),
        **cover_panel(found, law, told, local_date(now)),
        "survey": page.survey_of(found, records, told, near.texts, evidence),
        "visits": page.visits_of(found, now),
        "decided": page.decisions_words(near.decided),
        "findings": page.finding_notes(near, now, law),
        **clock_parts(found, law, now),
        **page.buttons(found, steps_for(found, acting)),
        **_first("records", rows, page.SHOWN_RECORDS),
        **_first("papers", paper_rows(papers, now, "claims:console_paper"), page.SHOWN_PAPERS),
        "stand_in": page.stand_in_note(found, told, acting, local_date(now)),
        "joined": page.joined_rows(near.joined, now),
        "may_call": acting.may_act_as(Role.handler),
        "similar": page.similar_rows(near.similar, law),
    }


def _turn(found: Claim, upcoming: Clock | None, law: Law, acting: Acting, now: datetime) -> dict[str, Any]:
    """Return whose turn it is; what waits for the owner or a second person, what one gave back, questions of law."""
    waiting, visit = waiting_on(found.pk), newest_appointment(found) if found.state == "filed" else None
    asked = {"is_proposed": bool(waiting), "has_slots": waits_for_slot(visit, found, now)}
    return {
        "ball": Ball(*desk.ball_words(found, upcoming, law, acting, **asked)),
        "slots": slots_waiting(visit),
        "proposals": _waiting(waiting, acting),
        "given_back": given_back_notes(found, acting, now),
        "decisions": decision_notes(found, acting, now),
    }


def _first(name: str, rows: Sequence[Any], shown: int) -> dict[str, Sequence[Any]]:
    """Return what is shown at once, and what stands behind a button."""
    return {name: rows[:shown], f"more_{name}": rows[shown:]}


def _gone(acting: Acting, now: datetime) -> frozenset[int]:
    return gone_from(acting.organisation_id or 0, local_date(now))


def _waiting(proposals: Sequence[Proposal], acting: Acting) -> list[Note]:
    makers = makers_of(proposals, acting)
    return [_waits(proposal, makers[proposal.pk], acting) for proposal in proposals]


def _waits(proposal: Proposal, maker: str, acting: Acting) -> Note:
    text = _("%(who)s 提交，等待复核。") % {"who": maker}
    href = reverse("claims:console_approval", args=[proposal.pk])
    look = Action(_("去看"), address(acting, "proposal", proposal.pk) if proposal.corrects_id is not None else href)
    return Note(text, strong=proposal_words(proposal), action=look)


@require_safe
@door("console", roles=CLAIMS)
def evidence(request: DoorRequest, number: str) -> HttpResponse:
    """Show every photo and paper of the file with what is kept beside it."""
    found, now = queries.claim_for(request.acting, number), clock.now()
    rows, works = queries.evidence_for(request.acting, found.pk), pictures_of_works(request.acting, found)
    context = {
        "claim": found,
        "line": desk.heading(found),
        "items": list(zip(evidence_items(rows, request.acting, now), proofs_of(rows), strict=True)),
        "works": list(zip(works_items(works, request.acting, now), proofs_of(works), strict=True)),
    }
    return render(request, "claims/console_evidence.html", context)


@require_safe
@door("console", roles=CLAIMS)
def near(request: DoorRequest, number: str) -> HttpResponse:
    """Show the nearest past decisions, and what the risk agency found at the same place with its closing proof."""
    found, now = queries.claim_for(request.acting, number), clock.now()
    law = rulebook_for(found.subject.insured_object_id)
    return render(request, "claims/console_near.html", behind.near_context(found, law, request.acting, now))


@require_safe
@door("console", roles=CLAIMS)
def chain(request: DoorRequest, number: str) -> HttpResponse:
    """Recompute the chain of the claim's records, and say whether every link holds."""
    found = queries.claim_for(request.acting, number)
    fault = first_fault_of(found.pk)
    context = {
        "claim": found,
        "line": desk.heading(found),
        "fault": fault,
        "count": found.subject.seq,
        "head": bytes(found.subject.head).hex(),
    }
    return render(request, "claims/console_chain.html", context)
