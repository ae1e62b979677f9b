"""`manage.py prove`: does every clause have an example that would notice if the rulebook said otherwise?"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from idi_platform.rulebooks.loading import RulebookInvalidError, load_path
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped
from idi_platform.workflow.examples import Example, examples_of, read_examples
from idi_platform.workflow.proving import Proof, prove


def _found(name: str) -> tuple[Rulebook, Sequence[Example]]:
    """Return a shipped rulebook, or that of a folder, with its worked examples.

    Raises:
        CommandError: There is none, or it or its examples cannot be read.
    """
    folder = Path(name)
    try:
        if folder.is_dir():
            return load_path(folder).rulebook, read_examples(folder / "examples")
        return load_shipped(name).rulebook, examples_of(name)
    except RulebookInvalidError as error:
        raise CommandError(error.message) from None


class Command(BaseCommand):
    """Alter each entry that realises a clause; list the alterations that no example of the clause notices."""

    help = "Alter every entry that realises a clause in a copy, and list what no example notices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take cities and one clause."""
        parser.add_argument("--city", action="append", help="only this rulebook: its id, or a folder")
        parser.add_argument("--clause", help="only this clause")
        parser.add_argument("--count", action="store_true", help="print the numbers alone")

    def handle(self, **options: Any) -> None:
        """Prove the rulebooks; fail if anything survives."""
        begin = monotonic()
        base = load_shipped(BASE).rulebook
        held = True
        for code in options["city"] or shipped():
            book, examples = _found(code)
            proof = prove(book, None if book.is_base else base, examples, options["clause"])
            held = held and proof.holds
            if not options["count"]:
                self._tell(code, proof)
            self.stdout.write(
                f"{code}: {proof.noticed} alterations noticed, {len(proof.survivors)} survive, "
                f"{len(proof.silent)} clauses without an example, {len(proof.failures)} examples fail"
            )
        self.stdout.write(f"{monotonic() - begin:.1f} s")
        if not held:
            raise CommandError("Something survives. Give each clause an example that would notice, or mend the book.")

    def _tell(self, code: str, proof: Proof) -> None:
        for failure in proof.failures:
            self.stdout.write(f"{code}: fails: {failure}")
        for clause in proof.silent:
            self.stdout.write(f"{code}: {clause}: no example names it")
        for survivor in proof.survivors:
            self.stdout.write(f"{code}: {survivor.clause}: survives: {survivor.reference}: {survivor.what}")
