"""The owner's pages beside a claim: choosing a slot for the visit, complaining, asking for an appraisal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop
from django.views.decorators.http import require_http_methods, require_safe

from claims import queries
from claims.access import former_until
from claims.actions import beside as acts
from claims.dates import survey_owed
from claims.forms.beside import ComplaintForm, ObjectionForm, OthersForm, SlotForm, WordsForm
from claims.models import Appointment, Appraisal, Claim, Complaint, Statement
from claims.models.beside.appraisal import Matter
from claims.pages import beside as page
from claims.pages.whose_turn import state_words
from claims.views import appraisals
from claims.views.owner import no_longer
from claims.words import home_words, title_of
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.forms import Choice, shown_in
from idi_platform.portal.keyset import page_of
from idi_platform.projects.models import Unit
from idi_platform.rulebooks.law import rulebook_for
from idi_platform.workflow.offers import steps_for

_STEPS = {"satisfy": _noop("答复我满意"), "escalate": _noop("不满意，请上级处理")}
_CHOICES = 30


@require_http_methods(["GET", "POST"])
@door("owner")
def visit(request: DoorRequest, number: str) -> HttpResponse:
    """Choose one of the slots offered for a visit, or ask for others."""
    found = queries.claim_for(request.acting, number)
    if (former := no_longer(request, found)) is not None:
        return former
    appointment = page.newest_appointment(found)
    if appointment is None:
        messages.info(request, _("还没有提供上门时段；有了会告诉您。"))
        return redirect("claims:owner_claim", number)
    wants_others = request.POST.get("others") == "1"
    sent = request.POST or None
    open_slots = page.slots_to_choose(found, appointment, clock.now())
    survey = survey_owed(found.pk, rulebook_for(found.subject.insured_object_id))
    chosen = None if wants_others else sent
    slots = SlotForm(chosen, slots=open_slots, stands=appointment.chosen_for, survey=survey)
    others = OthersForm(sent if wants_others else None, auto_id="others_%s")
    form = others if wants_others else slots
    if request.method == "POST" and form.is_valid():
        key = str(form.cleaned_data["key"])
        with shown_in(form):
            if wants_others:
                words = others.cleaned_data["words"]
                acts.ask_for_other_slots(acting=request.acting, key=key, appointment=appointment, words=words)
                messages.success(request, _("记下了，保险公司会再提供别的时间。"))
            else:
                _choose(request, key, appointment, slots)
                messages.success(request, _("约好了。要改的话，来这里另选时间。"))
            return redirect("claims:owner_claim", number)
    note = page.appointment_note(found, appointment, clock.now())
    context = {"claim": found, "slots": slots, "others": others, "note": note, "may_choose": bool(open_slots)}
    context["is_chosen"] = appointment.state == "chosen"
    return render(request, "claims/owner_visit.html", context, status=form.status())


def _choose(request: DoorRequest, key: str, appointment: Appointment, form: SlotForm) -> None:
    acts.choose_slot(
        acting=request.acting, key=key, appointment=appointment, at=form.chosen(), instead_of=form.instead_of()
    )


@require_http_methods(["GET", "POST"])
@door("owner")
def objection(request: DoorRequest, number: str) -> HttpResponse:
    """Say what may be brought before a third party, what follows, and take the written request."""
    found = queries.claim_for(request.acting, number)
    if (former := no_longer(request, found)) is not None:
        return former
    law = rulebook_for(found.subject.insured_object_id)
    open_to = page.objection_of(found, law, request.acting, local_date(clock.now()))
    form = ObjectionForm(request.POST or None, matters=open_to.choices)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            acts.object_to(
                acting=request.acting,
                key=str(form.cleaned_data["key"]),
                claim=found,
                matter=Matter(form.cleaned_data["matter"]),
                words=form.cleaned_data["words"],
            )
            messages.success(request, _("鉴定申请已提交，接下来双方一起选鉴定机构。"))
            return redirect("claims:owner_claim", number)
    context = {"claim": found, "form": form, "open_to": open_to, "state": state_words(found)}
    return render(request, "claims/owner_object.html", context, status=form.status())


@require_http_methods(["GET", "POST"])
@door("owner")
def appraisal(request: DoorRequest, pk: int) -> HttpResponse:
    """Show an appraisal of a claim with its steps, and take the one that is sent; a former owner has none to take."""
    rows = Appraisal.objects.visible_to(request.acting).filter(claim__isnull=False).select_related("claim__subject")
    claim = get_object_or_404(rows, pk=pk).claim
    if claim is not None and former_until(request.acting, claim.subject.unit_id, local_date(clock.now())) is not None:
        return redirect("claims:owner_claim", claim.number)
    return appraisals.shown(request, pk)


@require_http_methods(["GET", "POST"])
@door("owner")
def complaints(request: DoorRequest) -> HttpResponse:
    """List the owner's complaints, and take a new one about a case or a home."""
    acting, now = request.acting, clock.now()
    about = _about(request)
    first = request.GET.get("claim", "")
    initial = {"about": f"claim:{first}"} if f"claim:{first}" in about else {}
    form = ComplaintForm(request.POST or None, about=about.items(), initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_in(form):
            complaint = _complain(request, form)
            messages.success(request, _("收到投诉，办到哪里这里一直看得见。"))
            return redirect("claims:owner_complaint", complaint.pk)
    rows = Complaint.objects.visible_to(acting).select_related("claim__subject", "subject")
    found = page_of(rows, by=("pk",), query=request.GET, size=20, descending=True)
    titles = {
        row.pk: _("案件 %(number)s") % {"number": row.claim.number} if row.claim else _("房屋保险")
        for row in found.items
    }
    cards = page.complaint_cards(found.items, titles, now, "claims:owner_complaint")
    context = {"cards": cards, "page": found, "form": form, "may_complain": bool(about)}
    return render(request, "claims/owner_complaints.html", context, status=form.status())


def _about(request: DoorRequest) -> dict[str, Choice]:
    """Return what a complaint may be about: the owner's newest cases, and his homes."""
    claims = Claim.objects.visible_to(request.acting).select_related("subject").order_by("-pk")[:_CHOICES]
    found = {
        f"claim:{line.case.number}": Choice(f"{line.title} {line.case.number}", line.home, "list")
        for line in queries.lines_of(claims)
    }
    for unit in queries.owners_homes(request.acting)[:_CHOICES]:
        found[f"home:{unit.pk}"] = Choice(home_words(unit, None, unit.building), _("不是某个案件，是别的事"), "home")
    return found


def _complain(request: DoorRequest, form: ComplaintForm) -> Complaint:
    kind, _colon, number = form.cleaned_data["about"].partition(":")
    claim = queries.claim_for(request.acting, number) if kind == "claim" else None
    units = Unit.objects.visible_to(request.acting).select_related("subject")
    unit = get_object_or_404(units, pk=number) if kind == "home" else None
    key, words = str(form.cleaned_data["key"]), form.cleaned_data["words"]
    return acts.complain(acting=request.acting, key=key, claim=claim, unit=unit, words=words)


@require_safe
@door("owner")
def complaint(request: DoorRequest, pk: int) -> HttpResponse:
    """Show one complaint: where it stands, what was said, what may be done."""
    found = _complaint(request, pk)
    now = clock.now()
    said = Statement.objects.filter(subject=found.pk).order_by("-written_at", "-pk")[:_CHOICES]
    steps = [(offer.name, _(_STEPS[offer.name])) for offer in steps_for(found, request.acting) if offer.name in _STEPS]
    claim = found.claim
    context = {
        "state": page.said_of(page.COMPLAINT, found.state),
        "about": title_of(claim, rulebook_for(claim.subject.insured_object_id)) if claim is not None else "",
        "back": reverse("claims:owner_claim", args=[claim.number]) if claim is not None else "",
        "said": page.said_rows(said, request.acting, now),
        "steps": steps,
        "form": WordsForm(),
        "pk": found.pk,
    }
    return render(request, "claims/owner_complaint.html", context)


@require_http_methods(["POST"])
@door("owner")
def complaint_step(request: DoorRequest, pk: int, name: str) -> HttpResponse:
    """Be satisfied with the answer, or ask those above."""
    found = _complaint(request, pk)
    form = WordsForm(request.POST)
    form.fields["words"].required = False
    if name in _STEPS and form.is_valid():
        acts.take_beside(acting=request.acting, key=str(form.cleaned_data["key"]), beside=found, step=name)
        messages.success(request, _("记下了。"))
    return redirect("claims:owner_complaint", pk)


def _complaint(request: DoorRequest, pk: int) -> Complaint:
    rows = Complaint.objects.visible_to(request.acting).select_related("subject", "claim__subject")
    return get_object_or_404(rows, pk=pk)
