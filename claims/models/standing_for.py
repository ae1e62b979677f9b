"""For whom an agent stands: the owner who gave him power over a home, for what, up to how much, while it runs."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from claims.codes import Mode
from idi_platform.accounts.roles import PartyRole
from idi_platform.kernel.questions import question
from idi_platform.projects.models import HomeBinding
from idi_platform.projects.models.home_binding import BoundAs, Power
from idi_platform.records.models import Party


def grantor_of(unit_id: int | None, person_id: int | None, on: date) -> int | None:
    """Return the owner for whom somebody stands at a home on a day; None for an owner himself, and for strangers."""
    found = _power(unit_id, person_id, on)
    if found is None or Party.objects.on(on).filter(subject=unit_id, role=PartyRole.owner, person=person_id).exists():
        return None
    return found.granted_by


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
    return next(iter(_powers(unit_id, person_id, on)), None)


@question
def _powers(unit_id: int, person_id: int, on: date) -> QuerySet[HomeBinding]:
    bound = HomeBinding.objects.filter(unit=unit_id, person=person_id, bound_as=BoundAs.AGENT, state="bound")
    return bound.filter(powers_until__gte=on).order_by("-pk")[:1]
