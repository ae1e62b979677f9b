"""The three screens of a report, over whatever names the place: what was sent, what was kept, and which is shown."""

from abc import ABC, abstractmethod
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import drafts
from claims.forms.report import FormDay, PhotosForm, WhenForm, WhereForm
from claims.pages import report as page
from idi_platform.accounts.requests import DoorRequest
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.forms import PlatformForm, shown_in

LAST = 2


def read_key(text: str) -> UUID:
    """Return the key of a form; a new one where it carries none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def read_step(text: str) -> int:
    """Return which of the three screens was sent or asked for."""
    return int(text) if text in ("0", "1", "2") else 0


def to_screen(route: str, site: tuple[str, int], key: UUID, step: int) -> HttpResponseRedirect:
    """Lead to a screen of a report: its address carries the place, the form's key and which screen."""
    name, pk = site
    return HttpResponseRedirect(f"{reverse(route)}?{urlencode({name: pk, 'key': key, 'step': step})}")


class Flow(ABC):
    """The three forms over what was sent, or over what was kept; those before the screen come back as hidden fields."""

    route: str
    unit_id: int | None
    site: tuple[str, int]
    where: WhereForm

    def __init__(self, request: DoorRequest) -> None:
        """Bind what was sent; on a look, bind what was kept before the screen that is asked for."""
        self.request = request
        self.is_sent = request.method == "POST"
        today = local_date(clock.now())
        asked = request.POST if self.is_sent else request.GET
        self.key, self.at = read_key(asked.get("key", "")), read_step(asked.get("step", ""))
        self.answers = self._answers()
        has_day = self.at >= 1 if self.is_sent else "found" in self.answers
        self.day = FormDay.read(self.answers.get("drawn", ""), today) if has_day else FormDay(today)
        if self.day.is_stale and not self.is_sent:
            self.day, self.answers = FormDay(today), page.with_day_named(self.answers)
        self._bind()

    @abstractmethod
    def where_form(self, data: dict[str, str] | None) -> WhereForm:
        """Return the first form."""

    @abstractmethod
    def send(self) -> HttpResponse:
        """Report what all three forms say, and lead on."""

    @abstractmethod
    def beside(self, at: int) -> dict[str, Any]:
        """Return what the screen shows beside its form."""

    def _answers(self) -> dict[str, str]:
        if self.is_sent:
            return self.request.POST.dict()
        kept = drafts.draft_of(self.request.acting, self.key) if "key" in self.request.GET else None
        if kept is None:
            self.key, self.at = uuid4(), 0  # nothing was kept under it: a report of its own
        return kept.answers if kept is not None else {}

    def _bind(self) -> None:
        last = self.at + 1 if self.is_sent else self.at
        bound = [self.answers if number < last else None for number in range(LAST + 1)]
        self.where = self.where_form(bound[0])
        joins = self.where.is_valid() and bool(self.where.joined())
        self.when = WhenForm(bound[1], day=self.day, joins=joins, initial=self.answers)
        files = self.request.FILES if self.is_sent and self.at >= LAST else None
        self.photos = PhotosForm(bound[2], files, initial=self.answers)

    @property
    def forms(self) -> list[Any]:
        """The forms in order."""
        return [self.where, self.when, self.photos]

    def post(self) -> HttpResponse:
        """Erase, go back, go on, or send; what is not sent is kept."""
        acting, said = self.request.acting, self.request.POST
        if "erase" in said:
            drafts.erase_draft(acting, self.key)
            messages.success(self.request, _("没提交的报案已经删掉。"))
            return redirect("claims:owner_home")
        if self.is_complete():
            with shown_in(self.photos):
                return self._keep_or_send()
        back = said.get("back", "")
        to = int(back) if back in ("0", "1") else self.shown()
        is_kept, goes = self.keep(max(to, self.at)), bool(back) or to > self.at
        return self.to(to) if is_kept and goes else self.show()

    def keep(self, reached: int) -> bool:
        """Keep the answers; says whether they are kept."""
        return drafts.save_draft(self.request.acting, self.key, self.unit_id, self.answers, reached)

    def to(self, step: int) -> HttpResponse:
        """Lead to a screen of this report."""
        return to_screen(self.route, self.site, self.key, step)

    def is_complete(self) -> bool:
        """Whether all three screens are sent and sound, and not just one step back is asked for."""
        return self.at == LAST and not self.request.POST.get("back") and all(form.is_valid() for form in self.forms)

    def shown(self) -> int:
        """Return the screen to show: the first that is not sent or not sound."""
        for number, form in enumerate(self.forms):
            if not form.is_bound or not form.is_valid():
                return number
        return LAST

    def show(self) -> HttpResponse:
        """Draw the screen; what was only asked for is no mistake."""
        at = self.shown()
        shown: PlatformForm = self.forms[at]
        if at == LAST:
            page.give_box(self.photos, self.request.acting, self.key)
        names = [name for form in self.forms[:at] for name in form.fields if name in self.answers]
        drawn = self.day.drawn.isoformat()
        context = {
            **self.beside(at),
            "form": shown,
            "hidden": [
                *((name, self.answers[name]) for name in names),
                self.site,
                ("key", self.key),
                ("step", at),
                ("drawn", drawn),
            ],
            "begun": bool(self.answers),
            "route": self.route,
        }
        status = shown.status() if self.is_sent else HTTPStatus.OK
        return render(self.request, "claims/report.html", context, status=status)

    def _keep_or_send(self) -> HttpResponse:
        """Take in the files of this request under the form's own number; then report, unless more are to come."""
        for file in self.photos.cleaned_data["photos"]:
            receive(file, acting=self.request.acting, draft=self.key)
        if "more" in self.request.POST:
            self.keep(LAST)
            return self.to(LAST)
        return self.send()

    @property
    def own_words(self) -> str:
        """What the owner added."""
        words: str = self.photos.cleaned_data["words"]
        return words
