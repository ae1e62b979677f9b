"""What dies is started again, after a pause that grows and is bounded."""

import pytest

from idi_platform.embedded.supervisor import LONGEST_PAUSE, STEADY_AFTER, Supervisor


class Fake:
    def __init__(self):
        self.alive, self.launches = True, 0

    def launch(self):
        self.alive = True
        self.launches += 1

    def is_alive(self):
        return self.alive


@pytest.fixture
def world():
    class World:
        now, said, service = 0.0, [], Fake()

    world = World()
    world.said = []
    world.supervisor = Supervisor(world.said.append, time_now=lambda: world.now)
    world.supervisor.watch([("worker", world.service)])
    return world


def test_a_living_service_is_left_alone(world):
    world.supervisor.look()
    assert world.service.launches == 0


def test_a_dead_service_is_started_after_a_pause(world):
    world.service.alive = False
    world.supervisor.look()
    assert world.service.launches == 0
    world.now = 1.0
    world.supervisor.look()
    assert world.service.launches == 1
    assert world.said == ["worker ended; it starts again in 1 s (log: .state/logs/worker.log)"]


def test_the_pause_grows_and_is_bounded(world):
    pauses = []
    for _ in range(8):
        world.service.alive = False
        world.supervisor.look()
        before = world.now
        while not world.service.alive:
            world.now += 0.25
            world.supervisor.look()
        pauses.append(world.now - before)
    assert pauses[:3] == [1.0, 2.0, 4.0]
    assert pauses[-1] == LONGEST_PAUSE


def test_a_service_that_lived_long_is_forgiven(world):
    for _ in range(4):
        world.service.alive = False
        world.supervisor.look()
        world.now += LONGEST_PAUSE
        world.supervisor.look()
    world.now += STEADY_AFTER + 1
    world.service.alive = False
    world.supervisor.look()
    assert "in 1 s" in world.said[-1]


def test_a_launch_that_fails_again_and_again_does_not_end_the_supervisor(world):
    def fail():
        raise OSError("no more processes")

    world.service.launch = fail
    world.service.alive = False
    for _ in range(10):
        world.supervisor.look()
        world.now += LONGEST_PAUSE
    assert "no more processes" in " ".join(world.said)
