"""Interleaved rounds of two sides, and the ratio between them."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Compared:
    """One comparison: seconds per round on either side, the goal for their ratio, and what they did."""

    work: str
    yardstick: str
    size: str
    ours: tuple[float, ...]
    theirs: tuple[float, ...]
    goal: float | None = None
    note: str = ""

    @property
    def ratios(self) -> list[float]:
        """Our time by the yardstick's, round by round, in order of size."""
        return sorted(mine / theirs for mine, theirs in zip(self.ours, self.theirs, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(self.ratios)

    @property
    def at_best(self) -> float:
        """Our least time by the yardstick's least: what other work on the machine has disturbed on neither side."""
        return min(self.ours) / min(self.theirs)

    def row(self) -> str:
        """Return a row of docs/benchmarks.md."""
        ratios = self.ratios
        goal = "–" if self.goal is None else f"≤ {_figure(self.goal)}×"
        met = "" if self.goal is None else (" ✓" if self.ratio <= self.goal else " ✗")
        return (
            f"| {self.work} | {self.yardstick} | {self.size} | {_time(statistics.median(self.ours))} | "
            f"{_time(statistics.median(self.theirs))} | **{_figure(self.ratio)}×** ({_figure(ratios[0])}–"
            f"{_figure(ratios[-1])}){met} | {goal} | {self.note} |"
        )


HEADER = (
    "| work | yardstick | size | ours | yardstick | ratio, median of rounds (spread) | goal | note |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def compare(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    rounds: int,
    before_each: Callable[[], object] = lambda: None,
    timer: Callable[[], float] = time.perf_counter,
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Time both sides in turn, the order changing from round to round, with a preparation before each.

    What never leaves the process may be timed in processor time, which other work on the machine does not lengthen.
    """
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    gc.collect()
    gc.freeze()  # what the process holds already is looked at once, not before every round
    try:
        for number in range(rounds):
            sides = [("ours", ours), ("theirs", theirs)]
            for name, side in sides if number % 2 == 0 else reversed(sides):
                before_each()
                gc.collect()
                begun = timer()
                side()
                times[name].append(timer() - begun)
    finally:
        gc.unfreeze()
    return tuple(times["ours"]), tuple(times["theirs"])


def machine() -> str:
    """Describe the machine in one line."""
    return f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {platform.system()}"


def _figure(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"1/{1 / ratio:,.0f}"


def _time(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.2f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
