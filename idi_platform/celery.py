"""Celery: nudges only. What is owed stands in PostgreSQL, so a lost or doubled message changes nothing."""

import logging
import os
import signal
import time
from pathlib import Path
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
    transaction.on_commit(lambda: _send(tasks), robust=True)


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
