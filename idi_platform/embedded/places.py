"""Where the embedded services keep their data and their sockets."""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .children import Account

SOCKET_PATH_LIMIT = 100
"""Characters; Linux allows 107 for a Unix socket's path, and PostgreSQL adds a name of 14."""


class UnsafePlace(RuntimeError):
    """A folder that should be ours alone belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one set of embedded services.

    Attributes:
        state: what outlives a run (databases, files, logs).
        sockets: a short private folder for Unix sockets, mode 700, owned by the service account.
        services: where PostgreSQL's and Redis's data stand; inside ``state`` where the service account can reach it.
        programs_copied: when root started us inside a folder closed to others, programs are copied beside the data.
    """

    state: Path
    sockets: Path
    services: Path
    programs_copied: bool


def places_for(state: Path, account: Account | None) -> Places:
    """Return (and create) the folders for a state folder; the same state folder always gets the same ones."""
    state = state.resolve()
    state.mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256(f"{state}:{os.geteuid()}".encode()).hexdigest()[:10]
    sockets = Path(tempfile.gettempdir()) / f"idi-{key}"
    if len(str(sockets)) + 14 > SOCKET_PATH_LIMIT:
        sockets = Path("/tmp") / f"idi-{key}"  # noqa: S108  made private just below
    private_folder(sockets, account)
    reachable = account is None or _open_to_all(state)
    services = state / "services" if reachable else Path("/var/lib") / f"idi-{key}"
    private_folder(services, account)
    return Places(state, sockets, services, programs_copied=not reachable)


def private_folder(path: Path, account: Account | None) -> None:
    """Create a folder with mode 700 for the service account, or check that it is exactly that.

    Raises:
        UnsafePlace: if it exists and is a link, or another user owns it.
    """
    wanted = os.geteuid() if account is None else account.uid
    try:
        path.mkdir(mode=0o700)
        if account is not None:
            os.chown(path, account.uid, account.gid)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != wanted:
            raise UnsafePlace(f"{path} is not a folder of user {wanted}; remove it and start again.") from None
        path.chmod(0o700)


def copied_programs(places: Places, source: Path) -> Path:
    """Return a copy of PostgreSQL's installation that the service account can reach; copied once per version.

    Args:
        places: the folders of this run.
        source: the original ``bin`` folder; its parent is the installation.
    """
    installation = source.parent
    key = hashlib.sha256(f"{installation}:{installation.stat().st_mtime_ns}".encode()).hexdigest()[:10]
    copy = places.services.with_name(f"{places.services.name}-programs-{key}")
    if not (copy / "bin" / "postgres").exists():
        half = copy.with_name(copy.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(installation, half, symlinks=True)
        half.chmod(0o755)
        half.rename(copy)
    return copy / "bin"


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))
