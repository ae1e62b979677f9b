"""A surveyor's own visits: those of a day, one of them, and whom to telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from claims import queries
from claims.desk import visits as calendar
from claims.models import Claim, Statement
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Person
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import NotVisible
from idi_platform.kernel.names import mask_name
from idi_platform.records.models import Record


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask for at the door: a shortened name and a number in full; a page shows it on the visit's day alone."""

    name: str
    phone: str


def day_visits(acting: Acting, day: date) -> list[calendar.Visit]:
    """Return the visits on a day that the surveyor himself makes, in order."""
    asked = calendar.Asked(day, 1, person=acting.person_id)
    return [one for one in calendar.visits(acting, asked) if one.claim.surveyor == acting.person_id]


def own_claim(acting: Acting, number: str, *, once: bool = False) -> Claim:
    """Return a claim whose visit is the surveyor's.

    Args:
        acting: The surveyor.
        number: The claim's.
        once: Also one that was his and has been given to another since: what he saw there is not lost.

    Raises:
        NotVisible: There is none, or it is somebody else's.
    """
    claim = queries.claim_for(acting, number)
    mine = claim.surveyor == acting.person_id
    if mine or (once and _was_given(claim, acting)):
        return claim
    raise NotVisible("field.not_yours", "")


def _was_given(claim: Claim, acting: Acting) -> bool:
    arranged = Record.objects.filter(subject_id=claim.pk, name="claim.schedule_survey")
    return arranged.filter(facts__surveyor=acting.person_id).exists()


def is_on(claim: Claim, day: date) -> bool:
    """Say whether the claim's visit is arranged for that day."""
    return claim.survey_from_at is not None and local_date(claim.survey_from_at) == day


def contacts(claims: Sequence[Claim]) -> dict[int, Contact]:
    """Return by claim whom to telephone: who claims, else who reported; two queries."""
    people = Person.objects.in_bulk({claim.claimant_person for claim in claims if claim.claimant_person})
    said = Statement.objects.in_bulk({claim.statement_id for claim in claims if claim.statement_id})
    found: dict[int, Contact] = {}
    for claim in claims:
        person, words = people.get(claim.claimant_person or 0), said.get(claim.statement_id or 0)
        if person is not None and person.phone:
            found[claim.pk] = Contact(mask_name(person.name), person.phone)
        elif words is not None and words.reporter_phone:
            name = mask_name(words.reporter_name) if words.reporter_name else ""
            found[claim.pk] = Contact(name, words.reporter_phone)
    return found


def seen_of(claim: Claim) -> str:
    """Return what stands for the survey that a page has shown; a form that comes after another one differs."""
    return claim.surveyed_at.isoformat() if claim.surveyed_at is not None else ""


def visited_on(claim: Claim, day: date) -> datetime | None:
    """Return when the claim was surveyed on that day or since; None while the visit is to come."""
    at = claim.surveyed_at
    return at if at is not None and local_date(at) >= day else None
