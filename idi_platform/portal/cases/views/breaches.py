"""Facts in breach: the register, and the form by which the insurer or the authority records one with evidence."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.clock import SHANGHAI
from idi_platform.kernel.errors import NotVisible, Refused
from idi_platform.kernel.languages import in_words
from idi_platform.portal.cases import actions, queries
from idi_platform.portal.cases.forms import HAPPENED, FactsForm
from idi_platform.portal.cases.pages.registers import register_links, violations_table
from idi_platform.portal.cases.places import place_of
from idi_platform.portal.forms import shown_in
from idi_platform.portal.keyset import page_of
from idi_platform.portal.uploads import ALL, upload_box
from idi_platform.records.models import Aggregate
from idi_platform.workflow.lifecycles import StepDefinition, lifecycle_of
from idi_platform.workflow.meanwhile import came_too_late
from idi_platform.workflow.permissions import check_may_report_breach
from idi_platform.workflow.requests import Performed, Proposed


@require_safe
def violations(request: DoorRequest) -> HttpResponse:
    """List the facts in breach, the newest first."""
    rows = queries.violations_for(request.acting)
    page = page_of(rows, by=("opened_at", "pk"), query=request.GET, descending=True)
    context = {
        "title": _("违规事实"),
        "table": violations_table(page.items, request.acting, clock.now()),
        "page": page,
        "groups": register_links(request.acting, "violations"),
    }
    return render(request, "cases/register.html", context)


@require_http_methods(["GET", "POST"])
def breach(request: DoorRequest, pk: int, step: str) -> HttpResponse:
    """Show the form of a fact in breach, or record it."""
    subject = queries.subject_for(request.acting, pk)
    aggregate, place = queries.aggregate_for(request.acting, subject), place_of(subject, request.acting)
    definition = _report(request, aggregate, step)
    form = _form(request, aggregate, definition)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            done = _record(request, aggregate, form)
            said = (
                _("已提交，等另一位同事复核。") if isinstance(done, Proposed) else _("已如实记录，违反的条文已经列出。")
            )
            messages.success(request, said)
            return redirect(place.href)
    context = {"form": form, "step": in_words(definition), "place": place}
    return render(request, "cases/breach.html", context, status=form.status())


def _report(request: DoorRequest, aggregate: Aggregate, name: str) -> StepDefinition:
    """Return the report that is asked for; a form that is sent again is answered by its key, whatever the state.

    Raises:
        NotVisible where there is no such report, NotPermitted for other roles, Refused in another state.
    """
    definition = lifecycle_of(aggregate.kind).steps.get(name)
    if definition is None or not definition.is_report or definition.is_creating:
        raise NotVisible("step.not_offered", _("没有这一步。请检查网址，或从首页重新进入。"))
    check_may_report_breach(definition, aggregate.subject, request.acting)
    if request.method == "GET" and not definition.starts_from(getattr(aggregate, "state", "")):
        raise Refused([came_too_late(definition, aggregate)])
    return definition


def _form(request: DoorRequest, aggregate: Aggregate, definition: StepDefinition) -> FactsForm:
    form = FactsForm(
        request.POST or None,
        request.FILES or None,
        definition=definition,
        current={},
        known=queries.known_for(request.acting, aggregate.subject, {}),
        evidence=queries.evidence_on(request.acting, aggregate.subject),
        initial={HAPPENED: clock.now().astimezone(SHANGHAI)},
    )
    form.offer("files", upload_box(request.acting, actions.waiting_for(aggregate.subject), kinds=ALL))
    return form


def _record(request: DoorRequest, aggregate: Aggregate, form: FactsForm) -> Performed | Proposed:
    data: dict[str, Any] = form.cleaned_data
    uploaded = actions.take_evidence(data["files"], acting=request.acting, subject=aggregate.subject)
    return actions.record_in_breach(
        aggregate,
        form.definition.name,
        acting=request.acting,
        key=str(data["key"]),
        happened_at=data[HAPPENED],
        account=data["reason"],
        evidence=sorted({*form.picked(), *uploaded}),
        facts=form.facts(),
    )
