"""The second person's desk: what waits, what it says, approve or give back."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import actions, queries
from claims.desk import queues
from claims.forms.owner import ConfirmForm
from claims.forms.step import DeclineForm
from claims.models import Claim
from claims.pages import approvals as page
from claims.pages import desk, queue
from claims.pages.given_back import given_back_before
from claims.pages.second_look import beside_proposal
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.documents.responses import draft_response
from idi_platform.kernel import clock
from idi_platform.portal.cases.pages.registers import proposals_table
from idi_platform.portal.cases.queries import corrections_waiting
from idi_platform.portal.forms import shown_in
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.models import Proposal

CLAIMS = (Role.handler, Role.approver)
_SHOWN = 200


@require_safe
@door("console", roles=CLAIMS)
def approvals(request: DoorRequest) -> HttpResponse:
    """List what waits for a second person."""
    now = clock.now()
    waiting = list(queries.waiting_proposals(request.acting).filter(corrects=None)[:_SHOWN])
    corrections = list(corrections_waiting(request.acting)[:_SHOWN])
    none = queues.Filters()
    counts = queues.counts(queues.open_claims(request.acting, now), none, request.acting, now)
    context = {
        "table": page.table(waiting, request.acting, now),
        "corrections": proposals_table(corrections, request.acting, now),
        "groups": queue.queue_groups(counts, none, len(waiting) + len(corrections), is_at_approvals=True),
    }
    return render(request, "claims/console_approvals.html", context)


@require_safe
@door("console", roles=CLAIMS)
def approval(request: DoorRequest, pk: int) -> HttpResponse:
    """Show one proposal with what it would say."""
    return render(request, "claims/console_approval.html", _context(request, _proposal(request, pk)))


def _proposal(request: DoorRequest, pk: int) -> Proposal:
    return get_object_or_404(queries.waiting_proposals(request.acting).filter(corrects=None), pk=pk)


def _context(request: DoorRequest, proposal: Proposal, form: DeclineForm | None = None) -> dict[str, Any]:
    found = Claim.objects.visible_to(request.acting).select_related("subject")
    claim = get_object_or_404(found, pk=proposal.subject_id)
    law, now = rulebook_for(claim.subject.insured_object_id), clock.now()
    return {
        "proposal": proposal,
        "claim": claim,
        "line": desk.heading(claim),
        "claim_href": reverse("claims:console_claim", args=[claim.number]),
        **page.content(proposal, claim, law, request.acting),
        **page.waiting_parts(proposal, law, now),
        **beside_proposal(proposal, claim, law, request.acting, now),
        **_beside(request, proposal),
        "given_back": given_back_before(proposal, now),
        "approve_form": ConfirmForm(),
        "decline_form": form or DeclineForm(),
    }


def _beside(request: DoorRequest, proposal: Proposal) -> dict[str, str]:
    """Return the addresses of what waits before and after, the oldest first; empty at the ends."""
    rows = queries.waiting_proposals(request.acting).filter(corrects=None)
    found = list(rows.values_list("pk", flat=True)[:_SHOWN])
    at = found.index(proposal.pk) if proposal.pk in found else len(found)
    beside = {"before_href": found[max(at - 1, 0) : at], "next_href": found[at + 1 : at + 2]}
    return {name: reverse("claims:console_approval", args=pks) if pks else "" for name, pks in beside.items()}


@require_safe
@door("console", roles=CLAIMS)
def draft(request: DoorRequest, pk: int, code: str) -> FileResponse:
    """Show a letter that the proposal would lead to, as it will be drawn, marked as a draft."""
    drafts = _proposal(request, pk).preview.get(code)
    if not drafts:
        raise Http404
    return draft_response(drafts[0])


@require_http_methods(["POST"])
@door("console", roles=CLAIMS)
def approve(request: DoorRequest, pk: int) -> HttpResponse:
    """Approve: the step is taken now."""
    proposal = get_object_or_404(queries.proposals_for(request.acting), pk=pk)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        actions.approve_proposal(acting=request.acting, key=str(form.cleaned_data["key"]), proposal=proposal)
        messages.success(request, _("已同意，这一步现在生效。"))
    return redirect("claims:console_approvals")


@require_http_methods(["POST"])
@door("console", roles=CLAIMS)
def decline(request: DoorRequest, pk: int) -> HttpResponse:
    """Give back with a reason."""
    proposal = _proposal(request, pk)
    form = DeclineForm(request.POST)
    if form.is_valid():
        with shown_in(form):
            actions.decline_proposal(acting=request.acting, proposal=proposal, reason=form.cleaned_data["reason"])
            messages.success(request, _("已退回，经办人会看到原因。"))
            return redirect("claims:console_approvals")
    return render(request, "claims/console_approval.html", _context(request, proposal, form), status=form.status())
