"""Dates, amounts and numbers as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from idi_platform.kernel import display
from idi_platform.kernel.identifiers import clean_phone


def test_dates_have_no_leading_zeros():
    assert display.show_date(date(2025, 3, 7)) == "2025年3月7日"


def test_instants_are_shown_in_shanghai():
    assert display.show_instant(datetime(2026, 3, 9, 16, 5, 7, tzinfo=UTC)) == "2026年3月10日 00:05"
    assert display.show_instant(datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC), seconds=True) == "2026年3月9日 23:59:59"


def test_an_exclusive_end_is_shown_as_the_last_moment_in_time():
    assert display.show_last_instant(datetime(2026, 3, 4, 16, tzinfo=UTC)) == "2026年3月4日 24:00"
    assert display.show_last_instant(datetime(2026, 10, 1, 2, 0, 1, tzinfo=UTC)) == "2026年10月1日 10:00:00"


def test_amounts():
    assert display.show_amount(Decimal("1234.5")) == "¥1,234.50"
    assert display.show_amount(Decimal("-0.5")) == "-¥0.50"


@pytest.mark.parametrize(
    "shown", ["13800001234", "021-12345678", "0571-1234567", "010-12345678", "+852 21234567", "400-000-0000", "12345"]
)
def test_telephones_come_back_as_dialled(shown):
    assert display.show_phone(clean_phone(shown)) == shown


@pytest.mark.parametrize(
    ("day", "capitals"),
    [
        (date(2026, 2, 12), "贰零贰陆年零贰月壹拾贰日"),
        (date(2026, 10, 20), "贰零贰陆年零壹拾月零贰拾日"),
        (date(2025, 11, 30), "贰零贰伍年壹拾壹月零叁拾日"),
        (date(2025, 12, 31), "贰零贰伍年壹拾贰月叁拾壹日"),
        (date(2025, 3, 9), "贰零贰伍年叁月零玖日"),
    ],
)
def test_bill_dates(day, capitals):
    assert display.bill_date(day) == capitals
