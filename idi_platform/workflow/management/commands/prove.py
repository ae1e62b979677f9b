"""`manage.py prove`: does every clause have an example that would notice if the rulebook said otherwise?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped
from idi_platform.workflow.examples import examples_of
from idi_platform.workflow.proving import Proof, prove


class Command(BaseCommand):
    """Alter each entry that realises a clause; list the alterations that no example of the clause notices."""

    help = "Alter every entry that realises a clause in a copy, and list what no example notices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take cities and one clause."""
        parser.add_argument("--city", action="append", choices=list(shipped()), help="only this rulebook")
        parser.add_argument("--clause", help="only this clause")
        parser.add_argument("--count", action="store_true", help="print the numbers alone")

    def handle(self, **options: Any) -> None:
        """Prove the rulebooks; fail if anything survives."""
        base = load_shipped(BASE).rulebook
        held = True
        for code in options["city"] or shipped():
            book = base if code == BASE else load_shipped(code).rulebook
            proof = prove(book, None if code == BASE else base, examples_of(code), options["clause"])
            held = held and proof.holds
            if not options["count"]:
                self._tell(code, proof)
            self.stdout.write(
                f"{code}: {proof.noticed} alterations noticed, {len(proof.survivors)} survive, "
                f"{len(proof.silent)} clauses without an example, {len(proof.failures)} examples fail"
            )
        if not held:
            raise CommandError("Something survives. Give each clause an example that would notice, or mend the book.")

    def _tell(self, code: str, proof: Proof) -> None:
        for failure in proof.failures:
            self.stdout.write(f"{code}: fails: {failure}")
        for clause in proof.silent:
            self.stdout.write(f"{code}: {clause}: no example names it")
        for survivor in proof.survivors:
            self.stdout.write(f"{code}: {survivor.clause}: survives: {survivor.reference}: {survivor.what}")
