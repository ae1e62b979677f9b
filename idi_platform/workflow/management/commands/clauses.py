"""`manage.py clauses`: clause → what realises it → which tests name it."""

import re
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from idi_platform.rulebooks.schema.book import ClauseDef
from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped
from idi_platform.workflow.examples import examples_of

_CLAUSE = re.compile(r"\b[A-Z][A-Z0-9]*(?:-[A-Za-z0-9.]+)+\b")


class Command(BaseCommand):
    """Print the matrix of clauses."""

    help = "Print clause, what realises it, what is planned and why, and the tests that name it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a city and what to leave out."""
        parser.add_argument("--city", action="append", choices=list(shipped()), help="only this rulebook")
        parser.add_argument("--missing", action="store_true", help="only what nothing realises or no test names")
        parser.add_argument("--planned", action="store_true", help="only clauses of which something is planned")

    def handle(self, **options: Any) -> None:
        """Print a line per clause and a sum per rulebook."""
        in_tests = _named_in(Path(settings.BASE_DIR) / "tests")
        for code in options["city"] or shipped():
            book = load_shipped(code).rulebook
            tests = _tests_of(code, in_tests)
            shown = [entry for entry in book.clauses.items() if _is_wanted(entry, tests, options)]
            for clause, entry in shown:
                self.stdout.write(_line(clause, entry, tests.get(clause, [])))
            self.stdout.write(_sum(code, book.clauses, tests))
        if not options["city"]:
            self.stdout.write(_whole([load_shipped(code).rulebook.clauses for code in shipped() if code != BASE]))


def _is_wanted(item: tuple[str, ClauseDef], tests: Mapping[str, list[str]], options: Mapping[str, Any]) -> bool:
    clause, entry = item
    if options["missing"]:
        return not entry.realised_by or clause not in tests
    return bool(entry.planned) if options["planned"] else True


def _line(clause: str, entry: ClauseDef, tests: list[str]) -> str:
    planned = "; ".join(f"planned {name}: {why.en if why else '–'}" for name, why in entry.planned.items())
    parts = [f"{clause} {entry.article} {entry.title.zh}", ", ".join(entry.realised_by), planned, ", ".join(tests)]
    return " | ".join(part or "–" for part in parts)


def _sum(code: str, clauses: Mapping[str, ClauseDef], tests: Mapping[str, list[str]]) -> str:
    realised = [clause for clause, entry in clauses.items() if entry.realised_by]
    partly = [clause for clause in realised if clauses[clause].planned]
    tested = [clause for clause in realised if clause in tests]
    return (
        f"{code}: {len(clauses)} clauses; {len(realised)} realised ({len(partly)} in part), "
        f"{len(clauses) - len(realised)} planned; {len(tested)} of the realised named by a test"
    )


def _whole(cities: Sequence[Mapping[str, ClauseDef]]) -> str:
    """Say how many clauses of all cities are realised, or planned with the reason why they are not."""
    entries = [entry for clauses in cities for entry in clauses.values()]
    held = [entry for entry in entries if all(entry.planned.values())]
    return f"{len(cities)} cities: {len(held)}/{len(entries)} clauses realised, or planned with their reason"


def _tests_of(code: str, in_tests: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for clause, files in in_tests.items():
        found[clause].extend(files)
    for example in examples_of(code):
        for clause in example.clauses:
            found[clause].append(f"{example.subject} {example.about}")
    return found


def _named_in(folder: Path) -> Mapping[str, list[str]]:
    """Return the test files that name each clause; nothing where the tests are not installed."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, clauses in _clauses_by_file(folder):
        for clause in clauses:
            found[clause].append(name)
    return found


def _clauses_by_file(folder: Path) -> Iterator[tuple[str, set[str]]]:
    for file in sorted(folder.rglob("test_*.py")):
        yield file.relative_to(folder).as_posix(), set(_CLAUSE.findall(file.read_text("utf-8")))
