"""The demo's story, told once for each state of the code and kept: a database that is only copied, and its files.

The telling takes minutes of real acts. It happens in a database beside; only when it is whole does it get the name by
which it is known, so that a start that was killed leaves nothing half told. A first start and a --reset copy it.
"""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from psycopg import sql

from . import databases
from .stack import Stack

FILES = ("media", "outbox", "anchors")
"""What the telling writes beside the database, in the state folder."""
_SHAPERS = ("*.py", "*.y*ml", "*.sql", "*.html")
_APPS = ("idi_platform", "policies", "riskmgmt", "claims", "regulators", "templates")
_PREFIX = "idi_story_"

Tell = Callable[[dict[str, str]], None]
"""Prepares a database and tells the story into it, in an environment that leads to it."""


def fingerprint(root: Path = databases.ROOT, *, share: object = None) -> str:
    """Return twelve hex digits that change with the code, the rulebooks, the story, or how much of it is told."""
    digest = hashlib.sha256(f"{share}".encode())
    for app in _APPS:
        for pattern in _SHAPERS:
            for path in sorted((root / app).rglob(pattern)):
                digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def is_kept(stack: Stack, print_: str) -> bool:
    """Say whether the story has been told for a fingerprint."""
    return databases.exists(stack.postgres.host, f"{_PREFIX}{print_}")


def keep(stack: Stack, print_: str, tell: Tell) -> None:
    """Tell the story for a fingerprint and keep it; earlier ones are forgotten."""
    host, name = stack.postgres.host, f"{_PREFIX}{print_}"
    half = f"{_PREFIX}half"
    files = _folder(stack, half)
    databases.drop(host, half)
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    databases.create(host, half)
    environment = stack.environment()
    tell({**environment, "IDI_DB_NAME": half, "IDI_STATE_DIR": str(files)})
    _forget_others(stack, half)
    files.rename(_folder(stack, name))
    with databases.admin_connection(host) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name)))


def stand(stack: Stack, print_: str, database: str) -> None:
    """Let a copy of the kept story be the demo's database and files; the database, which says so, comes last."""
    name = f"{_PREFIX}{print_}"
    for kind in FILES:
        shutil.rmtree(stack.state / kind, ignore_errors=True)
        source = _folder(stack, name) / kind
        if source.is_dir():
            shutil.copytree(source, stack.state / kind)
    databases.clone(stack.postgres.host, name, database)


def _forget_others(stack: Stack, half: str) -> None:
    query = r"SELECT datname FROM pg_database WHERE datname ~ '^idi_story_[0-9a-f]{12}$'"
    with databases.admin_connection(stack.postgres.host) as connection:
        names = [str(row[0]) for row in connection.execute(query)]
    for name in names:
        databases.drop(stack.postgres.host, name)
    folder = stack.state / "story"
    for path in folder.iterdir():
        if path.name != half:
            shutil.rmtree(path, ignore_errors=True)


def _folder(stack: Stack, name: str) -> Path:
    return stack.state / "story" / name
