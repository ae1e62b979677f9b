"""Saying in words why a predicate does not hold, for a refusal that has no sentence of its own."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from idi_platform.kernel.clock import local_date
from idi_platform.kernel.languages import language
from idi_platform.rulebooks.schema.base import Duration
from idi_platform.rulebooks.vocabulary import Vocabulary

from .outcome import Because, Outcome


def sentence(outcome: Outcome, vocabulary: Vocabulary) -> str:
    """Return one sentence that names what is missing or what does not fit, in the active language."""
    return _("；").join(dict.fromkeys(_said(ground, vocabulary) for ground in outcome.because)) + _("。")


def _said(ground: Because, vocabulary: Vocabulary) -> str:
    name = _("办理当日") if ground.name == "now" else vocabulary.label(ground.name, _lang())
    if ground.member is not None:
        name = _("第%(number)s项的%(name)s") % {"number": ground.member, "name": name}
    say = _WORDS.get(ground.ground, _compared)
    return say(ground, name, vocabulary)


def _compared(ground: Because, name: str, vocabulary: Vocabulary) -> str:
    if ground.truth:
        return _("%(name)s是%(actual)s") % {"name": name, "actual": _value(ground, ground.actual, vocabulary)}
    wanted = _wanted(ground, vocabulary)
    actual = _value(ground, ground.actual, vocabulary)
    return _("%(name)s应%(wanted)s，现在是%(actual)s") % {"name": name, "wanted": wanted, "actual": actual}


def _wanted(ground: Because, vocabulary: Vocabulary) -> str:
    word = {
        "is_": _("为%(value)s"),
        "in_": _("为%(value)s之一"),
        "at_least": _("不小于%(value)s"),
        "at_most": _("不大于%(value)s"),
        "before": _("早于%(value)s"),
        "after": _("晚于%(value)s"),
        "count": _("满足%(value)s"),
        "sum": _("满足%(value)s"),
        "share": _("满足%(value)s"),
    }.get(ground.ground, "%(value)s")
    return word % {"value": _value(ground, ground.wanted, vocabulary)}


def _value(ground: Because, value: object, vocabulary: Vocabulary) -> str:
    if isinstance(value, tuple):
        return _("、").join(_value(ground, one, vocabulary) for one in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        value = local_date(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日" if _lang() == "zh" else value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return vocabulary.value_label(ground.name, value, _lang())


def _happened(ground: Because, name: str, vocabulary: Vocabulary) -> str:
    return _("已经“%(name)s”") % {"name": name} if ground.truth else _("还没有“%(name)s”") % {"name": name}


def _elapsed(ground: Because, name: str, vocabulary: Vocabulary) -> str:
    duration = ground.wanted
    length = length_words(duration) if isinstance(duration, Duration) else ""
    return _("距“%(name)s”的时间不符合（%(length)s）") % {"name": name, "length": length}


def length_words(duration: Duration) -> str:
    """Return a length of time as the text gives it: 7 天, 10 个工作日."""
    return counted(str(duration.number), duration.number, duration.unit)


def counted(said: str, number: int, unit: str) -> str:
    """Return a number, as it is said, with its unit; a unit without words as it is."""
    words = {
        "days": ngettext("%(n)s 天", "%(n)s 天", number),
        "hours": ngettext("%(n)s 小时", "%(n)s 小时", number),
        "working_days": ngettext("%(n)s 个工作日", "%(n)s 个工作日", number),
        "months": ngettext("%(n)s 个月", "%(n)s 个月", number),
        "years": ngettext("%(n)s 年", "%(n)s 年", number),
        "seasons": ngettext("%(n)s 个供暖期或供冷期", "%(n)s 个供暖期或供冷期", number),
        "CNY": _("%(n)s 元"),
        "money": _("%(n)s 元"),
        "m2": _("%(n)s 平方米"),
        "mm": _("%(n)s 毫米"),
        "%": _("%(n)s%%"),
    }
    return words[unit] % {"n": said} if unit in words else f"{said} {unit}"


_WORDS: dict[str, Callable[[Because, str, Vocabulary], str]] = {
    "unknown": lambda _ground, name, _vocabulary: _("还没有登记%(name)s") % {"name": name},
    "empty": lambda _ground, name, _vocabulary: _("%(name)s还是空的") % {"name": name},
    "exists": lambda ground, name, _vocabulary: (
        _("还没有登记%(name)s") % {"name": name} if ground.wanted else _("已经登记了%(name)s") % {"name": name}
    ),
    "happened": _happened,
    "elapsed": _elapsed,
    "inside": lambda _ground, name, _vocabulary: _("现在不在“%(name)s”的期间内") % {"name": name},
    "open": lambda _ground, name, _vocabulary: _("时限“%(name)s”没有在进行") % {"name": name},
    "delivered": lambda _ground, name, _vocabulary: _("“%(name)s”还没有送达") % {"name": name},
    "unique": lambda _ground, name, _vocabulary: _("%(name)s与别的重复") % {"name": name},
}


def _lang() -> str:
    return language()
