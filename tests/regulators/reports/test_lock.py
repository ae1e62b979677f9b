"""A series of monthly reports begins once; each month is locked five working days after it, and opens the next."""

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.records.models import Record
from regulators.models import LockedFigure, MonthlyReport
from tests.cast import member
from tests.demo.conftest import instant

from .conftest import begin, of_month, work


def codes(refused):
    return {one.code for one in refused.value.refusals}


def test_a_month_is_locked_at_24_00_of_the_fifth_working_day(clerk, at):
    """October 2026 begins with the holiday; the 10th is a Saturday that is worked."""
    at("2026-09-15 10:00")
    begin(clerk)
    limit = Clock.objects.get(name="monthly_report.lock")
    assert limit.due_at == instant("2026-10-14 00:00"), "8, 9, 10, 12 and 13 October are worked"
    at("2026-10-13 23:59:59")
    work()
    assert of_month("2026-09").state == "open"
    at("2026-10-14 00:00")
    work()
    report = of_month("2026-09")
    assert (report.state, report.locked_at) == ("published", instant("2026-10-14 00:00"))
    assert of_month("2026-10").state == "open"


def test_the_lock_counts_once_whenever_the_worker_comes(clerk, at):
    at("2026-09-15 10:00")
    begin(clerk)
    at("2026-11-20 15:00")
    work()
    work()
    assert [(one.month.isoformat(), one.state) for one in MonthlyReport.objects.order_by("month")] == [
        ("2026-09-01", "published"),
        ("2026-10-01", "published"),
        ("2026-11-01", "open"),
    ]
    assert of_month("2026-10").locked_at == instant("2026-11-07 00:00")
    figures = LockedFigure.objects.filter(report=of_month("2026-09"))
    assert figures.values("code", "line").distinct().count() == figures.count() > 31
    published = Record.objects.get(subject=of_month("2026-09").pk, name="monthly_report.publish")
    assert published.facts["digest"] == of_month("2026-09").digest


def test_what_is_locked_is_never_changed(clerk, at):
    at("2026-09-15 10:00")
    begin(clerk)
    at("2026-10-14 00:00")
    work()
    figures = LockedFigure.objects.all()
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        figures.update(value=0)
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        figures.delete()


def test_a_series_begins_once_and_not_with_the_past(clerk, at):
    at("2026-09-15 10:00")
    with pytest.raises(Refused) as refused:
        begin(clerk, "2026-08-31")
    assert codes(refused) == {"monthly_report.past"}
    begin(clerk)
    with pytest.raises(Refused) as refused:
        begin(clerk, "2026-10-01")
    assert codes(refused) == {"monthly_report.begun"}


def test_only_the_authority_of_the_place_begins(clerk, handler, at):
    at("2026-09-15 10:00")
    with pytest.raises(Refused) as refused:
        begin(clerk, place="310000")
    assert codes(refused) == {"monthly_report.elsewhere"}
    with pytest.raises(NotPermitted):
        begin(handler)
    district = member(Role.regulator, division="110106")
    begin(district, place="110106")
    assert not MonthlyReport.objects.visible_to(member(Role.regulator, division="310000").acting).exists()
    assert MonthlyReport.objects.visible_to(clerk.acting).get().place == "110106", "the city sees its districts'"
