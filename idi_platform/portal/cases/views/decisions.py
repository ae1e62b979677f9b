"""Legal decisions: the register, and the form for who may decide."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted, Refusal, Refused
from idi_platform.portal.cases import queries
from idi_platform.portal.cases.forms import DecisionForm
from idi_platform.portal.cases.pages.registers import decisions_table, register_links
from idi_platform.portal.cases.places import place_of
from idi_platform.portal.forms import shown_in
from idi_platform.portal.keyset import page_of
from idi_platform.records.models import Aggregate
from idi_platform.workflow.decisions import ReferGate, record_decision, refer_gates


@require_safe
def decisions(request: DoorRequest) -> HttpResponse:
    """Show the register of legal decisions, the newest first."""
    rows = queries.decisions_for(request.acting)
    page = page_of(rows, by=("decided_at", "pk"), query=request.GET, descending=True)
    context = {
        "title": _("法律决定登记"),
        "table": decisions_table(page.items, request.acting, clock.now()),
        "page": page,
        "groups": register_links(request.acting, "decisions"),
    }
    return render(request, "cases/register.html", context)


@require_http_methods(["GET", "POST"])
def decide(request: DoorRequest, pk: int) -> HttpResponse:
    """Show the questions that this capacity decides on a subject, or record the answer to one."""
    subject = queries.subject_for(request.acting, pk)
    aggregate, place = queries.aggregate_for(request.acting, subject), place_of(subject, request.acting)
    gates = _mine(request, aggregate)
    form = DecisionForm(request.POST or None, gates=gates, initial={"gate": request.GET.get("gate", gates[0].code)})
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            record_decision(aggregate=aggregate, acting=request.acting, **form.given())
            messages.success(request, _("决定已登记。"))
            return redirect(place.href)
    context = {"form": form, "place": place}
    return render(request, "cases/decide.html", context, status=form.status())


def _mine(request: DoorRequest, aggregate: Aggregate) -> list[ReferGate]:
    """Return the gates that this capacity decides.

    Raises:
        Refused when nothing asks here, NotPermitted when others decide.
    """
    gates = refer_gates(aggregate, clock.now())
    if not gates:
        raise Refused([Refusal("decision.not_asked", _("这里没有等待法律决定的问题，请刷新页面看最新情况。"))])
    mine = [gate for gate in gates if not request.acting.roles.isdisjoint(gate.deciders)]
    if not mine:
        raise NotPermitted("decision.not_permitted", _("您的身份不能作出这项法律决定，请交给有权的同事。"))
    return mine
