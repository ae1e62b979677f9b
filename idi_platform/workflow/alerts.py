"""Telling the operators that work of the system has failed for good and waits for one of them.

One message an hour and kind of work, however much fails: the page of work owed lists all of it. A message of this
kind that fails itself is on that page as well, and is not told again; nor is one whose recipient has no address, where
the platform did what it could.
"""

from __future__ import annotations

from typing import Final

from idi_platform.kernel import clock
from idi_platform.notifications.models import Notice
from idi_platform.notifications.owing import owe_notice
from idi_platform.notifications.sending import NO_ADDRESS
from idi_platform.records.queue import Owed, on_failed

from .effects import NoticeDraft
from .escalation import operators

FAILED: Final = "work.failed"
_CHANNELS = ("in_app", "email")


@on_failed
def tell_operators(row: Owed) -> None:
    """Owe the message to each desk of operators."""
    if isinstance(row, Notice) and (row.template == FAILED or row.last_error == NO_ADDRESS):
        return
    moment = clock.machine_now()
    cause = f"failed:{row._meta.label_lower}:{moment:%Y-%m-%dT%H}"
    for whom in operators(clock.local_date(clock.now())):
        draft = NoticeDraft(
            template=FAILED,
            data={"what": row.called},
            person_id=whom.person_id,
            organisation_id=whom.organisation_id,
            role=whom.role,
            channels=_CHANNELS,
        )
        owe_notice(draft, cause=cause)
