"""Web, worker and beat as child processes."""

import contextlib
import http.client
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import children
from .databases import ROOT
from .waiting import wait_until

LOOPBACK = "127.0.0.1"


@dataclass(slots=True)
class Program:
    """One process of the platform itself.

    Attributes:
        name: what it is called in messages and logs.
        command: program and arguments.
        environment: the whole environment of the process.
        logs: folder of log files.
        ready_file: a file that the program touches once it works (worker and beat), or None.
        probe: another test of readiness (web).
        sockets: listening sockets of ours that it takes over.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    logs: Path
    ready_file: Path | None = None
    probe: Callable[[], bool] | None = None
    sockets: tuple[socket.socket, ...] = ()
    child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        """Return the program's log file."""
        return self.logs / f"{self.name}.log"

    def launch(self) -> None:
        """Start it without waiting. It is killed when we die; whatever it was doing is owed in PostgreSQL."""
        environment = dict(self.environment)
        if self.ready_file is not None:
            self.ready_file.unlink(missing_ok=True)
            environment["IDI_READY_FILE"] = str(self.ready_file)
        self.child = children.start(
            self.command,
            log=self.log,
            death_signal=signal.SIGKILL,
            environment=environment,
            folder=ROOT,
            sockets=self.sockets,
        )

    def start(self, *, patience: float = 180) -> None:
        """Start it and wait until it works.

        Raises:
            NotReady: if it does not within ``patience`` seconds.
        """
        self.launch()
        self.wait(patience=patience)

    def wait(self, *, patience: float = 180) -> None:
        """Wait until it works, after ``launch``.

        Raises:
            NotReady: if it does not within ``patience`` seconds.
        """
        wait_until(self.is_ready, self.is_alive, self.log, patience)

    def is_alive(self) -> bool:
        """Tell whether the main process runs."""
        return self.child is not None and self.child.poll() is None

    def is_ready(self) -> bool:
        """Tell whether it does its work."""
        if self.probe is not None:
            return self.probe()
        return self.ready_file is None or self.ready_file.exists()

    def stop(self) -> None:
        """Let it finish what it is doing, for a while."""
        if self.child is not None:
            children.stop(self.child, signal.SIGTERM, patience=15)
            self.child = None

    def kill(self) -> None:
        """Kill it and its children without any goodbye, as a fault."""
        if self.child is not None:
            children.kill_session(self.child.pid)
            self.child.wait()
            self.child = None


def web(environment: Mapping[str, str], logs: Path, port: int, listener: socket.socket | None = None) -> Program:
    """Return the web server (gunicorn with threads) on a port of this machine only.

    With a listener of ours the port stays ours while web starts again: who asks meanwhile waits, and is not refused.
    """
    bind = f"fd://{listener.fileno()}" if listener else f"{LOOPBACK}:{port}"
    command = [
        sys.executable, "-m", "gunicorn", "idi_platform.wsgi:application", "--bind", bind,
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "60",
        "--graceful-timeout", "10", "--preload", "--no-control-socket", "--log-level", "warning",
    ]  # fmt: skip
    sockets = (listener,) if listener else ()
    return Program("web", command, environment, logs, probe=lambda: answers(port), sockets=sockets)


def worker(environment: Mapping[str, str], logs: Path, ready: Path, *, processes: int = 2) -> Program:
    """Return the worker: papers, notices, follow-ups and sweeps."""
    command = [
        sys.executable, "-m", "celery", "-A", "idi_platform.celery:app", "worker", "--loglevel", "warning",
        "--concurrency", str(processes), "--without-gossip", "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip
    return Program("worker", command, environment, logs, ready_file=ready / "worker.ready")


def beat(environment: Mapping[str, str], logs: Path, ready: Path, *, name: str = "beat") -> Program:
    """Return the beat. It keeps no schedule file: each entry asks what is owed, not whether its hour has come."""
    command = [
        sys.executable, "-m", "celery", "-A", "idi_platform.celery:app", "beat", "--loglevel", "warning",
        "--scheduler", "celery.beat:Scheduler", "--pidfile", "",
    ]  # fmt: skip
    return Program(name, command, environment, logs, ready_file=ready / f"{name}.ready")


def answers(port: int) -> bool:
    """Tell whether a web server on this machine answers at all; any status will do."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("HEAD", "/", headers={"Host": "localhost"})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def listen(first: int, tries: int = 50) -> socket.socket:
    """Return a socket that listens on port ``first`` of this machine only, or on the next free one.

    Raises:
        RuntimeError: if all ``tries`` ports are taken.
    """
    for port in range(first, first + tries):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            listener.bind((LOOPBACK, port))
            listener.listen(128)
            return listener
        listener.close()
    raise RuntimeError(f"All ports from {first} to {first + tries - 1} are taken.")
