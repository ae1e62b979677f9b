"""`manage.py enter_member`: enter a person with a role at an organisation, such as an installation's first operator."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from idi_platform.accounts.acting import SYSTEM
from idi_platform.accounts.actions import appoint, register_organisation
from idi_platform.accounts.capacities import today
from idi_platform.accounts.models import Organisation, Person
from idi_platform.accounts.models.organisation import OrganisationKind
from idi_platform.accounts.roles import MEMBERSHIP_ROLES, Role
from idi_platform.kernel.errors import PlatformError


class Command(BaseCommand):
    """Create the person, and the organisation where it is new; the second factor is set up at the first log-in."""

    help = "Enters a person with a role at an organisation. Asks for the password, or reads it from a pipe."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask who, where and as what."""
        parser.add_argument("username", help="the name to log in with")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--role", required=True, choices=sorted(role.value for role in MEMBERSHIP_ROLES))
        parser.add_argument("--uscc", required=True, help="the organisation's unified social credit code")
        parser.add_argument("--organisation", help="its name; needed where it is new")
        parser.add_argument("--kind", choices=sorted(OrganisationKind.values), help="its kind; needed where it is new")
        parser.add_argument("--division", help="six digits, for the authorities' roles")
        parser.add_argument("--administrator", action="store_true", help="may appoint and dismiss its people")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Enter all of it, or nothing."""
        username = options["username"].strip().lower()
        if Person.objects.filter(username=username).exists():
            raise CommandError(f"{username} is taken; choose another log-in name.")
        try:
            with transaction.atomic():
                self._enter(username, options)
        except PlatformError as problem:
            raise CommandError(problem.message) from problem
        self.stdout.write(f"{username} may log in at /login/staff/ and sets up the second factor there.")

    def _enter(self, username: str, options: dict[str, Any]) -> None:
        organisation = self._organisation(options)
        person = Person.objects.create_member(username, name=options["name"], password=_password(username))
        appoint(
            acting=SYSTEM,
            person=person,
            organisation=organisation,
            role=Role(options["role"]),
            since=today(),
            division_code=options["division"],
            is_administrator=options["administrator"],
        )

    def _organisation(self, options: dict[str, Any]) -> Organisation:
        known = Organisation.objects.filter(uscc=options["uscc"].strip().upper()).first()
        if known is not None:
            return known
        if not (options["organisation"] and options["kind"]):
            raise CommandError("No organisation has this code; give --organisation and --kind as well.")
        return register_organisation(
            acting=SYSTEM, uscc=options["uscc"], name=options["organisation"], kind=options["kind"]
        )


def _password(username: str) -> str:
    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        validate_password(given, Person(username=username))
    except ValidationError as problem:
        raise CommandError(" ".join(problem.messages)) from problem
    return given
