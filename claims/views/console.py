"""The insurer's desk: the queue, the claim on one screen, a form per step, papers."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import actions, queries
from claims.forms.step import DeskStepForm
from claims.joining import joined_to
from claims.models import Claim, Statement
from claims.pages import desk as page
from claims.pages.rows import evidence_items, paper_rows, record_rows
from claims.words import title_of
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.doors import door
from idi_platform.accounts.models import Membership
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.documents.models import Paper
from idi_platform.documents.responses import paper_response
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import NotVisible
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.cases.addresses import address
from idi_platform.portal.cases.pages.registers import proposal_words
from idi_platform.portal.cases.pages.subject import breach_links, decision_notes
from idi_platform.portal.components import Action, Ball, Note, Reason
from idi_platform.portal.forms import shown_in
from idi_platform.records.models import Party
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.lifecycles import lifecycle_of
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.offers import StepOffer, steps_for, waiting_on
from idi_platform.workflow.requests import Proposed

CLAIMS = (Role.handler, Role.approver)
PAGE = 50


@require_safe
@door("console")
def queue(request: DoorRequest) -> HttpResponse:
    """Show the queue by remaining time; who handles no claims begins with the policies, operators with work owed."""
    if not request.acting.may_act_as(*CLAIMS):
        return redirect("work:waiting" if request.acting.may_act_as(Role.operator) else "policies:policies")
    now, name = clock.now(), request.GET.get("queue", "all")
    search = request.GET.get("q", "")
    rows = queries.desk_queue(request.acting, queue=name, search=search, now=now)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = queries.lines_of(shown.object_list)
    waiting = queries.waiting_proposals(request.acting).count()
    context = {
        "groups": page.queue_groups(queries.queue_counts(request.acting, now), name, waiting),
        "table": page.queue_table(lines, now),
        "cards": page.queue_cards(lines, now),
        "page": shown,
        "queue": name,
        "search": search,
    }
    return render(request, "claims/console_queue.html", context)


@require_safe
@door("console", roles=CLAIMS)
def claim(request: DoorRequest, number: str) -> HttpResponse:
    """Show one claim on one screen."""
    return render(request, "claims/console_claim.html", _context(request, queries.claim_for(request.acting, number)))


def _context(request: DoorRequest, found: Claim) -> dict[str, Any]:
    now, acting = clock.now(), request.acting
    law = rulebook_for(found.subject.insured_object_id)
    upcoming = queries.next_clock(found.pk)
    who, act = page.ball_words(found, upcoming, law, acting)
    evidence, records = queries.evidence_for(acting, found.pk), queries.all_records_of(found.pk)
    told = queries.names_told(records, found)
    main, rest = page.buttons(found, steps_for(found, acting))
    return {
        "title": title_of(found, law),
        "claim": found,
        "line": page.heading(found),
        "ball": Ball(who, act),
        "facts": page.facts_of(found, law, told),
        "evidence": evidence_items(evidence, acting, now),
        "evidence_count": len(evidence),
        **page.cover_panel(found, law, told, local_date(now)),
        "clocks": page.clock_rows(found, law, now),
        "steps": main,
        "more_steps": rest,
        "records": record_rows(records, acting, now, law, owner=False, told=told),
        "texts": Statement.objects.filter(subject=found.subject, erased_at=None)
        .exclude(body="")
        .order_by("-written_at"),
        "papers": paper_rows(queries.papers_of(acting, [found.pk]), now, "claims:console_paper"),
        "proposals": [_waiting(proposal, acting) for proposal in waiting_on(found.pk)],
        "decisions": decision_notes(found, acting, now),
        "joined": joined_to(found, acting),
        "may_call": acting.may_act_as(Role.handler),
        "similar": queries.lines_beside(found, queries.similar_claims(acting, found), law),
    }


def _waiting(proposal: Proposal, acting: Acting) -> Note:
    text = _("%(who)s 提交，等待复核。") % {"who": proposal.maker.name}
    href = reverse("claims:console_approval", args=[proposal.pk])
    look = Action(_("去看"), address(acting, "proposal", proposal.pk) if proposal.corrects_id is not None else href)
    return Note(text, strong=proposal_words(proposal), action=look)


def _offer(request: DoorRequest, found: Claim, step: str) -> StepOffer:
    offer = next((one for one in steps_for(found, request.acting) if one.name == step), None)
    if offer is None and request.method == "POST":
        offer = _offer_of_another_state(found, step, request)
    if offer is None:
        raise NotVisible("step.not_offered", _("现在不能做这一步，请回到案件页看最新情况。"))
    return offer


def _offer_of_another_state(found: Claim, step: str, request: DoorRequest) -> StepOffer | None:
    """Let a form that was open while the claim moved on reach perform(): sent twice it is answered, else refused."""
    definition = lifecycle_of(found.kind).steps.get(step)
    if definition is None or definition.is_creating or request.acting.roles.isdisjoint(definition.by):
        return None
    return StepOffer(step, vocabulary.label(definition.full_name), "refused", (), (), (), definition)


@require_http_methods(["GET", "POST"])
@door("console", roles=CLAIMS)
def step(request: DoorRequest, number: str, name: str) -> HttpResponse:
    """Show a step's form, or take the step."""
    found = queries.claim_for(request.acting, number)
    offer = _offer(request, found, name)
    form = _form(request, found, offer)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            done = _take(request, found, form)
            said = _("已提交，等另一位同事复核。") if isinstance(done, Proposed) else _("办好了。")
            messages.success(request, said)
            return redirect("claims:console_claim", number)
    context = {
        "form": form,
        "claim": found,
        "offer": offer,
        "against": [] if form.refusals else _against(offer),
        "line": page.heading(found),
        "decisions": decision_notes(found, request.acting, clock.now(), step=name),
        "breaches": breach_links(found, request.acting, step=name),
    }
    return render(request, "claims/console_step.html", context, status=form.status())


