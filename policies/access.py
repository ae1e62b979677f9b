"""Who sees a policy: its insurers, developer, agency and authority, and the owners it covers."""

from datetime import date

from django.db.models import Q

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Look, Role
from idi_platform.projects.access import Held, ProjectFileAccess, linked
from idi_platform.projects.roles import INSURERS, OWNERS, SUPERVISION
from idi_platform.records.access import register_access

from .models import Quote


class PolicyAccess(ProjectFileAccess):
    """A policy."""

    kind = "policy"
    roles = INSURERS | SUPERVISION | OWNERS | {Role.developer, Role.agency, Role.institution, Role.property_desk}

    def insured(self, held: Held) -> Q:
        """Return the policies on which the insurer stands."""
        return Q(pk__in=held)

    def home(self, held: Held) -> Q:
        """Return the policies of the insured objects that the homes belong to."""
        return Q(insured_object__in=linked("unit", "insured_object", held))


class QuoteAccess(ProjectFileAccess):
    """A quote: the insurer whose it is, and once it was sent the developer and the authority; nobody else.

    Insurers that bid for the same project see each their own.
    """

    kind = "quote"
    roles = INSURERS | SUPERVISION | {Role.developer}

    def reach(self, look: Look, acting: Acting, on: date) -> Q:
        """Return what a look reaches among its own quotes, or among those that were sent."""
        if look.roles <= INSURERS:
            own = Quote.objects.filter(organisation=acting.organisation_id or 0)
        else:
            own = Quote.objects.filter(sent_at__isnull=False)
        return super().reach(look, acting, on) & Q(pk__in=own.values("subject"))


class AroundPolicyAccess(ProjectFileAccess):
    """What hangs on a policy: consents, deposit, termination; seen by whoever keeps the contract."""

    roles = INSURERS | SUPERVISION | {Role.developer, Role.institution}


class ConsentRoundAccess(AroundPolicyAccess):
    """A consent round; the owners asked see it too."""

    kind = "consent_round"
    roles = AroundPolicyAccess.roles | {Role.owner}

    def home(self, held: Held) -> Q:
        """Return the rounds of the insured objects that the homes belong to."""
        return Q(insured_object__in=linked("unit", "insured_object", held))


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
