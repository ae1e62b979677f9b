"""A report whose home is not bound yet: the owner says where it is; the insurer's desk finds the home."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from claims import actions, drafts
from claims.actions.reporting import STANDING
from claims.forms.report import WhereForm, defect_of
from claims.forms.unplaced import DONT_KNOW, SearchForm, UnplacedWhereForm
from claims.models import Claim, Intake, Statement
from claims.pages import report as page
from claims.pages.receipt import dues_from, left_open
from claims.pages.rows import evidence_items
from claims.queries import evidence_for, papers_of
from claims.views.flow import LAST, Flow, to_screen
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput
from idi_platform.portal.components import Look, Note
from idi_platform.portal.lists import LinkRow
from idi_platform.portal.papers import paper_rows
from idi_platform.projects.models import Building, Project
from idi_platform.rulebooks.law import national_law, rulebook_for
from policies.models import CoverRow, Policy

ROUTE = "claims:owner_unplaced"
_MOST = 20
_LONGEST_NUMBER = 18


def insured_projects() -> "QuerySet[Project]":
    """Return the projects that a policy stands on; their names are no secret, nothing else of them is shown."""
    policies = Policy.objects.filter(state__in=STANDING)
    return Project.objects.filter(pk__in=policies.values("subject__project")).select_related("subject__division")


@require_http_methods(["GET", "POST"])
@door("owner")
def unplaced(request: DoorRequest) -> HttpResponse:
    """Find the project by name, then go through the three screens."""
    asked = request.POST if request.method == "POST" else request.GET
    named = asked.get("project", "")
    if named.isascii() and named.isdecimal() and len(named) <= _LONGEST_NUMBER:
        project = insured_projects().filter(pk=int(named)).first()
        if project is not None:
            flow = UnplacedFlow(request, project)
            return flow.post() if request.method == "POST" else flow.show()
    if request.method == "GET" and not request.GET:
        begun = drafts.newest_draft(request.acting, None)
        if begun is not None and begun.answers.get("project", "").isdecimal():
            return to_screen(ROUTE, ("project", int(begun.answers["project"])), begun.pk, begun.at)
    return _search(request)


def _search(request: DoorRequest) -> HttpResponse:
    form = SearchForm(request.GET if "q" in request.GET else None)
    rows: list[LinkRow] = []
    if form.is_valid():
        found = insured_projects().filter(Q(name__icontains=form.cleaned_data["q"])).order_by("name", "pk")[:_MOST]
        address = reverse(ROUTE)
        rows = [LinkRow(one.name, f"{address}?project={one.pk}", one.subject.division.name, "home") for one in found]
    context = {"form": form, "projects": rows, "is_asked": form.is_bound and form.is_valid()}
    return render(request, "claims/unplaced_search.html", context, status=form.status())


class UnplacedFlow(Flow):
    """A report of a home that words describe."""

    route = ROUTE
    unit_id = None

    def __init__(self, request: DoorRequest, project: Project) -> None:
        """Take the project, its buildings and its policy."""
        self.project, self.site = project, ("project", project.pk)
        buildings = Building.objects.filter(insured_object__project=project.pk).select_related("insured_object")
        self.buildings = {str(one.pk): one for one in buildings.order_by("number", "pk")}
        policy = actions.policy_at(actions.Whereabouts(project=project))
        self.items = set(CoverRow.objects.filter(building__in=self.buildings.values()).values_list("item", flat=True))
        self.law = rulebook_for(policy.insured_object_id) if policy is not None else national_law()
        super().__init__(request)

    def where_form(self, data: dict[str, str] | None) -> WhereForm:
        """Ask where it is, and offer the defects that a policy of the project covers; the city's list without one."""
        buildings, items = self.buildings.values(), self.items or None
        return UnplacedWhereForm(data, law=self.law, items=items, buildings=buildings, initial=self.answers)

    def beside(self, at: int) -> dict[str, Any]:
        """Return what the screen shows beside its form."""
        where, when = (self.where if at else None), (self.when if at == LAST else None)
        home = self._words() if where is not None and where.is_valid() else self.project.name
        return {**page.screen(self.law, at, where, when), "home": home}

    def _words(self) -> str:
        """Return where it is, as it was said."""
        said = self.where.cleaned_data
        building = self.buildings.get(said["building"])
        parts = [
            self.project.name,
            (building.name or building.number) if building is not None else "",
            said["room"],
            _("（告知书编号 %(code)s）") % {"code": said["code"]} if said["code"] else "",
        ]
        return " ".join(part for part in parts if part)

    def send(self) -> HttpResponse:
        """Take the report in."""
        chosen = self.where.cleaned_data["building"]
        if chosen not in self.buildings and chosen != DONT_KNOW:
            raise BadInput("report.building", _("请从列表里选楼栋。"))
        where = actions.Whereabouts(project=self.project, building=self.buildings.get(chosen), words=self._words())
        intake = actions.report_unplaced(
            acting=self.request.acting,
            key=str(self.key),
            where=where,
            defect=defect_of(self.where, self.when, self.own_words),
            draft=self.key,
        )
        return redirect("claims:owner_unplaced_receipt", intake.number)


@require_safe
@door("owner")
def receipt(request: DoorRequest, number: str) -> HttpResponse:
    """Show the receipt of such a report; once its home is found, the claim that it opened."""
    mine = Intake.objects.visible_to(request.acting).filter(is_unplaced=True)
    found = get_object_or_404(mine.select_related("subject", "statement", "claim"), number=number)
    if found.claim is not None and Claim.objects.visible_to(request.acting).filter(pk=found.claim.pk).exists():
        return redirect("claims:owner_claim", found.claim.number)
    if found.statement is None:
        raise Http404
    now, law = clock.now(), rulebook_for(found.subject.insured_object_id)
    began = found.received_at if found.state == "received" else None
    dues = dues_from(began, law) if began is not None else []
    context = {
        "intake": found,
        "dues": dues,
        "is_provisional": left_open(dues),
        "words": found.statement.body,
        "papers": paper_rows(papers_of(request.acting, [found.pk]), now, "claims:owner_paper"),
        "evidence": evidence_items(evidence_for(request.acting, found.pk), request.acting, now),
        "at_once": page.at_once(found.severity) if found.state == "received" else "",
        "ended": _ended(found),
    }
    return render(request, "claims/unplaced_receipt.html", context)


def _ended(intake: Intake) -> Note | None:
    """Return what became of a report that opened no claim of whoever reported; None while it waits."""
    if intake.state == "advice_only":
        answers = Statement.objects.filter(subject=intake.pk).exclude(pk=intake.statement_id or 0).order_by("pk")
        said = " ".join(row.body for row in answers)
        return Note(said, strong=_("保险公司答复："), look=Look.NONE, shape="chat")
    if intake.state != "received":
        text = _("核对下来，这是已经在办的一个案件，归到那里一起办，期限按最早的报案算；内容由那一户的业主看。")
        return Note(text, strong=_("已归到已有案件。"), look=Look.MET, shape="check")
    return None
