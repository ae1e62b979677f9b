"""Rates of limits kept: by the text's days, by the legal end, and apart what national law or a contract asks.

A limit is ripe when it has been met, or when its end has passed; it belongs to the month in which it grew ripe. One
that still runs at the end of the month, paused or not, stands in neither number and is listed by itself.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.rules.instants import ONE_SECOND
from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.records.models import Subject
from idi_platform.rulebooks.models import Revision

from .counting import Around, Entry, Lists, share

LEGAL, TARGET, NATIONAL, CONTRACT, RUNNING = "legal", "target", "national", "contract", "running"
LINES: Final = (LEGAL, TARGET, NATIONAL, CONTRACT, RUNNING)
NEVER_WERE: Final = (ClockState.ANNULLED, ClockState.NOT_DUE)
"""The states of rows that stand for no limit."""
_NOT_YET: Final = datetime.max.replace(tzinfo=UTC)
"""When a limit that stands still is over."""


def limits(
    around: Around,
    *,
    measures: Collection[str] = (),
    names: Collection[str] = (),
    among: QuerySet[Subject] | None = None,
) -> Lists:
    """Return the lists of the five lines: 法定按期, 文本期限达标, national law, contract, 未到期.

    Args:
        around: What is looked at.
        measures: The tags under which city and national law name limits of one thing (`survey`, `determination`).
        names: Names of clocks besides.
        among: The subjects whose limits count; all in the divisions if None.
    """
    subjects = around.subjects if among is None else among
    clocks = Clock.objects.filter(Q(measures__in=measures) | Q(name__in=names), subject__in=subjects)
    clocks = clocks.filter(Q(kind=ClockKind.DUTY) | Q(kind=ClockKind.REMINDER, force="contract"))
    clocks = clocks.filter(Q(started_at__lt=around.month.ends_at) | ~Q(history=[]))
    clocks = clocks.annotate(end=Coalesce("due_at", "target_at")).exclude(met_at__lt=around.month.starts_at)
    clocks = clocks.filter(Q(end=None) | Q(end__gte=around.month.starts_at) | Q(state=ClockState.PAUSED))
    bases = frozenset(Revision.objects.filter(edition__is_base=True).values_list("pk", flat=True))
    lists: dict[str, list[Entry]] = {line: [] for line in LINES}
    for clock in clocks:
        line = CONTRACT if clock.force == "contract" else NATIONAL if clock.revision_id in bases else LEGAL
        for run in _runs(clock):
            if run.end is None or run.started_at >= around.month.ends_at:
                continue
            if run.over >= around.month.ends_at:
                lists[RUNNING].append(Entry(clock.subject_id, ref=clock.pk))
            elif not run.fell_away and around.month.holds(run.over):
                lists[line].append(_entry(clock, run.met_at, run.end))
                if line == LEGAL and run.target_at is not None:
                    lists[TARGET].append(_entry(clock, run.met_at, run.target_at))
    return lists


class _Run(NamedTuple):
    """What a clock's row stands for, or once stood for."""

    state: str
    started_at: datetime
    target_at: datetime | None
    due_at: datetime | None
    met_at: datetime | None
    ended_at: datetime | None

    @property
    def end(self) -> datetime | None:
        """The legal end, or the target where there is no other."""
        return self.due_at or self.target_at

    @property
    def over(self) -> datetime:
        """When it ran no longer: met, at its last instant, or taken away before; one that stands still is not over.

        A limit that ends with the last day of a month is a limit of that month.
        """
        if self.state == ClockState.PAUSED:
            return _NOT_YET
        last = None if self.end is None else self.end - ONE_SECOND
        return min(at for at in (self.met_at, self.ended_at, last) if at is not None)

    @property
    def fell_away(self) -> bool:
        """Whether what it asked for was no longer owed before it was ripe."""
        if self.met_at is not None or self.state not in (ClockState.VOID, ClockState.CLOSED):
            return False
        return self.ended_at is None or self.end is None or self.ended_at < self.end


def _runs(clock: Clock) -> Iterator[_Run]:
    """Return what the row stands for and, out of its history, what was ripe before a fact that starts it came anew.

    The notice of a first refusal stays counted when the claim is determined anew and the same row starts again.
    """
    shown: dict[str, Any] = {name: getattr(clock, name) for name in _Run._fields}
    run = _Run(**shown)
    if run.state not in NEVER_WERE:
        yield run
    for change in reversed(clock.history):
        since = run.started_at
        former = {name: _read(name, value) for name, value in change["from"].items() if name in _Run._fields}
        shown = {**shown, **former, "ended_at": None}
        run = _Run(**shown)
        was_ripe = run.state not in NEVER_WERE and run.end is not None and not run.fell_away
        if run.started_at < since and was_ripe and run.over <= since:
            yield run


def _read(name: str, value: str | None) -> datetime | str | None:
    return datetime.fromisoformat(value) if value and name.endswith("_at") else value


def _entry(clock: Clock, met: datetime | None, end: datetime) -> Entry:
    return share(clock.subject_id, is_in=met is not None and met < end, ref=clock.pk)
