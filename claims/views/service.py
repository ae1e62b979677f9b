"""Filing for a caller behind /service/: one screen from the words he says to the number that is read to him."""

import io
from dataclasses import replace
from typing import Any

import segno
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from claims import at_desks, queries
from claims.actions.calling import file_for_caller
from claims.actions.reporting import Reported
from claims.forms.service import Asked, CallerForm, committee_of
from claims.home_search import homes_found, parts_found, read_words
from claims.joining import joinable_at, reports_joined
from claims.mandates import ended_mandates, mandates_of
from claims.models import Claim
from claims.pages import service as page
from claims.pages.aloud import read_aloud
from claims.pages.owner import known_choices
from claims.pages.owner_turns import whose_turns
from claims.pages.rows import evidence_items, record_rows
from claims.pages.whose_turn import state_words
from claims.taking_over import link_of
from claims.views.adding import hand_in
from claims.words import case_home, home_words, title_of, titles_of
from idi_platform.accounts.doors import door
from idi_platform.accounts.models import Organisation, Person
from idi_platform.accounts.names import organisation_name
from idi_platform.accounts.requests import DoorRequest
from idi_platform.accounts.roles import Role
from idi_platform.documents.models import Attachment, Paper
from idi_platform.documents.responses import paper_response
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal import keyset
from idi_platform.portal.forms import shown_in
from idi_platform.portal.lists import LinkRow
from idi_platform.portal.papers import paper_rows
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.rulebooks.law import rulebook_for
from policies.models import CoverRow

FOUND = 20
PLACES_ON_A_LINE = 2


