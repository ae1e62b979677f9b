"""`/console/policies/` and one policy: what it covers, where, from when to when, and who carries it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import acting_of
from idi_platform.accounts.roles import Role
from idi_platform.portal.cases.pages.subject import case_parts
from policies.models import Policy
from policies.offered import around
from policies.queries import around_rows, policies_for, policy_page


@require_safe
@door("console")
def policies(request: HttpRequest) -> HttpResponse:
    """List the policies that the capacity may see."""
    acting = acting_of(request)
    context = {"table": policies_for(acting), "may_enter": Role.underwriter in acting.roles}
    return render(request, "policies/policies.html", context)


@require_safe
@door("console")
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one policy."""
    acting = acting_of(request)
    rows = Policy.objects.visible_to(acting).select_related("subject", "insured_object__project")
    shown = get_object_or_404(rows, pk=pk)
    hanging = around_rows(around(shown, acting), acting)
    context = {"page": policy_page(shown), "around": hanging, **case_parts(shown, acting)}
    return render(request, "policies/policy.html", context)
