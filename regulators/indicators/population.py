"""Which claims are counted, the same for every indicator of claims."""

from django.db.models import F, Q, QuerySet

from claims.models import Claim

from .counting import Around


def claims_counted(around: Around) -> "QuerySet[Claim]":
    """Return the claims received before the end of the month that indicators count.

    Left out: what was routed before cover, what its claimant withdrew before the survey, and claims whose rulebook is
    undetermined, which have a line of their own. Reports that joined a claim and mere advice are no claims.
    """
    found = claims_received(around).exclude(subject__insured_object__in=around.undetermined)
    found = found.exclude(routed_at__lt=around.month.ends_at)
    unseen = Q(surveyed_at__isnull=True) | Q(surveyed_at__gte=F("withdrawn_at"))
    return found.exclude(Q(withdrawn_at__lt=around.month.ends_at) & unseen)


def claims_undetermined(around: Around) -> "QuerySet[Claim]":
    """Return the claims received before the end of the month whose rulebook is undetermined (适用待定)."""
    return claims_received(around).filter(subject__insured_object__in=around.undetermined)


def claims_received(around: Around) -> "QuerySet[Claim]":
    """Return every claim received before the end of the month."""
    return Claim.objects.exclude(state="").filter(subject__in=around.subjects, received_at__lt=around.month.ends_at)
