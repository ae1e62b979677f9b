"""The owner's word on works: he accepts them, says what is not right, or that it is broken again under warranty."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import actions, queries
from claims.actions import beside as acts
from claims.forms.beside import WordsForm
from claims.forms.owner import ConfirmForm
from claims.models import Claim, Repair
from claims.pages import repaired as page
from claims.pages.works import works_items
from claims.views.owner import no_longer, seen_since
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.forms import StepForm, shown_in


@require_http_methods(["GET", "POST"])
@door("owner")
def step(request: DoorRequest, number: str, name: str) -> HttpResponse:
    """Ask, then take the owner's step."""
    found = queries.claim_for(request.acting, number)
    said, repair = page.ASKED.get(name), queries.repair_of(found)
    if said is None or repair is None:
        raise Http404
    if (former := no_longer(request, found)) is not None:
        return former
    form = (WordsForm if name == "dispute_result" else ConfirmForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            _take(request, found, repair, name, form)
            messages.success(request, _("记下了。"))
            return redirect("claims:owner_claim", number)
    context = {"form": form, "claim": found, "said": said, **_done(request, found, repair)}
    return render(request, "claims/owner_works.html", context, status=form.status())


def _done(request: DoorRequest, claim: Claim, repair: Repair) -> dict[str, object]:
    """Return what the works look like, as far as the reader may see it, and what became of their water test."""
    since = seen_since(request.acting, claim)
    pictures = queries.evidence_for(request.acting, repair.pk, since=since)
    return {"works": works_items(pictures, request.acting, clock.now()), "water_test": page.water_test(claim, repair)}


def _take(request: DoorRequest, claim: Claim, repair: Repair, name: str, form: StepForm) -> None:
    key = str(form.cleaned_data["key"])
    if name == "reopen_under_warranty":
        actions.take(claim, name, acting=request.acting, key=key)
        return
    words = form.cleaned_data.get("words", "")
    acts.take_beside(acting=request.acting, key=key, beside=repair, step=name, words=words)
