"""Starting a child process that cannot outlive us.

Linux sends the child a signal when its parent dies, even by kill -9 (``prctl(PR_SET_PDEATHSIG)``). The signal is
forgotten when the child changes its user, so the user is dropped first.
"""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Account:
    """The ordinary user that PostgreSQL runs as; PostgreSQL refuses root."""

    name: str
    uid: int
    gid: int


def service_account() -> Account | None:
    """Return whom to become for PostgreSQL and Redis: nobody in particular, or None when we are not root."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def dies_with_parent(with_signal: signal.Signals) -> None:
    """Ask Linux to send this process a signal when its parent dies."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)


def _before_start(parent: int, with_signal: signal.Signals, account: Account | None) -> Callable[[], None]:
    def prepare() -> None:
        os.setsid()  # Ctrl-C at the terminal reaches the supervisor only, which stops the others in order
        if account is not None:
            os.setgroups([])
            os.setgid(account.gid)
            os.setuid(account.uid)
        dies_with_parent(with_signal)
        if os.getppid() != parent:  # the parent died between fork and prctl
            os._exit(1)

    return prepare


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    death_signal: signal.Signals,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    sockets: Sequence[socket.socket] = (),
) -> subprocess.Popen[bytes]:
    """Start a program that gets ``death_signal`` when we die, its output appended to a log file, our sockets handed on.

    Call it from the main thread: the signal follows the thread that started the child.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment) if environment is not None else None,
            cwd=folder or "/",
            pass_fds=[one.fileno() for one in sockets],
            preexec_fn=_before_start(os.getpid(), death_signal, account),  # noqa: PLW1509  one thread until exec
        )


def run_as(command: Sequence[str | Path], *, account: Account | None) -> str:
    """Run a program to its end, as the given account, and return its output.

    Raises:
        RuntimeError: with the program's output, if it failed.
    """
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        check=False,
        preexec_fn=_before_start(os.getpid(), signal.SIGKILL, account),
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed with code {done.returncode}:\n{done.stdout}")
    return done.stdout


def stop(child: subprocess.Popen[bytes], with_signal: signal.Signals, *, patience: float) -> None:
    """Ask a child to stop, wait at most ``patience`` seconds, then kill it."""
    if child.poll() is not None:
        return
    child.send_signal(with_signal)
    try:
        child.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def session_members(session: int) -> list[int]:
    """Return the living processes of a session; each child of ours leads one."""
    members = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended while we looked
        if int(fields[3]) == session and fields[0] != "Z":
            members.append(int(entry.parent.name))
    return members


def kill_session(session: int) -> None:
    """Kill every process of a child's session at once."""
    for member in session_members(session):
        with contextlib.suppress(ProcessLookupError):
            os.kill(member, signal.SIGKILL)
