"""The benchmark of following up at a small size: every row is settled, and the messages are the desk's."""

import pytest

from tests.benchmarks import bench_follow_up


@pytest.mark.django_db(transaction=True)
def test_what_a_sweep_left_to_do_is_done_and_told():
    (found,) = bench_follow_up.of_size(120, rounds=1)
    assert found.ratio < 200, found.row()
    assert found.note.endswith("3 messages each"), "the desk of each duty, the owner once for those of one midnight"
