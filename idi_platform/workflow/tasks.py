"""Housekeeping of the pipeline."""

from celery import shared_task

from idi_platform.kernel import clock

from .attempts import discard_old


@shared_task(name="workflow.discard_attempts")
def discard_attempts() -> int:
    """Delete refused attempts that have been kept long enough; return how many."""
    return discard_old(clock.now())
