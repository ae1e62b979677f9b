"""Who sees which claims and tickets.

An owner sees what was reported while the home was his: a former owner keeps his own cases, a new one sees nothing of
the time before him. An insurer looks through the policy, an authority its divisions. A property desk sees what it filed
itself, and the cases of the common parts that it looks after, while its mandate lasts; what owners report of their own
homes is none of its business. A developer and a contractor see tickets, never claims.
"""

from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.codes import GoesOnWith
from claims.models import Claim, Intake, Ticket
from claims.models.owner_guards import ownership_ended
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import ROLE_TABLE, Look, PartyRole, Role
from idi_platform.documents.models import Paper
from idi_platform.records import scopes
from idi_platform.records.access import Access, register_access
from idi_platform.records.models import Party

OWNERS = frozenset({Role.owner, Role.agent})
INSURERS = frozenset({Role.handler, Role.approver, Role.surveyor, Role.hotline, Role.accountant})
SUPERVISION = frozenset({Role.regulator, Role.report_clerk})
DESK = frozenset({Role.property_desk})
_Case = TypeVar("_Case", Claim, Ticket)


def _owners(cases: "QuerySet[_Case]", acting: Acting) -> "QuerySet[_Case, Any]":
    """Return the cases reported on a day on which the home was the capacity's own."""
    held = Party.objects.filter(role__in=ROLE_TABLE[Role.owner].party_roles)
    if acting.organisation_id is not None:
        held = held.filter(organisation=acting.organisation_id)
    else:
        held = held.filter(person=acting.person_id) if acting.person_id is not None else held.none()
    then = held.filter(subject=OuterRef("subject__unit"), since__lte=OuterRef("reported_on"))
    then = then.filter(Q(until__isnull=True) | Q(until__gt=OuterRef("reported_on")))
    return cases.filter(Exists(then), subject__unit__in=held.values("subject")).values("subject")


def _agents(cases: "QuerySet[_Case]", acting: Acting, on: date) -> "QuerySet[_Case, Any]":
    """Return the cases of homes for which an agent has a standing mandate, as far as the owners who named him go.

    He reaches the days of those owners and no later one's.
    """
    mandates = scopes.parties_of(acting, ROLE_TABLE[Role.agent].party_roles, on)
    named = Party.objects.filter(subject=OuterRef("subject"), role=PartyRole.owner, since__lte=OuterRef("since"))
    named = named.filter(Q(until__isnull=True) | Q(until__gt=OuterRef("since")))
    case_day = OuterRef(OuterRef("reported_on"))
    named = named.filter(Q(until__isnull=True) | Q(until__gt=case_day), since__lte=case_day)
    then = mandates.filter(Exists(named), subject=OuterRef("subject__unit"))
    return cases.filter(Exists(then), subject__unit__in=mandates.values("subject")).values("subject")


def _theirs(cases: "QuerySet[_Case]", look: Look, acting: Acting, on: date) -> "list[QuerySet[_Case, Any]]":
    """Return the cases of homes that a look of owners and agents reaches, by the one and by the other."""
    found = [cases.none().values("subject")]
    if Role.owner in look.roles:
        found.append(_owners(cases, acting))
    if Role.agent in look.roles:
        found.append(_agents(cases, acting, on))
    return found


class ClaimAccess(Access):
    """Claims."""

    kind = "claim"
    roles = OWNERS | INSURERS | SUPERVISION | DESK

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches."""
        if look.roles <= OWNERS:
            return scopes.any_of(*self.of_owners(look, acting, on))
        if look.roles == DESK:
            mine = Claim.objects.filter(filed_by_organisation=acting.organisation_id or 0)
            entrusted = Q(common_part__isnull=False) | Q(pk__in=mine.values("subject"))
            return super().reach(look, acting, on) & entrusted
        return super().reach(look, acting, on)

    @staticmethod
    def of_owners(look: Look, acting: Acting, on: date) -> "list[QuerySet[Claim, Any]]":
        """Return the claims that owners reach: those in their own name, and those of their homes in their time."""
        found = _theirs(Claim.objects.all(), look, acting, on)
        if Role.owner in look.roles and acting.organisation_id is not None:
            found.append(Claim.objects.filter(claimant_organisation=acting.organisation_id).values("subject"))
        elif Role.owner in look.roles and acting.person_id is not None:
            found.append(Claim.objects.filter(claimant_person=acting.person_id).values("subject"))
        return found


class TicketAccess(Access):
    """Tickets: what is repaired before cover; the developer and the contractor of the project work on them."""

    kind = "ticket"
    roles = OWNERS | INSURERS | SUPERVISION | DESK | {Role.developer, Role.contractor, Role.institution}

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches."""
        if look.roles <= OWNERS:
            claims = [Ticket.objects.filter(origin__in=of) for of in ClaimAccess.of_owners(look, acting, on)]
            tickets = _theirs(Ticket.objects.all(), look, acting, on)
            return scopes.any_of(*tickets, *(from_claims.values("subject") for from_claims in claims))
        if look.roles == DESK:
            mine = Ticket.objects.filter(origin__filed_by_organisation=acting.organisation_id or 0)
            return super().reach(look, acting, on) & Q(pk__in=mine.values("subject"))
        return super().reach(look, acting, on)


class IntakeAccess(Access):
    """Reports as they came in: who took one in, whoever was given its receipt, and the insurer."""

    kind = "intake"
    roles = OWNERS | INSURERS | SUPERVISION | DESK

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches."""
        if look.roles <= OWNERS:
            own = Q(received_by_person=acting.person_id or 0, received_by_organisation=acting.organisation_id)
            if acting.organisation_id is None and acting.person_id is not None:
                receipts = Paper.objects.filter(recipient_person=acting.person_id, subject__kind=self.kind)
                own |= Q(subject__in=receipts.values("subject"))
            return Q(pk__in=Intake.objects.filter(own).values("subject"))
        if look.roles == DESK:
            own = Q(received_by_organisation=acting.organisation_id or 0)
            return Q(pk__in=Intake.objects.filter(own).values("subject"))
        return super().reach(look, acting, on)


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


def led_by(organisation_id: int | None, on: date) -> "QuerySet[Claim]":
    """Return the claims under the policies that a house leads on a day.

    For what its administrator is told of them, who sees no claim himself: how many a colleague has in hand.
    """
    led = Party.objects.on(on).filter(organisation=organisation_id or 0, role=PartyRole.lead_insurer)
    return Claim.objects.filter(subject__policy__in=led.values("subject"))


def register() -> None:
    """Register the access of every kind."""
    for access in (ClaimAccess, TicketAccess, IntakeAccess):
        register_access(access)
