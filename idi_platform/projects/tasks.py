"""The beat's errand for extended texts."""

from celery import shared_task

from .extensions import BRING, bring_extended


@shared_task(name=BRING)
def bring() -> int:
    """Bring the clocks that an extension has moved into line; return how many subjects were looked at."""
    return bring_extended()
