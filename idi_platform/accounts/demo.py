"""Creates the demonstration's cast and knows how each of them logs in. Refused outside a demonstration."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from idi_platform.kernel.errors import PlatformError

from .acting import SYSTEM
from .actions import appoint, register_organisation
from .demo_cast import FIRMS, OWNERS, SINCE, STAFF, Persona
from .forms import current_code
from .models import Organisation, OrganisationRelation, Person, RelationKind

PASSWORD: Final = "yanshi-2026-fangwu"  # noqa: S105  printed on the first page of every demonstration
_SEED: Final = b"idi-demo-20260928"
_STEP_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Cast:
    """The demonstration's people by log-in name or telephone, and its organisations by short code."""

    people: dict[str, Person]
    organisations: dict[str, Organisation]


@dataclass(frozen=True, slots=True)
class LoginHint:
    """How one persona logs in; `code` is what an authenticator app shows now, empty for owners."""

    persona: Persona
    firm: str
    login: str
    code: str


def totp_secret(login: str) -> str:
    """Return the persona's fixed secret in base 32, for an authenticator app."""
    return base64.b32encode(hmac.digest(_SEED, f"totp:{login}".encode(), hashlib.sha256)[:20]).decode()


@transaction.atomic
def create_cast() -> Cast:
    """Create all organisations, people, memberships and second factors; again changes nothing.

    Raises:
        PlatformError: This is no demonstration.
    """
    _require_demo()
    organisations = {firm.code: _organisation(firm.code) for firm in FIRMS}
    password = make_password(PASSWORD)
    people = {one.phone: _owner(one) for one in OWNERS}
    people |= {one.login: _member(one, organisations[one.firm], password) for one in STAFF}
    OrganisationRelation.objects.get_or_create(
        subject=organisations["chenxing"],
        object=organisations["anju"],
        kind=RelationKind.delegates_to,
        since=SINCE,
        defaults={"source": "演示服务委托书"},
    )
    return Cast(people, organisations)


def find_cast() -> Cast:
    """Return the cast as it stands.

    Raises:
        PlatformError: This is no demonstration.
    """
    _require_demo()
    codes = {firm.uscc: firm.code for firm in FIRMS}
    organisations = {codes[one.uscc]: one for one in Organisation.objects.filter(uscc__in=codes)}
    people = {one.username: one for one in Person.objects.filter(username__in=[one.login for one in STAFF])}
    people |= {one.phone: one for one in Person.objects.filter(phone__in=[one.phone for one in OWNERS])}
    return Cast({name: person for name, person in people.items() if name}, organisations)


def login_hints() -> list[LoginHint]:
    """Return how each persona logs in at this moment of machine time.

    Raises:
        PlatformError: This is no demonstration.
    """
    _require_demo()
    names = {firm.code: firm.name for firm in FIRMS}
    owners = [LoginHint(one, "", one.phone.removeprefix("+86"), "") for one in OWNERS]
    staff = [LoginHint(one, names[one.firm], one.login, current_code(totp_secret(one.login))) for one in STAFF]
    return owners + staff


def seconds_left() -> int:
    """Return how long the present codes of the authenticator app are shown."""
    return _STEP_SECONDS - int(time.time()) % _STEP_SECONDS


def _require_demo() -> None:
    if not settings.DEMO:
        raise PlatformError("accounts.no_demo", "这不是演示环境。要创建演示人员，请用演示设置启动。")


def _organisation(code: str) -> Organisation:
    firm = next(firm for firm in FIRMS if firm.code == code)
    row = register_organisation(acting=SYSTEM, uscc=firm.uscc, name=firm.name, kind=firm.kind)
    if row.dissolved_on != firm.dissolved_on:
        row.dissolved_on = firm.dissolved_on
        row.save(update_fields=["dissolved_on"])
    return row


def _owner(one: Persona) -> Person:
    person = Person.objects.with_phone(one.phone)
    person.name, person.elder_view = one.name, one.elder_view
    person.save(update_fields=["name", "elder_view"])
    return person


def _member(one: Persona, organisation: Organisation, password: str) -> Person:
    person = Person.objects.filter(username=one.login).first()
    if person is None:
        person = Person.objects.create_member(one.login, name=one.name)
    if not (person.has_usable_password() and check_password(PASSWORD, person.password)):
        person.password = password
    person.name, person.email = one.name, f"{one.login}@example.com"
    person.phone, person.phone_verified = one.phone or None, bool(one.phone)
    person.save()
    Authenticator.objects.get_or_create(
        user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt(totp_secret(one.login))}}
    )
    assert one.role is not None
    appoint(
        acting=SYSTEM,
        person=person,
        organisation=organisation,
        role=one.role,
        since=SINCE,
        division_code=one.division,
        is_administrator=one.is_administrator,
    )
    return person
