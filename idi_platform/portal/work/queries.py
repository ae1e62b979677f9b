"""Reading the work that is stuck; operators see all of it, nobody else any."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import Http404

from idi_platform.accounts.acting import Acting
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock, FollowUp
from idi_platform.documents.models import Attachment, Paper
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import NO_ADDRESS
from idi_platform.records.models import Retry
from idi_platform.records.queue import Owed, OwedQuerySet, OwedState

KINDS: Final[Mapping[str, type[Owed]]] = MappingProxyType(
    {"steps": FollowUp, "papers": Paper, "evidence": Attachment, "notices": Notice, "unreached": Notice}
)
"""What the addresses call each kind of work. Unreached are messages whose recipient has no address on the channel."""
_ONLY: Final[Mapping[str, Q]] = MappingProxyType(
    {"notices": ~Q(last_error=NO_ADDRESS), "unreached": Q(last_error=NO_ADDRESS)}
)
_BESIDE: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"steps": ("subject", "clock", "record")})


@dataclass(frozen=True, slots=True)
class Standstill:
    """The later clocks of a case that wait for one step of the system: how many, and how many are due by now."""

    clocks: int = 0
    due: int = 0


def stuck(acting: Acting, kind: str) -> "QuerySet[Any]":
    """Return the rows of a kind that a person should look at; 404 where there is no such kind."""
    return _of(acting, kind).stuck().select_related(*_BESIDE.get(kind, ("subject",)))


def row_for(acting: Acting, kind: str, pk: int) -> Owed:
    """Return one row that is not done, or that somebody had tried again; 404 else."""
    rows = _of(acting, kind)
    tried = Retry.objects.filter(owed=_label(kind), row=pk).values("row")
    found = (
        rows.select_related(*_BESIDE.get(kind, ("subject",)))
        .filter(~Q(owed_state=OwedState.DONE) | Q(pk__in=tried), pk=pk)
        .first()
    )
    if not isinstance(found, Owed):
        raise Http404
    return found


def counts(acting: Acting) -> dict[str, int]:
    """Return how much of each kind is stuck."""
    return {kind: _of(acting, kind).stuck().count() for kind in KINDS}


def retries_of(kind: str, pk: int) -> "QuerySet[Retry]":
    """Return who had a row tried again, the latest first."""
    return Retry.objects.filter(owed=_label(kind), row=pk).order_by("-pk")


def standstills(rows: Iterable[Owed], now: datetime) -> dict[int, Standstill]:
    """Return by row what a step of the system keeps from going on, in one query: the sweep does not pass it."""
    steps = [row for row in rows if isinstance(row, FollowUp) and row.act == "take"]
    if not steps:
        return {}
    later = Clock.objects.filter(subject_id__in={row.subject_id for row in steps}, next_at__isnull=False)
    instants = list(later.values_list("subject_id", "next_at"))
    waiting: Counter[int] = Counter()
    due: Counter[int] = Counter()
    for row in steps:
        behind = [at for subject_id, at in instants if subject_id == row.subject_id and at and at > row.occurred_at]
        waiting[row.pk] += len(behind)
        due[row.pk] += sum(at <= now for at in behind)
    return {row.pk: Standstill(waiting[row.pk], due[row.pk]) for row in steps}


def _of(acting: Acting, kind: str) -> "OwedQuerySet[Any]":
    if kind not in KINDS:
        raise Http404
    rows: OwedQuerySet[Any] = KINDS[kind]._default_manager.get_queryset()  # type: ignore[assignment]
    return rows.filter(_ONLY.get(kind, Q())) if acting.may_act_as(Role.operator) else rows.none()


def _label(kind: str) -> str:
    return KINDS[kind]._meta.label_lower
