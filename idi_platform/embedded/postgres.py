"""The embedded PostgreSQL: made once, started on a private Unix socket, gone when its parent is gone."""

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
from .places import Places, reachable
from .waiting import wait_until

SUPERUSER = "postgres"


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
        return reachable(self.places, postgres_bin(), self.account)

    def prepare(self) -> bool:
        """Create the data folder unless it is there; return True when it was created."""
        if (self.data / "PG_VERSION").exists():
            return False
        programs = self._programs()
        check_postgres_version(programs)
        shutil.rmtree(self.data, ignore_errors=True)
        half = self.data.with_name("postgres.half")
        shutil.rmtree(half, ignore_errors=True)
        command: list[str | Path] = [
            programs / "initdb", "-D", half, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--data-checksums",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
        ]  # fmt: skip
        if not self.durable:
            command.append("--no-sync")
        children.run_as(command, account=self.account)
        half.rename(self.data)
        return True

    def start(self, *, patience: float = 180) -> None:
        """Start the server and wait until it answers; its recovery after a kill is part of the wait.

        Raises:
            NotReady: if it does not answer within ``patience`` seconds.
        """
        self.launch()
        wait_until(self.is_ready, self.is_alive, self.log, patience)

    def launch(self) -> None:
        """Start the server without waiting for it."""
        self.prepare()
        command: list[str | Path] = [self._programs() / "postgres", "-D", self.data]
        for name, value in self._options().items():
            command += ["-c", f"{name}={value}"]
        # SIGINT is PostgreSQL's fast shutdown: sessions are cut, the data folder is left clean.
        environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}
        self.child = children.start(
            command, log=self.log, death_signal=signal.SIGINT, account=self.account, environment=environment
        )

    def _options(self) -> dict[str, str]:
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
        return options | dict(self.settings)

    def is_alive(self) -> bool:
        """Tell whether the server's main process runs."""
        return self.child is not None and self.child.poll() is None

    def is_ready(self) -> bool:
        """Tell whether the server takes connections."""
        try:
            with self.connect():
                return True
        except psycopg.OperationalError:
            return False

    def connect(self, database: str = "postgres", user: str = SUPERUSER) -> psycopg.Connection:
        """Return an autocommitting connection."""
        return psycopg.connect(host=self.host, user=user, dbname=database, autocommit=True, connect_timeout=5)

    def stop(self) -> None:
        """Stop the server fast, leaving its data folder clean."""
        if self.child is not None:
            children.stop(self.child, signal.SIGINT, patience=30)
            self.child = None

    def kill(self) -> None:
        """Kill the server's main process without any goodbye, as a fault, and wait until its backends left too."""
        if self.child is None:
            return
        session = self.child.pid
        self.child.kill()
        self.child.wait()
        self.child = None
        # A new server refuses the data folder while a backend of the old one is still there.
        until = time.monotonic() + 20
        while time.monotonic() < until and children.session_members(session):
            time.sleep(0.05)
