"""Each process killed without goodbye comes back, and the stack works again."""

import pytest

from tests.faults.harness import eventually

pytestmark = pytest.mark.faults


def test_every_process_can_be_killed_and_started_again(stack):
    stack.start_everything()
    with stack.browser() as client:
        assert client.get("/").status
        for service in stack.services:
            service.kill()
            assert not service.is_alive()
            service.start()
        eventually(lambda: client.get("/").status)
    assert stack.scalar("SELECT current_user") == "idi_app"


def test_what_was_committed_outlives_a_killed_postgres(stack):
    stack.start_ground()
    with stack.connect("idi_owner") as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    stack.postgres.kill()
    stack.postgres.start()
    assert stack.count("kept") == 1


def test_a_flushed_redis_stays_usable(stack):
    stack.start_ground()
    stack.redis.flush()
    assert stack.redis.is_ready()
