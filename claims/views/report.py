"""Reporting a defect: three short steps in one plain flow that works without scripts."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from claims import actions, queries
from claims.codes import Severity
from claims.forms.report import COMMON, FormDay, PhotosForm, WhenForm, WhereForm, defect_of
from claims.joining import joinable_at
from claims.models import Claim
from claims.pages.owner import known_choices
from claims.words import home_words
from idi_platform.accounts.doors import door
from idi_platform.accounts.requests import DoorRequest
from idi_platform.documents.models import Attachment, AttachmentKind
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.components import stages
from idi_platform.portal.forms import PlatformForm, shown_in
from idi_platform.portal.lists import LinkRow
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.rulebooks.law import rulebook_for
from policies.models import CoverRow

STEPS = ("哪里", "情况", "照片")
TITLES = ("哪里，什么问题？", "什么时候发现的？有多严重？", "拍几张照片")
_VIDEOS = ("video/",)


@require_http_methods(["GET", "POST"])
@door("owner")
def report(request: DoorRequest) -> HttpResponse:
    """Choose the home, then go through the three steps."""
    homes = queries.owners_homes(request.acting)
    chosen = request.POST.get("home") or request.GET.get("home") or (str(homes[0].pk) if len(homes) == 1 else "")
    unit = next((home for home in homes if str(home.pk) == chosen), None)
    if unit is None:
        return render(request, "claims/report_home.html", {"homes": [_home_row(home) for home in homes]})
    flow = Flow(request, unit)
    if request.method == "POST" and flow.is_complete():
        with shown_in(flow.photos):
            flow.keep_photos()
            if not flow.wants_more():
                number = flow.send()
                messages.success(request, _("收到报案，编号 %(number)s。") % {"number": number})
                return redirect("claims:owner_claim", number)
    return render(request, "claims/report.html", flow.context(), status=flow.status())


def _home_row(unit: Unit) -> LinkRow:
    return LinkRow(
        home_words(unit, None, unit.building), f"{reverse('claims:owner_report')}?home={unit.pk}", "", "home"
    )


class Flow:
    """The three forms over one request: those before the present one come back as hidden fields."""

    def __init__(self, request: DoorRequest, unit: Unit) -> None:
        """Bind what was sent."""
        self.request, self.unit = request, unit
        law = rulebook_for(unit.subject.insured_object_id)
        rows = CoverRow.objects.filter(building=unit.building_id).values_list("item", flat=True)
        sent = request.POST if request.method == "POST" else None
        self.at = int(request.POST.get("step", "0")) if request.POST.get("step", "0") in ("0", "1", "2") else 0
        cases = joinable_at(request.acting, unit)
        self.known = {claim.number: claim for claim in cases}
        self.where = WhereForm(sent, law=law, items=list(rows) or None, known=known_choices(cases))
        today = local_date(clock.now())
        self.day = FormDay.read(request.POST.get("drawn", ""), today) if self.at >= 1 else FormDay(today)
        joins = self.where.is_valid() and bool(self.where.joined())
        self.when = WhenForm(sent if self.at >= 1 else None, day=self.day, joins=joins)
        self.photos = PhotosForm(sent if self.at >= 2 else None, request.FILES if self.at >= 2 else None)
        self.key = _uuid(request.POST.get("key", ""))

    @property
    def forms(self) -> list[Any]:
        """The forms in order."""
        return [self.where, self.when, self.photos]

    def is_complete(self) -> bool:
        """Whether all three steps are sent and sound, and not just one step back is asked for."""
        return self.at == 2 and not self.request.POST.get("back") and all(form.is_valid() for form in self.forms)

    def shown(self) -> int:
        """Return the step to show: the first that is not sent or not sound; going back shows the one asked for."""
        back = self.request.POST.get("back", "")
        if back in ("0", "1"):
            return int(back)
        for number, form in enumerate(self.forms):
            if number > self.at or not form.is_bound or not form.is_valid():
                return number
        return 2

    def status(self) -> int:
        """Return the status of the page: that of the step which is shown; going back is no mistake."""
        shown: PlatformForm = self.forms[self.shown()]
        return HTTPStatus.OK if self.request.POST.get("back") else shown.status()

    def keep_photos(self) -> None:
        """Take in the files of this request under the form's own number."""
        for file in self.photos.cleaned_data["photos"]:
            kind = AttachmentKind.VIDEO if (file.content_type or "").startswith(_VIDEOS) else AttachmentKind.PHOTO
            receive(file, acting=self.request.acting, kind=kind, draft=self.key)

    def wants_more(self) -> bool:
        """Whether the owner goes on adding photos."""
        return "more" in self.request.POST

    def send(self) -> str:
        """Report, or join the case that the owner named; return the claim's number."""
        if self.where.joined():
            return self._join(self.known[self.where.joined()])
        done = actions.report_defect(
            acting=self.request.acting,
            key=str(self.key),
            at=self._place(),
            defect=defect_of(self.where, self.when),
            draft=self.key,
        )
        return done.claim.number

    def _join(self, claim: Claim) -> str:
        severity = Severity(self.when.cleaned_data["severity"]).label
        words = "。".join(part for part in (str(severity), self.when.cleaned_data["words"]) if part)
        acting, key = self.request.acting, str(self.key)
        done = actions.join_claim(acting=acting, key=key, claim=claim, words=words, draft=self.key)
        said = _("您这次报案的编号是 %(number)s，已经归到这个案件，期限仍从第一次报案算。")
        messages.info(self.request, said % {"number": done.intake.number})
        return claim.number

    def _place(self) -> Unit | CommonPart:
        place = self.where.cleaned_data["place"]
        if place not in COMMON:
            return self.unit
        parts = CommonPart.objects.visible_to(self.request.acting).select_related("subject")
        return parts.filter(building=self.unit.building_id, part=place).first() or self.unit

    def context(self) -> dict[str, Any]:
        """Return what the page shows."""
        at = self.shown()
        kept = [(name, value) for form in self.forms[:at] for name in form.fields for value in self._sent(form, name)]
        drafts = Attachment.objects.draft_of(self.request.acting, self.key).count() if at == 2 else 0
        return {
            "form": self.forms[at],
            "step": at,
            "previous": at - 1,
            "stages": stages(STEPS, at),
            "title": TITLES[at],
            "hidden": [
                *kept,
                ("home", self.unit.pk),
                ("key", self.key),
                ("step", at),
                ("drawn", self.day.drawn.isoformat()),
            ],
            "home": home_words(self.unit, None, self.unit.building),
            "is_last": at == 2,
            "is_first": at == 0,
            "drafts": drafts,
        }

    def _sent(self, form: Any, name: str) -> list[str]:
        values: list[str] = self.request.POST.getlist(form.add_prefix(name))
        return values


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
