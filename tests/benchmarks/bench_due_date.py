"""Due date, rolled or in working days, derivation as data; beside an array look-up of a prepared calendar."""

import time
from datetime import UTC, date, datetime, timedelta

from idi_platform.deadlines.rules.counting import within
from idi_platform.deadlines.rules.deadline import Length, Unit
from tests.deadlines.calendars import china

from .measuring import Compared, compare

GOAL_SECONDS = 15e-6
_CASES = (
    ("rolled (National Day)", Length(Unit.DAYS, 2), datetime(2026, 9, 29, 2, tzinfo=UTC), date(2026, 10, 8)),
    ("working days", Length(Unit.WORKING_DAYS, 3), datetime(2026, 9, 30, 2, tzinfo=UTC), date(2026, 10, 10)),
    ("months", Length(Unit.MONTHS, 2), datetime(2026, 1, 15, 2, tzinfo=UTC), date(2026, 3, 16)),
)


def run(repeats: int = 20_000, rounds: int = 7) -> list[Compared]:
    """Time each case; the note says the time of one date beside the goal of 15 µs."""
    calendar = china()
    found = []
    for name, length, event, expected in _CASES:
        last = within(length, event, calendar).due_at - timedelta(seconds=1)
        assert (last + timedelta(hours=8)).date() == expected

        def ours(length: Length = length, event: datetime = event) -> None:
            for _ in range(repeats):
                within(length, event, calendar).derivation()

        day = expected.toordinal()

        def bare(day: int = day) -> None:
            for _ in range(repeats):
                calendar.roll(day)

        mine, theirs = compare(ours, bare, rounds=rounds, timer=time.process_time)
        each = sorted(mine)[len(mine) // 2] / repeats
        note = f"one date {each * 1e6:.1f} µs (goal ≤ {GOAL_SECONDS * 1e6:.0f} µs)"
        per_one = [tuple(seconds / repeats for seconds in side) for side in (mine, theirs)]
        found.append(Compared(f"due date: {name}", "array look-up", f"{repeats}×", *per_one, note=note))
    return found
