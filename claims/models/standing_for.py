"""For whom an agent stands: the owner who gave him power over a home, for what, up to how much, while it runs."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from claims.codes import Mode
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.names import mask_name
from idi_platform.kernel.once import once
from idi_platform.kernel.questions import question
from idi_platform.projects.models import HomeBinding
from idi_platform.projects.models.home_binding import BoundAs, Power
from idi_platform.records.models import Party
from idi_platform.records.scopes import parties_of


def grantor_of(unit_id: int | None, person_id: int | None, on: date) -> int | None:
    """Return the owner for whom somebody stands at a home on a day; None for an owner himself, and for strangers."""
    found = _power(unit_id, person_id, on)
    return found.granted_by if found is not None and stands_for_another(unit_id, person_id, on) else None


def stands_for_another(unit_id: int | None, person_id: int | None, on: date) -> bool:
    """Say whether somebody acts at a home under a power alone, and is no owner of it himself."""
    if _power(unit_id, person_id, on) is None:
        return False
    return not Party.objects.on(on).filter(subject=unit_id, role=PartyRole.owner, person=person_id).exists()


def entrusting(acting: Acting, unit_ids: Sequence[int], on: date) -> Mapping[int, str]:
    """Return for each home at which the capacity stands as an agent alone who entrusted it, name half hidden.

    The name is empty where the power does not say who gave it.
    """
    held = parties_of(acting, frozenset({PartyRole.owner, PartyRole.agent}), on).filter(subject__in=unit_ids)
    roles: dict[int, set[str]] = {}
    for unit_id, role in held.values_list("subject", "role"):
        roles.setdefault(unit_id, set()).add(role)
    units = [unit_id for unit_id, found in roles.items() if found == {PartyRole.agent}]
    if not units:
        return {}
    mine = {"organisation": acting.organisation_id} if acting.organisation_id else {"person": acting.person_id}
    bound = HomeBinding.objects.filter(unit__in=units, bound_as=BoundAs.AGENT, state="bound", **mine).order_by("pk")
    grantors = dict(bound.values_list("unit", "granted_by"))
    known = [pk for pk in grantors.values() if pk is not None]
    names = dict(Person.objects.filter(pk__in=known).values_list("pk", "name"))
    return {unit_id: mask_name(names.get(grantors.get(unit_id) or 0, "")) for unit_id in units}


def standing_for(unit_id: int | None, people: Collection[int], on: date) -> tuple[int, ...]:
    """Return who acts at a home for one of the people, under a power of his that holds that day."""
    if unit_id is None or not people:
        return ()
    found = {power.person: None for power in _powers(unit_id, on) if power.granted_by in people}
    return tuple(agent for agent in found if agent is not None and agent not in people)


def may_agree(
    *,
    unit_id: int | None,
    person_id: int | None,
    claimant: int | None,
    mode: Mode | None,
    amount: Decimal | None,
    on: date,
) -> bool:
    """Say whether an agent may agree for the claimant: to a repair, or to money up to his limit."""
    found = _power(unit_id, person_id, on)
    if found is None or claimant is None or found.granted_by != claimant:
        return False
    if mode is not Mode.CASH:
        return Power.AGREE.value in found.powers_over
    within = found.powers_limit is None or amount is None or amount <= found.powers_limit
    return Power.MONEY.value in found.powers_over and within


def _power(unit_id: int | None, person_id: int | None, on: date) -> HomeBinding | None:
    if unit_id is None or person_id is None:
        return None
    return next((found for found in _powers(unit_id, on) if found.person == person_id), None)


@once(of="projects_homebinding")
def _powers(unit_id: int, on: date) -> list[HomeBinding]:
    return _bound(unit_id, on)


@question
def _bound(unit_id: int, on: date) -> QuerySet[HomeBinding]:
    bound = HomeBinding.objects.filter(unit=unit_id, bound_as=BoundAs.AGENT, state="bound")
    return bound.filter(powers_until__gte=on).order_by("-pk")
