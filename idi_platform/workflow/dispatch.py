"""A paper handed to its channel, or arrived: recorded on its subject by the system, at the instant of the delivery.

That instant meets the clocks of duties to notify, and begins or ends pauses.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from idi_platform.accounts.acting import SYSTEM
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import on_dispatched, on_paper_arrived, on_paper_withheld

from .lifecycles import lifecycle_of
from .loading import aggregate_of
from .perform import perform
from .world import RECORD_ARRIVAL, RECORD_DISPATCH


@on_dispatched
def record_dispatch(paper: Paper) -> None:
    """Record that the paper left, and the copies that waited for it."""
    _record(paper, RECORD_DISPATCH, paper.dispatched_at)
    if paper.recipient_person_id is not None:
        record_copies(paper)


@on_paper_withheld
def record_copies(paper: Paper) -> None:
    """Record the organisations' copies that have left, once they wait for nobody."""
    for copy in _same(paper).filter(recipient_organisation__isnull=False, dispatched_at__isnull=False):
        _record(copy, RECORD_DISPATCH, copy.dispatched_at)
        _record(copy, RECORD_ARRIVAL, copy.arrived_at)


@on_paper_arrived
def record_arrival(paper: Paper) -> None:
    """Record that the paper arrived."""
    _record(paper, RECORD_ARRIVAL, paper.arrived_at)


def _same(paper: Paper) -> QuerySet[Paper]:
    """Return the other copies of what one step has owed."""
    return Paper.objects.filter(record__isnull=False, record=paper.record_id, code=paper.code).exclude(pk=paper.pk)


def _counts_from(paper: Paper, at: datetime) -> datetime | None:
    """Return from when it counts that a paper left or arrived; None while it counts for nothing.

    A duty to tell a person is met when his own has left: an organisation's copy that is first waits for it, and counts
    from its instant. A person's copy that was voided unsent is waited for no more.
    """
    if paper.recipient_organisation_id is None:
        return at
    unsent = Q(voided_at__isnull=False, dispatched_at__isnull=True)
    left = _same(paper).filter(recipient_person__isnull=False).exclude(unsent)
    instants = list(left.values_list("dispatched_at", flat=True))
    return max([at, *(instant for instant in instants if instant)]) if all(instants) else None


def _record(paper: Paper, step: str, at: datetime | None) -> None:
    """Take the step once; a kind that keeps no deliveries has none."""
    if at is None or step not in lifecycle_of(paper.subject.kind).steps:
        return
    counts_from = _counts_from(paper, at)
    if counts_from is None:
        return
    perform(
        aggregate_of(paper.subject),
        step,
        acting=SYSTEM,
        key=f"{step}:{paper.pk}",
        occurred_at=counts_from,
        paper=paper.code,
        paper_id=paper.pk,
    )
