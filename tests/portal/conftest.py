"""Legal time without a database, and pages that answer with errors."""

from datetime import timedelta

import pytest

from idi_platform.kernel import clock


@pytest.fixture(autouse=True)
def _real_time(monkeypatch):
    """Legal time is machine time: the demonstration's offset stays unread."""
    monkeypatch.setattr(clock, "_offset_provider", lambda: timedelta(0))
