"""Who holds a role, and since when: who a clock is owed by (rule 18; a successor takes what is open)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from idi_platform.records.models import Subject
from idi_platform.records.standing import CARRIERS, carriers_of, organisations_on

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
        for column in CARRIERS:
            carrier_id = getattr(subject, column)
            for since, until, organisation in self._held.get((carrier_id, party_role), ()) if carrier_id else ():
                if since <= on and (until is None or on < until):
                    return organisation
        return None


def holders_of(subjects: Iterable[Subject]) -> Holders:
    """Read the organisations that stand, or have stood, on the subjects' carriers."""
    held: dict[tuple[int, str], list[Stretch]] = {}
    for party in organisations_on(carriers_of(subjects)):
        stretch = (party.since, party.until, party.organisation_id or 0)
        held.setdefault((party.subject_id, party.role), []).append(stretch)
    return Holders(held)
