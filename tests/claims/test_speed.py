"""The benchmark of filing at a small size: both sides write the same rows, and ours is not grossly slow."""

import pytest

from tests.benchmarks import bench_filing


@pytest.mark.django_db(transaction=True)
def test_a_report_leaves_the_same_rows_as_the_bare_transaction():
    (found,) = bench_filing.of_size(rounds=1, each=2)
    assert found.ratio < 20 * bench_filing.GOAL, found.row()
