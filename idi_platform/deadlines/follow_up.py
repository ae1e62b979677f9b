"""Following up: workers turn what an event of time demands into notices and steps of the system.

Handlers are registered by higher apps, one per act. They may be called twice for the same row (a killed worker), so
they derive their keys from it.
"""

import logging
from collections.abc import Callable

from .bringing import bring_into_line
from .models import Clock, FollowUp
from .states import ClockKind, ClockState

log = logging.getLogger(__name__)

Handler = Callable[[FollowUp], None]
_handlers: dict[str, Handler] = {}


class NotTaken(Exception):
    """The step of the system is refused for good; its clock is closed, so that later clocks go on."""


def follows(act: str) -> Callable[[Handler], Handler]:
    """Register the handler of an act: `notify` (routes to tell) or `take` (a step for the system to take)."""

    def decorate(handler: Handler) -> Handler:
        if act in _handlers:
            raise ValueError(f"The act {act!r} has a handler already: {_handlers[act].__qualname__}.")
        _handlers[act] = handler
        return handler

    return decorate


@follows("derive")
def _derive_again(follow_up: FollowUp) -> None:
    """Derive the subject's clocks anew: a period is over and the next one begins."""
    bring_into_line([follow_up.subject_id])


def follow_up(limit: int = 100) -> int:
    """Do what is owed, up to `limit` rows; return how many were settled. A failure puts its own row off."""
    settled = 0
    for row in FollowUp.objects.claim(limit):
        settled += _one(row)
    return settled


def _one(row: FollowUp) -> bool:
    handler = _handlers.get(row.act)
    if handler is None:
        row.put_off(f"No handler for {row.act!r} is registered in this process.")
        return False
    try:
        handler(row)
    except NotTaken as reason:
        _close(row, str(reason))
    except Exception as error:
        log.exception("follow_up.failed", extra={"follow_up": row.pk})
        row.put_off(f"{type(error).__name__}: {error}")
        return False
    row.settle()
    return True


def _close(row: FollowUp, reason: str) -> None:
    """Close the clock of a step that is not to be taken."""
    found = Clock.objects.filter(pk=row.clock_id, kind=ClockKind.AUTOMATIC, state=ClockState.OPEN)
    for clock in found:
        entry = {"at": row.occurred_at.isoformat(), "what": "not_taken", "reason": reason[:400]}
        found.update(state=ClockState.CLOSED, next_at=None, marks=[], history=[*clock.history, entry])
