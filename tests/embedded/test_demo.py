"""The demo as a person runs it: up, down, again, and killed."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from idi_platform.embedded import children, databases, places
from tests.faults.harness import PATIENCE, eventually

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("demo"), pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def state():
    folder = Path(tempfile.mkdtemp(prefix="idi-demo-"))
    folder.chmod(0o755)
    yield folder
    places.remove(places.places_for(folder, children.service_account()))
    subprocess.run(["rm", "-rf", folder], check=True)


CARRIED = """
import sys
from idi_platform.embedded import databases, demo, testing
source, migrate = sys.argv[1:3], databases.migrate
def carry(host, database, settings):
    testing.transplant(*source, host, database)
    migrate(host, database, settings)
databases.migrate = carry
sys.exit(demo.main(sys.argv[3:]))
"""
"""Begins a first start with the tables of a database that is migrated already: that of the tests was, a minute ago."""


def _demo(state):
    return [sys.executable, "-m", "idi_platform.embedded", "--state", str(state)]


@contextmanager
def _started(command):
    """The demo, ready, with the address it printed; killed at the end whatever happened."""
    process = subprocess.Popen(command, cwd=databases.ROOT, stdout=subprocess.PIPE, text=True)
    address = ""
    for line in process.stdout:
        found = re.search(r"http://[\d.:]+", line)
        address = address or (found[0] if found else "")
        if "Ctrl-C" in line:
            break
    try:
        yield process, address
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _with(word):
    """Processes whose command line or environment names a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if word.encode() in text and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def _workers(state):
    found = []
    for pid in _with(str(state)):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue  # it ended while we looked
        if b"\0worker\0" in command:
            found.append(pid)
    return found


def _parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _until_all_are_gone(state):
    eventually(lambda: not _with(str(state)))


def test_the_first_start_prepares_everything_and_ctrl_c_stops_it(state, database_host, database_template):
    stories_alone = ["--state", str(state), "--share", "0"]  # what stands around them, the tests of the story tell
    first = [sys.executable, "-c", CARRIED, database_host, database_template, *stories_alone]
    with _started(first) as (process, address):
        with urllib.request.urlopen(address, timeout=PATIENCE) as page:
            assert page.status == 200
        second = subprocess.run(_demo(state), cwd=databases.ROOT, capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"running already: {address}" in second.stderr
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=PATIENCE) == 0
    _until_all_are_gone(state)


@pytest.mark.parametrize("share", ["2", "-1", "half", "1/0"])
def test_a_share_that_is_none_is_refused_before_anything_begins(share, tmp_path):
    command = [*_demo(tmp_path / "state"), "--share", share]
    refused = subprocess.run(command, cwd=databases.ROOT, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert "from 0 to 1" in refused.stderr
    assert not (tmp_path / "state").exists()


def test_it_starts_again_and_so_does_a_dead_worker_and_kill_9_leaves_nothing(state):
    with _started(_demo(state)) as (process, _address):
        before, ready = _workers(state), state / "worker.ready"
        assert ready.exists()
        [first] = [pid for pid in before if _parent(pid) == process.pid]
        os.kill(first, signal.SIGKILL)
        assert any("worker ended" in line for line in iter(process.stdout.readline, ""))
        eventually(lambda: set(_workers(state)) - set(before))  # the file of the dead one is taken away before
        eventually(ready.exists)
        process.kill()
        process.wait()
        _until_all_are_gone(state)
