"""Who sees what of the project file.

Insurers see a project on which they stand as a party, and every insured object under a policy of theirs; owners see
their home, its building and the building's common parts; a contractor sees homes, because he repairs them before cover.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Look, Role
from idi_platform.projects.models import HomeBinding
from idi_platform.projects.roles import INSURERS, OWNERS, SITE, SUPERVISION
from idi_platform.records import scopes
from idi_platform.records.access import Access, register_access
from idi_platform.records.models import Party, Subject

Held = QuerySet[Party, Any]
"""Numbers of the subjects on which somebody stands as a party."""
_PROJECT_ROLES = frozenset({Role.developer, Role.property_desk, Role.institution, Role.agency}) | SITE


class ProjectFileAccess(Access):
    """The reach that all kinds of the project file share; `place` is the column that an owner looks through."""

    roles = _PROJECT_ROLES | INSURERS | SUPERVISION

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches: by project, by insured object, by home or by division."""
        if look.through == "policy":
            return self.insured(_held(look, acting, on))
        if look.through == "engagement":
            return Q(project__in=linked("engagement", "project", _held(look, acting, on)))
        if look.roles <= OWNERS:
            return self.home(_held(look, acting, on))
        return super().reach(look, acting, on)

    def insured(self, held: Held) -> Q:
        """Return what an insurer reaches from the policies and projects on which it stands."""
        return Q(project__in=held) | Q(insured_object__in=linked("policy", "insured_object", held))

    def home(self, held: Held) -> Q:
        """Return what an owner reaches from his units."""
        return Q(unit__in=held)


class ProjectAccess(ProjectFileAccess):
    """A project."""

    kind = "project"

    def insured(self, held: Held) -> Q:
        """Return the projects of the policies, and those on which the insurer stands itself."""
        return Q(pk__in=held) | Q(pk__in=linked("policy", "project", held))


class InsuredObjectAccess(ProjectFileAccess):
    """An insured object."""

    kind = "insured_object"


class BuildingAccess(ProjectFileAccess):
    """A building; an owner sees his own."""

    kind = "building"
    roles = ProjectFileAccess.roles | OWNERS

    def home(self, held: Held) -> Q:
        """Return the buildings of the homes."""
        return Q(pk__in=linked("unit", "building", held))


class CommonPartAccess(ProjectFileAccess):
    """A common part; an owner sees those of his building."""

    kind = "common_part"
    roles = ProjectFileAccess.roles | OWNERS

    def home(self, held: Held) -> Q:
        """Return the common parts of the homes' buildings."""
        return Q(building__in=linked("unit", "building", held))


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

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches: of owners their own, whether the home is bound to them or not."""
        if not look.roles <= OWNERS:
            return super().reach(look, acting, on)
        own = Q(organisation=acting.organisation_id)
        if acting.organisation_id is None:
            own = Q(person=acting.person_id or 0) | Q(granted_by=acting.person_id or 0)
        return Q(pk__in=HomeBinding.objects.filter(own).values("subject"))


class TextExtensionAccess(Access):
    """The file of an extension: the authority's, through its divisions."""

    kind = "text_extension"
    roles = SUPERVISION


def _held(look: Look, acting: Acting, on: date) -> Held:
    """Return the subjects on which the capacity stands in a party role of the look's roles, on the day."""
    return scopes.parties_of(acting, look.party_roles, on).values("subject")


def linked(kind: str, column: str, held: Held) -> QuerySet[Subject, dict[str, Any]]:
    """Return what the subjects of a kind among those held point at in a column."""
    among = Subject.objects.filter(pk__in=held, kind=kind, **{f"{column}__isnull": False})
    found: QuerySet[Subject, dict[str, Any]] = among.values(column)
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
