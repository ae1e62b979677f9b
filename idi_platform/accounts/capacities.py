"""In which capacities a person may act today: as owner, and as a member of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from idi_platform.kernel import clock
from idi_platform.kernel.languages import in_words

from .acting import Acting
from .models import Membership, Person
from .models.organisation import ROLES_OF_KIND
from .roles import OWNER_ROLES, ROLE_TABLE, Role, door_of

OWNER_KEY: Final = "owner"


@dataclass(frozen=True, slots=True)
class Capacity:
    """One capacity that may be chosen at log-in.

    Attributes:
        key: What the session and the form call it: `owner` or `membership-12`.
        door: The door it enters by.
        title: What it is, in the reader's language.
        place: The organisation, or what an owner sees.
        acting: The value that the pages work with.
        needs_second_factor: Whether password and second factor are compulsory.
    """

    key: str
    door: str
    title: str
    place: str
    acting: Acting
    needs_second_factor: bool


def today() -> date:
    """Return the legal day in Shanghai on which memberships are judged."""
    return clock.local_date(clock.now())


def memberships(person: Person, on: date | None = None) -> QuerySet[Membership]:
    """Return the person's memberships that hold on the day, today unless given."""
    rows = Membership.objects.filter(person=person).on(on or today())
    return rows.select_related("organisation", "division", "stands_in_for")


def capacities_of(person: Person, on: date | None = None) -> tuple[Capacity, ...]:
    """Return all capacities of the person on the day, as owner first."""
    owner = (_as_owner(person),) if _may_be_owner(person) else ()
    rows = list(memberships(person, on))
    own = {_role_of(one) for one in rows if one.stands_in_for_id is None}
    shown = (one for one in rows if one.stands_in_for_id is None or _role_of(one) not in own)
    return owner + tuple(_as_member(one) for one in shown if _is_sound(one))


def capacity(person: Person, key: str, on: date | None = None) -> Capacity | None:
    """Return one capacity of the person by its key, or None if he does not hold it on the day. At most one query."""
    if key == OWNER_KEY:
        return _as_owner(person) if _may_be_owner(person) else None
    number = key.removeprefix("membership-")
    if number == key or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    found = memberships(person, on).filter(pk=int(number)).first()
    return _as_member(found) if found and _is_sound(found) else None


def acting_for(person: Person, key: str, *, on: date | None = None) -> Acting | None:
    """Return what the person acts as in the capacity of this key, or None if he does not hold it on the day."""
    found = capacity(person, key, on)
    return found.acting if found else None


def organisation_ids(person: Person, on: date | None = None) -> frozenset[int]:
    """Return the organisations that the person belongs to on the day."""
    return frozenset(memberships(person, on).values_list("organisation_id", flat=True))


def members_of(organisation_id: int, roles: Iterable[Role], on: date | None = None) -> QuerySet[Person]:
    """Return the active people who hold one of the roles at the organisation on the day, by id."""
    holding = Membership.objects.on(on or today()).filter(organisation_id=organisation_id, role__in=list(roles))
    return Person.objects.filter(is_active=True, pk__in=holding.values("person_id")).order_by("pk")


def _role_of(membership: Membership) -> tuple[int, str, str | None]:
    """Return what a membership makes of somebody; who stands in for a colleague of his own role stays what he is."""
    return membership.organisation_id, membership.role, membership.division_id


def _may_be_owner(person: Person) -> bool:
    """A number that nobody has proved opens no home."""
    return person.is_active and person.phone is not None and person.phone_verified


def _is_sound(membership: Membership) -> bool:
    """A role that such an organisation cannot give is worth nothing, whoever wrote it down."""
    return Role(membership.role) in ROLES_OF_KIND[membership.organisation.kind]


def _as_owner(person: Person) -> Capacity:
    acting = Acting(kind="person", person_id=person.pk, roles=OWNER_ROLES, door="owner")
    return Capacity(OWNER_KEY, "owner", _("业主"), _("我的房屋"), acting, needs_second_factor=False)


def _as_member(membership: Membership) -> Capacity:
    role = Role(membership.role)
    rule = ROLE_TABLE[role]
    door = door_of(role)
    acting = Acting(
        kind="person",
        person_id=membership.person_id,
        organisation_id=membership.organisation_id,
        roles=frozenset({role}),
        jurisdictions=frozenset({membership.division_id} if membership.division_id else ()),
        door=door,
        is_administrator=membership.is_administrator,
        stands_in_for=membership.stands_in_for.person_id if membership.stands_in_for is not None else None,
    )
    place = membership.organisation.name
    if membership.division:
        place = f"{place} · {membership.division.name_zh}"
    key = f"membership-{membership.pk}"
    return Capacity(key, door, in_words(rule), place, acting, needs_second_factor=rule.needs_second_factor)
