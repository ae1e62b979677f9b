"""The table of all faults: fault × moment → lost / doubled / late."""

from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

PROPERTY = "fault_outcome"


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
    rows = [[*(str(cell) for cell in astuple(one)[:5]), f"{one.seconds:.0f} s"] for one in outcomes]
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    rule = ["-" * width for width in widths]
    return ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
            for row in [head, rule, *rows]]  # fmt: skip


def write(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Put the table into the page of the fault tests, between its two marks."""
    begin, end = "<!-- table -->", "<!-- end of table -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    text = "\n".join(lines(outcomes))
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
