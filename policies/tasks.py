"""The worker's side of policies."""

from celery import shared_task

from idi_platform.kernel import clock
from policies import ending
from policies.books import actions, working


@shared_task(name=actions.TASK)
def work_on_books() -> int:
    """Read and load the books that wait for it; safe to run any number of times."""
    done = 0
    while claimed := working.work_on_books():
        done += claimed
    return done


@shared_task(name="policies.discard_books")
def discard_books() -> int:
    """Delete imports that nobody has touched for thirty days; safe to run any number of times."""
    done = 0
    while discarded := actions.discard_old():
        done += discarded
        if discarded < actions.BATCH:
            break
    return done


@shared_task(name="policies.remind_owners")
def remind_owners() -> int:
    """Tell owners of items that end soon; safe to run any number of times."""
    return ending.remind_owners(clock.now())
