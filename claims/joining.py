"""Second reports of the same defect: what a report may join, and what has joined a claim."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from claims.cover import cover_at
from claims.models import Claim, Intake, Ticket
from claims.models.claim_handling import OPEN
from claims.models.intake_guards import TICKETS_ENDED
from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.projects.models import Unit
from policies.rules.terms_of_cover import CoverState

_MOST = 5


def joinable_at(acting: Acting, unit: Unit) -> dict[Claim, Claim | Ticket]:
    """Return the claims that a report of the home may join, each with the case that people know it by.

    A claim that was routed before cover is known by its ticket, and may be joined while cover has not begun: after
    that a report is a claim of its own, which keeps when the defect was first known.
    """
    claims = Claim.objects.visible_to(acting).filter(subject__unit=unit.pk, state__in=OPEN)
    found: dict[Claim, Claim | Ticket] = {claim: claim for claim in claims.select_related("subject")[:_MOST]}
    return found | dict(_routed(acting, unit))


def _routed(acting: Acting, unit: Unit) -> Iterator[tuple[Claim, Ticket]]:
    rows = Ticket.objects.visible_to(acting).filter(subject__unit=unit.pk, origin__isnull=False)
    rows = rows.exclude(state__in=TICKETS_ENDED).select_related("subject", "origin__subject")
    for ticket in rows.order_by("-pk")[:_MOST]:
        if ticket.origin is not None and _is_before_cover(ticket, unit):
            yield ticket.origin, ticket


def _is_before_cover(ticket: Ticket, unit: Unit) -> bool:
    today = local_date(clock.now())
    cover = cover_at(
        policy=ticket.policy,
        building=ticket.building,
        unit=unit,
        item=ticket.item_code,
        first_known=None,
        discovered=today,
        reported=today,
    )
    return cover.state is CoverState.BEFORE_COVER


def reports_joined(claim: Claim, acting: Acting) -> "QuerySet[Intake]":
    """Return the reports that have joined a claim and that the capacity may see, in the order they came."""
    return Intake.objects.visible_to(acting).filter(claim=claim, state="joined").order_by("received_at", "pk")


def joined_to(claim: Claim, acting: Acting) -> Sequence[Intake]:
    """Return the same, read."""
    return list(reports_joined(claim, acting).select_related("subject"))
