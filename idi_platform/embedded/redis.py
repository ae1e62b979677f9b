"""The embedded Redis: nudges, cache and rate limits; it keeps nothing, since PostgreSQL holds all that is owed."""

import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import children
from .binaries import redis_server
from .places import Places, private_folder, reachable
from .waiting import wait_until


@dataclass(slots=True)
class Redis:
    """One embedded Redis server on a private Unix socket."""

    places: Places
    account: children.Account | None
    child: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """Return the socket's path."""
        return self.places.sockets / "redis.sock"

    @property
    def url(self) -> str:
        """Return the address that the platform's settings take."""
        return f"unix://{self.socket}"

    @property
    def log(self) -> Path:
        """Return the server's log file."""
        return self.places.state / "logs" / "redis.log"

    def launch(self) -> None:
        """Start the server without waiting for it."""
        folder = self.places.services / "redis"
        private_folder(folder, self.account)
        self.socket.unlink(missing_ok=True)
        found = redis_server()
        program = reachable(self.places, found.parent, self.account) / found.name
        command: list[str | Path] = [
            program, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700", "--save", "",
            "--appendonly", "no", "--dir", folder, "--maxmemory", "256mb", "--loglevel", "warning",
        ]  # fmt: skip
        self.child = children.start(command, log=self.log, death_signal=signal.SIGTERM, account=self.account)

    def start(self, *, patience: float = 60) -> None:
        """Start the server and wait until it answers.

        Raises:
            NotReady: if it does not answer within ``patience`` seconds.
        """
        self.launch()
        wait_until(self.is_ready, self.is_alive, self.log, patience)

    def is_alive(self) -> bool:
        """Tell whether the server runs."""
        return self.child is not None and self.child.poll() is None

    def is_ready(self) -> bool:
        """Tell whether the server answers a ping."""
        return self.ask("PING") == b"+PONG"

    def flush(self) -> None:
        """Forget everything, as a fault."""
        self.ask("FLUSHALL")

    def ask(self, command: str) -> bytes:
        """Send one inline command and return the first line of the answer, empty when nobody answers."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket))
                connection.sendall(f"{command}\r\n".encode())
                return connection.recv(4096).split(b"\r\n")[0]
        except OSError:
            return b""

    def stop(self) -> None:
        """Stop the server."""
        if self.child is not None:
            children.stop(self.child, signal.SIGTERM, patience=10)
            self.child = None

    def kill(self) -> None:
        """Kill the server without any goodbye, as a fault."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            self.child = None
