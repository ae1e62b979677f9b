"""Waiting for a service to come up, with the end of its log in the message when it does not."""

import time
from collections.abc import Callable
from pathlib import Path


class NotReady(RuntimeError):
    """A service did not come up in time; the message holds the end of its log."""


def wait_until(is_ready: Callable[[], bool], is_alive: Callable[[], bool], log: Path, patience: float) -> None:
    """Return as soon as a service is ready.

    Raises:
        NotReady: if it died or is not ready within ``patience`` seconds.
    """
    until = time.monotonic() + patience
    while time.monotonic() < until and is_alive():
        if is_ready():
            return
        time.sleep(0.05)
    fate = f"was not ready within {patience:.0f} s" if is_alive() else "ended while starting"
    raise NotReady(f"{log.stem} {fate}. The end of {log}:\n{tail(log)}")


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log file."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
