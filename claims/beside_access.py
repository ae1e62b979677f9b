"""Who sees what stands beside a claim: whoever sees the claim, and whoever has a part in it.

Recourse is the insurer's and the authority's alone. An owner sees what belongs to claims and tickets that he sees.
"""

from datetime import date
from typing import Any

from django.db.models import Q

from claims.access import DESK, INSURERS, OWNERS, SUPERVISION, ClaimAccess, TicketAccess
from claims.models import Appointment, Appraisal, Complaint, FundDraw, Repair
from claims.models.beside.sides import Side
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Look, Role
from idi_platform.projects.access import ProjectFileAccess
from idi_platform.records import scopes
from idi_platform.records.access import Access, register_access
from idi_platform.records.models import Subject
from riskmgmt.access import FindingAccess


class BesideClaimAccess(Access):
    """What belongs to one claim: an owner sees what belongs to the claims that he sees."""

    model: Any = None
    roles = OWNERS | INSURERS | SUPERVISION

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches."""
        if look.roles <= OWNERS:
            claims = Subject.objects.filter(ClaimAccess().reach(look, acting, on), kind="claim")
            return Q(pk__in=self.model.objects.filter(claim__subject__in=claims).values("subject"))
        return super().reach(look, acting, on)


class RepairAccess(BesideClaimAccess):
    """A repair; a contractor sees what was ordered from it, the project's also what names nobody who repairs."""

    kind = "repair"
    model = Repair
    roles = BesideClaimAccess.roles | {Role.contractor}

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches."""
        found = super().reach(look, acting, on)
        if look.roles != {Role.contractor}:
            return found
        own = Repair.objects.filter(repairer=acting.organisation_id or 0)
        unnamed = Repair.objects.filter(repairer__isnull=True)
        return Q(pk__in=own.values("subject")) | found & Q(pk__in=unnamed.values("subject"))


class AppraisalAccess(BesideClaimAccess):
    """An appraisal; the appraiser looks through the home, and sees what he is named for.

    Whoever sees a finding sees the appraisal about it. Of those about claims a developer sees what it asked for.
    """

    kind = "appraisal"
    model = Appraisal
    roles = BesideClaimAccess.roles | FindingAccess.roles | {Role.appraiser}

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches."""
        found = super().reach(look.among(BesideClaimAccess.roles | {Role.appraiser}), acting, on)
        if look.roles == {Role.appraiser}:
            own = Appraisal.objects.filter(appraiser=acting.organisation_id or 0)
            return found | Q(pk__in=own.values("subject"))
        if look.roles == {Role.developer}:
            asked = Appraisal.objects.filter(asked_by=Side.DEVELOPER, claim__isnull=False)
            found = super().reach(look, acting, on) & Q(pk__in=asked.values("subject"))
        about = look.among(FindingAccess.roles)
        if not about.roles:
            return found
        findings = Subject.objects.filter(FindingAccess().reach(about, acting, on), kind="finding")
        return found | Q(pk__in=Appraisal.objects.filter(finding__subject__in=findings).values("subject"))


class AppointmentAccess(BesideClaimAccess):
    """An appointment; the property desk of the compound learns who comes when, whoever reported."""

    kind = "appointment"
    model = Appointment
    roles = BesideClaimAccess.roles | DESK


class ComplaintAccess(BesideClaimAccess):
    """A complaint about a claim, or about a home that is the owner's today."""

    kind = "complaint"
    model = Complaint

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches."""
        found = super().reach(look, acting, on)
        if not look.roles <= OWNERS:
            return found
        held = scopes.parties_of(acting, look.party_roles, on).values("subject")
        about_homes = Complaint.objects.filter(claim__isnull=True, subject__unit__in=held)
        return found | Q(pk__in=about_homes.values("subject"))


class SubrogationAccess(Access):
    """Recourse."""

    kind = "subrogation"
    roles = INSURERS | SUPERVISION


class FundAccess(Access):
    """A draw on the fund: whoever sees the ticket, the institution, and the developer who replenishes."""

    kind = "fund"
    roles = OWNERS | INSURERS | SUPERVISION | {Role.institution, Role.developer}

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches."""
        if look.roles <= OWNERS:
            tickets = Subject.objects.filter(TicketAccess().reach(look, acting, on), kind="ticket")
            return Q(pk__in=FundDraw.objects.filter(ticket__subject__in=tickets).values("subject"))
        return super().reach(look, acting, on)


class EmergencyCaseAccess(ProjectFileAccess):
    """An emergency case: insurers and site of the project, its property desk, the authority."""

    kind = "emergency_case"
    roles = INSURERS | SUPERVISION | DESK | {Role.developer, Role.contractor}


class SeriesAccess(ProjectFileAccess):
    """A series of claims."""

    kind = "series"
    roles = INSURERS | SUPERVISION


def register() -> None:
    """Register the access of every kind."""
    for access in (
        RepairAccess,
        AppraisalAccess,
        AppointmentAccess,
        ComplaintAccess,
        SubrogationAccess,
        FundAccess,
        EmergencyCaseAccess,
        SeriesAccess,
    ):
        register_access(access)
