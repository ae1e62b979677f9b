"""Real processes: nothing outlives the one that started it, and nobody else reaches its sockets."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from idi_platform.embedded import children, databases, places
from idi_platform.embedded.binaries import check_postgres_version, postgres_bin
from idi_platform.embedded.postgres import Postgres
from idi_platform.embedded.redis import Redis
from idi_platform.embedded.waiting import NotReady
from tests.faults.harness import eventually

PARENT = """
import sys, time
from pathlib import Path
from idi_platform.embedded import children, places
from idi_platform.embedded.postgres import Postgres
from idi_platform.embedded.redis import Redis
account = children.service_account()
folders = places.places_for(Path(sys.argv[1]), account)
servers = Postgres(folders, account, durable=False), Redis(folders, account)
for server in servers:
    server.start()
print(*(server.child.pid for server in servers), flush=True)
time.sleep(600)
"""


@pytest.fixture
def state():
    folder = Path(tempfile.mkdtemp(prefix="idi-embedded-"))
    folder.chmod(0o755)
    yield folder
    places.remove(places.places_for(folder, children.service_account()))
    subprocess.run(["rm", "-rf", folder], check=True)


@pytest.fixture
def closed_state(state):
    """A folder that only its owner may enter, such as root's own home."""
    folder = state / "closed"
    folder.mkdir(mode=0o700)
    yield folder
    places.remove(places.places_for(folder, children.service_account()))


def _until_gone(pids):
    eventually(lambda: not any(children.session_members(pid) for pid in pids))


def test_kill_9_of_the_parent_leaves_nothing(state):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, state], cwd=databases.ROOT, stdout=subprocess.PIPE, text=True
    )
    pids = [int(word) for word in parent.stdout.readline().split()]
    assert len(pids) == 2
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    _until_gone(pids)


def test_sockets_are_private_and_there_is_no_port(state):
    account = children.service_account()
    folders = places.places_for(state, account)
    postgres = Postgres(folders, account, durable=False)
    postgres.start()
    try:
        found = folders.sockets.stat()
        assert stat.S_IMODE(found.st_mode) == 0o700
        assert found.st_uid != 0 or os.geteuid() != 0
        with postgres.connect() as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SHOW data_checksums").fetchone() == ("on",)
            locale = "SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = 'postgres'"
            assert connection.execute(locale).fetchone() == ("b", "C.UTF-8")
    finally:
        postgres.stop()


def test_a_state_folder_closed_to_others_works_too(closed_state):
    account = children.service_account()
    folders = places.places_for(closed_state, account)
    postgres, redis = Postgres(folders, account, durable=False), Redis(folders, account)
    postgres.start()
    redis.start()
    try:
        assert postgres.is_ready()
        assert redis.is_ready()
    finally:
        redis.stop()
        postgres.stop()


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path):
    place = tmp_path / "sockets"
    place.symlink_to(tmp_path)
    with pytest.raises(places.UnsafePlace):
        places.private_folder(place, None)


def test_a_server_that_cannot_start_says_why(state):
    account = children.service_account()
    postgres = Postgres(places.places_for(state, account), account, {"shared_buffers": "nonsense"}, durable=False)
    with pytest.raises(NotReady, match="nonsense"):
        postgres.start()


def test_the_version_is_the_one_we_are_tested_with():
    assert check_postgres_version(postgres_bin()).startswith("18.")


def test_redis_keeps_nothing_on_disk(state):
    account = children.service_account()
    redis = Redis(places.places_for(state, account), account)
    redis.start()
    try:
        assert redis.ask("CONFIG GET save") == b"*2"
        redis.ask("SET a 1")
        redis.flush()
        assert redis.ask("GET a") == b"$-1"
    finally:
        redis.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its account")
def test_programs_in_a_folder_closed_to_others_are_copied_with_their_libraries(closed_state, monkeypatch):
    account = children.service_account()
    folders = places.places_for(closed_state, account)
    monkeypatch.setattr(places, "_open_to_all", lambda path: False)
    postgres = Postgres(folders, account, durable=False)
    postgres.start()
    try:
        running = Path(f"/proc/{postgres.child.pid}/exe").readlink()
        assert running.is_relative_to(folders.services.parent)
        assert running != postgres_bin() / "postgres"
    finally:
        postgres.stop()
