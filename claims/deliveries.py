"""What a paper's way means for its case: dispatch and arrival are recorded by the system on the case's own chain."""

from datetime import datetime

from claims.models import Claim, Intake, Ticket
from idi_platform.accounts.acting import SYSTEM
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import on_dispatched, on_paper_arrived
from idi_platform.workflow.perform import perform

_MODELS = {"claim": Claim, "intake": Intake, "ticket": Ticket}


def _record(paper: Paper, step: str, at: datetime | None) -> None:
    model = _MODELS.get(paper.subject.kind)
    if model is None or at is None:
        return
    case = model.objects.select_related("subject").get(pk=paper.subject_id)  # type: ignore[attr-defined]  # an aggregate
    perform(
        case,
        step,
        acting=SYSTEM,
        key=f"paper:{paper.pk}:{step}",
        occurred_at=at,
        paper=paper.code,
        paper_id=paper.pk,
        to="owner" if paper.recipient_person_id is not None else paper.recipient_role,
    )


def _dispatched(paper: Paper) -> None:
    _record(paper, "record_dispatch", paper.dispatched_at)


def _arrived(paper: Paper) -> None:
    _record(paper, "record_arrival", paper.arrived_at)


def register() -> None:
    """Register both."""
    on_dispatched(_dispatched)
    on_paper_arrived(_arrived)
