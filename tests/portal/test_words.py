"""How dates, limits, lengths and amounts are said."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from idi_platform.kernel.clock import SHANGHAI, end_of
from idi_platform.portal import words
from idi_platform.portal.templatetags import portal as tags


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


NOW = at("2026-03-10T09:40:00")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 3, 4), "2026年3月4日"),
        (date(2026, 12, 31), "2026年12月31日"),
        (at("2026-03-04T23:59:59"), "2026年3月4日"),
        (at("2026-03-05T00:00:00"), "2026年3月5日"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_day_is_said_without_leading_zeros_and_in_shanghai(value, said):
    assert tags.cn_date(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (at("2026-03-04T21:14:07"), "3月4日 21:14"),
        (at("2025-03-04T00:05:00"), "2025年3月4日 00:05"),
        (None, ""),
    ],
)
def test_an_instant_names_its_year_only_when_it_is_another(value, said):
    assert tags.cn_instant(value, NOW) == said


def test_a_receipt_is_said_to_the_second():
    assert tags.cn_instant_full(at("2026-03-04T21:14:07")) == "2026年3月4日 21:14:07"


@pytest.mark.parametrize(
    ("due_at", "said"),
    [
        (end_of(date(2026, 3, 4)), "3月4日 24:00"),
        (end_of(date(2026, 12, 31)), "12月31日 24:00"),
        (end_of(date(2027, 2, 24)), "2027年2月24日 24:00"),
        (at("2026-10-01T10:00:01"), "10月1日 10:00"),  # 12 hours from 09-30 22:00, last instant included
        (at("2026-10-01T10:00:31"), "10月1日 10:00:30"),
    ],
)
def test_a_limit_shows_its_last_lawful_moment(due_at, said):
    assert tags.cn_limit(due_at, NOW) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(days=3, hours=8, minutes=50), "3 天 8 小时"),
        (timedelta(days=3, minutes=59), "3 天"),
        (timedelta(hours=14, minutes=20), "14 小时 20 分"),
        (timedelta(hours=14, seconds=59), "14 小时"),
        (timedelta(days=13, hours=23), "13 天 23 小时"),
        (timedelta(days=14, hours=23), "14 天"),
        (timedelta(minutes=1), "1 分"),
        (timedelta(seconds=59), "不到 1 分钟"),
        (timedelta(seconds=-5), "不到 1 分钟"),
    ],
)
def test_a_length_is_said_in_its_two_largest_units_and_never_rounded_up(length, said):
    assert words.length_words(length) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 3, 10), date(2029, 6, 18), "3 年 3 个月"),
        (date(2026, 3, 10), date(2029, 3, 10), "3 年"),
        (date(2026, 3, 10), date(2029, 3, 9), "2 年 11 个月"),
        (date(2026, 3, 10), date(2026, 4, 10), "1 个月"),
        (date(2026, 3, 10), date(2026, 4, 9), "30 天"),
        (date(2026, 3, 10), date(2026, 3, 10), "0 天"),
    ],
)
def test_what_is_left_of_cover_is_said_in_years_and_months(start, end, said):
    assert words.span_words(start, end) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Decimal("1234.5"), "¥1,234.50"),
        (Decimal(0), "¥0.00"),
        (Decimal(-8), "-¥8.00"),
        (Decimal("1846300.00"), "¥1,846,300.00"),
        (12, "¥12.00"),
        (None, "—"),
    ],
)
def test_money_is_said_to_the_fen(amount, said):
    assert tags.money(amount) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("13800001234", "138****1234"),
        ("+8613800001234", "138****1234"),
        ("021-12345678", "021-****5678"),
        ("12345", "*****"),
        ("", ""),
        (None, ""),
    ],
)
def test_the_middle_of_a_telephone_number_is_hidden(number, said):
    assert tags.masked_phone(number) == said


@pytest.mark.parametrize(("name", "said"), [("张三丰", "张**"), ("周敏", "周**"), ("", ""), (None, "")])
def test_of_a_name_only_the_first_character_is_shown(name, said):
    assert tags.masked_name(name) == said


def test_an_icon_is_hidden_from_readers_and_its_name_is_escaped():
    drawn = tags.icon('x"><script>')
    assert 'aria-hidden="true"' in drawn
    assert "<script>" not in drawn
