"""A desk says whether two reports are of the same defect."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import actions, queries
from claims.earlier import earlier_cases
from claims.forms.same import JOIN, CallForm, EarlierForm
from claims.models import Claim, Intake
from claims.pages import desk as page
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.portal.forms import shown_in


@require_http_methods(["GET", "POST"])
@door("console", roles=(Role.handler,))
def earlier(request: DoorRequest, number: str) -> HttpResponse:
    """Link the claim to an earlier case at the same place, or say that none is of the same defect."""
    found = queries.claim_for(request.acting, number)
    form = EarlierForm(request.POST or None, found=earlier_cases(found))
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            actions.link_earlier(
                acting=request.acting,
                key=str(form.cleaned_data["key"]),
                claim=found,
                earlier=form.chosen(),
                words=form.cleaned_data["words"],
            )
            messages.success(request, _("记下了，承保核验按这个认定重新算过。"))
            return redirect("claims:console_claim", number)
    context = {"form": form, "claim": found, "line": page.heading(found)}
    return render(request, "claims/console_earlier.html", context, status=form.status())


@require_http_methods(["GET", "POST"])
@door("console", roles=(Role.handler,))
def call(request: DoorRequest, number: str) -> HttpResponse:
    """Keep another call about the claim: it joins the claim, or only asked for advice."""
    found = queries.claim_for(request.acting, number)
    form = CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            intake = _kept(request, found, form)
            messages.success(request, _("记下了，编号 %(number)s。") % {"number": intake.number})
            return redirect("claims:console_claim", number)
    context = {"form": form, "claim": found, "line": page.heading(found)}
    return render(request, "claims/console_call.html", context, status=form.status())


def _kept(request: DoorRequest, found: Claim, form: CallForm) -> Intake:
    given = form.cleaned_data
    said: dict[str, Any] = {
        "acting": request.acting,
        "key": str(given["key"]),
        "claim": found,
        "words": given["words"],
        "caller": form.caller(),
        "received_at": given["received_at"],
        "why_late": given["why_late"],
    }
    if given["outcome"] == JOIN:
        return actions.join_claim(**said).intake
    return actions.give_advice(**said)
