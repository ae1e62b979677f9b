"""Settings refuse what must not be, in a sentence."""

import subprocess
import sys

import pytest

from idi_platform.embedded.databases import ROOT

GOOD = {
    "IDI_SECRET_KEY": "x" * 60,
    "IDI_ALLOWED_HOSTS": "platform.example",
    "IDI_DB_HOST": "db",
    "IDI_DB_NAME": "idi",
    "IDI_DB_USER": "idi_app",
    "IDI_DB_PASSWORD": "unused",
}


def _load(**changes):
    environment = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", "import idi_platform.settings.production"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_starts_when_everything_is_told():
    assert _load().returncode == 0


@pytest.mark.parametrize("name", sorted(GOOD))
def test_production_requires(name):
    assert name in _load(**{name: None}).stderr.splitlines()[-1]


def test_production_refuses_the_demo():
    assert "IDI_DEMO" in _load(IDI_DEMO="1").stderr.splitlines()[-1]


def test_production_refuses_a_short_secret():
    assert "50 characters" in _load(IDI_SECRET_KEY="short").stderr


def test_production_refuses_every_host():
    assert "IDI_ALLOWED_HOSTS" in _load(IDI_ALLOWED_HOSTS="*").stderr
