"""The dates of a case in words: what is owed by when, and by which provision; read from its clocks, never computed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from idi_platform.deadlines.explain import last_good
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.queries import clocks_of
from idi_platform.deadlines.states import OPEN_STATES, ClockKind, ClockState
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title

_TO_OWNERS = {
    "survey": _noop("上门看"),
    "visit": _noop("上门看"),
    "emergency_repair": _noop("先来抢修影响生活的地方"),
    "determination": _noop("告诉您赔不赔、为什么"),
    "result_notice": _noop("把结果书面告诉您"),
    "refusal_notice": _noop("把不赔的理由书面告诉您"),
    "performance": _noop("按约定修好，或者赔付"),
}
"""What is measured, as an owner would say it; whatever else is owed has its title from the text."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One open duty: what, who owes it, until when, by which provision."""

    clock: Clock
    title: str
    until: str
    article: str

    @property
    def by_law(self) -> str:
        """Return until when, and by which article; its title would repeat what is owed."""
        return _("%(until)s（%(article)s）") % {"until": self.until, "article": self.article}

    @property
    def to_owner(self) -> str:
        """Return what is owed in an owner's words; the article beside it says it in the text's."""
        plain = _TO_OWNERS.get(self.clock.measures)
        return _(plain) if plain is not None else self.title


def clause_limiting(law: Law, measures: str) -> str:
    """Return the clause that limits what is measured, the city's own before the nation's; empty where none does."""
    own = law.city.clocks if law.city is not None else {}
    rules = [*own.values(), *law.base.clocks.values()]
    found = (rule.clause for rule in rules if rule.measures == measures and rule.force == "law")
    return next((clause for clause in found if clause), "")


def open_duties(subject_id: int, law: Law) -> list[Owed]:
    """Return the open duties of a case, the earliest legal end first; one row for each thing that is measured."""
    kinds = (ClockKind.DUTY, ClockKind.REMINDER)
    return duties_among((row for row in clocks_of(subject_id) if row.state in OPEN_STATES and row.kind in kinds), law)


def duties_among(rows: Iterable[Clock], law: Law) -> list[Owed]:
    """Return the same of open clocks of one case that a list has read for all of its cases."""
    found: dict[str, Clock] = {}
    for row in sorted(rows, key=_urgency):
        found.setdefault(row.measures or row.name, row)
    return [owed_of(row, law) for row in found.values()]


def survey_owed(subject_id: int, law: Law) -> Owed | None:
    """Return until when somebody has to come and look; None where nothing says, or where it is done."""
    return next((duty for duty in open_duties(subject_id, law) if duty.clock.measures == "survey"), None)


def owed_of(clock: Clock, law: Law) -> Owed:
    """Return a clock in words."""
    return Owed(clock, clock_title(law, clock.name), until_words(clock), law.citation(clock.clause))


def until_words(clock: Clock) -> str:
    """Say until when: both ends where the legal one is later than at face value; a reminder has no legal one.

    While the clock stands still nothing is said of its end, which still moves.
    """
    if clock.state == ClockState.PAUSED:
        return _("暂停计时，恢复以后接着算")
    if clock.due_at is None:
        if clock.target_at is None:
            return _("条文没有规定天数")
        return _("参考 %(day)s") % {"day": last_good(clock.target_at)}
    due = last_good(clock.due_at)
    words = due
    if clock.target_at not in (None, clock.due_at) and clock.kind == ClockKind.REMINDER:
        words = _("应于 %(target)s") % {"target": _good(clock.target_at)}
    elif clock.target_at not in (None, clock.due_at):
        words = _("应于 %(target)s，法定最晚 %(limit)s") % {"target": _good(clock.target_at), "limit": due}
    return _("%(words)s（预计）") % {"words": words} if clock.provisional else words


def _good(end: datetime | None) -> str:
    return last_good(end) if end is not None else ""


def _urgency(clock: Clock) -> tuple[bool, float, bool, float, int]:
    """Return the order: the earliest legal end, law before contract; of those that end together, the shorter limit."""
    due = clock.due_at or clock.target_at
    if due is None:
        return (True, 0.0, clock.force != "law", 0.0, clock.pk)
    target = clock.target_at or due
    return (False, due.timestamp(), clock.force != "law", target.timestamp(), clock.pk)
