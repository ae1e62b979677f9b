"""Routes of reminders and breaches: from a name in the rulebook to the people and desks that are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from idi_platform.accounts.models import DivisionClosure, Membership
from idi_platform.accounts.roles import PartyRole, Role
from idi_platform.kernel.once import once
from idi_platform.records.models import Aggregate, Party, Subject


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, or everybody with a role in an organisation."""

    person_id: int | None = None
    organisation_id: int | None = None
    role: str = ""


_DESK_OF_INSURER = {
    "handler": Role.handler,
    "approver": Role.approver,
    "insurer_manager": Role.approver,
    "surveyor": Role.surveyor,
}
_PARTY_OF_PROJECT = {
    "developer": (PartyRole.developer, Role.developer),
    "contractor": (PartyRole.contractor, Role.contractor),
    "supervisor": (PartyRole.supervisor, Role.supervisor),
    "institution": (PartyRole.institution, Role.institution),
    "property_desk": (PartyRole.property_firm, Role.property_desk),
}
_INSURERS = {"insurer", PartyRole.lead_insurer, PartyRole.co_insurer}
_AUTHORITIES = {"regulator", "insurance_regulator"}


def desk_of(owed_role: str) -> str:
    """Return which role of an organisation looks after what it owes: an insurer's duties are its handlers'."""
    if owed_role in _INSURERS:
        return Role.handler
    return owed_role if owed_role in set(Role) else ""


def recipients(aggregate: Aggregate, route: str, on: date) -> tuple[Recipient, ...]:
    """Return who is told on a route, for a case, on a day; nobody when no party holds the place."""
    subject = aggregate.subject
    if route in _DESK_OF_INSURER:
        return _organisations(subject.policy_id, (PartyRole.lead_insurer,), _DESK_OF_INSURER[route], on)
    if route in _PARTY_OF_PROJECT:
        party, role = _PARTY_OF_PROJECT[route]
        return _organisations(subject.project_id, (party,), role, on)
    if route == "agency":
        found = [_organisations(one, (PartyRole.agency,), Role.agency, on) for one in engagements_of(subject)]
        return tuple(dict.fromkeys(whom for some in found for whom in some))
    if route == "owner":
        return _owners(aggregate, on)
    if route in _AUTHORITIES:
        return _authorities(subject.division_id, on)
    if route == "operator":
        return operators(on)
    return ()


def engagements_of(subject: Subject) -> list[int]:
    """Return the engagement that a subject lies under; what lies under none, those of its project."""
    if subject.engagement_id is not None:
        return [subject.engagement_id]
    project = subject.pk if subject.kind == "project" else subject.project_id
    if project is None:
        return []
    return list(Subject.objects.filter(kind="engagement", project=project).order_by("pk").values_list("pk", flat=True))


@once(of="records_party")
def _organisations(
    carrier_id: int | None, parties: tuple[PartyRole, ...], role: Role, on: date
) -> tuple[Recipient, ...]:
    if carrier_id is None:
        return ()
    held = Party.objects.on(on).filter(subject_id=carrier_id, role__in=parties, organisation__isnull=False)
    found = held.order_by("pk").values_list("organisation_id", flat=True)
    return tuple(Recipient(organisation_id=number, role=role) for number in dict.fromkeys(found))


def _owners(aggregate: Aggregate, on: date) -> tuple[Recipient, ...]:
    subject = aggregate.subject
    if subject.kind in _concerned:
        return tuple(Recipient(person_id=number) for number in concerned_by(aggregate, on))
    if subject.unit_id is None:
        return ()
    held = Party.objects.on(on).filter(subject_id=subject.unit_id, role=PartyRole.owner, person__isnull=False)
    return tuple(Recipient(person_id=number) for number in held.order_by("pk").values_list("person_id", flat=True))


@once(of="accounts_")
def _authorities(division_id: str, on: date) -> tuple[Recipient, ...]:
    above = DivisionClosure.objects.filter(descendant=division_id).values("ancestor")
    held = Membership.objects.on(on).filter(role=Role.regulator, division__in=above)
    found = held.order_by("organisation_id").values_list("organisation_id", flat=True).distinct()
    return tuple(Recipient(organisation_id=number, role=Role.regulator) for number in found)


def operators(on: date) -> tuple[Recipient, ...]:
    """Return the desks of those who run the platform."""
    found = Membership.objects.on(on).filter(role=Role.operator).values_list("organisation_id", flat=True).distinct()
    return tuple(Recipient(organisation_id=number, role=Role.operator) for number in found)


Concerned = Callable[[Any, date], Iterable[int]]
"""From an aggregate of its kind and a day to the people on the owner's side that day."""
_concerned: dict[str, Concerned] = {}


def concerned_by(aggregate: Aggregate, on: date) -> tuple[int, ...]:
    """Return who stands on the owner's side of a case of a kind that says so, on a day; nobody of another kind."""
    teller = _concerned.get(aggregate.subject.kind)
    return tuple(teller(aggregate, on)) if teller is not None else ()


def concerns(kind: str) -> Callable[[Concerned], Concerned]:
    """Register who stands on the owner's side of a kind where that is not simply the unit's owners (its claimant)."""

    def decorate(teller: Concerned) -> Concerned:
        _concerned[kind] = teller
        return teller

    return decorate
