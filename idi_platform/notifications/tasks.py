"""The worker's side."""

from celery import shared_task

from .sending import BATCH, send_owed, tell_arrivals


@shared_task(name="notifications.send_owed")
def send_owed_notices() -> int:
    """Send all that is due and tell the arrivals; safe to run at any time, any number of times."""
    sent = 0
    while claimed := send_owed():
        sent += claimed
        if claimed < BATCH:
            break
    tell_arrivals()
    return sent
