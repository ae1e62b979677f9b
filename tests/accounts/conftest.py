import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from idi_platform.kernel import clock

PHONE = "13800001234"


@pytest.fixture(autouse=True)
def _counts_start_at_nought():
    cache.clear()
    yield
    cache.clear()


class Outbox:
    """What was sent to telephones, oldest first."""

    def __init__(self, root):
        self.root = root

    def messages(self, channel="sms"):
        folder = self.root / channel
        return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))] if folder.exists() else []

    def last_code(self, channel="sms"):
        return re.search(r"验证码 (\d{6})", self.messages(channel)[-1])[1]


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return Outbox(settings.OUTBOX_DIR)


@pytest.fixture
def browser():
    """A browser that must send the CSRF token like any other."""
    return Client()


@pytest.fixture
def ask_for_code(outbox):
    def ask(client, phone=PHONE, **query):
        answer = client.post("/login/", {"phone": phone, **query})
        assert answer.status_code == 302, answer.content.decode()
        return outbox.last_code()

    return ask


@pytest.fixture(autouse=True)
def _legal_time_is_machine_time(monkeypatch):
    """No shift of time, and no query to ask for it."""
    monkeypatch.setattr(clock, "_offset_provider", timedelta)
