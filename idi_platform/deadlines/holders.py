"""Who holds a role, and since when: who a clock is owed by (rule 18; a successor takes what is open)."""

from collections.abc import Iterable, Mapping, Sequence
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


Stretch = tuple[date, date | None, int]
"""One organisation's time in a role: [since, until)."""


class Holders:
    """The organisations by subject and party role with their days, read in one query."""

    def __init__(self, held: Mapping[tuple[int, str], Sequence[Stretch]]) -> None:
        """Keep what was read, the first row first."""
        self._held = held

    def organisation(self, subject: Subject, role: str, on: date) -> int | None:
        """Return who holds the role on a day, looking from the nearest carrier outwards; None if nobody does."""
        party_role = _PARTY_OF.get(role, role)
        for column in _CARRIERS:
            carrier_id = getattr(subject, column)
            for since, until, organisation in self._held.get((carrier_id, party_role), ()) if carrier_id else ():
                if since <= on and (until is None or on < until):
                    return organisation
        return None


def holders_of(subjects: Iterable[Subject]) -> Holders:
    """Read the organisations that stand, or have stood, on the subjects' carriers."""
    carriers = {getattr(subject, column) for subject in subjects for column in _CARRIERS} - {None}
    rows = (
        Party.objects.filter(subject_id__in=carriers, organisation__isnull=False)
        .order_by("pk")
        .values_list("subject_id", "role", "since", "until", "organisation_id")
    )
    held: dict[tuple[int, str], list[Stretch]] = {}
    for subject_id, role, since, until, organisation_id in rows:
        held.setdefault((subject_id, role), []).append((since, until, organisation_id or 0))
    return Holders(held)
