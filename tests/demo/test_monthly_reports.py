"""The story as authorities count it: every indicator counts something, and a locked month can be counted again."""

from datetime import date

import pytest

from idi_platform.accounts.models import Division
from idi_platform.demo.script import BEGINS_AT
from idi_platform.kernel import clock
from regulators.indicators.counting import Around, count
from regulators.indicators.definitions import definitions
from regulators.indicators.months import Month
from regulators.models import LockedFigure, MonthlyReport

pytestmark = pytest.mark.usefixtures("told")
CITIES = ("110000", "310000", "330100", "330383", "419001")
SHORT = 12
"""How many rows a list has that is checked by hand."""


def months():
    """Yield the last month before the visitor comes in, and those before it back to 2019."""
    month = Month.of(clock.local_date(BEGINS_AT)).plus(-1)
    while month.first.year >= 2019:
        yield month
        month = month.plus(-1)


@pytest.mark.parametrize("code", definitions())
def test_every_indicator_has_something_to_count_and_a_list_to_check_by_hand(code):
    sizes = {}
    for month in months():
        for city in CITIES:
            for figure in count(Around(month, frozenset({city})), [code]):
                if figure.listed:
                    sizes.setdefault(figure.line, len(figure.listed))
        if sizes and min(sizes.values()) <= SHORT:
            break
    assert sizes, code
    assert min(sizes.values()) <= SHORT, sizes


def listed(place, month):
    """Return every row of every list of a month, by code and line."""
    return {(row.code, row.line): sorted(row.rows) for row in count(Around(month, frozenset({place})))}


def test_months_that_were_locked_count_alike_when_they_are_counted_again():
    reports = list(MonthlyReport.objects.filter(state="published").order_by("month"))
    assert len(reports) == 12
    for report in reports:
        kept = {(row.code, row.line): row.listed for row in LockedFigure.objects.filter(report=report)}
        assert listed(report.place, Month(report.month)) == kept, report


@pytest.mark.parametrize("month", ["2026-08-01", "2025-03-01"])
def test_a_city_has_what_its_districts_have_and_nothing_twice(month):
    month = Month(date.fromisoformat(month))
    parts = {}
    for district in Division.objects.filter(parent="110000").values_list("code", flat=True):
        for cell, rows in listed(district, month).items():
            parts.setdefault(cell, []).extend(rows)
    assert {cell: sorted(rows) for cell, rows in parts.items()} == listed("110000", month)
