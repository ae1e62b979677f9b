"""Correcting a record: the form, what it would change, and sending it to the second person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel.clock import SHANGHAI
from idi_platform.kernel.errors import Refusal, Refused
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases import actions, queries
from idi_platform.portal.cases.forms import HAPPENED, CorrectionForm
from idi_platform.portal.cases.pages.impacts import impact_page
from idi_platform.portal.cases.places import place_of
from idi_platform.portal.forms import shown_in
from idi_platform.portal.uploads import ALL, upload_box
from idi_platform.records.governing import law_of
from idi_platform.records.histories import StepTaken
from idi_platform.records.models import Record
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.corrections import check_may_correct_step
from idi_platform.workflow.lifecycles import step_named


@require_http_methods(["GET", "POST"])
def correct(request: DoorRequest, pk: int) -> HttpResponse:
    """Show the form; show what it would change; send what was shown."""
    record = queries.record_for(request.acting, pk)
    step = _standing(request, record)
    form, context = _form(request, record, step), _context(request, record)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            content = _content(request, record, step, form)
            if form.is_seen():
                actions.send_correction(record, acting=request.acting, key=str(form.cleaned_data["key"]), **content)
                messages.success(request, _("已提交，等另一位同事复核。复核以前什么都不变。"))
                return redirect(context["place"].href)
            shown = actions.show_impact(record, acting=request.acting, **content)
            law = law_of(record.subject)
            context["impact"] = impact_page(shown, record.subject, law, request.acting)
            form = _form(request, record, step, again=form, evidence=content["evidence"])
    return render(request, "cases/correct.html", {**context, "form": form}, status=form.status())


def _standing(request: DoorRequest, record: Record) -> StepTaken:
    """Return the step as it stands.

    Raises:
        NotPermitted for a role that corrects nothing here, Refused when the step was annulled.
    """
    check_may_correct_step(record, request.acting)
    step = queries.standing_step(record)
    if step is None:
        raise Refused([Refusal("correction.annulled", _("这条记录已经撤销，不能再更正。"))])
    return step


def _form(
    request: DoorRequest,
    record: Record,
    step: StepTaken,
    again: CorrectionForm | None = None,
    evidence: list[int] | None = None,
) -> CorrectionForm:
    """Return the form; after its impact was shown, with the mark of what was seen and the evidence picked."""
    data: Any = request.POST if request.method == "POST" else None
    if again is not None:
        data = request.POST.copy()
        data["seen"] = again.digest()
        data.setlist("evidence", [str(pk) for pk in evidence or ()])
    current = dict(step.facts)
    form = CorrectionForm(
        data,
        request.FILES or None if again is None else None,
        definition=step_named(record.name),
        current=current,
        known=queries.known_for(request.acting, record.subject, current),
        evidence=queries.evidence_on(request.acting, record.subject),
        initial={HAPPENED: step.occurred_at.astimezone(SHANGHAI)},
    )
    form.offer("files", upload_box(request.acting, actions.waiting_for(record.subject), kinds=ALL))
    return form


def _content(request: DoorRequest, record: Record, step: StepTaken, form: CorrectionForm) -> dict[str, Any]:
    """Return what is proposed: the facts that differ, the true instant where it differs, evidence and reason."""
    uploaded = actions.take_evidence(form.cleaned_data["files"], acting=request.acting, subject=record.subject)
    content: dict[str, Any] = {
        "reason": form.cleaned_data["reason"],
        "evidence": sorted({*form.picked(), *uploaded}),
    }
    if form.cleaned_data["annul"]:
        return {**content, "annul": True}
    happened_at = form.cleaned_data[HAPPENED]
    if happened_at.replace(second=0) != step.occurred_at.replace(second=0):
        content["occurred_at"] = happened_at
    return {**content, "facts": actions.differing(step, form.facts(), form.shown())}


def _context(request: DoorRequest, record: Record) -> dict[str, Any]:
    return {
        "step": vocabulary.label(record.name),
        "record": record,
        "place": place_of(record.subject, request.acting),
        "article": article_of(next(iter(record.clauses), "")),
    }
