"""The beat's errand for monthly reports."""

from celery import shared_task

from idi_platform.kernel import clock
from regulators.reports import keeping


@shared_task(name="regulators.correct_reports")
def correct_reports() -> int:
    """Write correction sheets for facts that came late; safe to run any number of times."""
    return keeping.correct_late(clock.now())
