"""What time did between two instants: the events of clocks and the steps of the system, for the demonstration."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from idi_platform.deadlines.models import Clock, FollowUp
from idi_platform.kernel.errors import PlatformError
from idi_platform.kernel.languages import in_words
from idi_platform.records.models import Record
from idi_platform.records.queue import OwedState
from idi_platform.rulebooks import store
from idi_platform.rulebooks.vocabulary import vocabulary

from .components import Look, RecordRow
from .words import instant_words

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Due:
    """What fell due: the rows shown, how many there are in all, and how much the workers still have to do."""

    rows: tuple[RecordRow, ...]
    total: int
    waiting: int


def between(since: dt.datetime, until: dt.datetime) -> Due:
    """Return what time did after `since` up to and including `until`, the earliest first."""
    found = _records(since, until)
    titles = _Titles()
    rows = tuple(_row(record, until, titles) for record in found.select_related("subject")[:MOST_SHOWN])
    return Due(rows, found.count(), _waiting(until))


def _records(since: dt.datetime, until: dt.datetime) -> QuerySet[Record]:
    by_time = Q(form="event") | Q(form="step", acting__kind="system")
    return Record.objects.filter(by_time, occurred_at__gt=since, occurred_at__lte=until).order_by("occurred_at", "pk")


def _waiting(now: dt.datetime) -> int:
    pending = FollowUp.objects.filter(owed_state=OwedState.PENDING, attempts=0)
    return Clock.objects.to_look_at(now).count() + pending.count()


class _Titles:
    """The names of clocks, from the revisions that their records name."""

    def __init__(self) -> None:
        self._known: dict[tuple[int | None, str], str] = {}

    def of(self, record: Record) -> str:
        name = str(record.facts.get("clock", ""))
        key = (record.revision_id, name)
        if key not in self._known:
            self._known[key] = _title(record.revision_id, name)
        return self._known[key]


def _title(revision_id: int | None, name: str) -> str:
    if revision_id is None or not name:
        return name
    try:
        book = store.read(revision_id)
    except PlatformError:
        return name
    found = book.clocks.get(name) or book.all_quotas.get(name)
    return in_words(found.title) if found and found.title else name


def _row(record: Record, now: dt.datetime, titles: _Titles) -> RecordRow:
    look, words = _events().get(record.name, (Look.RUNNING, vocabulary.label(record.name)))
    title = "　".join(part for part in (words, titles.of(record)) if part)
    subject = f"{vocabulary.label(record.subject.kind)} {record.subject_id}"
    return RecordRow(title, instant_words(record.occurred_at, now, seconds=True), subject, look=look, shape=look.icon)


def _events() -> dict[str, tuple[Look, str]]:
    return {
        "clock.opened": (Look.RUNNING, _("期间开始")),
        "clock.reminder": (Look.TARGET, _("提醒")),
        "clock.target_passed": (Look.TARGET, _("目标已过")),
        "clock.due_passed": (Look.BREACH, _("到期没办")),
        "clock.escalation": (Look.TARGET, _("上报")),
        "clock.closed": (Look.NONE, _("期间结束")),
        "clock.step_due": (Look.RUNNING, _("到时办理")),
        "clock.not_taken": (Look.NONE, _("条件不符合，没有办理")),
        "clock.recomputed": (Look.PROVISIONAL, _("日期重算")),
        "clock.period_over": (Look.NONE, _("本期结束")),
    }
