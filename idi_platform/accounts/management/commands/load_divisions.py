"""Load the list of divisions."""

from typing import Any

from django.core.management.base import BaseCommand

from idi_platform.accounts.divisions import load_divisions


class Command(BaseCommand):
    """Write the data file of divisions into the tables; may be run again at any time."""

    help = "Loads the tree of administrative divisions; may be run again."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load and say how many there are."""
        divisions, pairs = load_divisions()
        self.stdout.write(f"{divisions} divisions, {pairs} pairs of the closure.")
