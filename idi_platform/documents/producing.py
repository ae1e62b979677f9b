"""The life of an owed paper in the worker: numbered, drawn, stored, handed over, told.

Each stage is committed by itself and begins by looking at what the row says, so that a worker killed anywhere is
followed by another that goes on from there: no paper is lost, numbered twice or sent twice.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from idi_platform.kernel import clock
from idi_platform.notifications.models import Channel, Notice
from idi_platform.notifications.owing import owe_notice
from idi_platform.notifications.sending import send
from idi_platform.records.queue import said_of

from .drawing import draw
from .models import Paper, PaperState
from .numbering import number_paper

log = logging.getLogger(__name__)
BATCH: Final = 10
HANDED_OVER: Final = "paper.issued"

Told = Callable[[Paper], None]
_on_dispatched: list[Told] = []
_on_withheld: list[Told] = []
_on_arrived: list[Told] = []


@dataclass(frozen=True, slots=True)
class _Handing:
    """The message that hands a paper over."""

    data: dict[str, str]
    person_id: int | None
    organisation_id: int | None
    role: str
    channels: tuple[str, ...]
    template: str = HANDED_OVER


def on_dispatched(told: Told) -> Told:
    """Register what must follow when a paper was handed to its channel, at `paper.dispatched_at`; be idempotent."""
    _on_dispatched.append(told)
    return told


def on_paper_withheld(told: Told) -> Told:
    """Register what must follow when a paper was voided before it left, and never will; be idempotent."""
    _on_withheld.append(told)
    return told


def on_paper_arrived(told: Told) -> Told:
    """Register what must follow when a paper has arrived, at `paper.arrived_at`; be idempotent."""
    _on_arrived.append(told)
    return told


def render_owed(limit: int = BATCH) -> int:
    """Claim and produce one batch; returns how many rows were claimed."""
    papers = Paper.objects.claim(limit)
    for paper in papers:
        try:
            produce(paper.pk)
        except Exception as error:
            log.exception("paper.failed", extra={"paper": paper.pk})
            paper.put_off(said_of(error))
    return len(papers)


def produce(paper_id: int) -> Paper:
    """Take a paper from where it stands to the end; calling it again changes nothing.

    A paper that was voided before it left is not sent any more.
    """
    paper = _numbered(paper_id)
    if paper.state == PaperState.PENDING and paper.voided_at is None:
        _store(paper)
    if paper.has_recipient and paper.voided_at is None:
        paper = _handed_over(paper_id)
    for told in _followers(paper):
        told(paper)
    paper.refresh_from_db()
    paper.settle()
    return paper


def _followers(paper: Paper) -> list[Told]:
    if paper.dispatched_at is not None:
        return _on_dispatched
    return _on_withheld if paper.voided_at is not None else []


def paper_arrived(paper_id: int) -> None:
    """Record that a paper has arrived and tell who waits for it: when it was first opened in the platform.

    A text message that reached its telephone says only that there is a paper; it is not the paper's arrival.
    """
    opened = Notice.objects.filter(
        paper_id=paper_id, channel=Channel.IN_APP, deliveries__arrived_at__isnull=False
    ).values_list("deliveries__arrived_at", flat=True)
    first = opened.order_by("deliveries__arrived_at").first()
    if first is None:
        return
    Paper.objects.filter(pk=paper_id, arrived_at__isnull=True).update(arrived_at=first)
    paper = Paper.objects.get(pk=paper_id)
    for told in _on_arrived:
        told(paper)


def _numbered(paper_id: int) -> Paper:
    with transaction.atomic():
        paper = Paper.objects.select_for_update(no_key=True).get(pk=paper_id)
        if paper.voided_at is None:
            number_paper(paper)
    return paper


def _store(paper: Paper) -> None:
    """Draw and store; the file's name is its content's hash, so drawing twice makes one file."""
    drawn = draw(paper)
    digest = hashlib.sha256(drawn.pdf).hexdigest()
    name = f"papers/{digest[:2]}/{digest}.pdf"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(drawn.pdf))
    changed = Paper.objects.filter(pk=paper.pk, state=PaperState.PENDING).update(
        state=PaperState.RENDERED, sha256=digest, file=name, pages=drawn.pages
    )
    if not changed:
        log.info("paper.drawn_twice", extra={"paper": paper.pk})


def _handed_over(paper_id: int) -> Paper:
    """Put the paper into its addressee's inbox and owe the text message, in one transaction."""
    with transaction.atomic():
        paper = Paper.objects.select_for_update(no_key=True).get(pk=paper_id)
        if paper.state != PaperState.RENDERED or paper.voided_at is not None:
            return paper
        channels = [Channel.IN_APP.value]
        if paper.recipient_person_id is not None and paper.recipient_person and paper.recipient_person.phone:
            channels.append(Channel.SMS.value)
        handing = _Handing(
            {"title": paper.title, "number": paper.number or ""},
            paper.recipient_person_id,
            paper.recipient_organisation_id,
            paper.recipient_role,
            tuple(channels),
        )
        cause = f"paper:{paper.pk}"
        owe_notice(handing, subject_id=paper.subject_id, record_id=paper.record_id, paper_id=paper.pk, cause=cause)
        send(Notice.objects.get(paper_id=paper.pk, channel=Channel.IN_APP))
        paper.state = PaperState.DISPATCHED
        paper.dispatched_at = clock.now()
        paper.save(update_fields=["state", "dispatched_at"])
    return paper
