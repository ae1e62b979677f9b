"""The embedded PostgreSQL: made once, started on a private Unix socket, gone when its parent is gone."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from . import children
from .binaries import check_postgres_version, postgres_bin
from .places import Places, copied_programs

SUPERUSER = "postgres"


class NotReady(RuntimeError):
    """A service did not come up in time; the message holds the end of its log."""


@dataclass(slots=True)
class Postgres:
    """One embedded server.

    Attributes:
        places: folders of this set of services.
        account: the ordinary user it runs as when we are root.
        settings: server settings on top of ours.
        durable: False only for tests: no fsync, so a power cut may lose the data folder.
    """

    places: Places
    account: children.Account | None
    settings: Mapping[str, str] = field(default_factory=dict)
    durable: bool = True
    child: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return self.places.services / "postgres"

    @property
    def host(self) -> str:
        """Return the folder of the socket, which is what clients take as host."""
        return str(self.places.sockets)

    @property
    def log(self) -> Path:
        """Return the server's log file."""
        return self.places.state / "logs" / "postgres.log"

    def _programs(self) -> Path:
        found = postgres_bin()
        return copied_programs(self.places, found) if self.places.programs_copied else found

    def prepare(self) -> bool:
        """Create the data folder unless it is there; return True when it was created."""
        if (self.data / "PG_VERSION").exists() and not (self.data / "unfinished").exists():
            return False
        programs = self._programs()
        check_postgres_version(programs)
        shutil.rmtree(self.data, ignore_errors=True)
        half = self.data.with_name("postgres.half")
        shutil.rmtree(half, ignore_errors=True)
        command = [
            programs / "initdb", "-D", half, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--data-checksums",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
        ]  # fmt: skip
        if not self.durable:
            command.append("--no-sync")
        children.run_as(command, account=self.account)
        half.rename(self.data)
        return True

    def start(self, *, patience: float = 60) -> None:
        """Start the server and wait until it answers; its recovery after a kill is part of the wait.

        Raises:
            NotReady: if it does not answer within ``patience`` seconds.
        """
        self.prepare()
        options = {
            "listen_addresses": "",
            "unix_socket_directories": self.host,
            "unix_socket_permissions": "0700",
            "max_connections": "120",
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            "wal_compression": "off",
            "log_min_messages": "warning",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command: list[str | Path] = [self._programs() / "postgres", "-D", self.data]
        for name, value in (options | dict(self.settings)).items():
            command += ["-c", f"{name}={value}"]
        # SIGINT is PostgreSQL's fast shutdown: sessions are cut, the data folder is left clean.
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}
        self.child = children.start(
            command, log=self.log, death_signal=signal.SIGINT, account=self.account, environment=environment
        )
        self._wait(patience)

    def _wait(self, patience: float) -> None:
        assert self.child is not None
        until = time.monotonic() + patience
        while time.monotonic() < until and self.child.poll() is None:
            with contextlib.suppress(psycopg.OperationalError), self.connect():
                return
            time.sleep(0.05)
        raise NotReady(f"PostgreSQL did not start. The end of {self.log}:\n{tail(self.log)}")

    def connect(self, database: str = "postgres", user: str = SUPERUSER) -> psycopg.Connection:
        """Return an autocommitting connection."""
        return psycopg.connect(host=self.host, user=user, dbname=database, autocommit=True, connect_timeout=5)

    def stop(self) -> None:
        """Stop the server fast, leaving its data folder clean."""
        if self.child is not None:
            children.stop(self.child, signal.SIGINT, patience=30)
            self.child = None

    def kill(self) -> None:
        """Kill the server's main process without any goodbye, as a fault; its children go with it."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            self.child = None
            self._wait_for_orphans()

    def _wait_for_orphans(self) -> None:
        """Wait until the backends of a killed server have noticed and left, else it cannot start again."""
        until = time.monotonic() + 20
        probe = ["pgrep", "-f", f"postgres.*{self.data}"]
        while time.monotonic() < until and subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            time.sleep(0.1)


def tail(log: Path, lines: int = 15) -> str:
    """Return the last lines of a log file."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
