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
    """

    state: Path
    sockets: Path
    services: Path


def places_for(state: Path, account: Account | None) -> Places:
    """Return (and create) the folders for a state folder; the same state folder always gets the same ones."""
    state = state.resolve()
    state.mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256(f"{state}:{os.geteuid()}".encode()).hexdigest()[:10]
    sockets = Path(tempfile.gettempdir()) / f"idi-{key}"
    if len(str(sockets)) + 14 > SOCKET_PATH_LIMIT:
        sockets = Path("/tmp") / f"idi-{key}"  # noqa: S108  made private just below
    private_folder(sockets, account)
    open_to_account = account is None or _open_to_all(state)
    services = state / "services" if open_to_account else Path("/var/lib") / f"idi-{key}"
    private_folder(services, account)
    return Places(state, sockets, services)


def remove(places: Places) -> None:
    """Remove data, sockets and copied programs; what else stands in the state folder stays."""
    for folder in (places.sockets, places.services, *places.services.parent.glob(f"{places.services.name}-programs-*")):
        shutil.rmtree(folder, ignore_errors=True)


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


def reachable(places: Places, programs: Path, account: Account | None) -> Path:
    """Return a folder of programs that the service account can reach: the given one, or a copy beside the data.

    A copy is needed when root starts us from a folder that is closed to others, such as its own home. It keeps the
    package's layout, because the programs find their libraries by relative paths.

    Args:
        places: the folders of this run.
        programs: a ``bin`` folder inside an installed package.
        account: who will run them.
    """
    if account is None or _open_to_all(programs):
        return programs
    site = next(folder for folder in programs.parents if folder.name in {"site-packages", "dist-packages"})
    installation = programs.relative_to(site)
    key = hashlib.sha256(f"{programs}:{programs.stat().st_mtime_ns}".encode()).hexdigest()[:10]
    copy = places.services.with_name(f"{places.services.name}-programs-{key}")
    if not copy.exists():
        half = copy.with_name(copy.name + ".half")
        shutil.rmtree(half, ignore_errors=True)
        wanted = installation if len(installation.parts) == 2 else installation.parent
        for part in (wanted, Path(f"{installation.parts[0]}.libs")):
            if (site / part).is_dir():
                shutil.copytree(site / part, half / part, symlinks=True)
        half.chmod(0o755)
        half.rename(copy)
    return copy / installation


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))
