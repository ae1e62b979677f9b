"""The fixed cast of the tests, and the factories that make more of them.

Each member of the cast is a `Player`: the person, the organisation (None for owners) and what he acts as. Nobody is a
party to anything yet; a test makes him one.
"""

from dataclasses import dataclass
from datetime import date

import factory
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from stdnum.cn import uscc as uscc_checks

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.capacities import OWNER_KEY, acting_for
from idi_platform.accounts.forms import current_code
from idi_platform.accounts.models import Membership, Organisation, Person
from idi_platform.accounts.models.organisation import ROLES_OF_KIND
from idi_platform.accounts.roles import Role
from idi_platform.kernel.identifiers import organisation_check_digit

LONG_AGO = date(2019, 1, 1)
PASSWORD = "correct-horse-battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def uscc(number: int, area: str = "110106", block: str = "Y") -> str:
    """Return a code that passes every check, from a block that is not allocated; numbers go from 0 to 9999.

    Tests write codes of the block Y themselves; how far the factory has come by then is chance, so it leaves that out.
    """
    body = f"MAY{block}{number:04d}"
    code = f"91{area}{body}{organisation_check_digit(body)}"
    return code + uscc_checks.calc_check_digit(code + "0")


def phone(number: int) -> str:
    """Return a telephone that no test writes itself, and whose last four digits are no number of a home."""
    return f"+86138{10 + number // 5000:04d}{5000 + number % 5000:04d}"


class PersonFactory(factory.django.DjangoModelFactory):
    """An owner with a proved telephone."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda number: f"业主{number}")
    phone = factory.Sequence(phone)
    phone_verified = True
    password = "!"


class StaffFactory(factory.django.DjangoModelFactory):
    """Somebody with a log-in name and a password."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda number: f"职员{number}")
    username = factory.Sequence(lambda number: f"staff{number}")
    password = factory.django.Password(PASSWORD)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An organisation with a sound code."""

    class Meta:
        model = Organisation

    uscc = factory.Sequence(lambda number: uscc(number % 10_000, block="ABCDEFGH"[number // 10_000]))
    name = factory.Sequence(lambda number: f"演示单位{number}")
    kind = "insurer"


class MembershipFactory(factory.django.DjangoModelFactory):
    """A membership that holds since long ago."""

    class Meta:
        model = Membership

    person = factory.SubFactory(StaffFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.handler
    since = LONG_AGO


@dataclass(frozen=True)
class Player:
    """One member of the cast."""

    person: Person
    organisation: Organisation | None
    key: str

    @property
    def acting(self) -> Acting:
        found = acting_for(self.person, self.key)
        assert found is not None, f"{self.person} no longer holds {self.key}"
        return found


def owner_player(name: str) -> Player:
    return Player(PersonFactory.create(name=name), None, OWNER_KEY)


def member(role: Role, organisation: Organisation | None = None, division: str | None = None) -> Player:
    """Return a new person in this role at the organisation, or at a new one of the kind that has the role."""
    kind = next(kind for kind, roles in ROLES_OF_KIND.items() if role in roles)
    organisation = organisation or OrganisationFactory.create(kind=kind)
    membership = MembershipFactory.create(role=role, organisation=organisation, division_id=division)
    return Player(membership.person, organisation, f"membership-{membership.pk}")


def with_second_factor(person: Person) -> Person:
    """Give the person an authenticator app whose codes are `totp_now()`."""
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return person


def totp_now() -> str:
    return current_code(SECRET)


def log_in(client, player: Player) -> None:
    """Log the player in as the log-in would have, in his capacity."""
    session_user = player.person
    client.force_login(session_user, backend="idi_platform.accounts.backends.PersonBackend")
    session = client.session
    door = player.acting.door
    session["capacities"] = {door: player.key}
    session["door"] = door
    session["account_authentication_methods_user"] = str(session_user.pk)
    methods = ["code"] if player.key == OWNER_KEY else ["password", "mfa"]
    session["account_authentication_methods"] = [{"method": method, "at": 0.0} for method in methods]
    session.save()


@pytest.fixture
def owner(db):
    return owner_player("业主")


@pytest.fixture
def neighbour(db):
    return owner_player("邻居")


@pytest.fixture
def stranger(db):
    return owner_player("路人")


@pytest.fixture
def developer(db):
    return member(Role.developer)


@pytest.fixture
def insurer_organisation(db):
    return OrganisationFactory.create(kind="insurer")


@pytest.fixture
def insurer(handler):
    return handler


@pytest.fixture
def handler(insurer_organisation):
    return member(Role.handler, insurer_organisation)


@pytest.fixture
def approver(insurer_organisation):
    return member(Role.approver, insurer_organisation)


@pytest.fixture
def surveyor(insurer_organisation):
    return member(Role.surveyor, insurer_organisation)


@pytest.fixture
def underwriter(insurer_organisation):
    return member(Role.underwriter, insurer_organisation)


@pytest.fixture
def accountant(insurer_organisation):
    return member(Role.accountant, insurer_organisation)


@pytest.fixture
def hotline(insurer_organisation):
    return member(Role.hotline, insurer_organisation)


@pytest.fixture
def other_insurer(db):
    return member(Role.handler)


@pytest.fixture
def agency(db):
    return member(Role.agency)


@pytest.fixture
def contractor(db):
    return member(Role.contractor)


@pytest.fixture
def designer(db):
    return member(Role.designer)


@pytest.fixture
def supervisor(db):
    return member(Role.supervisor)


@pytest.fixture
def lab(db):
    return member(Role.lab)


@pytest.fixture
def appraiser(db):
    return member(Role.appraiser)


@pytest.fixture
def institution(db):
    return member(Role.institution)


@pytest.fixture
def property_desk(db):
    return member(Role.property_desk)


@pytest.fixture
def regulator_of_city(db):
    return member(Role.regulator, division="110000")


@pytest.fixture
def regulator_elsewhere(db):
    return member(Role.regulator, division="310000")


@pytest.fixture
def report_clerk(db):
    return member(Role.report_clerk, division="110000")


@pytest.fixture
def operator(db):
    return member(Role.operator)
