"""At the insurer's desk: reports whose home is not known yet, and saying which home they mean."""

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import actions
from claims.actions.unplaced_ends import close_with_advice, join_report
from claims.forms.unplaced import AdviceForm, JoinReportForm, PlaceForm
from claims.menus import DESK
from claims.models import Claim, Intake
from claims.pages.placing import facts_of_report, waiting_table
from claims.pages.rows import evidence_items
from claims.queries import evidence_for
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.portal import keyset
from idi_platform.portal.forms import PlatformForm, shown_in
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
    """Show what was said, find the home and open the claim as of the report's own instant; or end it otherwise."""
    mine = Intake.objects.visible_to(request.acting).filter(is_unplaced=True)
    found = get_object_or_404(mine.select_related("subject", "statement", "claim"), number=number)
    if request.method == "GET" and found.claim is not None:
        return redirect("claims:console_claim", found.claim.number)
    homes = _homes(request.acting, found, request.GET.get("q", ""))
    act = request.POST.get("act", "place")

    def sent(name: str) -> Any:
        return request.POST if request.method == "POST" and act == name else None

    forms: dict[str, PlatformForm] = {
        "place": PlaceForm(sent("place"), units=homes, initial={"key": uuid4()}),
        "join": JoinReportForm(sent("join"), auto_id="join_%s"),
        "advise": AdviceForm(sent("advise"), auto_id="advise_%s"),
    }
    form = forms.get(act)
    if form is not None and form.is_valid():
        with shown_in(form):
            return _ACTS[act](request, found, form, homes)
    context = {
        "form": forms["place"],
        "join": forms["join"],
        "advise": forms["advise"],
        "is_open": found.state == "received",
        "intake": found,
        "facts": facts_of_report(found),
        "words": found.statement.body if found.statement is not None else "",
        "evidence": evidence_items(evidence_for(request.acting, found.pk), request.acting, clock.now()),
        "q": request.GET.get("q", "")[:_LONGEST],
        "has_homes": bool(homes),
    }
    return render(request, "claims/placing.html", context, status=max(one.status() for one in forms.values()))


def _placed(request: DoorRequest, found: Intake, form: Any, homes: list[Unit]) -> HttpResponse:
    at = next(home for home in homes if home.pk == form.cleaned_data["unit"])
    done = actions.place_report(acting=request.acting, key=str(form.cleaned_data["key"]), intake=found, at=at)
    messages.success(request, _("对应好了，案件 %(number)s 从报案那一刻算起。") % {"number": done.claim.number})
    return redirect("claims:console_claim", done.claim.number)


def _joined(request: DoorRequest, found: Intake, form: Any, _homes: list[Unit]) -> HttpResponse:
    claim = form.chosen(Claim.objects.visible_to(request.acting))
    join_report(acting=request.acting, key=str(form.cleaned_data["key"]), intake=found, claim=claim)
    messages.success(request, _("归到案件 %(number)s 了，那里的期限不变。") % {"number": claim.number})
    return redirect("claims:console_claim", claim.number)


def _advised(request: DoorRequest, found: Intake, form: Any, _homes: list[Unit]) -> HttpResponse:
    words = form.cleaned_data["words"]
    close_with_advice(acting=request.acting, key=str(form.cleaned_data["key"]), intake=found, words=words)
    messages.success(request, _("答复发给报案人了，这次报案不立案。"))
    return redirect("claims:console_placing")


_ACTS: Final[dict[str, Callable[[DoorRequest, Intake, Any, list[Unit]], HttpResponse]]] = {
    "place": _placed,
    "join": _joined,
    "advise": _advised,
}


def _homes(acting: Acting, intake: Intake, words: str) -> list[Unit]:
    """Return the homes of the report's building, else of its project, by what was typed of their number."""
    homes = Unit.objects.visible_to(acting).select_related("subject", "building__insured_object__project")
    homes = homes.filter(subject__project=intake.subject.project_id)
    if intake.subject.building_id is not None:
        homes = homes.filter(building=intake.subject.building_id)
    if words.strip() and "\x00" not in words:
        homes = homes.filter(number__icontains=words.strip()[:_LONGEST])
    return list(homes.order_by("building__number", "number")[:_MOST_HOMES])