def _against(offer: StepOffer) -> list[Reason]:
    """Return what stands against a step before anything is filled in."""
    return [Reason(one.message, short_article_of(one.clause)) for one in offer.refusals]


def _form(request: DoorRequest, found: Claim, offer: StepOffer) -> DeskStepForm:
    return DeskStepForm(
        request.POST or None,
        definition=offer.definition,
        law=rulebook_for(found.subject.insured_object_id),
        evidence=queries.evidence_for(request.acting, found.pk),
        people=_people(request, found, offer.name),
        warnings=offer.warnings,
        initial={"item": found.item_code, "first_known_on": found.first_known_on},
    )


def _people(request: DoorRequest, found: Claim, step: str) -> dict[int, str]:
    """Return whom a step may name: a colleague who visits or handles, or the home's present owners."""
    today = local_date(clock.now())
    if step == "settle_transfer":
        held = Party.objects.on(today).filter(subject=found.subject.unit_id or 0, role=PartyRole.owner)
        return dict(held.filter(person__isnull=False).values_list("person_id", "person__name"))
    roles = {"schedule_survey": [Role.surveyor, Role.handler], "assign": [Role.handler]}.get(step)
    if roles is None:
        return {}
    rows = Membership.objects.on(today).filter(organisation=request.acting.organisation_id, role__in=roles)
    return dict(rows.order_by("person__name").values_list("person_id", "person__name"))


def _take(request: DoorRequest, found: Claim, form: DeskStepForm) -> Any:
    return actions.take(
        found,
        form.definition.name,
        acting=request.acting,
        key=str(form.cleaned_data["key"]),
        words=form.cleaned_data.get("words", ""),
        why=form.cleaned_data.get("why", ""),
        occurred_at=form.cleaned_data.get("occurred_at"),
        reasons=form.reasons(),
        **form.facts(),
    )


@require_safe
@door("console")
def paper(request: DoorRequest, pk: int) -> FileResponse:
    """Open a paper."""
    return paper_response(get_object_or_404(Paper.objects.visible_to(request.acting), pk=pk))
