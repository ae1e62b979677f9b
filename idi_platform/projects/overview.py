"""The authority's first page: what is overdue, what falls due within a week, open questions, facts in breach.

Each figure is the number of rows of the list that it leads to. A report clerk counts: he reads
which house a duty is about, and opens no case.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.requests import DoorRequest
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.documents.access import hanging_on_visible_subjects
from idi_platform.kernel import clock
from idi_platform.portal.cases.addresses import may_read
from idi_platform.portal.cases.places import places_of, whereabouts_of
from idi_platform.portal.cases.queries import violations_for
from idi_platform.portal.chips import clock_chip
from idi_platform.portal.keyset import page_of
from idi_platform.portal.lists import Cell, Column, Empty, Kpi, Row, Table
from idi_platform.records.governing import laws_of
from idi_platform.rulebooks.titles import duty_title
from idi_platform.rulebooks.vocabulary import vocabulary

from .texts import queries as texts

_WEEK: Final = timedelta(days=7)


def overdue(acting: Acting) -> "QuerySet[Clock]":
    """Return the duties that were not met in time and are still open, of cases that the authority sees."""
    return _duties(acting).filter(state=ClockState.OVERDUE, due_at__isnull=False)


def due_soon(acting: Acting, now: datetime) -> "QuerySet[Clock]":
    """Return the open duties whose end comes within seven days."""
    return _duties(acting).filter(state=ClockState.OPEN, due_at__gt=now, due_at__lte=now + _WEEK)


@require_safe
def overview(request: DoorRequest) -> HttpResponse:
    """Show the four figures, and the duties behind one: unasked the overdue ones, where there are none what comes."""
    acting, now = request.acting, clock.now()
    lists = {"overdue": overdue(acting), "week": due_soon(acting, now)}
    asked = request.GET.get("list", "")
    shown = asked if asked in lists else "overdue" if lists["overdue"].exists() else "week"
    page = page_of(lists[shown].select_related("subject", "owed_org"), by=("due_at", "pk"), query=request.GET)
    context = {
        "kpis": _kpis(acting, lists),
        "table": _table(page.items, acting, now, shown),
        "page": page,
        "counts_only": not may_read(acting),
    }
    return render(request, "projects/overview.html", context)


def _duties(acting: Acting) -> "QuerySet[Clock]":
    return Clock.objects.filter(hanging_on_visible_subjects(acting), kind=ClockKind.DUTY)


def _kpis(acting: Acting, lists: "Mapping[str, QuerySet[Clock]]") -> list[Kpi]:
    here, open_list = reverse("overview_regulator:overview"), _("看清单")
    figures = [
        (_("逾期未办"), lists["overdue"].count(), _("期限已过、还没有办的义务"), f"{here}?list=overdue"),
        (_("七天内到期"), lists["week"].count(), _("还在期限内、七天内要办的义务"), f"{here}?list=week"),
    ]
    if may_read(acting):
        questions, breaches = reverse(f"texts_{acting.door}:texts"), reverse(f"cases_{acting.door}:violations")
        undecided = texts.open_questions(acting).count()
        figures.append((_("适用办法未定"), undecided, _("还不能确定适用哪部办法的标的"), questions))
        figures.append((_("违规事实"), violations_for(acting).count(), _("已登记、没有撤销的违规事实"), breaches))
    return [Kpi(name, str(count), _("件"), said, href, open_list) for name, count, said, href in figures]


def _table(rows: Sequence[Clock], acting: Acting, now: datetime, shown: str) -> Table:
    subjects = {row.subject_id: row.subject for row in rows}.values()
    laws, places, around = laws_of(subjects), places_of(subjects, acting), whereabouts_of(subjects, acting)
    columns = (Column(_("期限")), Column(_("要办的事")), Column(_("哪一项")), Column(_("轮到谁")))
    made = []
    for row in rows:
        chip, place, where = clock_chip(row, now), places[row.subject_id], around.get(row.subject_id)
        home = where.title if where is not None else ""
        href, which = (place.href, Cell(place.title, home)) if may_read(acting) else ("", Cell(home or place.title))
        cells = (
            Cell(chip=chip, sub=chip.line),
            Cell(duty_title(laws[row.subject_id], row.name, row.clause), vocabulary.label(row.subject.kind), href=href),
            which,
            Cell(row.owed_org.name if row.owed_org is not None else _desk(row.owed_role)),
        )
        made.append(Row(cells, href=href, key=str(row.pk)))
    names = {"week": (_("七天内到期"), _("七天内没有到期的事")), "overdue": (_("逾期未办"), _("没有逾期未办的事"))}
    caption, nothing = names[shown]
    empty = Empty(nothing, _("有了就会列在这里。"), icon="check")
    return Table(caption, columns, tuple(made), empty=empty)


def _desk(role: str) -> str:
    return vocabulary.label(role) if role else "—"
