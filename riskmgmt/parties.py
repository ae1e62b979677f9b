"""The agency's Party row on its engagement, computed from the engagement's steps."""

from collections.abc import Iterable
from datetime import date

from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.clock import local_date
from idi_platform.projects.parties import Stretch, write_stretches
from idi_platform.records.histories import StepTaken, effective_steps


def agency_of(steps: Iterable[StepTaken]) -> list[Stretch]:
    """Return the agency from its selection to the day on which another took over; an ended one reads its own work."""
    found: list[Stretch] = []
    for step in steps:
        day: date = local_date(step.occurred_at)
        if step.name == "engagement.select":
            found = [Stretch(PartyRole.agency.value, None, step.facts["organisation_id"], day)]
        elif step.name == "engagement.replace":
            found = [Stretch(row.role, None, row.organisation_id, row.since, max(day, row.since)) for row in found]
    return found


def derive_agency(engagement_id: int) -> None:
    """Bring the engagement's Party rows into line with its steps."""
    write_stretches(engagement_id, agency_of(effective_steps(engagement_id)), only=(PartyRole.agency,))
