"""Real processes for fault tests, killed at will and asked over HTTP.

A stack starts from a copy of one prepared data folder, so it costs about two seconds. Everything a stack starts dies
with the test process, and ``stack.close()`` removes what it wrote.
"""

import fcntl
import hashlib
import http.client
import http.cookiejar
import re
import shutil
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from idi_platform.embedded import databases, programs, testing
from idi_platform.embedded.programs import Program
from idi_platform.embedded.stack import Stack
from tests.faults import moments

SETTINGS = "idi_platform.settings.dev"
DATABASE = "idi"


PATIENCE = 120
"""Seconds within which what must come has come, and what is owed is done; more is late. A busy machine gets there."""
WORKERS = 6
"""Children of the worker; some of them are held while others must go on."""


class FaultStack(Stack):
    """A stack on folders of its own, with what a fault test asks for."""

    def __post_init__(self) -> None:
        """Give the worker more children than usual."""
        super().__post_init__()
        self.worker = programs.worker(self.environment(), self.state / "logs", self.state, processes=WORKERS)

    def connect(self, role: str = databases.APP_ROLE) -> psycopg.Connection[Any]:
        """Return an autocommitting connection to the stack's database; the owner or ``postgres`` may be asked for."""
        return psycopg.connect(host=self.postgres.host, user=role, dbname=self.database, autocommit=True)

    def scalar(self, query: str, *parameters: object, role: str = databases.APP_ROLE) -> Any:
        """Return the first column of the first row of a query."""
        with self.connect(role) as connection:
            row = connection.execute(query, parameters).fetchone()
        return row[0] if row else None

    def count(self, table: str, condition: str = "true") -> int:
        """Return how many rows of a table meet a condition."""
        return int(self.scalar(f"SELECT count(*) FROM {table} WHERE {condition}"))

    def python(self, source: str, role: str = databases.APP_ROLE) -> str:
        """Run a few lines in a Django process against this stack and return what they printed."""
        return self.manage("shell", "--verbosity", "0", "--command", source, role=role)

    def second_beat(self) -> Program:
        """Return another beat beside the first, not started."""
        return programs.beat(self.environment(), self.state / "logs", self.state, name="beat-2")

    def browser(self) -> "Client":
        """Return a client that keeps cookies."""
        return Client(self.address)

    def start_everything(self, *, at: datetime) -> None:
        """Start PostgreSQL, Redis, web, worker and beat and wait for each; legal time begins at an instant (aware).

        The town has been kept for as long as its fingerprint, perhaps for days: its story begins anew.
        """
        self.start_ground()
        seconds = round((at - datetime.now(UTC)).total_seconds())
        with self.connect() as connection:
            moved = connection.execute("UPDATE deadlines_timeoffset SET seconds = %s", [seconds]).rowcount
        assert moved == 1, "the town has a story that begins"
        self.start_platform()

    def start_ground(self) -> None:
        """Start PostgreSQL and Redis only."""
        self.postgres.start()
        self.redis.start()

    def close(self) -> None:
        """Kill what runs and remove what was written."""
        for service in reversed(self.services):
            service.kill()
        self.remove()
        shutil.rmtree(self.state, ignore_errors=True)


@dataclass(slots=True)
class Answer:
    """What the web server answered; ``status`` 0 means that nobody did."""

    status: int
    body: str = ""
    url: str = ""


