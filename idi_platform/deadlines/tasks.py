"""The beat's errands. What is owed stands in the database, so a lost, doubled or late run changes nothing."""

from celery import shared_task

from idi_platform.kernel import clock

from . import bringing, sweep
from . import follow_up as following


@shared_task(name="deadlines.sweep")
def sweep_clocks() -> int:
    """Let time act on every clock that is due; return how many events were written."""
    return sweep.sweep(clock.now()).events


@shared_task(name="deadlines.follow_up")
def follow_up() -> int:
    """Do what events of time have left to be done; return how much was settled."""
    settled = total = following.follow_up()
    while settled:
        settled = following.follow_up()
        total += settled
    return total


@shared_task(name="deadlines.recompute_provisional")
def recompute_provisional() -> int:
    """Recompute provisional dates whose calendar is known by now; return how many subjects were looked at."""
    return bringing.recompute_provisional()
