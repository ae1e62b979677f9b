"""The calendar of visits as values: a day or a week, by who goes and by compound."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.desk.visits import Asked, Visit, week_of
from idi_platform.deadlines import calendars
from idi_platform.kernel.clock import SHANGHAI, local_date
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.words import date_words

WEEK = 7


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit on the page."""

    time: str
    number: str
    href: str
    home: str
    who: str
    chip: Chip | None
    is_off_hours: bool


@dataclass(frozen=True, slots=True)
class VisitDay:
    """One day: what it is called, and its visits in order."""

    words: str
    weekday: str
    is_rest: bool
    is_today: bool
    href: str
    visits: tuple[VisitLine, ...]


def _weekdays() -> tuple[str, ...]:
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))


def _states() -> dict[str, tuple[Look, str]]:
    return {"visited": (Look.MET, _("已上门")), "failed_visit": (Look.TARGET, _("上门未果"))}


def days(found: Sequence[Visit], asked: Asked, today: date) -> list[VisitDay]:
    """Return the days that were asked for, each with its visits."""
    by_day: dict[date, list[Visit]] = defaultdict(list)
    for visit in found:
        by_day[local_date(visit.at)].append(visit)
    return [_day(day, by_day.get(day, []), asked, today) for day in asked.dates]


def _day(day: date, found: Sequence[Visit], asked: Asked, today: date) -> VisitDay:
    return VisitDay(
        words=date_words(day),
        weekday=_weekdays()[day.weekday()],
        is_rest=calendars.current().is_rest(day.toordinal()),
        is_today=day == today,
        href=address(asked, day, 1),
        visits=tuple(_line(visit) for visit in found),
    )


def _line(visit: Visit) -> VisitLine:
    begin = f"{visit.at.astimezone(SHANGHAI):%H:%M}"
    until = f"-{visit.until.astimezone(SHANGHAI):%H:%M}" if visit.until is not None else ""
    look = _states().get(visit.state)
    return VisitLine(
        time=begin + until,
        number=visit.claim.number,
        href=reverse("claims:console_claim", args=[visit.claim.number]),
        home=visit.home,
        who=visit.who or _("没有定谁去"),
        chip=Chip(*look) if look is not None else None,
        is_off_hours=visit.is_off_hours,
    )


def address(asked: Asked, first: date, length: int) -> str:
    """Return the address of other days with the same filters."""
    known: Mapping[str, Any] = {
        "day": first.isoformat(),
        "view": "week" if length == WEEK else "day",
        "person": asked.person or "",
        "project": asked.project or "",
    }
    return f"{reverse('claims:console_visits')}?{urlencode({name: one for name, one in known.items() if one})}"


def ways(asked: Asked, today: date) -> dict[str, Any]:
    """Return the addresses around what is shown: before, after, today, the week and the day."""
    step = timedelta(days=asked.days)
    return {
        "before_href": address(asked, asked.first - step, asked.days),
        "after_href": address(asked, asked.first + step, asked.days),
        "today_href": address(asked, week_of(today) if asked.days == WEEK else today, asked.days),
        "week_href": address(asked, week_of(asked.first), WEEK),
        "day_href": address(asked, today if asked.days == WEEK else asked.first, 1),
        "is_week": asked.days == WEEK,
    }
