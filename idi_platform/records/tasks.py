"""The daily anchor."""

from datetime import timedelta

from celery import shared_task

from idi_platform.kernel import clock

from .anchors import make_anchor


@shared_task(name="records.anchor")
def anchor() -> str:
    """Make yesterday's anchor if it is missing; safe to run at any hour, any number of times."""
    return str(make_anchor(clock.local_date(clock.now()) - timedelta(days=1)))
