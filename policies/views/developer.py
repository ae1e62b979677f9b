"""A developer's contracts: what each covers, where it stands, what may be done with it, and the papers sent to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.chips import reason_of, step_button
from idi_platform.portal.components import Reason, StepButton
from idi_platform.portal.forms import shown_in
from idi_platform.portal.papers import papers_addressed_to, rows_addressed_to
from policies.actions import take_on_contract
from policies.forms.contract_step import ContractStepForm
from policies.models import Policy
from policies.offered import CONTRACT, Offered, around, offered_on
from policies.queries import around_rows, policies_for, policy_page


@require_safe
@door("developer")
def policies(request: DoorRequest) -> HttpResponse:
    """List the contracts on the developer's projects."""
    return render(request, "policies/policies.html", {"table": policies_for(request.acting)})


@require_http_methods(["GET", "POST"])
@door("developer")
def policy(request: DoorRequest, pk: int) -> HttpResponse:
    """Show a contract with the steps that its developer may take, and take the one that is sent."""
    rows = Policy.objects.visible_to(request.acting).select_related("subject", "insured_object__project")
    found = get_object_or_404(rows, pk=pk)
    hanging = around(found, request.acting)
    offered = offered_on(found, hanging, request.acting)
    chosen = offered.get(request.POST.get("step") or request.GET.get("step", ""))
    form = _form(request, chosen) if chosen is not None else None
    if request.method == "POST" and chosen is not None and form is not None and form.is_valid():
        key, step = str(form.cleaned_data["key"]), chosen.offer.name
        with shown_in(form):
            take_on_contract(acting=request.acting, key=key, on=chosen.target, step=step, **form.given())
            messages.success(request, _("办好了。"))
            return redirect("policies:developer_policy", pk)
    papers = papers_addressed_to(request.acting).filter(subject__policy=pk, subject__kind__in=CONTRACT)
    context = {
        "page": policy_page(found),
        "around": around_rows(hanging, request.acting),
        "steps": [_button(found, one) for one in offered.values()],
        "papers": rows_addressed_to(request.acting, papers.order_by("-owed_at", "-pk"), clock.now()),
        "form": form,
        "chosen": chosen,
        "against": _against(chosen, form),
    }
    return render(request, "policies/developer_policy.html", context, status=form.status() if form is not None else 200)


def _form(request: DoorRequest, chosen: Offered) -> ContractStepForm:
    return ContractStepForm(request.POST if request.method == "POST" else None, definition=chosen.offer.definition)


def _against(chosen: Offered | None, form: ContractStepForm | None) -> list[Reason]:
    """Return what stands against a step before its form is sent; afterwards the form says it itself."""
    refusals = chosen.offer.refusals if chosen is not None and form is not None and not form.refusals else ()
    return [reason_of(one, short_article_of) for one in refusals]


def _button(found: Policy, one: Offered) -> StepButton:
    href = f"{reverse('policies:developer_policy', args=[found.pk])}?step={one.name}"
    return step_button(one.offer, href=href, articles=short_article_of)
