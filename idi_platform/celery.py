"""Celery: nudges only. What is owed stands in PostgreSQL, so a lost or doubled message changes nothing."""

import logging
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_init, worker_process_init, worker_ready
from django.db import transaction
from django.urls import get_resolver

from idi_platform.embedded.children import dies_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idi_platform.settings.production")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # the migrations have made them, which come before every start

log = logging.getLogger(__name__)
_QUIET = 5.0
_TOGETHER = 0.02
"""For how long nudges are gathered before they are sent, in seconds."""
_AT_ONCE = {"max_retries": 0, "socket_connect_timeout": 0.5, "socket_timeout": 0.5}

app = Celery("idi_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class _Broker:
    """Until when, by the monotonic clock, this process leaves a broker alone that did not answer."""

    quiet_until = float("-inf")


def nudge(*tasks: str) -> None:
    """After the commit, tell the workers that something of a kind is owed.

    A broker that is away costs one short wait in some seconds: the failure is logged and passed over, and the beat
    finds what is owed.

    Args:
        tasks: names of tasks that look for owed rows themselves, for example ``documents.render_owed``.
    """
    transaction.on_commit(lambda: _messenger.take(tasks), robust=True)


class _Messenger:
    """Sends nudges from a thread of its own: nobody who acts waits for a broker, and many at once send one message."""

    def __init__(self) -> None:
        self._owed: set[str] = set()
        self._is_running = False
        self._lock = Lock()

    def take(self, tasks: Iterable[str]) -> None:
        """Send these soon."""
        with self._lock:
            self._owed.update(tasks)
            if not self._is_running:
                self._is_running = True
                Thread(target=self._run, name="nudges", daemon=True).start()

    def _run(self) -> None:
        while True:
            time.sleep(_TOGETHER)
            with self._lock:
                tasks, self._owed = tuple(sorted(self._owed)), set()
                if not tasks:
                    self._is_running = False
                    return
            _send(tasks)


_messenger = _Messenger()


def _begin_anew() -> None:
    """Leave to the process that parted from another what is its own: the thread stayed there."""
    global _messenger  # noqa: PLW0603  one for each process
    _messenger = _Messenger()


os.register_at_fork(after_in_child=_begin_anew)


def _send(tasks: tuple[str, ...]) -> None:
    if time.monotonic() < _Broker.quiet_until:
        return
    try:
        with app.connection_for_write(transport_options=_AT_ONCE) as connection:
            first, given = (tasks[0], ()) if len(tasks) == 1 else (wake.name, tasks)  # whoever acts sends one message
            app.send_task(first, given, expires=60, ignore_result=True, retry=False, connection=connection)
    except Exception:
        _Broker.quiet_until = time.monotonic() + _QUIET
        log.warning("nudge.lost", exc_info=True)


@app.task(name="idi_platform.wake")
def wake(*tasks: str) -> None:
    """Hand tasks that look for owed rows on to all workers."""
    for task in tasks:
        app.send_task(task, expires=60, ignore_result=True, retry=False)


@worker_init.connect
def _load_pages(**_: Any) -> None:
    """Load what messages and papers link to once, before the worker's processes part."""
    assert get_resolver().url_patterns


@worker_process_init.connect
def _die_with_the_worker(**_: Any) -> None:
    dies_with_parent(signal.SIGKILL)


@worker_ready.connect
@beat_init.connect
def _say_ready(**_: Any) -> None:
    ready = os.environ.get("IDI_READY_FILE", "")
    if ready:
        Path(ready).touch()
