"""The calendar of the database, prepared once per process and prepared anew when a notice has been loaded."""

import time
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Max

from .models import CalendarDay, CalendarYear
from .rules.calendar import Calendar, DayKind, SpecialDay, YearOfDays
from .rules.known import known_years

_FRESH_FOR = 1.0


class _Prepared:
    """What this process holds, of which version, and when it last asked."""

    calendar: Calendar | None = None
    version: tuple[object, ...] = ()
    asked_at = float("-inf")


def current() -> Calendar:
    """Return the prepared calendar; asks at most once a second whether a notice has been loaded since."""
    asked_at = time.monotonic()
    if _Prepared.calendar is not None and asked_at - _Prepared.asked_at < _FRESH_FOR:
        return _Prepared.calendar
    version = _version()
    if _Prepared.calendar is None or version != _Prepared.version:
        _Prepared.calendar = Calendar(_stored_years())
        _Prepared.version = version
    _Prepared.asked_at = asked_at
    return _Prepared.calendar


def forget() -> None:
    """Ask again at the next question."""
    _Prepared.asked_at = float("-inf")


def _version() -> tuple[object, ...]:
    found = CalendarYear.objects.aggregate(years=Count("year"), loaded=Max("loaded_at"))
    return (found["years"], found["loaded"])


def _stored_years() -> list[YearOfDays]:
    days: dict[int, list[SpecialDay]] = {}
    for day in CalendarDay.objects.order_by("day"):
        days.setdefault(day.year_id, []).append(SpecialDay(day.day, DayKind(day.kind), day.name))
    return [
        YearOfDays(year.year, official=True, notice=year.notice, days=tuple(days.get(year.year, ())))
        for year in CalendarYear.objects.filter(is_official=True)
    ]


def store_year(year: YearOfDays, *, published_on: date | None, loaded_at: datetime) -> None:
    """Write one year as its notice orders it, in place of what was known; the rows of other years stay."""
    with transaction.atomic():
        CalendarDay.objects.filter(year_id=year.year).delete()
        row, _ = CalendarYear.objects.update_or_create(
            year=year.year,
            defaults={
                "is_official": year.official,
                "notice": year.notice,
                "published_on": published_on,
                "loaded_at": loaded_at,
            },
        )
        CalendarDay.objects.bulk_create(
            CalendarDay(day=day.day, year=row, kind=day.kind.value, name=day.name) for day in year.days
        )
    forget()


def seed_known_years(year_model: type[CalendarYear], day_model: type[CalendarDay]) -> None:
    """Write the years whose notice is known, through the models of a migration."""
    years = list(known_years())
    year_model.objects.bulk_create(
        [year_model(year=year.year, is_official=True, notice=year.notice) for year in years], ignore_conflicts=True
    )
    day_model.objects.bulk_create(
        [
            day_model(day=day.day, year_id=year.year, kind=day.kind.value, name=day.name)
            for year in years
            for day in year.days
        ],
        ignore_conflicts=True,
    )
