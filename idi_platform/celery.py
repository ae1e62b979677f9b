"""Celery: nudges only. What is owed stands in PostgreSQL, so a lost or doubled message changes nothing."""

import os
import signal
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_process_init, worker_ready
from django.db import transaction

from idi_platform.embedded.children import dies_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idi_platform.settings.dev")

app = Celery("idi_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def nudge(task: str) -> None:
    """After the commit, tell the workers that something of a kind is owed.

    A broker that is away costs nothing but the wait for the next beat: the failure is logged and passed over.

    Args:
        task: the name of a task that looks for owed rows itself, for example ``documents.render_owed``.
    """
    transaction.on_commit(lambda: app.send_task(task, expires=60, retry=False), robust=True)


@worker_process_init.connect
def _die_with_the_worker(**_: Any) -> None:
    dies_with_parent(signal.SIGKILL)


@worker_ready.connect
@beat_init.connect
def _say_ready(**_: Any) -> None:
    ready = os.environ.get("IDI_READY_FILE", "")
    if ready:
        Path(ready).touch()
