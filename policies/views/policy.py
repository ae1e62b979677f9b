"""`/console/policies/` and one policy: what it covers, where, from when to when, and who carries it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import acting_of
from idi_platform.portal.cases.pages.subject import case_parts
from policies.models import Policy
from policies.queries import policies_for, policy_page


@require_safe
@door("console")
def policies(request: HttpRequest) -> HttpResponse:
    """List the policies that the capacity may see."""
    return render(request, "policies/policies.html", {"table": policies_for(acting_of(request))})


@require_safe
@door("console")
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one policy."""
    found = Policy.objects.visible_to(acting_of(request)).select_related("subject", "insured_object__project")
    shown = found.filter(pk=pk).first()
    if shown is None:
        raise Http404
    context = {"page": policy_page(shown), **case_parts(shown, acting_of(request))}
    return render(request, "policies/policy.html", context)
