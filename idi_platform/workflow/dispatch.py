"""A paper handed to its channel, or arrived: recorded on its subject by the system, at the instant of the delivery.

That instant meets the clocks of duties to notify, and begins or ends pauses.
"""

from datetime import datetime

from idi_platform.accounts.acting import SYSTEM
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import on_dispatched, on_paper_arrived

from .follow_ups import aggregate_of
from .lifecycles import lifecycle_of
from .perform import perform
from .world import RECORD_ARRIVAL, RECORD_DISPATCH


@on_dispatched
def record_dispatch(paper: Paper) -> None:
    """Record that the paper left."""
    _record(paper, RECORD_DISPATCH, paper.dispatched_at)


@on_paper_arrived
def record_arrival(paper: Paper) -> None:
    """Record that the paper arrived."""
    _record(paper, RECORD_ARRIVAL, paper.arrived_at)


def _waits_for_a_person(paper: Paper) -> bool:
    """Say whether an organisation's copy is first: a duty to tell a person is met when his own has left."""
    if paper.recipient_organisation_id is None or paper.record_id is None:
        return False
    same = Paper.objects.filter(record=paper.record_id, code=paper.code, recipient_person__isnull=False)
    return same.filter(dispatched_at__isnull=True).exists()


def _record(paper: Paper, step: str, at: datetime | None) -> None:
    """Take the step once; a kind that keeps no deliveries has none."""
    if at is None or step not in lifecycle_of(paper.subject.kind).steps or _waits_for_a_person(paper):
        return
    perform(
        aggregate_of(paper.subject),
        step,
        acting=SYSTEM,
        key=f"{step}:{paper.pk}",
        occurred_at=at,
        paper=paper.code,
        paper_id=paper.pk,
    )
