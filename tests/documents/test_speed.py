"""Papers are drawn from cut fonts: a coarse watch over what `make bench` measures."""

import statistics
import time

from idi_platform.documents.drawing import draw
from tests.benchmarks.bench_papers import a_paper, by_default


def seconds(work):
    begun = time.process_time()
    work()
    return time.process_time() - begun


def test_a_paper_takes_far_less_than_default_use():
    paper = a_paper()
    page = by_default(paper)
    pdf, default = draw(paper).pdf, page()
    assert len(pdf) < len(default) / 2
    ratio = statistics.median(seconds(lambda: draw(paper)) / seconds(page) for _ in range(5))
    assert ratio < 0.6, f"drawing took {ratio:.2f} of default use; the goal of the benchmark is a third"
