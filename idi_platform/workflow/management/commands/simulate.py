"""`manage.py simulate`: what would be otherwise for the cases there are, under another edition or a draft."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from idi_platform.accounts.divisions import divisions_under
from idi_platform.deadlines.rules.instants import ONE_SECOND
from idi_platform.kernel import clock
from idi_platform.rulebooks.law import Law, national_law
from idi_platform.rulebooks.loading import Loaded, RulebookInvalidError, load_path
from idi_platform.rulebooks.shipped import faults, load_shipped
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.lifecycles import LIFECYCLES
from idi_platform.workflow.simulation import CHUNK, ClockState, Difference, simulate


class Command(BaseCommand):
    """Replay records under another law and print the differences; nothing is written."""

    help = "Replay the records of cases under another rulebook, shipped or a draft file, and print what would differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the rulebook and the cases."""
        parser.add_argument("rulebook", help="the id of a shipped rulebook, or the path of a draft (file or folder)")
        parser.add_argument("--kind", default="claim", choices=sorted(LIFECYCLES), help="kind of subject")
        parser.add_argument("--division", default="", help="only cases in this division or below it")
        parser.add_argument("--count", action="store_true", help="print the sums alone")

    def handle(self, **options: Any) -> None:
        """Print a line per difference and the sums."""
        other = Law(national_law().base, _loaded(options["rulebook"]).rulebook)
        model = LIFECYCLES[options["kind"]].model
        rows = model.objects.select_related("subject").order_by("pk")
        if options["division"]:
            rows = rows.filter(subject__division__in=divisions_under(options["division"]))
        sums: Counter[str] = Counter()
        subjects = 0
        found = simulate(rows.iterator(CHUNK), other, now=clock.now(), progress=self._tell)
        for simulated in found:
            subjects += 1
            sums.update(one.what for one in simulated.differences)
            if not options["count"]:
                for one in simulated.differences:
                    self.stdout.write(f"{simulated.kind} {simulated.subject_id}: {_line(one)}")
        self.stdout.write(f"{subjects} of {options['kind']} under {other.id}: " + (_sums(sums) or "no difference"))

    def _tell(self, done: int) -> None:
        self.stderr.write(f"{done} done")


def _loaded(named: str) -> Loaded:
    """Return the rulebook, its names checked; raises CommandError with every fault."""
    try:
        loaded = load_path(Path(named)) if Path(named).exists() else load_shipped(named)
        problems = faults(loaded, vocabulary)
        if problems:
            raise RulebookInvalidError(problems)
    except RulebookInvalidError as error:
        raise CommandError("\n".join(str(problem) for problem in error.problems)) from None
    return loaded


def _line(one: Difference) -> str:
    return f"{one.what} {one.name}: {_side(one.present)} → {_side(one.other)}"


def _side(side: ClockState | tuple[str, ...] | None) -> str:
    if side is None:
        return "nothing"
    if isinstance(side, tuple):
        return ", ".join(side)
    until = clock.local_date(side.due_at - ONE_SECOND).isoformat() if side.due_at else "no end"
    return f"{side.state} until {until} ({side.clause or 'no clause'})"


def _sums(sums: Counter[str]) -> str:
    return ", ".join(f"{what} {number}" for what, number in sorted(sums.items()))
