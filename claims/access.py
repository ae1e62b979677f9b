"""Who sees which claims and tickets.

An owner sees what was reported while the home was his: a former owner keeps his own cases, a new one sees nothing of
the time before him. An insurer looks through the policy, an authority its divisions. A property desk sees what it filed
itself, and the cases of the common parts that it looks after, while its mandate lasts; what owners report of their own
homes is none of its business. A developer and a contractor see tickets, never claims.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.codes import GoesOnWith
from claims.models import Claim, Intake, Ticket
from claims.models.owner_guards import ownership_ended
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import ROLE_TABLE, PartyRole, Role
from idi_platform.documents.models import Paper
from idi_platform.records import scopes
from idi_platform.records.access import Access, register_access
from idi_platform.records.models import Party, Subject

OWNERS = frozenset({Role.owner, Role.agent})
INSURERS = frozenset({Role.handler, Role.approver, Role.surveyor, Role.hotline, Role.accountant})
SUPERVISION = frozenset({Role.regulator, Role.report_clerk})
DESK = frozenset({Role.property_desk})


def _owned_then(acting: Acting, roles: frozenset[PartyRole], day: str) -> "QuerySet[Party]":
    """Return the stretches of ownership of a case's unit that hold the case's day."""
    held = Party.objects.filter(subject=OuterRef("subject__unit"), role__in=roles, since__lte=OuterRef(day))
    held = held.filter(Q(until__isnull=True) | Q(until__gt=OuterRef(day)))
    if acting.organisation_id is not None:
        return held.filter(organisation=acting.organisation_id)
    return held.filter(person=acting.person_id) if acting.person_id is not None else held.none()


def _agent_then(acting: Acting, on: date, day: str) -> "QuerySet[Party]":
    """Return an agent's standing mandates for a case's unit under which he looks through the owners who named him.

    He reaches the days of those owners and no later one's.
    """
    mandates = scopes.parties_of(acting, ROLE_TABLE[Role.agent].party_roles, on)
    mandates = mandates.filter(subject=OuterRef("subject__unit"))
    named = Party.objects.filter(subject=OuterRef("subject"), role=PartyRole.owner, since__lte=OuterRef("since"))
    named = named.filter(Q(until__isnull=True) | Q(until__gt=OuterRef("since")))
    case_day = OuterRef(OuterRef(day))
    named = named.filter(Q(until__isnull=True) | Q(until__gt=case_day), since__lte=case_day)
    return mandates.filter(Exists(named))


class ClaimAccess(Access):
    """Claims."""

    kind = "claim"
    roles = OWNERS | INSURERS | SUPERVISION | DESK

    def reach(self, role: Role, acting: Acting, on: date) -> Q:
        """Return what the role reaches."""
        if role is Role.owner:
            own = Q(claimant_person=acting.person_id) if acting.person_id is not None else Q(pk__in=())
            if acting.organisation_id is not None:
                own = Q(claimant_organisation=acting.organisation_id)
            then = Exists(_owned_then(acting, ROLE_TABLE[role].party_roles, "reported_on"))
            return Q(pk__in=Claim.objects.filter(own | then).values("subject"))
        if role is Role.agent:
            then = Exists(_agent_then(acting, on, "reported_on"))
            return Q(pk__in=Claim.objects.filter(then).values("subject"))
        if role is Role.property_desk:
            mine = Claim.objects.filter(filed_by_organisation=acting.organisation_id or 0)
            entrusted = Q(common_part__isnull=False) | Q(pk__in=mine.values("subject"))
            return super().reach(role, acting, on) & entrusted
        return super().reach(role, acting, on)


class TicketAccess(Access):
    """Tickets: what is repaired before cover; the developer and the contractor of the project work on them."""

    kind = "ticket"
    roles = OWNERS | INSURERS | SUPERVISION | DESK | {Role.developer, Role.contractor, Role.institution}

    def reach(self, role: Role, acting: Acting, on: date) -> Q:
        """Return what the role reaches."""
        if role in OWNERS:
            claims = ClaimAccess().reach(role, acting, on)
            from_claims = Ticket.objects.filter(origin__subject__in=Subject.objects.filter(claims, kind="claim"))
            held = _owned_then(acting, ROLE_TABLE[role].party_roles, "reported_on")
            then = Exists(_agent_then(acting, on, "reported_on") if role is Role.agent else held)
            return Q(pk__in=Ticket.objects.filter(then).values("subject")) | Q(pk__in=from_claims.values("subject"))
        if role is Role.property_desk:
            mine = Ticket.objects.filter(origin__filed_by_organisation=acting.organisation_id or 0)
            return super().reach(role, acting, on) & Q(pk__in=mine.values("subject"))
        return super().reach(role, acting, on)


class IntakeAccess(Access):
    """Reports as they came in: who took one in, whoever was given its receipt, and the insurer."""

    kind = "intake"
    roles = OWNERS | INSURERS | SUPERVISION | DESK

    def reach(self, role: Role, acting: Acting, on: date) -> Q:
        """Return what the role reaches."""
        if role in OWNERS:
            own = Q(received_by_person=acting.person_id or 0, received_by_organisation=acting.organisation_id)
            if acting.organisation_id is None and acting.person_id is not None:
                receipts = Paper.objects.filter(recipient_person=acting.person_id, subject__kind=self.kind)
                own |= Q(subject__in=receipts.values("subject"))
            return Q(pk__in=Intake.objects.filter(own).values("subject"))
        if role is Role.property_desk:
            own = Q(received_by_organisation=acting.organisation_id or 0)
            return Q(pk__in=Intake.objects.filter(own).values("subject"))
        return super().reach(role, acting, on)


def former_until(acting: Acting, unit_id: int | None, today: date) -> date | None:
    """Return the day on which a former owner's or agent's time ended; None while it runs, or where it never began."""
    if unit_id is None or acting.roles.isdisjoint(OWNERS):
        return None
    return ownership_ended(unit_id, acting.person_id, acting.organisation_id, today)


def newcomer_since(acting: Acting, claim: Claim) -> date | None:
    """Return the day from which an owner who took a claim over with the home sees it; None for everybody else."""
    if acting.roles.isdisjoint(OWNERS) or claim.goes_on_with != GoesOnWith.NEW or claim.transferred_on is None:
        return None
    held_before = ownership_ended(
        claim.subject.unit_id or 0, acting.person_id, acting.organisation_id, claim.transferred_on
    )
    return claim.transferred_on if held_before is None else None


def register() -> None:
    """Register the access of every kind."""
    for access in (ClaimAccess, TicketAccess, IntakeAccess):
        register_access(access)
