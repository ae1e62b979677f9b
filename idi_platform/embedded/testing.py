"""The PostgreSQL that tests run on: one that is already there, or one of our own kept between runs for its template.

Run as a program it prepares that template, so that a test run finds it.
"""

import atexit
import fcntl
import itertools
import os
import re
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import TextIO

import pytest

from . import databases
from .binaries import postgres_bin
from .children import service_account
from .places import places_for
from .postgres import Postgres

SERVER: pytest.StashKey["TestServer"] = pytest.StashKey()
SETTINGS = {"max_connections": "200", "autovacuum": "off", "wal_level": "minimal", "max_wal_senders": "0"}
_counter = itertools.count(1)


def transplant(source_host: str, source: str, host: str, database: str) -> None:
    """Fill an empty database of one server with a database of another; much faster than migrating it anew.

    Raises:
        RuntimeError: with what the restoring program said, if it failed.
    """
    programs = postgres_bin()
    asked = ("--username", databases.SUPERUSER, "--dbname")
    dump = subprocess.Popen(
        [programs / "pg_dump", "--host", source_host, *asked, source, "--format", "custom", "--compress", "0"],
        stdout=subprocess.PIPE,
    )
    done = subprocess.run(
        [programs / "pg_restore", "--host", host, *asked, database, "--exit-on-error"],
        stdin=dump.stdout,
        capture_output=True,
        text=True,
        check=False,
    )
    if dump.wait() or done.returncode:
        raise RuntimeError(f"The database {source} could not be carried over:\n{done.stderr}")


class TestServer:
    """The server of one test run; started only when a test asks for it."""

    __test__ = False

    def __init__(self, *, durable: bool = False) -> None:
        """Say whether what is committed must outlive a power cut; tests need not wait for that, measurements do."""
        self._durable = durable
        self._postgres: Postgres | None = None
        self._lock: TextIO | None = None
        self._temporary: Path | None = None

    def ensure(self) -> str:
        """Return the socket folder of a running server, starting ours unless IDI_TEST_DB_HOST names another."""
        given = os.environ.get("IDI_TEST_DB_HOST", "")
        if given:
            return given
        self._postgres = Postgres(
            places_for(self._state(), service_account()), service_account(), SETTINGS, durable=self._durable
        )
        self._postgres.start()
        atexit.register(self.stop)
        os.environ["IDI_TEST_DB_HOST"] = self._postgres.host
        return self._postgres.host

    def _state(self) -> Path:
        """Return the folder kept between runs, or a passing one when another run holds it."""
        kept = databases.ROOT / ".state" / "test"
        kept.mkdir(parents=True, exist_ok=True)
        self._lock = (kept / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._temporary = Path(tempfile.mkdtemp(prefix="idi-test-"))
            self._temporary.chmod(0o755)
            return self._temporary
        return kept

    def stop(self) -> None:
        """Stop the server if it is ours."""
        if self._postgres is not None:
            self._postgres.stop()
            shutil.rmtree(self._postgres.places.sockets, ignore_errors=True)
            self._postgres = None
            del os.environ["IDI_TEST_DB_HOST"]
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)
            self._temporary = None
        if self._lock is not None:
            self._lock.close()


def migrate_and_try_to_seed(host: str, database: str, settings: str) -> None:
    """Migrate, publish the rulebooks if they can be published, and say so if not.

    A half-written rulebook then fails its own tests, not every test that needs a database.
    """
    databases.migrate(host, database, settings)
    try:
        databases.seed(host, database, settings)
    except RuntimeError as failure:
        warnings.warn(f"The test template has no rulebooks: {failure}", stacklevel=1)


def database_name() -> str:
    """Return a name for a database of this process; the number of the process tells whose leftovers it is."""
    return f"idi_test_{os.getpid()}_{next(_counter)}"


def drop_leftovers(host: str) -> None:
    """Drop databases whose test process is gone."""
    query = r"SELECT datname FROM pg_database WHERE datname ~ '^idi_test_[0-9]+_[0-9]+$'"
    with databases.admin_connection(host) as connection:
        names = [str(row[0]) for row in connection.execute(query)]
    for name in names:
        process = re.findall(r"\d+", name)[0]
        if not Path(f"/proc/{process}").exists():
            databases.drop(host, name)


def prepare() -> None:
    """Make the template of the tests, unless it stands, and stop the server again."""
    server = TestServer()
    try:
        databases.template(server.ensure(), "idi_platform.settings.test", migrate_and_try_to_seed)
    finally:
        server.stop()


if __name__ == "__main__":
    prepare()
