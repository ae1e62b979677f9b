"""Ties of interest between organisations: who is not independent of whom today."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from idi_platform.accounts.models import OrganisationRelation
from idi_platform.accounts.models.organisation import RelationKind
from idi_platform.kernel import clock

if TYPE_CHECKING:
    from django.db.models import QuerySet

TIES = (RelationKind.controls, RelationKind.holds_shares, RelationKind.has_branch, RelationKind.affiliated)
"""Relations that make an organisation dependent; a delegate or a successor is not tied by interest."""


def ties_between(own: int | None, others: Any) -> "QuerySet[OrganisationRelation]":
    """Return the relations that tie an organisation today to any of the others, in either direction.

    Args:
        own: The organisation's id.
        others: Ids of the others, or a query of them.
    """
    today = clock.local_date(clock.now())
    running = Q(until__isnull=True) | Q(until__gt=today)
    holding = OrganisationRelation.objects.filter(running, since__lte=today, kind__in=TIES)
    return holding.filter(Q(subject=own, object__in=others) | Q(object=own, subject__in=others)).order_by("pk")
