"""From a clock, a step offer or a row of the log to the component that shows it."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Protocol

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from idi_platform.kernel.clock import SHANGHAI, local_date

from . import words
from .components import Article, ClockChip, ClockTrack, Look, Reason, StepButton, TrackSpan

ArticleReader = Callable[[str], Article | None]


class ClockLike(Protocol):
    """What a chip reads of a clock; instants are aware, `due_at` is an exclusive end."""

    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def target_at(self) -> dt.datetime | None: ...  # noqa: D102
    @property
    def due_at(self) -> dt.datetime | None: ...  # noqa: D102
    @property
    def met_at(self) -> dt.datetime | None: ...  # noqa: D102
    @property
    def breached_at(self) -> dt.datetime | None: ...  # noqa: D102
    @property
    def provisional(self) -> bool: ...  # noqa: D102


class RefusalLike(Protocol):
    """What a step button reads of a refusal or a hint."""

    @property
    def message(self) -> str: ...  # noqa: D102
    @property
    def clause(self) -> str: ...  # noqa: D102
    @property
    def also(self) -> Sequence[str]: ...  # noqa: D102


class OfferLike(Protocol):
    """What a step button reads of a step offer."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102
    @property
    def refusals(self) -> Sequence[RefusalLike]: ...  # noqa: D102
    @property
    def hints(self) -> Sequence[RefusalLike]: ...  # noqa: D102


def clock_chip(
    clock: ClockLike,
    now: dt.datetime,
    *,
    name: str = "",
    waiting_for: str = "",
    paused_since: dt.datetime | None = None,
    article: Article | None = None,
) -> ClockChip:
    """Say how a clock stands at `now`: words first, its deadline on the second line.

    Args:
        clock: a Clock row, a Derived or anything with their fields (`kind` too, a duty unless it says otherwise).
        now: legal time, read once for the page.
        name: what the clock measures (核定), said before the deadline.
        waiting_for: during a pause, who is waited for and for what (等您补材料).
        paused_since: when the pause began, unless the clock itself tells (`paused_since`).
        article: the article behind the limit.
    """
    since = paused_since or getattr(clock, "paused_since", None)
    look, said, line = _paused(since, now, waiting_for) if clock.state == "paused" else _standing(clock, now)
    return ClockChip(look, said, line, name, article)


def _standing(clock: ClockLike, now: dt.datetime) -> tuple[Look, str, str]:
    if clock.state in _ENDED:
        return Look.NONE, _ENDED[clock.state](), ""
    if clock.met_at is not None:
        look, said, line = _met(clock.met_at, clock.due_at, now)
        return look, said, _("%(line)s，晚录入") % {"line": line} if getattr(clock, "entered_late", False) else line
    if clock.due_at is None:
        return _without_end(clock.target_at, now)
    if clock.provisional:
        day = {"day": _last_day(clock.due_at)}
        return Look.PROVISIONAL, _("预计 %(day)s") % day, _("当年放假安排还没公布，公布后重算")
    by_kind = _KINDS.get(getattr(clock, "kind", "duty"), _duty)
    return by_kind(clock.target_at, clock.due_at, now)


def _duty(target: dt.datetime | None, due: dt.datetime, now: dt.datetime) -> tuple[Look, str, str]:
    if now < due:
        return _running(target, due, now)
    late = {"length": words.length_words(now - due)}
    return Look.BREACH, _("超期 %(length)s") % late, _("应于 %(limit)s 前") % {"limit": words.limit_words(due, now)}


def _reminder(target: dt.datetime | None, due: dt.datetime, now: dt.datetime) -> tuple[Look, str, str]:
    """Say when it should be done: no text makes it late, so nothing is said of a legal end."""
    day = target or due
    if now < day:
        return _running(None, day, now)
    return Look.TARGET, _("该办了"), _("提醒日 %(limit)s") % {"limit": words.limit_words(day, now)}


def _window(_target: dt.datetime | None, due: dt.datetime, now: dt.datetime) -> tuple[Look, str, str]:
    line = _("到 %(limit)s 为止") % {"limit": words.limit_words(due, now)}
    if now >= due:
        return Look.NONE, _("期间已过"), line
    return Look.RUNNING, _("还有 %(length)s") % {"length": words.length_words(due - now)}, line


def _automatic(_target: dt.datetime | None, due: dt.datetime, now: dt.datetime) -> tuple[Look, str, str]:
    if now >= due:
        return Look.RUNNING, _("系统正在办理"), ""
    when = {"when": words.instant_words(due, now)}
    return Look.NONE, _("到时自动办理"), _("%(when)s，不用操作") % when


def _running(target: dt.datetime | None, due: dt.datetime, now: dt.datetime) -> tuple[Look, str, str]:
    left = {"length": words.length_words(due - now)}
    limit = words.limit_words(due, now)
    if target is None or target == due:
        return Look.RUNNING, _("还剩 %(length)s") % left, _("%(limit)s 前") % {"limit": limit}
    both = {"target": words.limit_words(target, now), "limit": limit}
    if now < target:
        return Look.RUNNING, _("还剩 %(length)s") % left, _("应于 %(target)s 前，法定最晚 %(limit)s") % both
    return Look.TARGET, _("目标已过，法定余 %(length)s") % left, _("目标 %(target)s，法定最晚 %(limit)s") % both


