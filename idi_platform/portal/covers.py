"""The cover bars of a home: one shared time axis, one bar per item, the last covered day in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import words
from .components import AxisTick, BarSpan, Chip, CoverBar, CoverItem, Look

_LEFT_PAD = 0.04
_RIGHT_PAD = 0.05
_MIN_TICK_GAP = 18.0
_EDGE = 90.0


@dataclass(frozen=True, slots=True)
class CoverPeriod:
    """When one item of one home is covered.

    Attributes:
        name: the item in an owner's words (防水).
        icon: its icon (drop, pillar, layers, brush).
        liable_from: first day on which the developer is liable before cover, or none.
        start: first covered day (half-open cover: 00:00 of this day).
        end: first day after cover; the last covered day is its eve.
        scope: what belongs to it (屋面、厕浴间、外墙).
        provisional: dates that may still move.
    """

    name: str
    icon: str
    liable_from: dt.date | None
    start: dt.date
    end: dt.date
    scope: str = ""
    provisional: bool = False


def cover_bar(periods: Sequence[CoverPeriod], today: dt.date, *, with_key: bool = True, before: str = "") -> CoverBar:
    """Draw the periods of one home under one axis; an empty sequence gives an empty bar.

    `before` is what the key calls the time before cover: whose repairs they are, its caller knows.
    """
    if not periods:
        return CoverBar(())
    axis = _Axis.over(periods, today)
    ticks = _ticks(periods, axis)
    return CoverBar(tuple(_item(period, today, axis) for period in periods), ticks, with_key, before)


@dataclass(frozen=True, slots=True)
class _Axis:
    first: int
    length: float

    @classmethod
    def over(cls, periods: Sequence[CoverPeriod], today: dt.date) -> "_Axis":
        first = min(min(period.liable_from or period.start, today) for period in periods).toordinal()
        last = max(period.end for period in periods).toordinal()
        whole = max(last - first, 1)
        return cls(int(first - whole * _LEFT_PAD), whole * (1 + _LEFT_PAD + _RIGHT_PAD))

    def at(self, day: dt.date) -> float:
        return min(max((day.toordinal() - self.first) / self.length * 100, 0.0), 100.0)

    def span(self, start: dt.date, end: dt.date, css: str = "", *, hatched: bool = False) -> BarSpan:
        return BarSpan(_percent(self.at(start)), _percent(self.at(end) - self.at(start)), css, hatched)


def _item(period: CoverPeriod, today: dt.date, axis: _Axis) -> CoverItem:
    spans: list[BarSpan] = []
    if period.liable_from is not None and period.liable_from < period.start:
        spans.append(axis.span(period.liable_from, period.start, hatched=True))
    if today >= period.end:
        spans.append(axis.span(period.start, period.end, "cb-off"))
    else:
        split = max(today, period.start)
        if split > period.start:
            spans.append(axis.span(period.start, split, "cb-on"))
        spans.append(axis.span(split, period.end, "cb-left"))
    left, chip = _left(period, today)
    return CoverItem(period.name, period.icon, left, _note(period, today), tuple(spans), _percent(axis.at(today)), chip)


def _left(period: CoverPeriod, today: dt.date) -> tuple[str, Chip | None]:
    if today >= period.end:
        return "", Chip(Look.NONE, _("已到期"))
    if today < period.start:
        when = {"month": words.month_words(period.start)}
        return (_("预计%(month)s开始") if period.provisional else _("%(month)s开始")) % when, None
    return _("还有 %(span)s") % {"span": words.span_words(today, period.end)}, None


def _note(period: CoverPeriod, today: dt.date) -> str:
    last = {"day": words.date_words(period.end - dt.timedelta(days=1))}
    if today >= period.end:
        return _("保到 %(day)s，已经到期") % last
    said = (_("预计保到 %(day)s") if period.provisional else _("保到 %(day)s")) % last
    return f"{said}　{period.scope}" if period.scope else said


def _ticks(periods: Sequence[CoverPeriod], axis: _Axis) -> tuple[AxisTick, ...]:
    days = sorted({period.start for period in periods} | {period.end for period in periods})
    ticks: list[AxisTick] = []
    edge = -_MIN_TICK_GAP
    for day in days:
        x = axis.at(day)
        if x - edge < _MIN_TICK_GAP:
            continue
        edge = x
        year = _("%(year)d年") % {"year": day.year}
        ticks.append(AxisTick(_percent(x), year, "end" if x > _EDGE else "middle"))
    return tuple(ticks)


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
