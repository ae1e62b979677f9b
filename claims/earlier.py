"""Earlier records of the same defect: what stands at the same place, and which of it is the same without any doubt.

A claim keeps the day on which its defect was first known from any source (page rule R5). Same home or common part, same
item and same room: the platform links the case itself. Anything less is a suggestion, and a person decides. A case that
ended with an accepted repair is closed: what shows later is new.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from claims.codes import Ground
from claims.cover import with_mended
from claims.models import Claim, Ticket
from idi_platform.kernel.questions import question
from idi_platform.records.models import Subject

_ROUTED = "routed_before_cover"  # its ticket stands for it
_MOST = 50


@dataclass(frozen=True, slots=True)
class Earlier:
    """A case that was reported before at the same place.

    `is_same`: the item and the room agree and nothing speaks against it. `may_be_same`: the item agrees, or one of the
    two is not known.
    """

    case: Claim | Ticket
    known_on: date
    is_same: bool
    may_be_same: bool


def earlier_cases(claim: Claim) -> list[Earlier]:
    """Return the unmended cases before a claim at its home or common part, the earliest known first."""
    return sorted(_earlier(claim), key=lambda found: (found.known_on, found.case.pk))


def same_before(claim: Claim) -> Earlier | None:
    """Return the earliest case that is of the same defect without any doubt."""
    return next((found for found in earlier_cases(claim) if found.is_same), None)


def _earlier(claim: Claim) -> Iterator[Earlier]:
    own = claim.subject
    if own.unit_id is None and own.common_part_id is None:
        return
    kinds = set(_kinds_at(own.unit_id, own.common_part_id, claim.pk))
    for ticket in _at(Ticket, own.unit_id, own.common_part_id, claim.pk) if Ticket.kind in kinds else ():
        if ticket.state != "accepted":
            yield from _found(ticket, None, claim)
    for row in _at(Claim, own.unit_id, own.common_part_id, claim.pk) if Claim.kind in kinds else ():
        told: Any = row
        if not told.was_mended:
            linked = row.earlier_id is not None and not told.link_was_mended
            yield from _found(row, row.earlier_known_on if linked else None, claim)


@question
def _kinds_at(unit_id: int | None, common_part_id: int | None, before: int) -> "QuerySet[Subject, str]":
    """Return of which kinds anything came before a claim at a home or common part: mostly of none."""
    place = {"unit": unit_id, "common_part": common_part_id, "pk__lt": before}
    found = Subject.objects.filter(kind__in=(Claim.kind, Ticket.kind), **place)
    return found.order_by().values_list("kind", flat=True).distinct()


@question
def _at(model: type[Claim | Ticket], unit_id: int | None, common_part_id: int | None, before: int) -> "QuerySet[Any]":
    """Return the newest claims or tickets at a home or common part that came before one."""
    place = {"subject__unit": unit_id, "subject__common_part": common_part_id, "pk__lt": before}
    found: QuerySet[Any] = model._default_manager.filter(**place).select_related("subject").order_by("-pk")
    return (found if model is Ticket else with_mended(found.exclude(state=_ROUTED)))[:_MOST]


def _found(case: Claim | Ticket, linked_on: date | None, claim: Claim) -> Iterator[Earlier]:
    """Return the case with its earliest day, which may be that of the unmended case that it is linked to."""
    days = [day for day in (case.first_known_on, linked_on, case.discovered_on, case.reported_on) if day is not None]
    if days:
        yield Earlier(case, min(days), _is_same(case, claim), _may_be_same(case, claim))


def _may_be_same(case: Claim | Ticket, claim: Claim) -> bool:
    return case.item_code == claim.item_code or not (case.item_code and claim.item_code)


def _is_same(case: Claim | Ticket, claim: Claim) -> bool:
    agrees = bool(claim.item_code) and case.item_code == claim.item_code and case.place == claim.place
    other = bool(case.defect and claim.defect) and case.defect != claim.defect
    doubted = case.state == "withdrawn" or getattr(case, "ground", "") == Ground.NO_DEFECT
    return agrees and not other and not doubted