def _met(met_at: dt.datetime, due: dt.datetime | None, now: dt.datetime) -> tuple[Look, str, str]:
    line = _("%(when)s 办完") % {"when": words.instant_words(met_at, now)}
    if due is None:
        return Look.MET, _("已办完"), line
    if met_at >= due:
        return Look.BREACH, _("办完了，超期 %(length)s") % {"length": words.length_words(met_at - due)}, line
    return Look.MET, _("按时，早 %(length)s") % {"length": words.length_words(due - met_at)}, line


def _paused(since: dt.datetime | None, now: dt.datetime, waiting_for: str) -> tuple[Look, str, str]:
    if since is None:
        return Look.PAUSED, _("，").join(part for part in (_("停表"), waiting_for) if part), ""
    said = _("停表 %(length)s") % {"length": words.length_words(now - since)}
    line = _("%(when)s 起不计时") % {"when": words.instant_words(since, now)}
    return Look.PAUSED, _("，").join(part for part in (said, waiting_for) if part), line


def _without_end(target: dt.datetime | None, now: dt.datetime) -> tuple[Look, str, str]:
    if target is None:
        return Look.NONE, _("没有规定天数"), ""
    if now < target:
        left = {"length": words.length_words(target - now)}
        return Look.RUNNING, _("建议还剩 %(length)s") % left, _("平台建议，条文没有规定天数")
    return Look.TARGET, _("已过建议时间"), _("平台建议 %(target)s") % {"target": words.limit_words(target, now)}


_KINDS = {"duty": _duty, "reminder": _reminder, "window": _window, "automatic": _automatic}
_ENDED: dict[str, Callable[[], str]] = {
    "void": lambda: _("不再计时"),
    "annulled": lambda: _("已撤销"),
    "closed": lambda: _("期间已过"),
    "not_due": lambda: _("不适用"),
}


def _last_day(due: dt.datetime) -> str:
    return words.date_words(local_date(due - dt.timedelta(seconds=1)))


def clock_track(
    started_at: dt.datetime,
    due_at: dt.datetime,
    now: dt.datetime,
    *,
    start_what: str,
    pauses: Sequence[tuple[dt.datetime, dt.datetime | None]] = (),
) -> ClockTrack:
    """Draw where the time between start and limit went; after the limit the line stands at the end.

    A limit in days pauses by whole days: give the days' ends as the ends of each pause. An open pause ends `None`.
    """
    end = max(due_at, now)
    whole = max((end - started_at).total_seconds(), 1.0)

    def at(instant: dt.datetime) -> float:
        return min(max((instant - started_at).total_seconds() / whole * 100, 0.0), 100.0)

    spans: list[TrackSpan] = []
    cursor = started_at
    for since, until in sorted(pauses, key=lambda pause: pause[0]):
        stop = min(until or now, now)
        spans.append(_span(at(cursor), at(min(since, now))))
        spans.append(_span(at(since), at(stop), paused=True))
        cursor = max(cursor, stop)
    spans.append(_span(at(cursor), at(now)))
    return ClockTrack(
        spans=tuple(span for span in spans if span.width != "0%"),
        now_x=_percent(at(now)),
        start_when=words.instant_words(started_at, now),
        start_what=start_what,
        end_when=words.limit_words(due_at, now),
        end_what=_("最晚期限"),
    )


def _span(start: float, end: float, *, paused: bool = False) -> TrackSpan:
    return TrackSpan(_percent(start), _percent(max(end - start, 0.0)), paused=paused)


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def limit_sentence(due_at: dt.datetime, now: dt.datetime) -> str:
    """Return the limit with its day of the week, for owners: 3月13日（周五）24:00."""
    last = due_at - dt.timedelta(seconds=1)
    day, _space, time = words.limit_words(due_at, now).rpartition(" ")
    return _("%(day)s（%(weekday)s）%(time)s") % {
        "day": day,
        "weekday": words.weekday_words(last.astimezone(SHANGHAI).date()),
        "time": time,
    }


def no_article(_clause: str) -> Article | None:
    """Return nothing: for pages that show no articles."""
    return None


def step_button(
    offer: OfferLike,
    *,
    href: str,
    articles: ArticleReader = no_article,
    primary: bool = False,
    icon: str = "",
) -> StepButton:
    """Turn a step offer into its button with all reasons; `articles` gives the words and address of a clause id."""
    return StepButton(
        code=offer.name,
        label=capfirst(str(offer.label)),
        allowed=offer.state != "refused",
        href=href,
        icon=icon,
        primary=primary,
        refusals=_reasons(offer.refusals, articles),
        hints=_reasons(offer.hints, articles),
    )


def reason_of(refusal: RefusalLike, articles: ArticleReader) -> Reason:
    """Return what stands against a step as it is shown: the sentence, its article and those that say the same."""
    found = [articles(clause) for clause in (refusal.clause, *refusal.also) if clause]
    shown = tuple(dict.fromkeys(article for article in found if article is not None))
    return Reason(str(refusal.message), next(iter(shown), None), beside=shown[1:])


def _reasons(refusals: Sequence[RefusalLike], articles: ArticleReader) -> tuple[Reason, ...]:
    return tuple(reason_of(refusal, articles) for refusal in refusals)
