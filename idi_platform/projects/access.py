"""Who sees what of the project file.

Insurers see a project on which they stand as a party, and every insured object under a policy of theirs; owners see
their home, its building and the building's common parts; a contractor sees homes, because he repairs them before cover.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import ROLE_TABLE, Role
from idi_platform.projects.models import HomeBinding
from idi_platform.projects.roles import INSURERS, OWNERS, SITE, SUPERVISION
from idi_platform.records import scopes
from idi_platform.records.access import Access, register_access
from idi_platform.records.models import Subject

_PROJECT_ROLES = frozenset({Role.developer, Role.property_desk, Role.institution, Role.agency}) | SITE


class ProjectFileAccess(Access):
    """The reach that all kinds of the project file share; `place` is the column that an owner looks through."""

    roles = _PROJECT_ROLES | INSURERS | SUPERVISION

    def reach(self, role: Role, acting: Acting, on: date) -> Q:
        """Return what the role reaches: by project, by insured object, by home or by division."""
        rule = ROLE_TABLE[role]
        if rule.looks_through == "policy":
            return self.insured(_held(role, acting, on))
        if rule.looks_through == "engagement":
            return Q(project__in=_linked("engagement", "project", _held(role, acting, on)))
        if role in OWNERS:
            return self.home(_held(role, acting, on))
        return super().reach(role, acting, on)

    def insured(self, held: QuerySet[Subject]) -> Q:
        """Return what an insurer reaches from the policies and projects on which it stands."""
        return Q(project__in=held) | Q(insured_object__in=_linked("policy", "insured_object", held))

    def home(self, held: QuerySet[Subject]) -> Q:
        """Return what an owner reaches from his units."""
        return Q(unit__in=held)


class ProjectAccess(ProjectFileAccess):
    """A project."""

    kind = "project"

    def insured(self, held: QuerySet[Subject]) -> Q:
        """Return the projects of the policies, and those on which the insurer stands itself."""
        return Q(pk__in=held) | Q(pk__in=_linked("policy", "project", held))


class InsuredObjectAccess(ProjectFileAccess):
    """An insured object."""

    kind = "insured_object"


class BuildingAccess(ProjectFileAccess):
    """A building; an owner sees his own."""

    kind = "building"
    roles = ProjectFileAccess.roles | OWNERS

    def home(self, held: QuerySet[Subject]) -> Q:
        """Return the buildings of the homes."""
        return Q(pk__in=_linked("unit", "building", held))


class CommonPartAccess(ProjectFileAccess):
    """A common part; an owner sees those of his building."""

    kind = "common_part"
    roles = ProjectFileAccess.roles | OWNERS

    def home(self, held: QuerySet[Subject]) -> Q:
        """Return the common parts of the homes' buildings."""
        return Q(building__in=_linked("unit", "building", held))


class StageAccess(ProjectFileAccess):
    """A stage of the works."""

    kind = "stage"


class SectionAccess(ProjectFileAccess):
    """A section of the works."""

    kind = "section"


class UnitAccess(ProjectFileAccess):
    """A unit; an owner sees his own while he owns it."""

    kind = "unit"
    roles = ProjectFileAccess.roles | OWNERS | {Role.appraiser}


class HomeBindingAccess(ProjectFileAccess):
    """A home binding: who asks, the owner whose power is used, and those who check; not the other owners."""

    kind = "home_binding"
    roles = OWNERS | {Role.handler, Role.developer} | SUPERVISION

    def reach(self, role: Role, acting: Acting, on: date) -> Q:
        """Return what the role reaches: of owners their own, whether the home is bound to them or not."""
        if role not in OWNERS:
            return super().reach(role, acting, on)
        own = Q(organisation=acting.organisation_id)
        if acting.organisation_id is None:
            own = Q(person=acting.person_id or 0) | Q(granted_by=acting.person_id or 0)
        return Q(pk__in=HomeBinding.objects.filter(own).values("subject"))


class TextExtensionAccess(Access):
    """The file of an extension: the authority's, through its divisions."""

    kind = "text_extension"
    roles = SUPERVISION


def _held(role: Role, acting: Acting, on: date) -> QuerySet[Subject]:
    """Return the subjects on which the capacity stands in a party role of this role, on the day."""
    held = scopes.parties_of(acting, ROLE_TABLE[role].party_roles, on)
    return Subject.objects.filter(pk__in=held.values("subject"))


def _linked(kind: str, column: str, held: QuerySet[Subject]) -> QuerySet[Subject, dict[str, Any]]:
    """Return what the subjects of a kind among those held point at in a column."""
    found: QuerySet[Subject, dict[str, Any]] = held.filter(kind=kind, **{f"{column}__isnull": False}).values(column)
    return found


def register() -> None:
    """Register the access of every kind."""
    kinds = (
        ProjectAccess,
        InsuredObjectAccess,
        BuildingAccess,
        StageAccess,
        SectionAccess,
        CommonPartAccess,
        UnitAccess,
        HomeBindingAccess,
        TextExtensionAccess,
    )
    for access in kinds:
        register_access(access)
