"""What a service desk works for today, and until when: the compounds of a property firm, the policies of a hotline."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import ROLE_TABLE, PartyRole, Role
from idi_platform.projects.models import Project
from idi_platform.records import scopes
from idi_platform.records.models import Party

ENDS_SOON = timedelta(days=30)
_ENDED = 5


@dataclass(frozen=True, slots=True)
class Mandate:
    """One thing that a desk is entrusted with.

    Attributes:
        place: The compound, or in words whose policies.
        project_id: The project of a compound; None for a hotline, which looks through its insurer's policies.
        until: The first day on which it holds no more; None while no end is set.
    """

    place: str
    project_id: int | None = None
    until: date | None = None

    @property
    def last_day(self) -> date | None:
        """Return the last day on which it holds."""
        return self.until - timedelta(days=1) if self.until is not None else None

    def ends_soon(self, today: date) -> bool:
        """Say whether it ends within thirty days."""
        return self.until is not None and self.until - today <= ENDS_SOON


def ended_mandates(acting: Acting, today: date) -> list[Mandate]:
    """Return the mandates of a property desk that have ended and were not renewed, the last to end first."""
    if not acting.may_act_as(Role.property_desk) or acting.organisation_id is None:
        return []
    held = Party.objects.filter(
        role=PartyRole.property_firm, organisation=acting.organisation_id, subject__kind="project"
    )
    stands = held.exclude(until__lte=today).values("subject")
    name = Project.objects.filter(pk=OuterRef("subject")).values("name")
    rows = held.filter(until__lte=today).exclude(subject__in=stands).annotate(place=Subquery(name[:1]))
    newest = rows.order_by("-until", "-pk").values_list("place", "subject", "until")[:_ENDED]
    return list({project_id: Mandate(place or "", project_id, until) for place, project_id, until in newest}.values())


def mandates_of(acting: Acting, today: date) -> list[Mandate]:
    """Return what the desk may work for today, the first to end first; nothing where it is entrusted with nothing."""
    if acting.may_act_as(Role.hotline):
        return [Mandate(_("本公司主承保的全部房屋"))]
    held = scopes.parties_of(acting, ROLE_TABLE[Role.property_desk].party_roles, today).filter(subject__kind="project")
    name = Project.objects.filter(pk=OuterRef("subject")).values("name")
    rows = held.annotate(place=Subquery(name[:1])).values_list("place", "subject", "until")
    found = [Mandate(place or "", project_id, until) for place, project_id, until in rows]
    return sorted(found, key=lambda one: (one.until is None, one.until, one.place))
