"""Who holds a role: the organisation that a clock is owed by (rule 18; a successor takes the open clocks over)."""

from collections.abc import Iterable, Mapping
from datetime import date

from idi_platform.records.models import Party, Subject

_CARRIERS = ("unit_id", "engagement_id", "policy_id", "project_id")
_PARTY_OF = {
    "handler": "lead_insurer",
    "approver": "lead_insurer",
    "surveyor": "lead_insurer",
    "underwriter": "lead_insurer",
    "accountant": "lead_insurer",
    "insurer": "lead_insurer",
    "property_desk": "property_firm",
}


class Holders:
    """The organisations by subject and party role on a day, read in one query."""

    def __init__(self, held: Mapping[tuple[int, str], int]) -> None:
        """Keep what was read."""
        self._held = held

    def organisation(self, subject: Subject, role: str) -> int | None:
        """Return the organisation in the role, looking from the nearest carrier outwards; None if nobody holds it."""
        party_role = _PARTY_OF.get(role, role)
        for column in _CARRIERS:
            carrier_id = getattr(subject, column)
            found = self._held.get((carrier_id, party_role)) if carrier_id else None
            if found is not None:
                return found
        return None


def holders_of(subjects: Iterable[Subject], on: date) -> Holders:
    """Read the organisations that stand on the subjects' carriers on a day."""
    carriers = {getattr(subject, column) for subject in subjects for column in _CARRIERS} - {None}
    rows = (
        Party.objects.on(on)
        .filter(subject_id__in=carriers, organisation__isnull=False)
        .order_by("-pk")
        .values_list("subject_id", "role", "organisation_id")
    )
    return Holders({(subject_id, role): organisation for subject_id, role, organisation in rows if organisation})
