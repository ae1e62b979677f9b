"""Clock: one running limit, window or step of the system, as the rulebook and the history of its subject derive it."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from idi_platform.deadlines.states import NEVER_INSIDE, OPEN_STATES, WORDS, ClockKind, ClockState


class ClockQuerySet(models.QuerySet["Clock"]):
    """Clocks by what they still ask for."""

    def open(self) -> Self:
        """Clocks under which something is still owed, or a right still open."""
        return self.filter(state__in=OPEN_STATES)

    def owed_by(self, organisation_id: int) -> Self:
        """An organisation's open duties and reminders, the next due first: its queue."""
        return self.open().filter(owed_org_id=organisation_id).order_by("due_at", "id")

    def to_look_at(self, now: datetime) -> Self:
        """Clocks whose next instant has come."""
        return self.filter(next_at__lte=now).order_by("next_at", "id")


class Clock(models.Model):
    """One row per subject, clock name and period.

    Instants are UTC. An act is in time when it is earlier than `due_at`. `marks` are the instants that the sweep has
    still to act on, in order, each `{"at", "event"}`, and `next_at` is the first of them. `looked_until` is the last
    mark that was acted on; a date that moves does not make a reminder be told twice. `entered_late` says that the act
    lay in time but was recorded only after the end: it counts as met, and is counted apart in the statistics.
    """

    subject = models.ForeignKey("records.Subject", models.PROTECT, related_name="clocks")
    name = models.CharField(max_length=80)
    period = models.CharField(max_length=20, blank=True, default="")
    kind = models.CharField(max_length=10, choices=ClockKind)
    force = models.CharField(max_length=10, default="law")
    measures = models.CharField(max_length=60, blank=True, default="")
    clause = models.CharField(max_length=60, blank=True, default="")
    owed_role = models.CharField(max_length=40, blank=True, default="")
    owed_org = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    anchor = models.JSONField(default=dict)
    target_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=list)
    next_at = models.DateTimeField(null=True)
    looked_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=ClockState, default=ClockState.OPEN)
    met_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    entered_late = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)
    revision_id = models.BigIntegerField(null=True)
    derivation = models.JSONField(default=list)
    history = models.JSONField(default=list)

    objects = ClockQuerySet.as_manager()

    class Meta:
        """The sweep walks the first index, a desk's queue is the second."""

        constraints = (
            models.UniqueConstraint(fields=("subject", "name", "period"), name="clock_one_per_period"),
            models.CheckConstraint(name="clock_breach_is_a_duty", condition=Q(breached_at=None) | Q(kind="duty")),
        )
        indexes = (
            models.Index(fields=("next_at", "id"), condition=Q(next_at__isnull=False), name="clock_to_look_at"),
            models.Index(fields=("owed_org", "due_at"), condition=Q(state__in=OPEN_STATES), name="clock_queue"),
            models.Index(
                fields=("subject", "due_at"),
                condition=Q(kind="automatic", state="open"),
                name="clock_steps_awaited",
            ),
            models.Index(fields=("id",), condition=Q(provisional=True), name="clock_provisional"),
        )

    def __str__(self) -> str:
        """Name and subject."""
        return f"{self.name} of {self.subject_id}"

    @property
    def word(self) -> str | None:
        """Return what predicates call its state: open, met, late or void; None when it never should have been."""
        return WORDS[ClockState(self.state)]

    def is_inside(self, now: datetime) -> bool:
        """Say whether the instant lies inside this window: opening included, closing excluded."""
        if self.state in NEVER_INSIDE or self.due_at is None:
            return False
        return self.started_at <= now < self.due_at
