"""The benchmarks of this app at a small size: right first, then not grossly slow on a busy machine."""

import pytest

from tests.benchmarks import bench_due_date, bench_sweep


def test_a_due_date_takes_microseconds() -> None:
    for found in bench_due_date.run(repeats=2_000, rounds=3):
        assert min(found.ours) < 4 * bench_due_date.GOAL_SECONDS, found.row()


@pytest.mark.django_db(transaction=True)
def test_the_sweep_keeps_near_the_bare_script() -> None:
    bench_sweep.prepare(clocks=20_000, due=2_000)
    busy, idle = bench_sweep.run(clocks=20_000, due=2_000, rounds=3, checkpoint=False)

    assert busy.ratios[0] < 2.5, busy.row()
    assert idle.ratio < 1 / 10, idle.row()
