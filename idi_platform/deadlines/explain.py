"""Why this date: the derivation of a clock as words for a person, and what its two ends mean (rule 2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from idi_platform.kernel import clock as time
from idi_platform.kernel.display import say_date

from .models import Clock
from .rules.deadline import Unit
from .rules.instants import ONE_SECOND
from .states import ClockKind, ClockState

_CIVIL_CODE_SINCE = date(2021, 1, 1)


@dataclass(frozen=True, slots=True)
class Why:
    """An explanation, in the language of the reader.

    `summary` is one sentence for the page; `steps` tell how the date was counted, in order; `labels` are short words
    to show beside it (预计, 参考目标, 合同约定).
    """

    summary: str
    steps: tuple[str, ...]
    labels: tuple[str, ...]
    clause: str


def why(clock: Clock) -> Why:
    """Explain a stored clock."""
    steps = tuple(words(step, clock.started_at) for step in clock.derivation)
    return Why(summary(clock), tuple(step for step in steps if step), labels(clock), clock.clause)


def labels(clock: Clock) -> tuple[str, ...]:
    """Return the words shown beside the date."""
    found = []
    if clock.provisional:
        found.append(_("预计"))
    if clock.state == ClockState.PAUSED:
        found.append(_("暂停中"))
    if clock.kind == ClockKind.REMINDER and not clock.clause:
        found.append(_("平台参考目标"))
    if clock.force == "contract":
        found.append(_("合同约定"))
    return tuple(found)


def summary(clock: Clock) -> str:
    """Say by when, in one sentence: the last good day or second, and both ends where they differ."""
    if clock.due_at is None:
        if clock.target_at is None:
            return _("没有固定的截止日期")
        return _("应于%(target)s前完成") % {"target": last_good(clock.target_at)}
    if clock.kind == ClockKind.WINDOW:
        return _("%(since)s至%(until)s") % {"since": moment(clock.started_at), "until": last_good(clock.due_at)}
    if clock.target_at is None or clock.target_at == clock.due_at:
        return _("%(due)s前") % {"due": last_good(clock.due_at)}
    return _("应于%(target)s前完成；因%(holiday)s，法定期限顺延至%(due)s") % {
        "target": last_good(clock.target_at),
        "holiday": _holiday(clock.derivation),
        "due": last_good(clock.due_at),
    }


def _holiday(derivation: Iterable[Mapping[str, Any]]) -> str:
    name = next((step.get("source", "") for step in derivation if step["what"] == "rolled"), "")
    if not name:
        return _("起算时间不同")
    return _("周末") if name == "周末" else _("%(name)s放假") % {"name": name}


def last_good(end: datetime) -> str:
    """Return the last good moment before an end: a day to its 24:00, or a second of that day."""
    if time.start_of(time.local_date(end)) == end:
        return _("%(day)s 24:00") % {"day": say_date(time.local_date(end - ONE_SECOND))}
    return moment(end - ONE_SECOND)


def moment(found: datetime) -> str:
    """Return 2026年3月4日 09:30, with seconds where there are any."""
    local = found.astimezone(time.SHANGHAI)
    clock_time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{say_date(local.date())} {clock_time}"


def words(step: Mapping[str, Any], started_at: datetime) -> str:
    """Say one step of a derivation as a sentence; an unknown step says nothing."""
    template = _sentences().get(step["what"])
    if template is None:
        return ""
    return template % {
        "since": _shown(step["from"]),
        "until": last_good(datetime.fromisoformat(step["to"])) if step["what"] == "stricter" else _shown(step["to"]),
        "amount": step.get("amount", 0),
        "length": _length(step),
        "source": step.get("source", ""),
        "law": law_of_counting(started_at),
    }


def law_of_counting(on: datetime) -> str:
    """Return the law by which time is counted on the day of an event (rule 17); its articles kept their numbers."""
    return _("民法典") if time.local_date(on) >= _CIVIL_CODE_SINCE else _("民法总则")


def _sentences() -> dict[str, str]:
    return {
        "event_day": _("%(since)s当日不计入期限（%(law)s第二百零一条）"),
        "days": _("从次日起算%(amount)s日，到%(until)s"),
        "corresponding_day": _("%(length)s，到对应日%(until)s（%(law)s第二百零二条）"),
        "month_end": _("%(length)s，末月没有对应日，到月末%(until)s（%(law)s第二百零二条）"),
        "working_days": _("按工作日计算%(amount)s日，到%(until)s"),
        "rolled": _("%(since)s是休息日（%(source)s），顺延至%(until)s（%(law)s第二百零三条）"),
        "hours": _("自%(since)s起%(amount)s小时，夜间和节假日照计，到%(until)s"),
        "same_day": _("当日24:00前"),
        "set_date": _("到指定的%(until)s为止，不顺延"),
        "set_instant": _("到指定的%(until)s为止"),
        "before": _("从%(since)s倒数%(length)s，当日不计，最迟%(until)s，不顺延"),
        "before_day": _("须早于%(since)s，最迟%(until)s"),
        "before_instant": _("须早于%(since)s"),
        "paused": _("%(since)s至%(until)s等待补充材料，扣除%(amount)s日"),
        "extended": _("情形复杂，期限改为%(length)s，仍从原起点计算"),
        "stricter": _("法规与合同不一致，取较早的%(until)s"),
        "window": _("自%(since)s起，到%(until)s 24:00止，不顺延"),
        "between": _("自%(since)s起，到%(until)s为止，不顺延"),
        "period": _("本期%(since)s至%(until)s，应完成%(amount)s次，节假日不顺延"),
        "cover": _("保险期间%(length)s，自%(since)s零时起，至%(until)s零时止"),
        "printed_end": _("保险单载明的期间较长，至%(until)s零时止"),
        "at_the_instant": _("到%(until)s自动办理"),
    }


def _length(step: Mapping[str, Any]) -> str:
    amount = step.get("amount", 0)
    templates = {
        Unit.DAYS: _("%(amount)s日"),
        Unit.WORKING_DAYS: _("%(amount)s个工作日"),
        Unit.MONTHS: _("%(amount)s个月"),
        Unit.YEARS: _("%(amount)s年"),
        Unit.HOURS: _("%(amount)s小时"),
    }
    unit = step.get("unit", "")
    return templates[Unit(unit)] % {"amount": amount} if unit in templates else ""


def _shown(text: str) -> str:
    if "T" in text:
        return moment(datetime.fromisoformat(text))
    return say_date(date.fromisoformat(text)) if text else _("将来")
