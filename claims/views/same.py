"""A desk says whether two reports are of the same defect."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import actions, queries
from claims.earlier import earlier_cases
from claims.forms.same import EarlierForm
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
