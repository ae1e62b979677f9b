"""Who sees a policy: its insurers, developer, agency and authority, and the owners it covers."""

from django.db.models import Q, QuerySet

from idi_platform.accounts.roles import Role
from idi_platform.projects.access import ProjectFileAccess
from idi_platform.projects.roles import INSURERS, OWNERS, SUPERVISION
from idi_platform.records.access import register_access
from idi_platform.records.models import Subject


class PolicyAccess(ProjectFileAccess):
    """A policy."""

    kind = "policy"
    roles = INSURERS | SUPERVISION | OWNERS | {Role.developer, Role.agency, Role.institution, Role.property_desk}

    def insured(self, held: QuerySet[Subject]) -> Q:
        """Return the policies on which the insurer stands."""
        return Q(pk__in=held)

    def home(self, held: QuerySet[Subject]) -> Q:
        """Return the policies of the insured objects that the homes belong to."""
        return Q(insured_object__in=held.filter(kind="unit").values("insured_object"))


class QuoteAccess(ProjectFileAccess):
    """A quote: the insurer of the project, its developer, the authority; no price reaches anybody else."""

    kind = "quote"
    roles = INSURERS | SUPERVISION | {Role.developer}


class AroundPolicyAccess(ProjectFileAccess):
    """What hangs on a policy: consents, deposit, termination; seen by whoever keeps the contract."""

    roles = INSURERS | SUPERVISION | {Role.developer, Role.institution}


class ConsentRoundAccess(AroundPolicyAccess):
    """A consent round; the owners asked see it too."""

    kind = "consent_round"
    roles = AroundPolicyAccess.roles | {Role.owner}

    def home(self, held: QuerySet[Subject]) -> Q:
        """Return the rounds of the insured objects that the homes belong to."""
        return Q(insured_object__in=held.filter(kind="unit").values("insured_object"))


class DepositExemptionAccess(AroundPolicyAccess):
    """A deposit exemption."""

    kind = "deposit_exemption"


class TerminationAccess(AroundPolicyAccess):
    """A termination."""

    kind = "termination"


def register() -> None:
    """Register the access of every kind."""
    for access in (PolicyAccess, QuoteAccess, ConsentRoundAccess, DepositExemptionAccess, TerminationAccess):
        register_access(access)
