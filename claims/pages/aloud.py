"""What a desk reads to a caller: in words that people say, to the minute, in the order in which he needs them."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from claims.codes import Severity
from claims.dates import Owed, open_duties
from claims.first_aid import AT_ONCE
from claims.models import Claim
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import ClockKind, ClockState
from idi_platform.kernel.clock import local_date
from idi_platform.portal.words import instant_words, limit_words
from idi_platform.rulebooks.law import Law

_MOST = 3
_SECOND = timedelta(seconds=1)


def read_aloud(claim: Claim, law: Law, now: datetime) -> list[str]:
    """Return the number, the instant, what to do at once, what comes by which day, and what is not insured."""
    said = {"number": claim.number, "when": instant_words(claim.received_at, now) if claim.received_at else ""}
    lines = [_("您的报案收到了，编号 %(number)s，收到时间 %(when)s。") % said]
    aid = AT_ONCE.get(Severity(claim.severity), "")
    lines += [str(aid)] if aid else []
    lines += [_promised(duty, now) for duty in open_duties(claim.pk, law)[:_MOST]]
    return [*lines, _("家具、家电等室内物品不在这份保险里，也请拍照留着。")]


def _promised(duty: Owed, now: datetime) -> str:
    """Return what is owed, its end at face value and its legal one; of a reminder, which has none, the first alone.

    No day is promised while the clock stands still, for its end still moves, and none that has gone by.
    """
    clock, what = duty.clock, duty.to_owner
    due_at, target_at = clock.due_at, clock.target_at
    if due_at is None or clock.state == ClockState.PAUSED:
        return _("%(what)s：%(until)s。") % {"what": what, "until": duty.until}
    if clock.kind == ClockKind.REMINDER:
        return _("应于 %(until)s：%(what)s。") % {"until": _spoken(target_at or due_at, clock, now), "what": what}
    until = _spoken(due_at, clock, now)
    if due_at <= now:
        return _("%(what)s：已经超过期限 %(until)s。") % {"until": until, "what": what}
    if target_at in (None, due_at):
        return _("最晚 %(until)s：%(what)s。") % {"until": until, "what": what}
    said = {"target": limit_words(_whole_minute(target_at), now), "until": until, "what": what}
    return _("应于 %(target)s，最晚 %(until)s：%(what)s。") % said


def _spoken(end: datetime, clock: Clock, now: datetime) -> str:
    words = limit_words(_whole_minute(end), now)
    return _("%(words)s（预计）") % {"words": words} if clock.provisional else words


def _whole_minute(due_at: datetime) -> datetime:
    """Return the end without its odd seconds, never a later one; a day's end stays one."""
    last = due_at - _SECOND
    if local_date(last) != local_date(due_at):
        return due_at
    return last.replace(second=0, microsecond=0) + _SECOND
