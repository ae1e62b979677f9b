"""The page of benchmarks: running some of them replaces their rows and leaves the others."""

from tests.benchmarks.__main__ import merged
from tests.benchmarks.measuring import Compared


def _row(work: str, seconds: float, size: str = "1") -> str:
    return Compared(work, "the least", size, (seconds,), (1.0,)).row()


def test_what_ran_again_takes_its_place_and_the_rest_stays() -> None:
    kept = [_row("sweep", 3), _row("filing", 5), _row("sweep", 4, size="2")]
    assert merged(kept, [_row("sweep", 2), _row("papers", 1)]) == [
        _row("sweep", 2),
        _row("filing", 5),
        _row("sweep", 4, size="2"),
        _row("papers", 1),
    ]


def test_all_anew_keeps_nothing() -> None:
    assert merged([], [_row("sweep", 2)]) == [_row("sweep", 2)]
