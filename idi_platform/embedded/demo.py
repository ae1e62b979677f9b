"""The demo: everything on one machine, filled with a fictional story, until Ctrl-C."""

import argparse
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from pathlib import Path

from . import databases, programs, story
from .binaries import MissingProgram
from .places import UnsafePlace
from .share import share_of
from .stack import Stack
from .supervisor import Supervisor
from .waiting import NotReady

SETTINGS = "idi_platform.settings.dev"
DATABASE = "idi"
FIRST_PORT = 8000
Share = Fraction | None
"""How much of the background is told; None for what the demonstration tells by itself."""


class AlreadyRunning(RuntimeError):
    """Another demo runs in the same state folder."""


def main(arguments: list[str]) -> int:
    """Run the demo; return the process's exit code."""
    options = _options(arguments)
    state: Path = options.state.resolve()
    state.mkdir(parents=True, exist_ok=True)
    if options.codes:
        print(_personas(_stack(state)))
        return 0
    try:
        with _alone(state):
            _run(state, reset=options.reset, share=options.share)
    except (AlreadyRunning, MissingProgram, NotReady, UnsafePlace) as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    except RuntimeError as failure:
        whole = state / "logs" / "start.log"
        whole.parent.mkdir(exist_ok=True)
        whole.write_text(str(failure))
        end = "\n  ".join(str(failure).strip().splitlines()[-3:])
        print(f"\n\nThe demo could not start (all of it stands in {whole}):\n  {end}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./demo", description="Run the platform on this machine with demo data.")
    parser.add_argument("--reset", action="store_true", help="forget the demo's data first and begin the story again")
    share = "how much of what happened around the story is told, from now on: 0 to 1; an eighth, if you never say"
    parser.add_argument("--share", type=share_of, metavar="1/8", help=share)
    parser.add_argument("--codes", action="store_true", help="print the present log-in codes of the running demo")
    parser.add_argument("--state", type=Path, default=databases.ROOT / ".state", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """Hold the state folder's lock; Linux lets go of it however we end."""
    with (state / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(f"The demo is running already: {lock.read().strip() or 'still starting'}") from None
        lock.truncate(0)
        yield
        lock.truncate(0)


def _reset(stack: Stack) -> None:
    """Forget the demo's data; what was told once is kept, and stands again in a moment."""
    _say("Forgetting the demo's data")
    databases.drop(stack.postgres.host, DATABASE)
    stack.redis.flush()
    for name in (*story.FILES, "done"):
        shutil.rmtree(stack.state / name, ignore_errors=True)


def _say(line: str) -> None:
    print(line, flush=True)


def _say_on(word: str) -> None:
    """Say a year on the line that is being printed; what else a command prints is for its error."""
    if word.isdigit():
        print(f" {word}", end="", flush=True)


@contextmanager
def _timed(line: str) -> Iterator[None]:
    started = time.monotonic()
    print(f"{line} …", end="", flush=True)
    yield
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def _run(state: Path, *, reset: bool, share: Share) -> None:
    supervisor = Supervisor(_say)
    stack = _stack(state, programs.listen(FIRST_PORT))
    try:
        with _timed("Starting PostgreSQL and Redis"):
            stack.postgres.start()
            stack.redis.start()
        if reset:
            _reset(stack)
        _prepare(stack, share)
        with _timed("Starting web, worker and beat"):
            stack.start_platform()
        supervisor.end_on_signals()
        _note_address(state, stack.address)
        _welcome(stack)
        supervisor.watch(zip(("postgres", "redis", "web", "worker", "beat"), stack.services, strict=True))
        supervisor.run()
        _say("\nStopping")
    finally:
        stack.stop()
        shutil.rmtree(stack.places.sockets, ignore_errors=True)


def _stack(state: Path, listener: socket.socket | None = None) -> Stack:
    return Stack(state, SETTINGS, DATABASE, listener, extra={"IDI_DEMO": "1", "IDI_SECRET_KEY": _secret(state)})


def _secret(state: Path) -> str:
    """Return this copy's own secret key, made at the first start."""
    path = state / "secret"
    if not path.exists():
        half = path.with_suffix(".half")
        half.touch(mode=0o600)
        half.write_text(secrets.token_urlsafe(60))
        half.rename(path)
    return path.read_text()


def _prepare(stack: Stack, share: Share) -> None:
    """Bring database and files to what the code expects; each part is skipped when nothing changed."""
    host = stack.postgres.host
    databases.ensure_roles(host)
    shape = databases.fingerprint()
    if not databases.exists(host, DATABASE):
        shutil.rmtree(stack.state / "done", ignore_errors=True)
        _bring_story(stack, _remembered(stack.state / "share", share))
        _mark(stack, "database", shape)
    elif share is not None:
        _say("The demo's data stand already; --share counts at a first start, or with --reset")
    _once(stack, "database", "Preparing the database and the rulebooks", shape, lambda: _migrate(stack))
    if databases.has_command("demo_data"):
        _once(stack, "beginning", "Letting legal time begin", "begun", lambda: _begin(stack))
    _once(stack, "static", "Collecting styles and scripts", _static_fingerprint(), lambda: _collect(stack))


def _remembered(path: Path, share: Share) -> Share:
    """Return the share that is asked for now, else the one that was asked for last."""
    if share is not None:
        path.write_text(str(share))
    return share_of(path.read_text()) if path.exists() else None


def _bring_story(stack: Stack, share: Share) -> None:
    """Let the told story stand; what a killed start had begun is begun again."""
    print_ = story.fingerprint(share=share)
    if not story.is_kept(stack, print_):
        with _timed("Preparing the database and telling the demo's story, once"):
            story.keep(stack, print_, partial(_tell, share=share))
    with _timed("Bringing the demo's story"):
        story.stand(stack, print_, DATABASE)


def _once(stack: Stack, name: str, line: str, fingerprint: str, work: Callable[[], None]) -> None:
    """Do a part of the preparation unless it was done for the same fingerprint."""
    mark = stack.state / "done" / name
    if mark.exists() and mark.read_text() == fingerprint:
        return
    with _timed(line):
        work()
    _mark(stack, name, fingerprint)


def _mark(stack: Stack, name: str, fingerprint: str) -> None:
    """Keep that a part was prepared for a fingerprint."""
    mark = stack.state / "done" / name
    mark.parent.mkdir(exist_ok=True)
    mark.write_text(fingerprint)


def _migrate(stack: Stack) -> None:
    databases.migrate_and_seed(stack.postgres.host, DATABASE, SETTINGS)


def _begin(stack: Stack) -> None:
    stack.manage("demo_data")


def _collect(stack: Stack) -> None:
    stack.manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")


def _tell(environment: dict[str, str], *, share: Share) -> None:
    databases.migrate_and_seed(environment["IDI_DB_HOST"], environment["IDI_DB_NAME"], SETTINGS)
    if databases.has_command("demo_data"):
        asked = () if share is None else ("--share", str(share))
        databases.manage("demo_data", "--keep", *asked, environment=environment, heard=_say_on)
    elif databases.has_command("demo_personas"):
        databases.manage("demo_personas", "--create", environment=environment)


def _personas(stack: Stack) -> str:
    """Return who may log in and how, or why that is not known."""
    if not databases.has_command("demo_personas"):
        return ""
    try:
        return stack.manage("demo_personas")
    except RuntimeError as failure:
        return f"The personas could not be listed: {failure}"


def _static_fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted((databases.ROOT / "static").rglob("*")):
        found = path.stat()
        digest.update(f"{path}:{found.st_mtime_ns}:{found.st_size}".encode())
    digest.update((databases.ROOT / "requirements" / "base.txt").read_bytes())
    return digest.hexdigest()


def _note_address(state: Path, address: str) -> None:
    with (state / "lock").open("a") as lock:
        lock.write(address)


def _welcome(stack: Stack) -> None:
    _say(f"\n  {stack.address}\n")
    _say(_personas(stack))
    _say("Codes change every half minute; in another terminal:  ./demo --codes")
    _say(f"Logs: {os.path.relpath(stack.state / 'logs')}   Data stays until ./demo --reset   Ctrl-C stops everything")
