"""Roles and databases: an owner that migrates, a role without ownership that web and workers use, and cheap copies.

A *template* is a database that was migrated and seeded once and is only ever copied. Its name holds a fingerprint of
everything that shapes it, so a changed migration or rulebook makes another one.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

OWNER_ROLE = "idi_owner"
APP_ROLE = "idi_app"
SUPERUSER = "postgres"
TEMPLATES_KEPT = 6
ROOT = Path(__file__).resolve().parents[2]

_SHAPERS = (
    "idi_platform/*/migrations/*.py",
    "*/migrations/*.py",
    "idi_platform/rulebooks/**/*.py",
    "idi_platform/rulebooks/**/*.y*ml",
    "idi_platform/settings/base.py",
    "idi_platform/embedded/databases.py",
)


def admin_connection(host: str, database: str = "postgres") -> psycopg.Connection:
    """Return an autocommitting connection of the embedded server's superuser."""
    return psycopg.connect(host=host, user=SUPERUSER, dbname=database, autocommit=True)


def ensure_roles(host: str) -> None:
    """Create the owner and the app role where they are missing; several processes may do so at the same time."""
    with admin_connection(host) as connection:
        present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER_ROLE, APP_ROLE):
            if role not in present:
                with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))


def exists(host: str, name: str) -> bool:
    """Tell whether a database of that name is there."""
    with admin_connection(host) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create(host: str, name: str) -> None:
    """Create an empty database of the owner in which the app role may read and write rows, and nothing else.

    Migrations of append-only tables revoke more afterwards.
    """
    database, owner, app = sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(APP_ROLE)
    with admin_connection(host) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(database, owner))
    with admin_connection(host, name) as connection:
        grant = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT {} TO {}")
        rows = sql.SQL("SELECT, INSERT, UPDATE, DELETE ON TABLES")
        numbers = sql.SQL("USAGE, SELECT ON SEQUENCES")
        connection.execute(grant.format(owner, rows, app))
        connection.execute(grant.format(owner, numbers, app))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app))


def clone(host: str, template: str, name: str) -> None:
    """Copy a template, with its grants, triggers and rows, into a new database.

    File by file: our databases are small, and to write each of their pages to the log as well takes twice as long.
    """
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
    with admin_connection(host) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template)))


def drop(host: str, name: str) -> None:
    """Drop a database, cutting whoever is still connected."""
    with admin_connection(host) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def environment_for(host: str, database: str, role: str = APP_ROLE, **more: str) -> dict[str, str]:
    """Return this process's environment with the variables that lead a Django process to a database."""
    return {
        **os.environ,
        "IDI_DB_HOST": host,
        "IDI_DB_NAME": database,
        "IDI_DB_USER": role,
        **more,
    }


def manage(*arguments: str, environment: Mapping[str, str], heard: Callable[[str], object] | None = None) -> str:
    """Run a management command to its end and return what it printed; `heard` hears each line when it is printed.

    Raises:
        RuntimeError: with its output, if it failed.
    """
    running = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=dict(environment),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    printed = []
    with running:
        try:
            for line in running.stdout or ():
                printed.append(line)
                if heard is not None:
                    heard(line.rstrip())
        except BaseException:
            running.kill()
            raise
    said = "".join(printed)
    if running.returncode != 0:
        raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{said}")
    return said


def has_command(name: str, root: Path = ROOT) -> bool:
    """Tell whether an app of the platform brings a management command of that name."""
    file = f"management/commands/{name}.py"
    return any(root.glob(f"*/{file}")) or any(root.glob(f"*/*/{file}"))


def migrate(host: str, database: str, settings: str) -> None:
    """Run the migrations as the owner of the tables."""
    environment = environment_for(host, database, OWNER_ROLE, DJANGO_SETTINGS_MODULE=settings)
    manage("migrate", "--no-input", "--verbosity", "0", environment=environment)


def seed(host: str, database: str, settings: str) -> None:
    """Publish the rulebooks, from which every process reads its law; repeating it changes nothing."""
    environment = environment_for(host, database, OWNER_ROLE, DJANGO_SETTINGS_MODULE=settings)
    if has_command("rulebook"):
        manage("rulebook", "publish", "--all", environment=environment)


def migrate_and_seed(host: str, database: str, settings: str) -> None:
    """Bring a database to what the code expects."""
    migrate(host, database, settings)
    seed(host, database, settings)


def fingerprint(root: Path = ROOT) -> str:
    """Return twelve hex digits that change when anything changes that shapes a fresh database."""
    digest = hashlib.sha256()
    for pattern in _SHAPERS:
        for path in sorted(root.glob(pattern)):
            digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def template(host: str, settings: str, build: Callable[[str, str, str], None] = migrate_and_seed) -> str:
    """Return the name of a ready template, building it first when its fingerprint is new.

    Safe to call from several processes at once: one builds, the others wait. A build that failed leaves nothing.
    """
    ensure_roles(host)
    name = f"idi_template_{fingerprint()}"
    with _only_one(host, name):
        if exists(host, name):
            return name
        building = f"{name}_building"
        drop(host, building)
        create(host, building)
        try:
            build(host, building, settings)
        except BaseException:
            drop(host, building)
            raise
        with admin_connection(host) as connection:
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(building), sql.Identifier(name)))
        _drop_old_templates(host, name)
    return name


@contextmanager
def _only_one(host: str, name: str) -> Iterator[None]:
    with admin_connection(host) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        yield


def _drop_old_templates(host: str, current: str) -> None:
    query = r"SELECT datname FROM pg_database WHERE datname ~ '^idi_template_[0-9a-f]{12}$' ORDER BY oid DESC"
    with admin_connection(host) as connection:
        names = [str(row[0]) for row in connection.execute(query)]
    for name in names[TEMPLATES_KEPT:]:
        if name != current:
            drop(host, name)
