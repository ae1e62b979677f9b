"""Five moments at once, each held between its insert and its commit; then one process dies, or worse.

Claim A was filed: a worker stands between storing its receipt and saying so, another between sending its message and
writing the proof. Filing B and an approval stand in the web server, a sweep in the middle of its batch. Then the fault.
"""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.faults import town as built
from tests.faults.counts import Count
from tests.faults.ledger import Outcome
from tests.faults.moments import Moment
from tests.faults.running import Asked, RunningTown


@dataclass
class Scene:
    """What is under way when the fault strikes."""

    town: RunningTown
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    settled: float = 0.0

    def __post_init__(self):
        self.report = self.town.report(self.key)
        self.proposal, self.claim = self.town.next_proposal()
        self.approval = self.town.approval(self.proposal)

    def set(self):
        """Bring everybody to his moment."""
        town, holds = self.town, self.town.holds
        holds.hold(Moment.RENDERING, Moment.SENDING, Moment.SWEEPING)
        self.earlier = str(uuid.uuid4())
        assert town.report(self.earlier)().status == 200
        town.until_reached(Moment.RENDERING, Moment.SENDING)
        holds.hold(Moment.FILING, Moment.DECIDING)
        self.filing, self.deciding = Asked(self.report), Asked(self.approval)
        town.until_reached(Moment.FILING, Moment.DECIDING)
        town.move_time(timedelta(days=3))
        town.until_reached(Moment.SWEEPING)
        assert all(holds.is_reached(moment) for moment in Moment)

    def go_on(self):
        """Let go, and let those who got no answer ask again; those who got one ask twice."""
        self.town.holds.release()
        return self.filing.wait(), self.deciding.wait()

    def end(self):
        """Ask again, and wait until nothing is owed."""
        self.town.until_answered(self.report)
        self.town.until_answered(self.approval)
        self.settled = self.town.settle()

    def outcomes(self, fault):
        """Count."""
        with self.town.counter() as counter:
            counted = {
                Moment.FILING: counter.filings(self.key) + counter.filings(self.earlier),
                Moment.DECIDING: counter.decisions(self.claim),
                Moment.SWEEPING: counter.events(),
                Moment.RENDERING: counter.papers(),
                Moment.SENDING: counter.messages(),
            }
        broken = self.town.broken_links()
        counted[Moment.FILING] += Count(lost=len(broken))
        return [
            Outcome(fault, moment.words, count.lost, count.doubled, count.late, self.settled)
            for moment, count in counted.items()
        ]


@pytest.fixture
def scene(town):
    scene = Scene(town)
    scene.set()
    return scene


HELD_IN = {
    "web": (Moment.FILING, Moment.DECIDING),
    "worker": (Moment.SWEEPING, Moment.RENDERING, Moment.SENDING),
    "beat": (),
    "postgres": (),
}


@pytest.mark.parametrize("name", HELD_IN)
def test_a_process_is_killed(scene, town, note, name):
    service = getattr(town.stack, name)
    service.kill()
    town.holds.cut(*HELD_IN[name])
    scene.go_on()
    service.start()
    scene.end()
    note(*scene.outcomes(f"{name} killed"))


def test_redis_is_killed_and_stays_away_for_a_while(scene, town, note):
    town.stack.redis.kill()
    filed, decided = scene.go_on()
    assert (filed.status, decided.status) == (200, 200)
    assert town.log_in_owner(built.CLAIMANT).get("/owner/").status == 200
    town.stack.redis.start()
    scene.end()
    note(*scene.outcomes("Redis killed, a while away"))


def test_redis_forgets_everything(scene, town, note):
    town.stack.redis.flush()
    filed, decided = scene.go_on()
    assert (filed.status, decided.status) == (200, 200)
    scene.end()
    note(*scene.outcomes("Redis flushed"))


def test_two_beats(scene, town, note):
    second = town.stack.second_beat()
    second.start()
    try:
        scene.go_on()
        scene.end()
    finally:
        second.kill()
    note(*scene.outcomes("two beats"))
