"""Who reports at a desk: the owner of the home whose telephone the call came from, where exactly one has it."""

from datetime import date

from claims.models import Claim, Intake
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.identifiers import clean_phone
from idi_platform.records.models import Party


def owner_calling(place_id: int, phone: str, on: date) -> int | None:
    """Return the owner on a day whose telephone it is; None where nobody has it, or more than one."""
    if not phone.strip():
        return None
    held = Party.objects.on(on).filter(subject=place_id, role=PartyRole.owner, person__isnull=False)
    callers = held.filter(person__phone=clean_phone(phone)).values_list("person_id", flat=True)[:2]
    return callers[0] if len(callers) == 1 else None


def second_reporter(intake: Intake, claim: Claim) -> int | None:
    """Return who told a desk of what had been reported before, where he may see that claim; None for other callers.

    That is whoever owned the home on the day of the first report.
    """
    if intake.received_by_organisation is None or intake.statement is None:
        return None
    if claim.subject.unit_id is None or claim.reported_on is None:
        return None
    return owner_calling(claim.subject.unit_id, intake.statement.reporter_phone, claim.reported_on)
