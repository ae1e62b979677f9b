"""What is owed to the outside: rows that a worker claims, tries, and tries again, until a person has to look."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import Promise

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import PlatformError

from .models.retry import Retry

log = logging.getLogger(__name__)
MAX_BACKOFF = timedelta(hours=1)
LATE = timedelta(minutes=15)
MANY_ATTEMPTS = 8  # about eight minutes after the first
_LONGEST = 2000


class OwedState(models.TextChoices):
    """Where an owed row stands; `failed` waits for a person, who sees it among the work owed and has it tried again."""

    PENDING = "pending", "待办"
    DONE = "done", "已办"
    FAILED = "failed", "失败"


M = TypeVar("M", bound="Owed", covariant=True)
Told = Callable[["Owed"], None]
_on_failed: list[Told] = []


def on_failed(told: Told) -> Told:
    """Register who is told, in the same transaction, when a row is left to a person; be idempotent."""
    _on_failed.append(told)
    return told


def said_of(error: Exception) -> str:
    """Return what is kept of a fault: its kind (`OSError`, `Refused[step.refused]`), a colon, its own words.

    The words may name people; pages show the kind alone (`Owed.fault`).
    """
    code = f"[{error.code}]" if isinstance(error, PlatformError) else ""
    return f"{type(error).__name__}{code}: {error}"


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

    def settle(self, rows: Iterable[M]) -> None:
        """Mark rows done that are held, all by one statement."""
        self.filter(pk__in=[row.pk for row in rows]).update(owed_state=OwedState.DONE, last_error="")

    def stuck(self) -> Self:
        """Rows that a person should look at: failed, tried in vain for some minutes, or taken up by no worker."""
        late = clock.machine_now() - LATE
        pending = Q(owed_state=OwedState.PENDING)
        return self.filter(
            Q(owed_state=OwedState.FAILED)
            | pending & Q(next_try_at__lte=late)
            | pending & Q(attempts__gte=MANY_ATTEMPTS)
        )


class Owed(models.Model):
    """The worker's side of a row; all instants here are machine time."""

    MAX_ATTEMPTS = 20
    called: ClassVar[str | Promise]
    """What such work is called on pages and in messages."""

    owed_state = models.CharField(max_length=8, choices=OwedState, default=OwedState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=clock.machine_now)
    last_error = models.TextField(blank=True)

    class Meta:
        """No table of its own."""

        abstract = True

    def renew(self) -> bool:
        """Begin the lease anew, before what must not be done twice; False where another has taken the row meanwhile."""
        until = clock.machine_now() + timedelta(seconds=settings.LEASE_SECONDS)
        mine = type(self)._default_manager.filter(
            pk=self.pk, owed_state=OwedState.PENDING, attempts=self.attempts, next_try_at=self.next_try_at
        )
        if not mine.update(next_try_at=until):
            return False
        self.next_try_at = until
        return True

    def settle(self) -> None:
        """Mark the row done."""
        self.owed_state = OwedState.DONE
        self.last_error = ""
        self.save(update_fields=["owed_state", "last_error"])

    def put_off(self, error: str, *, at: datetime | None = None) -> None:
        """Try again later, twice as late each time up to an hour; after the last attempt leave it to a person."""
        if self.attempts >= self.MAX_ATTEMPTS:
            self.fail(error)
            return
        self.last_error = error[:_LONGEST]
        backoff = min(MAX_BACKOFF, timedelta(seconds=2**self.attempts))
        self.next_try_at = at or clock.machine_now() + backoff
        self.save(update_fields=["last_error", "next_try_at"])

    def fail(self, error: str) -> None:
        """Leave the row to a person, and tell who is registered for that; being unable to tell stops nothing."""
        self.owed_state, self.last_error = OwedState.FAILED, error[:_LONGEST]
        try:
            with transaction.atomic():
                self._save_failed()
                for told in _on_failed:
                    told(self)
        except Exception:
            log.exception("owed.nobody_told", extra={"owed": self._meta.label_lower, "row": self.pk})
            self._save_failed()

    def _save_failed(self) -> None:
        self.save(update_fields=["owed_state", "last_error"])

    def revive(self) -> tuple[str, ...]:
        """Take back what failing set beside the queue; return the columns, which the caller saves."""
        return ()

    @property
    def fault(self) -> str:
        """The kind of the last error, without its words: what may be shown to who may not read the case."""
        kind, colon, _words = self.last_error.partition(":")
        return kind if colon and kind.isascii() and " " not in kind else ""


def try_again(model: type[Owed], pk: int, *, acting: Acting) -> bool:
    """Take up again a row that was left to a person, and keep who asked for it; False where it needs nothing any more.

    Pressed twice, or by two people at once, it is taken up once. The caller has checked who may.
    """
    with transaction.atomic():
        row = model._default_manager.select_for_update(no_key=True).filter(pk=pk, owed_state=OwedState.FAILED).first()
        if row is None:
            return False
        moment = clock.machine_now()
        Retry.objects.create(
            owed=model._meta.label_lower,
            row=pk,
            at=moment,
            by=acting.as_record(),
            attempts=row.attempts,
            fault=row.fault,
        )
        row.owed_state, row.attempts, row.next_try_at = OwedState.PENDING, 0, moment
        row.save(update_fields=["owed_state", "attempts", "next_try_at", *row.revive()])
    return True
