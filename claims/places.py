"""What claims and tickets are called on pages of all kinds, and where their own pages are."""

from collections.abc import Sequence

from django.urls import reverse

from claims.models import Appraisal, Claim, Ticket
from claims.pages.appraisals import about, address_of
from claims.words import titles_of
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.portal.cases.places import Place, register_places

_DESK = frozenset({Role.handler, Role.approver})
_PAGES = {
    "console": "claims:console_claim",
    "owner": "claims:owner_claim",
    "service": "claims:service_claim",
    "field": "claims:field_visit",
}


def _claims(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = list(Claim.objects.filter(pk__in=pks).select_related("subject"))
    titles = titles_of(rows)
    return {row.pk: Place(f"{row.number}　{titles[row.pk]}", _page_of(row, acting)) for row in rows}


def _page_of(claim: Claim, acting: Acting) -> str:
    """Return the address of a claim's page at the capacity's door: a surveyor has one of his own visits alone."""
    route = _PAGES.get(acting.door, "")
    beside_desk = acting.door == "console" and acting.roles.isdisjoint(_DESK)
    not_his = acting.door == "field" and claim.surveyor != acting.person_id
    return "" if not route or beside_desk or not_his else reverse(route, args=[claim.number])


def _tickets(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = list(Ticket.objects.filter(pk__in=pks).select_related("subject"))
    titles, is_owner = titles_of(rows), acting.door == "owner"
    return {
        row.pk: Place(
            f"{row.number}　{titles[row.pk]}",
            reverse("claims:owner_ticket", args=[row.number]) if is_owner else "",
        )
        for row in rows
    }


def _appraisals(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = Appraisal.objects.filter(pk__in=pks).select_related("claim")
    return {row.pk: Place(about(row), address_of(row, acting.door)) for row in rows}


def register() -> None:
    """Register all kinds."""
    register_places("appraisal", _appraisals)
    register_places("claim", _claims)
    register_places("ticket", _tickets)
