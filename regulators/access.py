"""Who sees what the authorities keep: the authority of the place, whom it concerns, and those who owe a filing."""

from datetime import date
from typing import Any

from django.db.models import Q

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Look, Role
from idi_platform.projects.access import ProjectFileAccess
from idi_platform.projects.models import Project
from idi_platform.projects.roles import INSURERS, SUPERVISION
from idi_platform.records.access import Access, register_access
from idi_platform.records.models import Party

from .models import CreditRecord, SupervisionMatter, ViolationCase
from .models.violation import ACCUSED


class FilingAccess(ProjectFileAccess):
    """A filing: whoever takes part in what it is about, and the authority."""

    kind = "filing"
    roles = INSURERS | SUPERVISION | {Role.developer, Role.agency, Role.institution, Role.contractor, Role.supervisor}


class ConcernedAccess(Access):
    """Matters between the authority and one organisation; nobody else sees them."""

    model: Any = None
    roles = SUPERVISION | ACCUSED

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return the authority's divisions, or what concerns one's own organisation."""
        if look.roles <= SUPERVISION:
            return super().reach(look, acting, on)
        own = self.model.objects.filter(organisation=acting.organisation_id or 0)
        return Q(pk__in=own.values("subject"))


class ViolationAccess(ConcernedAccess):
    """A violation."""

    kind = "violation"
    model = ViolationCase


class SupervisionMatterAccess(ConcernedAccess):
    """A matter of supervision."""

    kind = "supervision_matter"
    model = SupervisionMatter


class CreditRecordAccess(ConcernedAccess):
    """A credit record; once published, an insurer sees it of those who take part in its own projects (LG-4.2-1b)."""

    kind = "credit_record"
    model = CreditRecord

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what concerns one's own organisation, and for insurers the standing of those they insure with."""
        found = super().reach(look, acting, on)
        if not look.roles <= INSURERS:
            return found
        own = Project.objects.visible_to(acting, on).values("pk")
        firms = Party.objects.on(on).filter(subject__in=own).exclude(organisation=None).values("organisation")
        shown = CreditRecord.objects.filter(state="published", organisation__in=firms)
        return found | Q(pk__in=shown.values("subject"))


class MonthlyReportAccess(Access):
    """A monthly report: the authority of its place and those above."""

    kind = "monthly_report"
    roles = SUPERVISION


def register() -> None:
    """Register the access of every kind."""
    for access in (FilingAccess, ViolationAccess, SupervisionMatterAccess, CreditRecordAccess, MonthlyReportAccess):
        register_access(access)
