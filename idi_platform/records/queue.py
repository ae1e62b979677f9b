"""What is owed to the outside world: rows that a worker claims, tries, and tries again."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import models, transaction

from idi_platform.kernel import clock

MAX_BACKOFF = timedelta(hours=1)


class OwedState(models.TextChoices):
    """Where an owed row stands; `failed` waits for a person."""

    PENDING = "pending", "待办"
    DONE = "done", "已办"
    FAILED = "failed", "失败"


M = TypeVar("M", bound="Owed", covariant=True)


class OwedQuerySet(models.QuerySet[M]):
    """Claiming, so that two workers never hold the same row."""

    def claim(self, limit: int, *, lease: timedelta | None = None) -> list[M]:
        """Take up to `limit` due rows for `lease`, oldest first, skipping what others hold; counts the attempt.

        The lease, by default LEASE_SECONDS of machine time, outlives a killed worker: its rows come back by
        themselves.
        """
        moment = clock.machine_now()
        lease = timedelta(seconds=settings.LEASE_SECONDS) if lease is None else lease
        with transaction.atomic():
            rows = list(
                self.filter(owed_state=OwedState.PENDING, next_try_at__lte=moment)
                .order_by("next_try_at", "pk")
                .select_for_update(skip_locked=True, no_key=True, of=("self",))[:limit]
            )
            for row in rows:
                row.attempts += 1
                row.next_try_at = moment + lease
            self.model._default_manager.bulk_update(rows, ["attempts", "next_try_at"])
        return rows


class Owed(models.Model):
    """The worker's side of a row; all instants here are machine time."""

    MAX_ATTEMPTS = 20

    owed_state = models.CharField(max_length=8, choices=OwedState, default=OwedState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.machine_now)
    last_error = models.TextField(blank=True)

    class Meta:
        """No table of its own."""

        abstract = True

    def settle(self) -> None:
        """Mark the row done."""
        self.owed_state = OwedState.DONE
        self.last_error = ""
        self.save(update_fields=["owed_state", "last_error"])

    def put_off(self, error: str, *, at: datetime | None = None) -> None:
        """Try again later, twice as late each time up to an hour; after the last attempt leave it to a person."""
        self.last_error = error[:2000]
        if self.attempts >= self.MAX_ATTEMPTS:
            self.owed_state = OwedState.FAILED
        backoff = min(MAX_BACKOFF, timedelta(seconds=2**self.attempts))
        self.next_try_at = at or clock.machine_now() + backoff
        self.save(update_fields=["owed_state", "last_error", "next_try_at"])
