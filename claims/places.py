"""What claims, tickets and reports are called on pages of all kinds, and where their own pages are."""

from collections.abc import Sequence

from django.urls import reverse

from claims.menus import DESK
from claims.models import Appraisal, Claim, Intake, Repair, Ticket
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


def _intakes(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    """Name reports by their numbers; what has become a claim, or joined one, leads to it for whoever may see it."""
    rows = list(Intake.objects.filter(pk__in=pks).select_related("claim__subject"))
    seen = set(
        Claim.objects.visible_to(acting).filter(pk__in=[row.claim_id for row in rows]).values_list("pk", flat=True)
    )
    return {
        row.pk: Place(
            row.number,
            _page_of(row.claim, acting) if row.claim is not None and row.claim_id in seen else _unplaced(row, acting),
        )
        for row in rows
    }


def _unplaced(intake: Intake, acting: Acting) -> str:
    """Return where a report stands whose home is not known: its reporter's receipt, or the desk that finds the home."""
    if not intake.is_unplaced:
        return ""
    if acting.door == "owner":
        return reverse("claims:owner_unplaced_receipt", args=[intake.number])
    may_place = acting.door == "console" and not acting.roles.isdisjoint(DESK)
    return reverse("claims:console_placing_one", args=[intake.number]) if may_place else ""


def _appraisals(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    rows = Appraisal.objects.filter(pk__in=pks).select_related("claim")
    return {row.pk: Place(about(row), address_of(row, acting.door)) for row in rows}


def _repairs(pks: Sequence[int], acting: Acting) -> dict[int, Place]:
    """Name works as the claim's; they lead to the claim, and who repairs to the order."""
    rows = list(Repair.objects.filter(pk__in=pks).select_related("claim__subject"))
    titles = titles_of([row.claim for row in rows])
    at_site = acting.door == "site"
    return {
        row.pk: Place(
            f"{row.claim.number}　{titles[row.claim_id]}",
            reverse("claims:site_order", args=[row.pk]) if at_site else _page_of(row.claim, acting),
        )
        for row in rows
    }


def register() -> None:
    """Register all kinds."""
    register_places("appraisal", _appraisals)
    register_places("claim", _claims)
    register_places("intake", _intakes)
    register_places("repair", _repairs)
    register_places("ticket", _tickets)
