"""`manage.py load_project book.yaml --as user`: enter a project with its policy, by the acts of the console."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.capacities import capacities_of
from idi_platform.accounts.models import Person
from idi_platform.accounts.roles import Role
from idi_platform.kernel.errors import BadInput, PlatformError, Refused
from policies.book import read_book
from policies.opening import Stopped, open_book

ENTERING = frozenset({Role.underwriter})
DEVELOPING = frozenset({Role.developer})
APPROVING = frozenset({Role.approver, Role.underwriter})


class Command(BaseCommand):
    """Enter a book; running it again goes on where it stopped."""

    help = "Enter a project, its buildings, units, owners and policy from a YAML file, in the order of its days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the file and who enters it."""
        parser.add_argument("file", type=Path, help="the book, in YAML")
        parser.add_argument(
            "--as", dest="person", required=True, help="user name of an underwriter of the lead insurer"
        )
        parser.add_argument("--second-person", default="", help="user name of who approves where two are asked for")
        parser.add_argument("--developer", default="", help="user name of who takes the developer's own acts")
        parser.add_argument("--key", default="", help="idempotency key; the file's name unless given")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Read, enter, report."""
        file: Path = options["file"]
        second = options["second_person"]
        try:
            book = read_book(yaml.safe_load(file.read_text(encoding="utf-8")))
            opened = open_book(
                book,
                acting=_acting(options["person"], ENTERING),
                second_person=_acting(second, APPROVING) if second else None,
                developer=_acting(options["developer"], DEVELOPING) if options["developer"] else None,
                key=options["key"] or f"book:{file.stem}",
                told=lambda label: self.stdout.write(label) if options["verbosity"] > 1 else None,
            )
        except (OSError, yaml.YAMLError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        except PlatformError as error:
            raise CommandError("\n".join(_lines(error))) from error
        self.stdout.write(
            self.style.SUCCESS(
                f"{opened.project.name}: {len(opened.buildings)} buildings, {len(opened.units)} units, "
                f"policy {opened.policy.pk} ({opened.policy.state}); {len(opened.acts)} acts."
            )
        )


def _acting(username: str, roles: frozenset[Role]) -> Acting:
    person = Person.objects.filter(username=username.lower()).first()
    if person is None:
        raise CommandError(f"There is nobody with the user name {username}; see the list of people of the demo.")
    for capacity in capacities_of(person):
        if capacity.acting.roles & roles:
            return capacity.acting
    raise CommandError(f"{username} is not among: {', '.join(sorted(roles))}; name somebody who is.")


def _lines(error: PlatformError) -> list[str]:
    lines = [error.message]
    cause = error.cause if isinstance(error, Stopped) else error
    if isinstance(cause, Refused):
        lines += [f"  {refusal.code} {refusal.clause} {refusal.message}" for refusal in cause.refusals]
    if isinstance(cause, BadInput):
        lines += [f"  {name}: {sentence}" for name, sentence in cause.fields.items()]
    return lines