def with_mandate(request: DoorRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add what every page behind this door says: what the desk is entrusted with, and until when."""
    today = local_date(clock.now())
    mandates = mandates_of(request.acting, today)
    return {
        "mandate": page.mandate_words(mandates),
        "mandate_places": len(mandates) if len(mandates) > PLACES_ON_A_LINE else 0,
        "mandate_note": page.mandate_note(mandates, ended_mandates(request.acting, today), today),
        "is_hotline": request.acting.may_act_as(Role.hotline),
        **context,
    }


@require_http_methods(["GET", "POST"])
@door("service")
def report(request: DoorRequest) -> HttpResponse:
    """Find the home, ask the caller, file: all on one screen."""
    screen = Screen(request)
    form = screen.form
    if request.method == "POST" and form is not None and form.is_valid():
        with shown_in(form):
            done = screen.file()
            joined = _("收到，编号 %(own)s，归到案件 %(number)s；期限从第一次报案算。")
            fresh = _("收到报案，编号 %(number)s。请把编号读给来电人。")
            said = joined if done.intake.state == "joined" else fresh
            messages.success(request, said % {"own": done.intake.number, "number": done.claim.number})
            return redirect("claims:service_claim", done.claim.number)
    status = form.status() if form is not None else 200
    return render(request, "service/report.html", with_mandate(request, screen.context()), status=status)


class Screen:
    """What was typed, what was found, and the form of the place that was chosen."""

    def __init__(self, request: DoorRequest) -> None:
        """Find what is meant; a place outside the mandate is not found."""
        self.request, self.now = request, clock.now()
        self.today = local_date(self.now)
        self.words = request.GET.get("q", "").strip()
        self.part = self._part(request.GET.get("part", ""))
        self.homes = self._homes()
        self.home = self._home(request.GET.get("home", ""))
        shown = {home.pk: home for home in (*self.homes.items, *([self.home] if self.home is not None else []))}
        self.owners = page.owners_named(at_desks.owners_of(list(shown.values()), self.today)) if shown else {}
        self.asked = self._asked()
        sent = request.POST if request.method == "POST" else None
        self.form = CallerForm(sent, asked=self.asked, acting=request.acting) if self.asked is not None else None

    def _homes(self) -> "keyset.Page[Unit]":
        if not self.words:
            return keyset.Page(())
        query: QueryDict = self.request.GET.copy()
        for name in ("home", "part"):
            query.pop(name, None)
        found = homes_found(self.request.acting, read_words(self.words), self.today)
        return keyset.page_of(found, by=("building_id", "number"), query=query, size=FOUND)

    def _home(self, pk: str) -> Unit | None:
        """Return the home that was chosen, or the only one that was found."""
        if not pk:
            return self.homes.items[0] if len(self.homes.items) == 1 and self.part is None else None
        known = next((home for home in self.homes.items if str(home.pk) == pk), None)
        rows = Unit.objects.visible_to(self.request.acting).select_related(
            "subject", "building__subject", "building__insured_object__project"
        )
        return known or get_object_or_404(rows, pk=_whole(pk))

    def _part(self, pk: str) -> CommonPart | None:
        if not pk:
            return None
        rows = CommonPart.objects.visible_to(self.request.acting).select_related(
            "subject", "building__subject", "building__insured_object__project"
        )
        return get_object_or_404(rows, pk=_whole(pk))

    def _asked(self) -> Asked | None:
        at = self.part or self.home
        if at is None:
            return None
        rows = CoverRow.objects.filter(building=at.building_id).values_list("item", flat=True)
        self.joins = self._open_cases(at)
        law = rulebook_for(at.subject.insured_object_id)
        return Asked(
            at=at,
            law=law,
            items=sorted(set(rows)),
            owners=self.owners.get(self.home.pk, {}) if self.home is not None else {},
            same=known_choices(self.joins, law),
            home=self.home,
            committee=self._committee() if self.part is not None else None,
        )

    def _open_cases(self, at: Unit | CommonPart) -> dict[Claim, Any]:
        """Return what the report may join; the claim that this very form has opened is no other case."""
        acting = self.request.acting
        found = (
            dict(joinable_at(acting, at))
            if isinstance(at, Unit)
            else {claim: claim for claim in at_desks.open_at_part(acting, at)}
        )
        own = at_desks.opened_by(acting, self.request.POST.get("key", "")) if self.request.method == "POST" else None
        return {claim: case for claim, case in found.items() if claim.pk != own}

    def _committee(self) -> int | None:
        organisation = Organisation.objects.filter(pk=self.request.acting.organisation_id or 0).first()
        return committee_of(self.request.acting, organisation.kind) if organisation is not None else None

    def file(self) -> Reported:
        """File for the caller, or let his report join the case that he named."""
        form, asked = self.form, self.asked
        if form is None or asked is None:
            raise TypeError("Only a form that was asked is filed.")
        known = {claim.number: claim for claim in self.joins}
        return file_for_caller(
            acting=self.request.acting,
            key=str(form.cleaned_data["key"]),
            at=asked.at,
            defect=form.defect(),
            call=form.call(),
            joins=known[form.joined()] if form.joined() else None,
        )

    def context(self) -> dict[str, Any]:
        """Return what the screen shows."""
        acting, asked = self.request.acting, self.asked
        parts = self._parts()
        found = [self._found(home) for home in self.homes.items]
        context: dict[str, Any] = {
            "words": self.words,
            "found": found,
            "parts": [page.part_row(part, self.home, self.words) for part in parts],
            "page": self.homes,
            "nothing": None if found or parts or asked is not None else page.nothing_found(self.words),
            "form": self.form,
        }
        if asked is None:
            return context
        place = self.home.building if self.part is None and self.home is not None else None
        return {
            **context,
            "place": home_words(self.home if self.part is None else None, self.part, place),
            "receipt_note": page.receipt_note(asked.law, acting, self.now),
            "hints": self._hints(parts),
        }

    def _found(self, home: Unit) -> LinkRow:
        row = page.home_row(home, self.owners.get(home.pk, {}), self.words)
        return replace(row, current=self.part is None and home == self.home)

    def _parts(self) -> list[CommonPart]:
        """Return the common parts to choose from: those that were typed, else those of the home's building."""
        if self.part is not None:
            return []
        rows = CommonPart.objects.visible_to(self.request.acting)
        if self.home is None:
            return list(parts_found(self.request.acting, read_words(self.words))[:FOUND]) if self.words else []
        found = rows.filter(building=self.home.building_id).select_related("building__insured_object__project")
        return list(found.order_by("number")[:FOUND])

    def _hints(self, parts: list[CommonPart]) -> list[Any]:
        if self.home is None or self.part is not None or not parts:
            return []
        rows = at_desks.open_cases(self.request.acting).filter(subject__common_part__in=[part.pk for part in parts])
        claims = list(rows.order_by("-received_at", "-pk")[:3])
        return page.at_part_notes(claims, titles_of(claims), self.home, self.words) if claims else []


@require_safe
@door("service")
def claim(request: DoorRequest, number: str) -> HttpResponse:
    """Show a case to the desk: what to read aloud, the code for the owner's telephone, whose turn it is."""
    found = queries.claim_for(request.acting, number)
    now, acting = clock.now(), request.acting
    law = rulebook_for(found.subject.insured_object_id)
    turns = whose_turns(queries.lines_of([found]), now)
    names = dict(Person.objects.filter(pk=found.claimant_person or 0).values_list("pk", "name"))
    claiming = organisation_name(found.claimant_organisation)
    phones = at_desks.phones_told(found)
    context = {
        "claim": found,
        "title": title_of(found, law),
        "home": case_home(found),
        "turn": page.whose_words(turns[found.pk]),
        "state": state_words(found),
        "aloud": read_aloud(found, law, now),
        "phones": phones,
        "owner_link": link_of(found) if phones else "",
        "facts": page.case_facts(found, names, claiming),
        "clocks": page.clock_chips(found, law, now),
        "evidence": evidence_items(_own_evidence(request, found), acting, now),
        "records": record_rows(queries.records_of([found.pk]), acting, now, law, owner=True),
        "papers": paper_rows(_receipts(request, found), now, "claims:service_paper"),
    }
    return render(request, "service/claim.html", with_mandate(request, context))


def _own_evidence(request: DoorRequest, found: Claim) -> list[Attachment]:
    """Return what the desk's own organisation handed in; what others photographed in a home is not its business."""
    mine = f"@org:{request.acting.organisation_id}"
    return [row for row in queries.evidence_for(request.acting, found.pk) if row.uploader_key.endswith(mine)]


def _receipts(request: DoorRequest, found: Claim) -> list[Paper]:
    """Return the receipts, to be printed for who has no telephone; letters to the owner are his.

    That of the claim, and those of callers whose reports joined it and who could be sent none.
    """
    mine = Paper.objects.visible_to(request.acting).select_related("recipient_organisation")
    joined = reports_joined(found, request.acting).values("pk")
    own = mine.filter(subject=found.pk, code="intake_receipt").order_by("pk")[:1]
    of_callers = mine.filter(subject__in=joined, code="joined_receipt", recipient_person=None)
    return [*own, *of_callers.order_by("pk")]


@require_safe
@never_cache
@door("service")
def qr(request: DoorRequest, number: str) -> HttpResponse:
    """Draw the way to the owner's page of a case as a picture for his telephone; he logs in there himself."""
    link = link_of(queries.claim_for(request.acting, number))
    if not link:
        raise Http404
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, kind="svg", scale=6, border=2, light="#fff", xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@require_safe
@door("service")
def paper(request: DoorRequest, pk: int) -> FileResponse:
    """Open the receipt of a case to print it; it reaches nobody by that."""
    rows = Paper.objects.visible_to(request.acting).filter(code="intake_receipt")
    return paper_response(get_object_or_404(rows, pk=pk))


@require_http_methods(["GET", "POST"])
@door("service")
def photos(request: DoorRequest, number: str) -> HttpResponse:
    """Put photos and words into a case for a caller who brings them later."""
    found = queries.claim_for(request.acting, number)
    form = hand_in(request, found)
    if form is None:
        return redirect("claims:service_claim", number)
    context = {"form": form, "claim": found}
    return render(request, "service/photos.html", with_mandate(request, context), status=form.status())


def _whole(text: str) -> int:
    """Return a number of a row; 0, which no row has, for everything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
