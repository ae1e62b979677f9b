"""`manage.py rulebook`: validate, publish, compare, explain and begin rulebooks."""

import json
from argparse import ArgumentParser
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from idi_platform.rulebooks.comparing import differences
from idi_platform.rulebooks.loading import Loaded, Problem, RulebookInvalidError, load_path
from idi_platform.rulebooks.models import Revision
from idi_platform.rulebooks.scaffold import scaffold, stubs_from
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.shipped import faults, load_shipped, shipped
from idi_platform.rulebooks.store import SHIPPED_BY, SHIPPED_REASON, publish, read
from idi_platform.rulebooks.tracing import explain, trace
from idi_platform.rulebooks.vocabulary import Vocabulary, vocabulary

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


class Command(BaseCommand):
    """The rulebooks' tool."""

    requires_system_checks = ()  # it is what finds and mends the faults that the checks refuse
    help = "Validates, publishes, compares, explains and begins rulebooks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Give each act its own arguments."""
        acts = parser.add_subparsers(dest="act", required=True)
        for act in ("validate", "publish"):
            one = acts.add_parser(act)
            one.add_argument("books", nargs="*", help="ids of shipped rulebooks, or paths")
            one.add_argument("--all", action="store_true", help="every shipped rulebook")
        acts.choices["publish"].add_argument("--reason", default=SHIPPED_REASON)
        acts.choices["publish"].add_argument("--approver", default=SHIPPED_BY)
        compare = acts.add_parser("diff", help="what differs between two rulebooks, entry by entry with its clause")
        compare.add_argument(
            "books", nargs="+", help="before and after: ids, paths, or revisions such as <id>#2; one alone is "
            "compared with the newest published revision of its edition"
        )  # fmt: skip
        why = acts.add_parser("why", help="what a clause is and what realises it; or every place that names a thing")
        why.add_argument("name", nargs="+", metavar="[edition] name", help="a clause, step, fact, clock or paper")
        begin = acts.add_parser("scaffold", help="an empty city file with its clause index to fill")
        begin.add_argument("code")
        begin.add_argument(
            "--clauses", type=Path, help="a register of the text's clauses: YAML with id, article, title"
        )
        acts.add_parser("schema", help="the JSON Schema of a city file, for editors")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the act named."""
        getattr(self, f"_{options['act']}")(options)

    def _validate(self, options: dict[str, Any]) -> None:
        wrong = [problem for name in self._named(options) for problem in self._faults(name)]
        for problem in wrong:
            self.stderr.write(str(problem))
        if wrong:
            raise CommandError(f"{len(wrong)} fault(s); correct the lines above.")
        self.stdout.write("All rulebooks hold.")

    def _publish(self, options: dict[str, Any]) -> None:
        strict = getattr(settings, "RULEBOOK_STRICT_NAMES", False)
        loads = [self._load(name) for name in self._named(options)]
        if strict:
            wrong = [str(problem) for loaded in loads for problem in faults(loaded, vocabulary)]
            if wrong:
                raise CommandError("\n".join(wrong))
        for loaded in loads:
            done = publish(loaded, reason=options["reason"], approver=options["approver"])
            said = "published" if done.is_new else "unchanged"
            self.stdout.write(f"{loaded.rulebook.id} #{done.revision.number} {said} {loaded.sha256[:12]}")

    def _diff(self, options: dict[str, Any]) -> None:
        names = options["books"]
        if len(names) > 2:
            raise CommandError("Name one rulebook, or two.")
        after = self._book(names[-1])
        before = self._book(names[0]) if len(names) == 2 else self._newest(after.id)
        found = differences(before, after)
        for section, rows in groupby(found, key=lambda one: one.section):
            self.stdout.write(section)
            for row in rows:
                self.stdout.write(f"  {_SIGNS[row.what]} {row.entry or section}{_cited(row.clause, before, after)}")
                for detail in row.details if row.what == "changed" else ():
                    self.stdout.write(f"      {detail.path or 'value'}: {_said(detail.before)} → {_said(detail.after)}")
        counts = Counter(str(row.what) for row in found)
        said = ", ".join(f"{counts[what]} {what}" for what in _SIGNS)
        self.stdout.write(said if found else "No difference.")

    def _why(self, options: dict[str, Any]) -> None:
        *editions, name = options["name"]
        found = False
        for code in editions or shipped():
            loaded = self._load(code)
            is_clause = name in loaded.rulebook.clauses
            for line in explain(loaded, name) if is_clause else trace(loaded, name):
                found = True
                self.stdout.write(line)
        if not found:
            known = (clause for code in editions or shipped() for clause in self._load(code).rulebook.clauses)
            near = Vocabulary.nearest(name, known)
            raise CommandError(f"Nothing names {name}{f'; did you mean {near}?' if near else '.'}")

    def _scaffold(self, options: dict[str, Any]) -> None:
        if options["clauses"] is None:
            self.stdout.write(scaffold(options["code"]))
            return
        try:
            stubs, zh, en = stubs_from(options["clauses"])
        except RulebookInvalidError as error:
            raise CommandError(error.message) from None
        self.stdout.write(scaffold(options["code"], stubs, zh=zh, en=en))

    def _schema(self, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(Rulebook.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))

    def _book(self, name: str) -> Rulebook:
        """Return a rulebook by id, path, or published revision (`beijing-2019#2`)."""
        code, mark, number = name.partition("#")
        if not mark:
            return self._load(name).rulebook
        rows = Revision.objects.filter(edition__code=code, number=int(number) if number.isdecimal() else 0)
        pk = rows.values_list("pk", flat=True).first()
        if pk is None:
            raise CommandError(f"No revision {name} is published.")
        return read(pk)

    def _newest(self, code: str) -> Rulebook | None:
        rows = Revision.objects.filter(edition__code=code).order_by("-number")
        pk = rows.values_list("pk", flat=True).first()
        return None if pk is None else read(pk)

    def _named(self, options: dict[str, Any]) -> list[str]:
        if options["all"] == bool(options["books"]):
            raise CommandError("Name rulebooks, or say --all.")
        return list(shipped()) if options["all"] else list(options["books"])

    def _load(self, name: str) -> Loaded:
        try:
            path = Path(name)
            return load_path(path) if path.exists() and (path.is_dir() or path.is_file()) else load_shipped(name)
        except RulebookInvalidError as error:
            raise CommandError(error.message) from None

    def _faults(self, name: str) -> list[Problem]:
        try:
            path = Path(name)
            loaded = load_path(path) if path.exists() else load_shipped(name)
        except RulebookInvalidError as error:
            return list(error.problems)
        return faults(loaded, vocabulary)


def _said(value: Any) -> str:
    return "–" if value is None else json.dumps(value, ensure_ascii=False)


def _cited(clause: str, *books: Rulebook | None) -> str:
    """Return the clauses of an entry with article and title, as one of the two rulebooks knows them."""
    said = []
    for one in filter(None, clause.split(", ")):
        known = next((book for book in reversed(books) if book is not None and one in book.clauses), None)
        said.append(f"{one} {known.clause_title(one)}" if known is not None else one)
    return f"  ({'; '.join(said)})" if said else ""
