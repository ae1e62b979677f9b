"""Reporting a defect of one's own home: three short screens, saved as they are filled in, without scripts too."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from claims import actions, drafts, queries
from claims.codes import Severity
from claims.forms.report import COMMON, WhereForm, defect_of
from claims.joining import joinable_at
from claims.models import Claim
from claims.pages import report as page
from claims.pages.owner import known_choices
from claims.views.flow import LAST, Flow, read_key, read_step, to_screen
from claims.words import home_words
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.questions import question
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.rulebooks.law import rulebook_for
from policies.models import CoverRow

ROUTE = "claims:owner_report"
_LONGEST_NUMBER = 18


@question
def _items_at(building_id: int) -> "QuerySet[CoverRow, str]":
    return CoverRow.objects.filter(building=building_id).values_list("item", flat=True)


@require_http_methods(["GET", "POST"])
@door("owner")
def report(request: DoorRequest) -> HttpResponse:
    """Choose the home, then go through the three screens; what was begun is taken up where it was left."""
    homes = queries.owners_homes(request.acting)
    chosen = request.POST.get("home") or request.GET.get("home") or ""
    if not chosen and len(homes) == 1 and "choose" not in request.GET:
        chosen = str(homes[0].pk)
    unit = next((home for home in homes if str(home.pk) == chosen), None)
    if unit is None:
        waiting = page.waiting_rows(queries.unplaced_reports(request.acting))
        context = {"homes": page.home_rows(homes), "waiting": waiting}
        return render(request, "claims/report_home.html", context)
    if request.method == "GET" and "key" not in request.GET:
        begun = drafts.newest_draft(request.acting, unit.pk)
        if begun is not None:
            return to_screen(ROUTE, ("home", unit.pk), begun.pk, begun.at)
    flow = HomeFlow(request, unit)
    return flow.post() if request.method == "POST" else flow.show()


@require_POST
@door("owner")
def save(request: DoorRequest) -> HttpResponse:
    """Keep what was filled in so far, as it is typed; say when."""
    key, step = read_key(request.POST.get("key", "")), read_step(request.POST.get("step", ""))
    kept = drafts.save_draft(request.acting, key, _home_of(request), request.POST.dict(), step)
    return render(request, "claims/report_saved.html", {"saved_at": clock.now() if kept else None})


def _home_of(request: DoorRequest) -> int | None:
    """Return the home that a form names, if it is one of the owner's."""
    named = request.POST.get("home", "")
    if not named.isascii() or not named.isdecimal() or len(named) > _LONGEST_NUMBER:
        return None
    mine = Unit.objects.visible_to(request.acting).filter(pk=int(named))
    found: int | None = mine.values_list("pk", flat=True).first()
    return found


class HomeFlow(Flow):
    """A report of a home that is bound, or of what its owners share."""

    route = ROUTE

    def __init__(self, request: DoorRequest, unit: Unit) -> None:
        """Take the home."""
        self.unit, self.unit_id, self.site = unit, unit.pk, ("home", unit.pk)
        self.asks_for_cases = False
        super().__init__(request)

    def where_form(self, data: dict[str, str] | None) -> WhereForm:
        """Offer the defects that the policy covers, and the cases of the home that are still open.

        Those are looked for where the screen is shown, or where one of them has been named.
        """
        law = rulebook_for(self.unit.subject.insured_object_id)
        rows = _items_at(self.unit.building_id)
        is_asked = self.asks_for_cases or data is None or bool(data.get("same"))
        cases = joinable_at(self.request.acting, self.unit) if is_asked else {}
        self.known = {claim.number: claim for claim in cases}
        return WhereForm(data, law=law, items=rows or None, known=known_choices(cases, law), initial=self.answers)

    def show(self) -> HttpResponse:
        """Draw the screen; the first one with the cases of the home, which the others do not need."""
        if self.shown() == 0 and not self.asks_for_cases:
            self.asks_for_cases = True
            self._bind()
        return super().show()

    def beside(self, at: int) -> dict[str, Any]:
        """Return what the screen shows beside its form, and who repairs where cover has not begun."""
        where, when = (self.where if at else None), (self.when if at == LAST else None)
        law = rulebook_for(self.unit.subject.insured_object_id)
        return {
            **page.screen(law, at, where, when),
            "before_cover": page.before_cover(self.unit, where, when) if where is not None else None,
            "home": home_words(self.unit, None, self.unit.building),
        }

    def send(self) -> HttpResponse:
        """Report, or join the case that the owner named."""
        if self.where.joined():
            return self._join(self.known[self.where.joined()])
        done = actions.report_defect(
            acting=self.request.acting,
            key=str(self.key),
            at=self._place(),
            defect=defect_of(self.where, self.when, self.own_words),
            draft=self.key,
        )
        return redirect("claims:owner_receipt", done.claim.number)

    def _join(self, claim: Claim) -> HttpResponse:
        severity = Severity(self.when.cleaned_data["severity"]).label
        words = "。".join(part for part in (str(severity), self.own_words) if part)
        acting, key = self.request.acting, str(self.key)
        done = actions.join_claim(acting=acting, key=key, claim=claim, words=words, draft=self.key)
        said = _("您这次报案的编号是 %(number)s，已经归到这个案件，期限仍从第一次报案算。")
        messages.info(self.request, said % {"number": done.intake.number})
        messages.success(self.request, _("收到报案，编号 %(number)s。") % {"number": claim.number})
        return redirect("claims:owner_claim", claim.number)

    def _place(self) -> Unit | CommonPart:
        place = self.where.cleaned_data["place"]
        if place not in COMMON:
            return self.unit
        parts = CommonPart.objects.visible_to(self.request.acting).select_related("subject")
        return parts.filter(building=self.unit.building_id, part=place).first() or self.unit
