"""From papers to the rows by which a page leads to them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.documents.models import Paper
from idi_platform.portal.components import PaperRow
from idi_platform.portal.words import instant_words
from idi_platform.records.queue import OwedState


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
        meta = "　".join(part for part in (when, number, standing, to) if part)
        rows.append(PaperRow(paper.title, meta, reverse(route, args=[paper.pk]) if paper.file else ""))
    return rows


def _not_made(paper: Paper) -> str:
    """Say of a paper that was left to a person what it lacks."""
    return _("文书未能发出，已通知运维") if paper.file else _("文书未能生成，已通知运维")
