"""All processes of one machine: PostgreSQL, Redis, web, worker and beat, over one set of folders."""

import socket
from dataclasses import dataclass, field
from pathlib import Path

from . import databases, programs
from .children import Account, service_account
from .places import Places, places_for, remove
from .postgres import Postgres
from .programs import Program
from .redis import Redis


@dataclass(slots=True)
class Stack:
    """The processes, none of them started yet.

    Attributes:
        state: folder for data, files and logs.
        settings: Django settings module of web, worker and beat.
        database: name of the database they work in.
        listener: a listening socket for the web server, or None to take any free port.
        extra: more environment variables for web, worker and beat.
    """

    state: Path
    settings: str
    database: str
    listener: socket.socket | None = None
    extra: dict[str, str] = field(default_factory=dict)
    account: Account | None = field(default_factory=service_account)
    port: int = field(init=False)
    places: Places = field(init=False)
    postgres: Postgres = field(init=False)
    redis: Redis = field(init=False)
    web: Program = field(init=False)
    worker: Program = field(init=False)
    beat: Program = field(init=False)

    def __post_init__(self) -> None:
        """Lay out the processes."""
        self.places = places_for(self.state, self.account)
        self.state = self.places.state
        self.port = int(self.listener.getsockname()[1]) if self.listener else programs.free_port()
        self.postgres = Postgres(self.places, self.account)
        self.redis = Redis(self.places, self.account)
        logs = self.state / "logs"
        self.web = programs.web(self.environment(), logs, self.port, self.listener)
        self.worker = programs.worker(self.environment(), logs, self.state)
        self.beat = programs.beat(self.environment(), logs, self.state)

    def environment(self, role: str = databases.APP_ROLE) -> dict[str, str]:
        """Return the environment of a process of the platform that connects as a role."""
        return databases.environment_for(
            self.postgres.host,
            self.database,
            role,
            DJANGO_SETTINGS_MODULE=self.settings,
            IDI_STATE_DIR=str(self.state),
            IDI_REDIS_URL=self.redis.url,
            IDI_PUBLIC_ADDRESS=self.address,
            PYTHONUNBUFFERED="1",
            **self.extra,
        )

    @property
    def services(self) -> tuple[Postgres | Redis | Program, ...]:
        """Return all processes in the order in which they start."""
        return (self.postgres, self.redis, self.web, self.worker, self.beat)

    @property
    def address(self) -> str:
        """Return where the web server answers."""
        return f"http://{programs.LOOPBACK}:{self.port}"

    def manage(self, *arguments: str, role: str = databases.APP_ROLE) -> str:
        """Run a management command against this stack's database and return what it printed.

        Raises:
            RuntimeError: with its output, if it failed.
        """
        return databases.manage(*arguments, environment=self.environment(role))

    def start_platform(self) -> None:
        """Start web, worker and beat together, then wait for each."""
        for program in (self.web, self.worker, self.beat):
            program.launch()
        for program in (self.web, self.worker, self.beat):
            program.wait()

    def stop(self) -> None:
        """Stop everything, last started first."""
        for service in reversed(self.services):
            service.stop()

    def remove(self) -> None:
        """Remove data and sockets of a stopped stack."""
        remove(self.places)
