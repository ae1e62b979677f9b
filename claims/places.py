"""What claims and tickets are called on pages of all kinds, and where their own pages are."""

from collections.abc import Sequence

from django.urls import reverse

from claims.models import Claim, Ticket
from claims.words import titles_of
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.portal.cases.places import Place, register_places

_DESK = frozenset({Role.handler, Role.approver})


def _claims(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = list(Claim.objects.filter(pk__in=pks).select_related("subject"))
    titles, at_desk = titles_of(rows), acting.door == "console" and not acting.roles.isdisjoint(_DESK)
    return {
        row.pk: Place(
            f"{row.number}　{titles[row.pk]}",
            reverse("claims:console_claim", args=[row.number]) if at_desk else "",
        )
        for row in rows
    }


def _tickets(pks: Sequence[int], _acting: Acting) -> dict[int, Place]:
    rows = list(Ticket.objects.filter(pk__in=pks).select_related("subject"))
    titles = titles_of(rows)
    return {row.pk: Place(f"{row.number}　{titles[row.pk]}") for row in rows}


def register() -> None:
    """Register both kinds."""
    register_places("claim", _claims)
    register_places("ticket", _tickets)
