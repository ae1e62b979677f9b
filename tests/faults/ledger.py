"""The table of all faults: fault × moment → lost / doubled / late.

A plugin that tests/conftest.py names: where tests are spread over processes, the one that prints collects none, and
never loads the conftest.py of this folder.
"""

import os
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

PROPERTY = "fault_outcome"
HEADING = "faults: what was lost, doubled or late"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one fault did at one moment.

    `lost`, `doubled` and `late` count claims, records, events, papers and messages. Late is what was not done within
    the patience of the test after everything ran again, and an event that stands at another instant than its legal one.
    `seconds` is how long it took, from the restart until nothing was owed any more.
    """

    fault: str
    moment: str
    lost: int = 0
    doubled: int = 0
    late: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Tell whether nothing went wrong."""
        return not (self.lost or self.doubled or self.late)

    def kept(self) -> dict[str, object]:
        """Return what travels from the process that ran the test to the one that prints."""
        return asdict(self)


def lines(outcomes: Iterable[Outcome]) -> list[str]:
    """Return the table as Markdown."""
    head = ["fault", "moment", "lost", "doubled", "late", "settled after"]
    return table(head, [[*(str(cell) for cell in astuple(one)[:5]), f"{one.seconds:.0f} s"] for one in outcomes])


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """Return a table as Markdown, its columns aligned."""
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    rule = ["-" * width for width in widths]
    return ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
            for row in [head, rule, *rows]]  # fmt: skip


def keep(mark: str, text: Iterable[str]) -> None:
    """With IDI_FAULTS_PAGE set, put the lines into docs/faults.md between the two comments of that mark."""
    if not os.environ.get("IDI_FAULTS_PAGE"):
        return
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text("\n".join([before + begin, *text, end + after]), encoding="utf-8")


def pytest_terminal_summary(terminalreporter):
    """Print the table, and keep it where that is asked."""
    outcomes = [
        Outcome(**kept)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, kept in report.user_properties
        if name == PROPERTY
    ]
    if not outcomes:
        return
    terminalreporter.section(HEADING)
    for line in lines(outcomes):
        terminalreporter.write_line(line)
    keep("table", lines(outcomes))
