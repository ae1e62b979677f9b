"""The repository as these checks see it."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("idi_platform", "policies", "riskmgmt", "claims", "regulators")


@pytest.fixture(scope="session")
def files():
    """Every file of the repository, also those not yet committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        found = [ROOT / line for line in listed.stdout.splitlines()]
    else:  # an unpacked archive
        hidden = (".state", ".git", ".venv")
        found = [path for path in ROOT.rglob("*") if not set(hidden) & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in set(found) if path.is_file())


@pytest.fixture(scope="session")
def sources(files):
    """The platform's own Python files, without migrations and tests."""
    return [
        path
        for path in files
        if path.suffix == ".py"
        and path.relative_to(ROOT).parts[0] in APPS
        and "migrations" not in path.parts
    ]  # fmt: skip


def shown(path):
    return str(path.relative_to(ROOT))
