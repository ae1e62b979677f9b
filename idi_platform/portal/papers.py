"""From papers to the rows by which a page leads to them, and those that are addressed to an organisation."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.accounts.acting import Acting
from idi_platform.documents.models import Paper
from idi_platform.documents.models.paper import PaperQuerySet
from idi_platform.portal import doors
from idi_platform.portal.components import PaperRow
from idi_platform.portal.words import instant_words
from idi_platform.records.queue import OwedState

DOORS = ("developer", "site", "agency", "desk")
"""The doors of organisations that are written to about cases of which they have no page with papers."""


def papers_addressed_to(acting: Acting) -> PaperQuerySet:
    """Return the papers that are addressed to the capacity's organisation; no other party's."""
    found: PaperQuerySet = Paper.objects.filter(recipient_organisation=acting.organisation_id or 0)
    return found.select_related("recipient_organisation")


def rows_addressed_to(acting: Acting, papers: Iterable[Paper], now: datetime) -> list[PaperRow]:
    """Return papers to open behind the organisation's own door."""
    return paper_rows(papers, now, f"papers_{acting.door}:paper")


def paper_rows(papers: Iterable[Paper], now: datetime, route: str) -> list[PaperRow]:
    """Return papers to open; one that is still being made says so."""
    rows = []
    for paper in papers:
        when = instant_words(paper.issued_at or paper.owed_at, now)
        failed = paper.owed_state == OwedState.FAILED
        number = paper.number or ("" if failed else _("正在生成"))
        sent = _("已发出") if paper.dispatched_at is not None else _not_made(paper) if failed else ""
        standing = _("已被更正的文书取代") if paper.voided_at is not None else sent
        to = _("给 %(who)s") % {"who": paper.recipient_organisation.name} if paper.recipient_organisation else ""
        meta = "　".join(part for part in (to, when, number, standing) if part)
        rows.append(PaperRow(paper.title, meta, reverse(route, args=[paper.pk]) if paper.file else ""))
    return rows


def _not_made(paper: Paper) -> str:
    """Say of a paper that was left to a person what it lacks."""
    return _("文书未能发出，已通知运维") if paper.file else _("文书未能生成，已通知运维")


def register() -> None:
    """Register an entry at each of the doors."""
    doors.register_entries(
        *(
            doors.Entry(door, gettext_lazy("收到的文书"), f"papers_{door}:papers", icon="paper", order=40)
            for door in DOORS
        )
    )
