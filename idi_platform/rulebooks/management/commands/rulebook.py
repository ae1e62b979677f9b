"""`manage.py rulebook`: validate, publish, compare, explain and begin rulebooks."""

import difflib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from idi_platform.rulebooks.loading import Loaded, Problem, RulebookInvalidError, load_path
from idi_platform.rulebooks.models import Revision
from idi_platform.rulebooks.scaffold import scaffold
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.shipped import faults, load_shipped, shipped
from idi_platform.rulebooks.store import publish
from idi_platform.rulebooks.tracing import trace
from idi_platform.rulebooks.vocabulary import vocabulary


class Command(BaseCommand):
    """The rulebooks' tool."""

    help = "Validates, publishes, compares, explains and begins rulebooks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Give each act its own arguments."""
        acts = parser.add_subparsers(dest="act", required=True)
        for act in ("validate", "publish"):
            one = acts.add_parser(act)
            one.add_argument("books", nargs="*", help="ids of shipped rulebooks, or paths")
            one.add_argument("--all", action="store_true", help="every shipped rulebook")
        acts.choices["publish"].add_argument("--reason", default="shipped with the platform")
        acts.choices["publish"].add_argument("--approver", default="platform release")
        compare = acts.add_parser("diff", help="what a file changes against the newest published revision")
        compare.add_argument("books", nargs=1)
        why = acts.add_parser("why", help="every place where a clause, step, fact or clock is named")
        why.add_argument("name")
        why.add_argument("books", nargs="*")
        begin = acts.add_parser("scaffold", help="an empty city file with its clause index to fill")
        begin.add_argument("code")
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
        loaded = self._load(options["books"][0])
        last = Revision.objects.filter(edition__code=loaded.rulebook.id).order_by("-number").first()
        before = _flat(last.parsed if last else {})
        after = _flat(loaded.rulebook.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        name = f"{loaded.rulebook.id} #{last.number}" if last else "nothing published"
        for line in difflib.unified_diff(before, after, name, "file", lineterm="", n=0):
            self.stdout.write(line)

    def _why(self, options: dict[str, Any]) -> None:
        for name in options["books"] or shipped():
            loaded = self._load(name)
            for place in trace(loaded, options["name"]):
                self.stdout.write(place)

    def _scaffold(self, options: dict[str, Any]) -> None:
        self.stdout.write(scaffold(options["code"]))

    def _schema(self, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(Rulebook.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))

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


def _flat(value: Any, path: str = "") -> list[str]:
    if isinstance(value, dict) and value:
        return [line for key in sorted(value) for line in _flat(value[key], f"{path}.{key}" if path else key)]
    if isinstance(value, list) and value:
        return [line for number, item in enumerate(value) for line in _flat(item, f"{path}[{number}]")]
    return [f"{path}: {json.dumps(value, ensure_ascii=False)}"] if path else []
