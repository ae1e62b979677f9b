"""How dates, amounts and telephone numbers are written for people."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from .clock import SHANGHAI, end_of, local_date
from .money import to_fen

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_MAINLAND = "+86"
_MOBILE_DIGITS = 11
_CAP_MONTH_PREFIXED = frozenset({1, 2, 10})
_CAP_DAY_PREFIXED = frozenset({*range(1, 11), 20, 30})


def show_date(day: date) -> str:
    """Write a day for a paper: 2025年3月7日, without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def say_date(day: date) -> str:
    """Say a day in the reader's language: 2025年3月7日, or 2025-03-07."""
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def say_instant(instant: datetime) -> str:
    """Say an instant in Shanghai in the reader's language: 2025年3月7日 14:05."""
    local = instant.astimezone(SHANGHAI)
    return f"{say_date(local.date())} {local:%H:%M}"


def show_instant(instant: datetime, *, seconds: bool = False) -> str:
    """Write an instant in Shanghai: 2025年3月7日 14:05, to the second where the second counts."""
    local = instant.astimezone(SHANGHAI)
    return f"{show_date(local.date())} {local:%H:%M:%S}" if seconds else f"{show_date(local.date())} {local:%H:%M}"


def show_last_instant(due_at: datetime) -> str:
    """Write an exclusive end as the last moment in time: a midnight becomes 24:00 of the day before it."""
    last_day = local_date(due_at) - timedelta(days=1)
    if end_of(last_day) == due_at:
        return f"{show_date(last_day)} 24:00"
    return show_instant(due_at - timedelta(seconds=1), seconds=True)


def show_amount(amount: Decimal) -> str:
    """Write an amount in yuan: ¥1,234.50; a reversal -¥1,234.50."""
    exact = to_fen(amount)
    sign = "-" if exact < 0 else ""
    return f"{sign}¥{abs(exact):,.2f}"


def show_phone(number: str) -> str:
    """Write a cleaned telephone number as people in the mainland dial it: 13800001234, 021-12345678, +852 21234567."""
    if not number.startswith("+"):
        return number
    if number.startswith(_MAINLAND):
        national = number.removeprefix(_MAINLAND)
        if len(national) == _MOBILE_DIGITS and national.startswith("1") and not national.startswith("10"):
            return national
        area = 2 if national[0] in "12" else 3
        return f"0{national[:area]}-{national[area:]}"
    return f"{number[:4]} {number[4:]}"


def bill_date(day: date) -> str:
    """Write a day in the capitals of bills (Payment and Settlement Measures 1997, annex 1): 贰零贰陆年零贰月壹拾贰日.

    零 stands before the months 壹, 贰, 壹拾 and before the days 壹 to 玖, 壹拾, 贰拾, 叁拾.
    """
    year = "".join(_CAPITALS[int(digit)] for digit in str(day.year))
    month = ("零" if day.month in _CAP_MONTH_PREFIXED else "") + _tens(day.month)
    number = ("零" if day.day in _CAP_DAY_PREFIXED else "") + _tens(day.day)
    return f"{year}年{month}月{number}日"


def _tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (f"{_CAPITALS[tens]}拾" if tens else "") + (_CAPITALS[ones] if ones else "")
