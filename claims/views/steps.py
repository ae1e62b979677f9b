"""A form per step of a claim, at the insurer's desk."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import actions, queries
from claims.desk.colleagues import handlers_of, visitors_of
from claims.forms.step import DeskStepForm
from claims.models import Claim, Phrase
from claims.models.returned import RETURNS, payments_of, standing_payments
from claims.pages import desk as page
from claims.pages.approvals import letters_in
from claims.pages.given_back import as_proposed, given_back_at
from claims.pages.prefill import initial_for, payment_words
from claims.pages.rows import evidence_items
from claims.pages.screen import phrase_rows
from claims.performance import Performance, performance_if_agreed
from claims.phrases import phrases_for
from idi_platform.accounts.doors import door
from idi_platform.accounts.models import Organisation, OrganisationKind
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import NotVisible
from idi_platform.portal.articles import short_article_of
from idi_platform.portal.cases.pages.subject import breach_links, decision_notes
from idi_platform.portal.chips import reason_of
from idi_platform.portal.components import Reason
from idi_platform.portal.forms import shown_in
from idi_platform.records.models import Party
from idi_platform.rulebooks.law import Law, rulebook_for
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.lifecycles import lifecycle_of
from idi_platform.workflow.offers import StepOffer, steps_for
from idi_platform.workflow.requests import Proposed

CLAIMS = (Role.handler, Role.approver)

_FIRMS = 200
"""So many firms are offered at most."""


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
    """Show a step's form, put a phrase into it, show the papers it leads to, or take the step."""
    found = queries.claim_for(request.acting, number)
    offer = _offer(request, found, name)
    phrases = phrases_for(name, request.acting, _grounds(found))
    form, letters = _form(request, found, offer), []
    if "insert" in request.POST:
        form = _with_phrase(request, found, offer, form, phrases)
    elif request.method == "POST" and form.is_valid():
        with shown_in(form):
            if "preview" not in request.POST:
                return _done(request, found, form)
            letters = letters_in(actions.preview_step(found, **_given(request, form)))
    context = _context(request, found, offer, form)
    context |= {"phrases": phrase_rows(phrases), "letters": letters, "is_previewed": bool(letters)}
    return render(request, "claims/console_step.html", context, status=form.status())


def _grounds(found: Claim) -> frozenset[str]:
    """Return the grounds that the claim's text knows."""
    cover = _law(found).cover
    return frozenset(cover.exclusions if cover is not None else ())


def _done(request: DoorRequest, found: Claim, form: DeskStepForm) -> HttpResponse:
    done = actions.take(found, **_given(request, form))
    said = _("已提交，等另一位同事复核。") if isinstance(done, Proposed) else _("办好了。")
    messages.success(request, said)
    limit = _limit(found, form)
    if limit is not None and (late := limit.later_than_law(form.cleaned_data.get("repair_by"))):
        messages.warning(request, late)
    return redirect("claims:console_claim", found.number)


def _limit(found: Claim, form: DeskStepForm) -> Performance | None:
    """Return until when what is offered must be performed if the owner agrees today; None for every other step."""
    return performance_if_agreed(found, clock.now()) if form.definition.name == "offer_settlement" else None


def _context(request: DoorRequest, found: Claim, offer: StepOffer, form: DeskStepForm) -> dict[str, Any]:
    return {
        "form": form,
        "claim": found,
        "offer": offer,
        "against": [] if form.refusals else _against(offer),
        "line": page.heading(found),
        "limit": _limit(found, form),
        "decisions": decision_notes(found, request.acting, clock.now(), step=offer.name),
        "given_back": given_back_at(found, request.acting, clock.now(), offer),
        "breaches": breach_links(found, request.acting, step=offer.name),
    }


def _with_phrase(
    request: DoorRequest, found: Claim, offer: StepOffer, sent: DeskStepForm, phrases: Sequence[Phrase]
) -> DeskStepForm:
    """Return the form as it was typed, with the chosen phrase at the end of its text; nothing is checked yet."""
    chosen = next((one for one in phrases if str(one.pk) == request.POST["insert"]), None)
    more = {chosen.field: chosen.body} if chosen is not None and chosen.field in sent.fields else {}
    return _form(request, found, offer, typed=sent.as_typed(**more))


def _against(offer: StepOffer) -> list[Reason]:
    """Return what stands against a step before anything is filled in."""
    return [reason_of(one, short_article_of) for one in offer.refusals]


def _law(found: Claim) -> Law:
    return rulebook_for(found.subject.insured_object_id)


def _form(request: DoorRequest, found: Claim, offer: StepOffer, typed: dict[str, Any] | None = None) -> DeskStepForm:
    """Return the form as it was sent, or a fresh one with what the claim says already or what was `typed`."""
    evidence = queries.evidence_for(request.acting, found.pk)
    tiles = evidence_items(evidence, request.acting, clock.now())
    sent = request.POST if request.method == "POST" and typed is None else None
    return DeskStepForm(
        sent,
        definition=offer.definition,
        law=_law(found),
        evidence=evidence,
        thumbs={row.pk: tile.thumb for row, tile in zip(evidence, tiles, strict=True)},
        people=_people(request, found, offer.name),
        warnings=offer.warnings,
        building_id=found.subject.building_id,
        to_come=found.papers_to_come,
        initial=_initial(request, found, offer) if sent is None and typed is None else typed,
    )


def _initial(request: DoorRequest, found: Claim, offer: StepOffer) -> dict[str, Any]:
    """Return what the claim says already, and over it what was proposed before and given back."""
    return initial_for(found, offer.name) | as_proposed(found, request.acting, _law(found), offer)


def _people(request: DoorRequest, found: Claim, step: str) -> dict[int, str]:
    """Return whom a step may name: a colleague who visits or handles, a firm that repairs, the home's owners."""
    today = local_date(clock.now())
    if step == "order_repair":
        firms = Organisation.objects.filter(kind=OrganisationKind.contractor).order_by("name")
        return dict(firms.values_list("pk", "name")[:_FIRMS])
    if step == "settle_transfer":
        held = Party.objects.on(today).filter(subject=found.subject.unit_id or 0, role=PartyRole.owner)
        return dict(held.filter(person__isnull=False).values_list("person_id", "person__name"))
    if step in RETURNS:
        went_out = standing_payments(found) if request.method == "GET" else payments_of(found)
        return {row.pk: payment_words(row) for row in went_out}
    named = {"schedule_survey": visitors_of, "assign": handlers_of}.get(step)
    return named(request.acting.organisation_id or 0, today) if named is not None else {}


def _given(request: DoorRequest, form: DeskStepForm) -> dict[str, Any]:
    """Return what a filled form hands to its step."""
    return {
        "step": form.definition.name,
        "acting": request.acting,
        "key": str(form.cleaned_data["key"]),
        "words": form.cleaned_data.get("words", ""),
        "why": form.cleaned_data.get("why", ""),
        "occurred_at": form.cleaned_data.get("occurred_at"),
        "reasons": form.reasons(),
        **form.facts(),
    }
