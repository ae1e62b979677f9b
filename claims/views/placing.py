"""At the insurer's desk: reports whose home is not known yet, and saying which home they mean."""

from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import actions
from claims.forms.unplaced import PlaceForm
from claims.menus import DESK
from claims.models import Intake
from claims.pages.placing import facts_of_report, waiting_table
from claims.pages.rows import evidence_items
from claims.queries import evidence_for
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal import keyset
from idi_platform.portal.forms import shown_in
from idi_platform.projects.models import Unit

_MOST_HOMES = 50
_LONGEST = 40


@require_safe
@door("console", roles=DESK)
def waiting(request: DoorRequest) -> HttpResponse:
    """List the reports that wait for their home, the oldest first."""
    rows = _waiting(request.acting).select_related("subject", "statement")
    page = keyset.page_of(rows, by=("received_at", "pk"), query=request.GET, size=50)
    return render(request, "claims/placing_list.html", {"page": page, "table": waiting_table(page.items)})


def _waiting(acting: Acting) -> "QuerySet[Intake]":
    return Intake.objects.visible_to(acting).filter(is_unplaced=True, state="received")


@require_http_methods(["GET", "POST"])
@door("console", roles=DESK)
def place(request: DoorRequest, number: str) -> HttpResponse:
    """Show what was said, find the home, and open the claim as of the report's own instant."""
    mine = Intake.objects.visible_to(request.acting).filter(is_unplaced=True)
    found = get_object_or_404(mine.select_related("subject", "statement", "claim"), number=number)
    if request.method == "GET" and found.claim is not None:
        return redirect("claims:console_claim", found.claim.number)
    homes = _homes(request.acting, found, request.GET.get("q", ""))
    sent = request.POST if request.method == "POST" else None
    form = PlaceForm(sent, units=homes, initial={"key": uuid4()})
    if form.is_valid():
        with shown_in(form):
            at = next(home for home in homes if home.pk == form.cleaned_data["unit"])
            key = str(form.cleaned_data["key"])
            done = actions.place_report(acting=request.acting, key=key, intake=found, at=at)
            messages.success(request, _("对应好了，案件 %(number)s 从报案那一刻算起。") % {"number": done.claim.number})
            return redirect("claims:console_claim", done.claim.number)
    context = {
        "form": form,
        "intake": found,
        "facts": facts_of_report(found),
        "words": found.statement.body if found.statement is not None else "",
        "evidence": evidence_items(evidence_for(request.acting, found.pk), request.acting, clock.now()),
        "q": request.GET.get("q", "")[:_LONGEST],
        "has_homes": bool(homes),
    }
    return render(request, "claims/placing.html", context, status=form.status())


def _homes(acting: Acting, intake: Intake, words: str) -> list[Unit]:
    """Return the homes of the report's building, else of its project, by what was typed of their number."""
    homes = Unit.objects.visible_to(acting).select_related("subject", "building__insured_object__project")
    homes = homes.filter(subject__project=intake.subject.project_id)
    if intake.subject.building_id is not None:
        homes = homes.filter(building=intake.subject.building_id)
    if words.strip() and "\x00" not in words:
        homes = homes.filter(number__icontains=words.strip()[:_LONGEST])
    return list(homes.order_by("building__number", "number")[:_MOST_HOMES])
