"""Cases of homes that have passed on: how they stood when a former owner's time ended."""

from collections.abc import Sequence
from datetime import date

from claims.access import OWNERS
from claims.models import Claim, Ticket
from claims.models.owner_guards import ownerships_ended
from idi_platform.accounts.acting import Acting
from idi_platform.kernel.clock import start_of
from idi_platform.records.models import Record


def states_then(acting: Acting, cases: Sequence[Claim | Ticket], today: date) -> dict[int, str]:
    """Return the states in which cases stood when the capacity's time in their home ended, in two queries.

    Cases of homes that are still its own are left out.
    """
    if acting.roles.isdisjoint(OWNERS):
        return {}
    units = {case.subject.unit_id for case in cases if case.subject.unit_id is not None}
    ended = ownerships_ended(units, acting.person_id, acting.organisation_id, today)
    ends = {case.pk: start_of(ended[unit]) for case in cases if (unit := case.subject.unit_id) in ended}
    if not ends:
        return {}
    rows = Record.objects.filter(subject__in=ends).exclude(target="").order_by("occurred_at", "seq")
    taken = rows.values_list("subject_id", "target", "occurred_at")
    found = {subject_id: target for subject_id, target, occurred_at in taken if occurred_at < ends[subject_id]}
    return {pk: found.get(pk, "filed") for pk in ends}
