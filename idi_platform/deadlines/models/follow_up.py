"""FollowUp: what must follow from an event of time, owed to the outside until a worker has done it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from idi_platform.records.queue import Owed, OwedQuerySet, OwedState


class FollowUp(Owed):
    """One consequence of one event: routes to tell, or a step for the system to take.

    `act` names the registered handler (`notify` or `take`), `what` is its content, `occurred_at` the legal instant at
    which time acted, which is also when the step that follows legally occurs.
    """

    called = _("到期后的步骤和提醒")

    clock = models.ForeignKey("deadlines.Clock", models.PROTECT, related_name="follow_ups")
    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="+")
    record = models.ForeignKey("records.Record", models.PROTECT, related_name="+")
    event = models.CharField(max_length=20)
    act = models.CharField(max_length=10)
    what = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()

    objects = OwedQuerySet.as_manager()

    class Meta:
        """Workers find what is due; the sweep finds which subjects still await a step of the system."""

        indexes = (
            models.Index(fields=("id",), condition=Q(owed_state=OwedState.FAILED), name="follow_up_failed"),
            models.Index(
                fields=("next_try_at", "id"),
                condition=Q(owed_state=OwedState.PENDING),
                name="follow_up_pending",
            ),
            models.Index(
                fields=("subject", "occurred_at"),
                condition=Q(act="take") & ~Q(owed_state=OwedState.DONE),
                name="follow_up_steps_awaited",
            ),
        )

    def __str__(self) -> str:
        """What follows from what."""
        return f"{self.act} after {self.event} of clock {self.clock_id}"
