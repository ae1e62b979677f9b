"""Who sees which claims and tickets.

An owner sees what was reported while the home was his: a former owner keeps his own cases, a new one sees nothing of
the time before him. An insurer looks through the policy, a property desk sees what it filed itself while its mandate
lasts, an authority its divisions. A developer and a contractor see tickets, never claims.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.models import Claim, Intake, Ticket
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import ROLE_TABLE, PartyRole, Role
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
        if role is Role.property_desk:
            mine = Claim.objects.filter(filed_by_organisation=acting.organisation_id or 0)
            return super().reach(role, acting, on) & Q(pk__in=mine.values("subject"))
        return super().reach(role, acting, on)


class TicketAccess(Access):
    """Tickets: what is repaired before cover; the developer and the contractor of the project work on them."""

    kind = "ticket"
    roles = OWNERS | INSURERS | SUPERVISION | DESK | {Role.developer, Role.contractor, Role.institution}

    def reach(self, role: Role, acting: Acting, on: date) -> Q:
        """Return what the role reaches."""
        if role is Role.owner:
            claims = ClaimAccess().reach(role, acting, on)
            from_claims = Ticket.objects.filter(origin__subject__in=Subject.objects.filter(claims, kind="claim"))
            then = Exists(_owned_then(acting, ROLE_TABLE[role].party_roles, "reported_on"))
            return Q(pk__in=Ticket.objects.filter(then).values("subject")) | Q(pk__in=from_claims.values("subject"))
        if role is Role.property_desk:
            mine = Ticket.objects.filter(origin__filed_by_organisation=acting.organisation_id or 0)
            return super().reach(role, acting, on) & Q(pk__in=mine.values("subject"))
        return super().reach(role, acting, on)


class IntakeAccess(Access):
    """Reports as they came in: who took one in, and the insurer."""

    kind = "intake"
    roles = OWNERS | INSURERS | SUPERVISION | DESK

    def reach(self, role: Role, acting: Acting, on: date) -> Q:
        """Return what the role reaches."""
        if role in OWNERS:
            own = Q(received_by_person=acting.person_id or 0, received_by_organisation=acting.organisation_id)
            return Q(pk__in=Intake.objects.filter(own).values("subject"))
        if role is Role.property_desk:
            own = Q(received_by_organisation=acting.organisation_id or 0)
            return Q(pk__in=Intake.objects.filter(own).values("subject"))
        return super().reach(role, acting, on)


def former_until(acting: Acting, unit_id: int, today: date) -> date | None:
    """Return the day on which a former owner's time ended; None while he owns the home, or never did."""
    held = scopes.parties_of(acting, ROLE_TABLE[Role.owner].party_roles, today).filter(subject=unit_id)
    if held.exists():
        return None
    ended = Party.objects.filter(subject=unit_id, role=PartyRole.owner, until__isnull=False)
    if acting.organisation_id is not None:
        ended = ended.filter(organisation=acting.organisation_id)
    else:
        ended = ended.filter(person=acting.person_id or 0)
    last = ended.order_by("-until").first()
    return last.until if last is not None else None


def register() -> None:
    """Register the access of every kind."""
    for access in (ClaimAccess, TicketAccess, IntakeAccess):
        register_access(access)
