"""Load the list of divisions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from idi_platform.accounts.divisions import load_divisions
from idi_platform.kernel.errors import BadInput


class Command(BaseCommand):
    """Write the data file of divisions into the tables; may be run again at any time."""

    help = "Loads the tree of administrative divisions, or those of a further place; may be run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a list of one's own."""
        parser.add_argument(
            "--file", type=Path, help="a list in the shape of the shipped divisions.csv, laid beside it"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load and say how many there are."""
        file: Path | None = options["file"]
        try:
            divisions, pairs = load_divisions(text=None if file is None else file.read_text("utf-8"))
        except (BadInput, OSError) as problem:
            raise CommandError(getattr(problem, "message", "") or str(problem)) from None
        self.stdout.write(f"{divisions} divisions, {pairs} pairs of the closure.")
