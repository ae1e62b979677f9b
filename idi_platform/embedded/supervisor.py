"""Keeping the processes alive: what dies is started again, after a pause that grows and is bounded."""

import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
"""Seconds: the first pause before a restart, the longest, and how long a process must live to be forgiven."""


class Service(Protocol):
    """What the supervisor needs of a process."""

    def launch(self) -> None:
        """Start it without waiting."""

    def is_alive(self) -> bool:
        """Tell whether it runs."""


@dataclass(slots=True)
class _Watched:
    name: str
    service: Service
    pause: float = FIRST_PAUSE
    started: float = 0.0
    due: float | None = None


@dataclass(slots=True)
class Supervisor:
    """Watches services until a signal asks it to end.

    Attributes:
        say: prints one line for the person at the terminal.
        time_now: seconds on a clock that only goes forward.
    """

    say: Callable[[str], None]
    time_now: Callable[[], float] = time.monotonic
    watched: list[_Watched] = field(default_factory=list)
    ending: bool = False

    def watch(self, services: Iterable[tuple[str, Service]]) -> None:
        """Take services, already started, under watch."""
        now = self.time_now()
        self.watched = [_Watched(name, service, started=now) for name, service in services]

    def end_on_signals(self) -> None:
        """End at Ctrl-C, a closed terminal or a polite kill."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.ending = True

    def run(self, interval: float = 0.25) -> None:
        """Look after the services until asked to end."""
        while not self.ending:
            self.look()
            time.sleep(interval)

    def look(self) -> None:
        """Look once: note who died, start again whose pause is over."""
        for one in self.watched:
            if not one.service.is_alive():
                self._see_to(one)

    def _see_to(self, one: _Watched) -> None:
        now = self.time_now()
        if one.due is None:
            if now - one.started > STEADY_AFTER:
                one.pause = FIRST_PAUSE
            one.due = now + one.pause
            self.say(f"{one.name} ended; it starts again in {one.pause:.0f} s (log: .state/logs/{one.name}.log)")
            one.pause = min(one.pause * 2, LONGEST_PAUSE)
        elif now >= one.due:
            one.due, one.started = None, now
            try:
                one.service.launch()
            except (OSError, RuntimeError) as failure:
                self.say(f"{one.name} could not be started: {failure}")
