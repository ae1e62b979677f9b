"""Settings refuse what must not be, in a sentence, and no way into the platform leads to a demonstration unasked."""

import os
import runpy
import subprocess
import sys

import pytest

from idi_platform import settings
from idi_platform.embedded.databases import ROOT
from idi_platform.settings import env

KEPT = env.__name__
SECRET = "q7Vw-Zr2mXk9_TbL4uYc8NfHs1JdPg6EaRo5iQxKvMwSyUt3BnDlCzFhGjA0"
GOOD = {
    "IDI_SECRET_KEY": SECRET,
    "IDI_ALLOWED_HOSTS": "platform.example",
    "IDI_DB_HOST": "db",
    "IDI_DB_NAME": "idi",
    "IDI_DB_USER": "idi_app",
    "IDI_DB_PASSWORD": "unused",
    "IDI_SMS_CHANNEL": "http",
    "IDI_SMS_GATEWAY_ADDRESS": "https://sms.example/send",
    "IDI_SMS_GATEWAY_TOKEN": "unused",
    "IDI_EMAIL_CHANNEL": "smtp",
    "IDI_EMAIL_HOST": "mail.example",
    "IDI_EMAIL_FROM": "noreply@platform.example",
}
TELL = "; from django.conf import settings; print(settings.SETTINGS_MODULE, settings.DEMO, settings.DEBUG)"
WAYS_IN = {
    "web": ["-c", f"import idi_platform.wsgi{TELL}"],
    "asynchronous web": ["-c", f"import idi_platform.asgi{TELL}"],
    "worker and beat": ["-c", f"from idi_platform.celery import app; app.loader.import_default_modules(){TELL}"],
    "commands": ["manage.py", "shell", "--no-imports", "-v", "0", "-c", TELL[2:]],
}
DEV = {"DJANGO_SETTINGS_MODULE": "idi_platform.settings.dev"}


def _python(*arguments, **environment):
    told = {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=told, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.fixture
def refusal(monkeypatch):
    """Load the production settings anew in an environment; return the sentence that refuses it, or nothing."""

    def of(**changes):
        environment = {name: value for name, value in (GOOD | changes).items() if value is not None}
        with monkeypatch.context() as patch:
            patch.setattr(os, "environ", environment)
            for name in [name for name in sys.modules if name.startswith(f"{settings.__name__}.") and name != KEPT]:
                patch.delitem(sys.modules, name)
            try:
                runpy.run_module(f"{settings.__name__}.production")
            except env.BadEnvironment as refused:
                return str(refused)
        return ""

    return of


def test_production_starts_when_everything_is_told(refusal):
    assert refusal() == ""
    assert _python("-c", "import idi_platform.settings.production", **GOOD).returncode == 0


@pytest.mark.parametrize("name", sorted(GOOD))
def test_production_requires(refusal, name):
    assert name in refusal(**{name: None})


@pytest.mark.parametrize("name", ["IDI_DEMO", "IDI_DEBUG"])
def test_production_refuses_the_demo_and_debugging(name):
    refused = _python("-c", "import idi_platform.settings.production", **GOOD, **{name: "1"})
    assert refused.returncode == 1
    assert name in refused.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", ["IDI_SMS_CHANNEL", "IDI_EMAIL_CHANNEL"])
@pytest.mark.parametrize("channel", ["file", "pigeon"])
def test_production_refuses_messages_that_reach_nobody(refusal, name, channel):
    said = refusal(**{name: channel})
    assert name in said
    assert "reach nobody" in said


@pytest.mark.parametrize("secret", ["short", "x" * 60, "not-a-secret-for-demo-and-tests-only-0123456789abcdef"])
def test_production_refuses_a_secret_that_is_none(refusal, secret):
    assert "50 characters" in refusal(IDI_SECRET_KEY=secret)


def test_production_refuses_every_host(refusal):
    assert "IDI_ALLOWED_HOSTS" in refusal(IDI_ALLOWED_HOSTS="*")


@pytest.mark.parametrize("way", WAYS_IN)
def test_who_names_no_settings_gets_production(way):
    started = _python(*WAYS_IN[way], **GOOD)
    assert started.stdout.split() == ["idi_platform.settings.production", "False", "False"], started.stderr


@pytest.mark.parametrize("way", WAYS_IN)
def test_who_names_nothing_at_all_is_told_what_is_missing(way):
    refused = _python(*WAYS_IN[way])
    assert refused.returncode != 0
    last = refused.stderr.splitlines()[-1]
    assert "IDI_SECRET_KEY" in last
    assert DEV["DJANGO_SETTINGS_MODULE"] in last


def test_a_developer_asks_for_the_demonstration_by_name():
    started = _python(*WAYS_IN["commands"], **DEV)
    assert started.stdout.split() == ["idi_platform.settings.dev", "True", "False"], started.stderr


def test_production_prints_no_second_factors():
    refused = _python("manage.py", "demo_personas", **GOOD)
    assert refused.returncode != 0
    assert "Traceback" not in refused.stderr