class Client:
    """A small HTTP client: cookies, CSRF from the page's form, redirects followed."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def get(self, path: str, *, timeout: float = PATIENCE) -> Answer:
        """Fetch a page."""
        return self._ask(urllib.request.Request(self.address + path), timeout)

    def post(self, path: str, fields: dict[str, str], *, timeout: float = PATIENCE, page: str | None = None) -> Answer:
        """Send a form, with the CSRF token and hidden fields of the page it stands on (by default the same path)."""
        hidden = self.hidden_fields(page or path)
        data = urllib.parse.urlencode(hidden | fields).encode()
        return self._ask(self._form(path, data), timeout)

    def post_exactly(self, path: str, fields: dict[str, str], *, timeout: float = PATIENCE) -> Answer:
        """Send exactly these fields, for example the same ones twice."""
        data = urllib.parse.urlencode(fields).encode()
        return self._ask(self._form(path, data), timeout)

    def post_file(
        self, path: str, fields: dict[str, str], name: str, content: bytes, *, timeout: float = PATIENCE
    ) -> Answer:
        """Send exactly these fields and one JPEG."""
        mark = uuid.uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
                 for key, value in fields.items()]  # fmt: skip
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="photo.jpg"\r\n'
        parts.append(f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + content + f"\r\n--{mark}--\r\n".encode())
        request = self._form(path, b"".join(parts))
        request.add_header("Content-Type", f"multipart/form-data; boundary={mark}")
        return self._ask(request, timeout)

    def _form(self, path: str, data: bytes) -> urllib.request.Request:
        return urllib.request.Request(self.address + path, data=data, headers={"Referer": self.address + path})

    def hidden_fields(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the forms on a page: CSRF token, idempotency key."""
        found = {}
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", self.get(path).body):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name:
                found[name[1]] = value[1] if value else ""
        return found

    def _ask(self, request: urllib.request.Request, timeout: float) -> Answer:
        try:
            with self._opener.open(request, timeout=timeout) as response:
                return Answer(response.status, response.read().decode(errors="replace"), response.url)
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, refusal.read().decode(errors="replace"), refusal.url)
        except (OSError, http.client.HTTPException):
            return Answer(0)


def eventually(holds: Callable[[], Any], *, patience: float = PATIENCE, every: float = 0.1) -> None:
    """Wait until something holds; an error while asking (a service is away) counts as not yet.

    Raises:
        AssertionError: if it does not hold within ``patience`` seconds.
    """
    until = time.monotonic() + patience
    last: object = None
    while time.monotonic() < until:
        try:
            last = holds()
        except (psycopg.Error, OSError) as away:
            last = away
        else:
            if last:
                return
        time.sleep(every)
    raise AssertionError(f"It did not come true within {patience:.0f} s; the last answer was {last!r}.")


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="idi-fault-"))
    folder.chmod(0o755)  # the account that PostgreSQL runs as when we are root has to pass through
    return folder


def prepared_town(template: tuple[str, str], kept: Path = databases.ROOT / ".state" / "faults") -> Path:
    """Return the state folder of a stopped server in which the town stands, built upon the tests' template.

    It is made once per fingerprint, by whichever test process comes first, and kept between runs.
    """
    kept.mkdir(parents=True, exist_ok=True)
    state = kept / _fingerprint()
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (state / "ready").exists():
            for old in kept.glob("*/"):
                FaultStack(old, SETTINGS, DATABASE).close()
            _prepare(FaultStack(state, SETTINGS, DATABASE, extra={"IDI_DEMO": "1"}), template)
            (state / "ready").touch()
        collect_static(state)
    return state


def _fingerprint() -> str:
    digest = hashlib.sha256(databases.fingerprint().encode())
    for name in ("town.py", "moments.py", "harness.py"):
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:12]


def _prepare(stack: FaultStack, template: tuple[str, str]) -> None:
    host = stack.postgres.host
    stack.postgres.start()
    try:
        databases.ensure_roles(host)
        databases.create(host, DATABASE)
        testing.transplant(*template, host, DATABASE)
        stack.python("from tests.faults import town; town.build()")
        with stack.connect(databases.SUPERUSER) as connection:
            moments.install(connection)
    finally:
        stack.postgres.stop()


def collect_static(state: Path) -> None:
    """Bring styles and scripts of a state folder to what the pages name, as the settings of its stack would."""
    named = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    with override_settings(STATIC_ROOT=state / "static", STORAGES={**settings.STORAGES, "staticfiles": named}):
        call_command("collectstatic", interactive=False, verbosity=0)


def stack_from(prepared: Path, **extra: str) -> FaultStack:
    """Return a stack whose data folder and files are copies of the prepared ones; nothing is started yet."""
    original = FaultStack(prepared, SETTINGS, DATABASE)
    stack = FaultStack(
        _folder(),
        SETTINGS,
        DATABASE,
        extra={"IDI_DEMO": "1", "IDI_STATIC_DIR": str(original.state / "static"), **extra},
    )
    shutil.copytree(original.postgres.data, stack.postgres.data, copy_function=shutil.copyfile)
    for path in (stack.postgres.data, *stack.postgres.data.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        if stack.account is not None:
            shutil.chown(path, stack.account.uid, stack.account.gid)
    for name in ("media", "outbox"):
        shutil.copytree(original.state / name, stack.state / name)
    return stack
