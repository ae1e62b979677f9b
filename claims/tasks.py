"""The worker's side of claims."""

from celery import shared_task

from claims import drafts
from claims.desk import assigning


@shared_task(name="claims.discard_drafts")
def discard_drafts() -> int:
    """Delete reports that were begun and never sent; safe to run any number of times."""
    done = 0
    while discarded := drafts.discard_old():
        done += discarded
        if discarded < drafts.BATCH:
            break
    return done


@shared_task(name="claims.assign_new")
def assign_new() -> int:
    """Give claims that nobody handles to whom the insurers' rules name; return how many."""
    return assigning.assign_new()


@shared_task(name="claims.tell_unassigned")
def tell_unassigned() -> int:
    """Tell insurers of claims that nobody has taken up in time; return how many."""
    return assigning.tell_unassigned()
