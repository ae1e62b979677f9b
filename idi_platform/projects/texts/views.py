"""The texts, for the insurer's staff and the authority."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.divisions import divisions_above
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotPermitted
from idi_platform.portal.cases.actions import take_evidence
from idi_platform.portal.cases.places import place_of, places_of
from idi_platform.portal.forms import Choice, StepForm, shown_in
from idi_platform.projects.decisions import decide_edition
from idi_platform.projects.extensions import draft_extension, record_extension
from idi_platform.projects.models import InsuredObject
from idi_platform.projects.roles import AUTHORITIES, DECIDERS, REVISERS
from idi_platform.records.models import Subject
from idi_platform.rulebooks.models import Edition

from . import bulk, queries
from .forms import AdoptForm, ChosenForm, DecideForm, ExtendForm
from .pages import address_of, outcomes_table, questions_table, text_page, texts_table

MANY = 100


@require_safe
def texts(request: DoorRequest) -> HttpResponse:
    """List the texts, and the objects of which it is open which one binds."""
    acting = request.acting
    questions = list(queries.open_questions(acting)[:MANY])
    context = {
        "texts": texts_table(acting, clock.local_date(clock.now())),
        "questions": questions_table(questions, acting, may_decide=_holds(acting, DECIDERS)),
    }
    return render(request, "projects/texts.html", context)


@require_safe
def text(request: DoorRequest, code: str) -> HttpResponse:
    """Show one text with what can be done about it."""
    acting, found = request.acting, queries.text_named(code)
    revisions = queries.revisions_of(found)
    behind = queries.behind(acting, found, revisions[0]).count() if revisions else 0
    context = {
        "page": text_page(found, revisions, acting),
        "behind": behind,
        "adopt_href": address_of(acting, "adopt", code) if behind and _holds(acting, REVISERS) else "",
        "waiting": queries.adoptions_waiting(acting, found).count(),
        "agree_href": address_of(acting, "agree", code) if _holds(acting, REVISERS | DECIDERS) else "",
        "extend_href": address_of(acting, "extend", code) if _may_extend(acting, found) else "",
        "list_href": address_of(acting, "texts"),
    }
    return render(request, "projects/text.html", context)


@require_http_methods(["GET", "POST"])
def adopt(request: DoorRequest, code: str) -> HttpResponse:
    """Choose objects, see what a newer revision does to each, send them to a second person."""
    acting, found = request.acting, queries.text_named(code)
    _require(acting, REVISERS)
    revisions = queries.revisions_of(found)
    if not revisions:
        raise Http404
    sent = request.method == "POST"  # a form sent again goes on where it stopped, also with what waits already
    objects = {row.pk: row for row in queries.behind(acting, found, revisions[0], with_waiting=sent)[:MANY]}
    rows = _labelled([row.subject for row in objects.values()], acting)
    form = AdoptForm(request.POST or None, rows=rows, revisions=revisions)
    outcomes = None
    if sent and form.is_valid():
        chosen, revision = [objects[pk] for pk in form.cleaned_data["chosen"]], form.cleaned_data["revision"]
        if request.POST.get("act") == "send":
            key = str(form.cleaned_data["key"])
            return _result(request, found, bulk.adopt_many(chosen, revision, acting=acting, key=key))
        outcomes = bulk.preview_many(chosen, revision, acting=acting)
    return _bulk(request, found, form, _("换用新修订"), _("送交复核"), outcomes)


@require_http_methods(["GET", "POST"])
def agree(request: DoorRequest, code: str) -> HttpResponse:
    """Agree, as the second person, to the adoptions that wait."""
    acting, found = request.acting, queries.text_named(code)
    _require(acting, REVISERS | DECIDERS)
    sent = request.method == "POST"
    waiting = {row.pk: row for row in queries.adoptions_waiting(acting, found, with_approved=sent)[:MANY]}
    titles = places_of([row.subject for row in waiting.values()], acting)
    rows = [(pk, Choice(titles[row.subject_id].title)) for pk, row in waiting.items()]
    form = ChosenForm(request.POST or None, rows=rows)
    if sent and form.is_valid():
        chosen = [waiting[pk] for pk in form.cleaned_data["chosen"]]
        return _result(request, found, bulk.agree_many(chosen, acting=acting, key=str(form.cleaned_data["key"])))
    shown = bulk.kept_many(waiting.values()) if waiting and not sent else None
    return _bulk(request, found, form, _("复核换用修订"), _("同意，现在生效"), shown)


@require_http_methods(["GET", "POST"])
def extend(request: DoorRequest, code: str) -> HttpResponse:
    """Send an extension with its document to a second officer."""
    acting, found = request.acting, queries.text_named(code)
    if not _may_extend(acting, found):
        raise NotPermitted("extension.not_permitted", _("办法的延期由当地主管部门登记。"))
    form = ExtendForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            key = str(form.cleaned_data["key"])
            file = draft_extension(acting=acting, key=key, edition=found, **form.given())
            evidence = take_evidence(form.cleaned_data["document"], acting=acting, subject=file.subject)
            record_extension(acting=acting, key=f"{key}:record", file=file, evidence_ids=evidence)
            messages.success(request, _("已提交，等待另一位同事复核。"))
            return redirect(address_of(acting, "text", code))
    context = {"form": form, "title": _("登记延期"), "text": found.title, "href": address_of(acting, "text", code)}
    return render(request, "projects/text_act.html", context, status=form.status())


@require_http_methods(["GET", "POST"])
def decide(request: DoorRequest, pk: int) -> HttpResponse:
    """Send the decision which text binds an object to a second person."""
    acting = request.acting
    found = get_object_or_404(InsuredObject.objects.visible_to(acting).select_related("subject", "project"), pk=pk)
    _require(acting, DECIDERS)
    here = queries.texts().filter(division_code__in=divisions_above(found.subject.division_id))
    form = DecideForm(request.POST or None, editions=list(here))
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            key = str(form.cleaned_data["key"])
            decide_edition(acting=acting, key=key, insured_object=found, **form.given())
            messages.success(request, _("已提交，等待另一位同事复核。"))
            return redirect(address_of(acting, "texts"))
    place = place_of(found.subject, acting)
    context = {"form": form, "title": _("认定适用的办法"), "text": place.title, "href": address_of(acting, "texts")}
    return render(request, "projects/text_act.html", context, status=form.status())


def _bulk(
    request: DoorRequest,
    edition: Edition,
    form: StepForm,
    title: str,
    button: str,
    outcomes: list[bulk.Outcome] | None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "title": title,
        "text": edition.title,
        "button": button,
        "may_preview": isinstance(form, AdoptForm),
        "outcomes": outcomes_table(outcomes, request.acting) if outcomes is not None else None,
        "href": address_of(request.acting, "text", edition.code),
    }
    return render(request, "projects/text_many.html", context, status=form.status())


def _result(request: DoorRequest, edition: Edition, outcomes: list[bulk.Outcome]) -> HttpResponse:
    context = {
        "title": _("逐个结果"),
        "text": edition.title,
        "outcomes": outcomes_table(outcomes, request.acting),
        "href": address_of(request.acting, "text", edition.code),
    }
    return render(request, "projects/text_many.html", context)


def _labelled(subjects: list[Subject], acting: Acting) -> list[tuple[int, Choice]]:
    places = places_of(subjects, acting)
    return [(subject.pk, Choice(places[subject.pk].title)) for subject in subjects]


def _holds(acting: Acting, roles: frozenset[Role]) -> bool:
    return not acting.roles.isdisjoint(roles)


def _require(acting: Acting, roles: frozenset[Role]) -> None:
    if not _holds(acting, roles):
        raise NotPermitted("texts.not_permitted", _("您的身份不能办理这一项，请交给有权的同事。"))


def _may_extend(acting: Acting, edition: Edition) -> bool:
    mine = not acting.jurisdictions.isdisjoint(divisions_above(edition.division_code))
    return mine and _holds(acting, AUTHORITIES)
