"""Every shipped text read at start, checked by its schema; beside the bare composing of the same YAML."""

import time

import yaml

from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.loading.files import split_body
from idi_platform.rulebooks.shipped import load_shipped, shipped

from .measuring import Compared, compare

GOAL = 4.0
"""Composing all texts takes less than a quarter of a second; reading them may take a second."""
SECONDS = 1.0
"""Every process reads and checks all texts when it starts: under a second of its processor's time."""


def run(rounds: int = 7) -> list[Compared]:
    """Time all texts at once, in processor time: nothing here waits for anything."""
    bodies = [load_shipped(code).body for code in shipped()]
    parts = [text for body in bodies for _name, text in split_body(body, "body")]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    def ours() -> None:
        for body in bodies:
            load_body(body)

    def bare() -> None:
        for text in parts:
            yaml.compose(text, Loader=loader)

    mine, theirs = compare(ours, bare, rounds=rounds, timer=time.process_time)
    size = f"{len(bodies)} texts, {sum(map(len, bodies)) // 1000} kB"
    note = f"at best {min(mine) * 1000:.0f} ms of processor time (goal < {SECONDS * 1000:.0f} ms)"
    return [Compared("read every text", "YAML composed", size, mine, theirs, goal=GOAL, note=note)]
