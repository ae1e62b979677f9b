"""The clock of the owner's page in large: how long is left, the track, what was paused by whom, what follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from claims.pages.wanted import paper_names
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.states import ClockState
from idi_platform.kernel.clock import local_date, start_of
from idi_platform.portal.articles import article_of
from idi_platform.portal.chips import clock_chip, clock_track, limit_sentence
from idi_platform.portal.components import ClockTrack, Look, Note
from idi_platform.portal.words import date_words, instant_words
from idi_platform.records.models import Record
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.titles import clock_title
from idi_platform.rulebooks.vocabulary import vocabulary

_DAY, _HOUR, _MINUTE = 86400, 3600, 60
_DAYS_ALONE = 14


@dataclass(frozen=True, slots=True)
class BigClock:
    """A running duty in large: figures with their units, until when, the track, the pauses, what follows a miss.

    `is_plain`: the figures say all that the clock's chip would say beside them.
    """

    figures: tuple[tuple[int, str], ...]
    is_plain: bool
    until: str
    both: str
    track: ClockTrack | None
    pauses: tuple[Note, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause that is over: from when to when, how many days it moved the end, by which clause."""

    since: datetime
    until: datetime
    days: int
    clause: str

    @property
    def words(self) -> str:
        """Return what it moved as a sentence."""
        words = {"since": date_words(local_date(self.since)), "until": date_words(local_date(self.until))}
        if self.days:
            text = _("%(since)s到 %(until)s 等您补材料，这 %(days)s 天不算在期限里。")
            return text % {**words, "days": self.days}
        return _("%(since)s到 %(until)s 等您补材料，这段时间不算在期限里。") % words


def pauses_of(clock: Clock) -> list[Pause]:
    """Return the pauses of a clock that are over, as its derivation has them."""
    return [
        Pause(_instant(step["from"]), _instant(step["to"]), step.get("amount") or 0, step.get("source") or "")
        for step in clock.derivation
        if step["what"] == "paused"
    ]


def big_clock(
    clock: Clock, law: Law, now: datetime, asked: Sequence[Record], names: Mapping[int, str]
) -> BigClock | None:
    """Return the clock in large; None for one without an end, or whose end is past: its chip says that.

    Args:
        clock: The duty that the page is about.
        law: The home's law.
        now: Legal time.
        asked: The claim's requests for papers, the newest first: by them it was paused.
        names: Names of organisations by number.
    """
    if clock.due_at is None or now >= clock.due_at:
        return None
    end = limit_sentence(clock.due_at, now)
    target = clock.target_at if clock.target_at not in (None, clock.due_at) else None
    both = (
        _("按条文应于 %(day)s 前，遇到休息日法定顺延到上面这一天。") % {"day": limit_sentence(target, now)}
        if target
        else ""
    )
    figures = () if clock.state == ClockState.PAUSED else _figures(clock, now)
    return BigClock(
        figures=figures,
        is_plain=bool(figures) and clock_chip(clock, now).look == Look.RUNNING,
        until=_("最晚 %(limit)s") % {"limit": end},
        both=both,
        track=clock_track(clock.started_at, clock.due_at, now, start_what=_("开始计时"), pauses=_pauses(clock, asked)),
        pauses=tuple(_pause_notes(clock, asked, names, now)),
        after=consequence(clock, law),
    )


def _figures(clock: Clock, now: datetime) -> tuple[tuple[int, str], ...]:
    """Return what is left in days, hours and minutes; from a fortnight on in days alone."""
    seconds = int((clock.due_at - now).total_seconds()) if clock.due_at is not None else 0
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    if days >= _DAYS_ALONE:
        return ((days, _("天")),)
    parts = ((days, _("天")), (hours, _("小时")), (rest // _MINUTE, _("分")))
    return tuple(part for part in parts if part[0])


def _pauses(clock: Clock, asked: Sequence[Record]) -> list[tuple[datetime, datetime | None]]:
    """Return the pauses as the derivation has them, and the open one since the papers were asked for."""
    found: list[tuple[datetime, datetime | None]] = [(one.since, one.until) for one in pauses_of(clock)]
    if clock.state == ClockState.PAUSED and asked:
        found.append((asked[0].occurred_at, None))
    return found


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text) if "T" in text else start_of(date.fromisoformat(text))


def _pause_notes(clock: Clock, asked: Sequence[Record], names: Mapping[int, str], now: datetime) -> Iterable[Note]:
    """Say of each pause who pressed it and for what, and what it moved."""
    for one in pauses_of(clock):
        pressed = next(
            (row for row in asked if local_date(row.occurred_at) == local_date(one.since)), asked[-1] if asked else None
        )
        article = article_of(one.clause) if one.clause else None
        yield Note(_pressed(pressed, names, now) + one.words, look=Look.PAUSED, article=article)
    if clock.state == ClockState.PAUSED:
        text = _pressed(asked[0] if asked else None, names, now)
        yield Note(text + _("补齐以前不计时，补齐以后接着算。"), look=Look.PAUSED)


def _pressed(record: Record | None, names: Mapping[int, str], now: datetime) -> str:
    """Say who asked for which papers when: that pressed the pause, and cannot be dated back."""
    if record is None:
        return ""
    words = {
        "when": instant_words(record.occurred_at, now),
        "who": names.get(record.acting.get("organisation") or 0, _("保险公司")),
        "papers": paper_names(record.facts.get("papers", ())) or _("材料"),
    }
    return _("%(when)s %(who)s请您补%(papers)s，停表由此开始，不能倒填。") % words


def consequence(clock: Clock, law: Law) -> str:
    """Say what follows where the duty is missed, as the home's rulebook has it; empty where it says nothing."""
    found = law.clocks.get(clock.name)
    told = [role for one in (found.on_breach if found is not None else ()) for role in one.notify]
    if not told:
        return ""
    who = "、".join(dict.fromkeys(_role(role) for role in told))
    return _("到期没有办完：系统当时就记下“%(what)s”超期，并告诉%(who)s；超期不等于自动赔，也不等于自动不赔。") % {
        "what": clock_title(law, clock.name),
        "who": who,
    }


def _role(name: str) -> str:
    return vocabulary.label(name)
