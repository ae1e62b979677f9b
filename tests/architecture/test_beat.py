"""What the beat asks for exists, and nothing that nobody asks for is scheduled."""

from django.conf import settings

from idi_platform.celery import app


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    missing = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} - set(app.tasks)
    assert not missing, f"CELERY_BEAT_SCHEDULE names tasks that no app has: {sorted(missing)}"


def test_messages_that_nobody_takes_expire():
    lasting = [
        name for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if "expires" not in entry.get("options", {})
    ]
    assert not lasting, f"Give each entry options with expires, so that a stopped worker finds no heap: {lasting}"


def test_tasks_travel_as_json_and_are_acknowledged_when_taken():
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert not settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
