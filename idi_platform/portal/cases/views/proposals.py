"""The second person's desk for corrections: what waits, what it changes, agree or give back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.cases import actions, queries
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.forms import ConfirmForm, GiveBackForm
from idi_platform.portal.cases.pages.impacts import impact_page
from idi_platform.portal.cases.pages.proposal import proposal_page
from idi_platform.portal.cases.pages.registers import proposals_table, register_links
from idi_platform.portal.forms import shown_in
from idi_platform.records.governing import law_of
from idi_platform.workflow.corrections import count_again, is_outdated, shown_impact
from idi_platform.workflow.dry import count_step_again
from idi_platform.workflow.models import Proposal, ProposalState
from idi_platform.workflow.proposals import decline

PAGE = 200


@require_safe
def waiting(request: DoorRequest) -> HttpResponse:
    """List the corrections, and other steps without a page of their own, that wait for a second person."""
    rows = list(queries.corrections_waiting(request.acting)[:PAGE])
    context = {
        "title": _("等待复核的更正"),
        "table": proposals_table(rows, request.acting, clock.now()),
        "groups": register_links(request.acting, "waiting"),
    }
    return render(request, "cases/register.html", context)


@require_safe
def proposal(request: DoorRequest, pk: int) -> HttpResponse:
    """Show one proposal with what it would change."""
    found = get_object_or_404(queries.waiting(request.acting), pk=pk)
    return render(request, "cases/proposal.html", _context(request, found))


def _context(request: DoorRequest, found: Proposal, form: GiveBackForm | None = None) -> dict[str, Any]:
    return {
        "page": proposal_page(found, request.acting),
        **_impact(request, found),
        "agree_form": ConfirmForm(),
        "back_form": form or GiveBackForm(),
        "agree_href": address(request.acting, "agree", found.pk),
        "back_href": address(request.acting, "give_back", found.pk),
        "count_href": address(request.acting, "count", found.pk),
        "list_href": address(request.acting, "waiting"),
    }


def _impact(request: DoorRequest, found: Proposal) -> dict[str, Any]:
    """Return what it changes as it was last counted, and whether something was done since."""
    shown = shown_impact(found)
    if shown is None:
        return {"is_outdated": found.corrects_id is not None}
    law = law_of(found.subject)
    return {
        "impact": impact_page(shown, found.subject, law, request.acting),
        "is_outdated": is_outdated(found),
    }


@require_POST
def count(request: DoorRequest, pk: int) -> HttpResponse:
    """Count anew what it would change, or say why it can no longer be taken."""
    found = get_object_or_404(queries.waiting(request.acting), pk=pk)
    if found.corrects_id is not None:
        count_again(found, acting=request.acting)
    elif shown_impact(found) is not None:
        count_step_again(found, acting=request.acting)
    return redirect(address(request.acting, "proposal", found.pk))


@require_POST
def agree(request: DoorRequest, pk: int) -> HttpResponse:
    """Agree: it is written now."""
    found = get_object_or_404(queries.proposals_for(request.acting), pk=pk)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        counted = found.corrects_id is not None or shown_impact(found) is not None
        if counted and found.state == ProposalState.OPEN and is_outdated(found):
            messages.warning(request, _("提交以后又有新的记录，请重新计算影响，看过再同意。"))
            return redirect(address(request.acting, "proposal", found.pk))
        actions.agree(found, acting=request.acting, key=str(form.cleaned_data["key"]))
        messages.success(request, _("已同意，现在生效。"))
    return redirect(address(request.acting, "waiting"))


@require_POST
def give_back(request: DoorRequest, pk: int) -> HttpResponse:
    """Give back with a reason."""
    found = get_object_or_404(queries.waiting(request.acting), pk=pk)
    form = GiveBackForm(request.POST)
    if form.is_valid():
        with shown_in(form):
            decline(found, acting=request.acting, reason=form.cleaned_data["reason"])
            messages.success(request, _("已退回，经办人会看到原因。"))
            return redirect(address(request.acting, "waiting"))
    return render(request, "cases/proposal.html", _context(request, found, form), status=form.status())
