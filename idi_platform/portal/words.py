"""How dates, instants, lengths of time, money and telephone numbers are said on a page.

Every instant is an aware datetime; people read the time of Shanghai. A limit is an exclusive end
(`due_at`): what is shown is its last lawful second, so a limit that ends with a day reads 24:00.
"""

import datetime as dt
from decimal import Decimal

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from idi_platform.kernel.clock import SHANGHAI, local_date
from idi_platform.kernel.display import say_date, show_amount, show_phone
from idi_platform.kernel.names import mask_name

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_DAYS_ALONE = 14  # from here on nobody plans by hours
_MONTHS = 12
_PHONE_PREFIX = 3
_PHONE_SUFFIX = 4
_PHONE_SHORTEST = 9


def date_words(day: dt.date) -> str:
    """Return the day in full, without leading zeros: 2026年3月4日."""
    return say_date(day)


def short_date_words(day: dt.date, today: dt.date) -> str:
    """Return the day without its year as long as it is this year's: 3月4日, else 2027年3月4日."""
    if day.year != today.year:
        return date_words(day)
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


def month_words(day: dt.date) -> str:
    """Return the month: 2028年5月."""
    return _("%(year)d年%(month)d月") % {"year": day.year, "month": day.month}


def time_words(instant: dt.datetime, *, seconds: bool = False) -> str:
    """Return the time of day in Shanghai: 21:14, with seconds 21:14:07."""
    return instant.astimezone(SHANGHAI).strftime("%H:%M:%S" if seconds else "%H:%M")


def instant_words(instant: dt.datetime, now: dt.datetime, *, seconds: bool = False) -> str:
    """Return day and time in Shanghai, the year only where it is not the current one: 3月4日 21:14."""
    return f"{short_date_words(local_date(instant), local_date(now))} {time_words(instant, seconds=seconds)}"


instant_words_later = lazy(instant_words, str)
"""The same, in the language of whoever reads it later."""


def full_instant_words(instant: dt.datetime) -> str:
    """Return day and time in Shanghai in full, to the second: 2026年3月4日 21:14:07."""
    return f"{date_words(local_date(instant))} {time_words(instant, seconds=True)}"


def limit_words(due_at: dt.datetime, now: dt.datetime) -> str:
    """Return the last lawful moment before the exclusive end `due_at`: 3月4日 24:00, or 10月1日 10:00.

    A limit in hours includes its last instant, so its `due_at` stands one second later and the shown time is whole.
    """
    last = due_at - dt.timedelta(seconds=1)
    day = short_date_words(local_date(last), local_date(now))
    if local_date(last) != local_date(due_at):
        return _("%(day)s 24:00") % {"day": day}
    return f"{day} {time_words(last, seconds=bool(last.second))}"


def weekday_words(day: dt.date) -> str:
    """Return the day of the week: 周五."""
    return (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))[day.weekday()]


def length_words(length: dt.timedelta) -> str:
    """Return a length in its two largest units, cut and never rounded up: 3 天 8 小时, 14 小时 20 分, 21 天."""
    seconds = max(int(length.total_seconds()), 0)
    days, rest = divmod(seconds, _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    if days >= _DAYS_ALONE:
        parts = [_days(days)]
    elif days:
        parts = [_days(days), *([_hours(hours)] if hours else [])]
    elif hours:
        parts = [_hours(hours), *([_minutes(minutes)] if minutes else [])]
    elif minutes:
        parts = [_minutes(minutes)]
    else:
        return _("不到 1 分钟")
    return " ".join(parts)


def span_words(start: dt.date, end: dt.date) -> str:
    """Return the calendar length from `start` to the exclusive `end`: 3 年 3 个月, under a month in days."""
    months = (end.year - start.year) * _MONTHS + end.month - start.month - (1 if end.day < start.day else 0)
    if months <= 0:
        return _days(max((end - start).days, 0))
    years, rest = divmod(months, _MONTHS)
    parts = []
    if years:
        parts.append(ngettext("%(n)d 年", "%(n)d 年", years) % {"n": years})
    if rest:
        parts.append(ngettext("%(n)d 个月", "%(n)d 个月", rest) % {"n": rest})
    return " ".join(parts)


def money_words(amount: Decimal | int) -> str:
    """Return an amount in yuan to the fen, with thousands separated: ¥1,234.50, below nought -¥8.00."""
    return show_amount(Decimal(amount))


def masked_phone(number: str) -> str:
    """Return a telephone number as it is dialled, its middle hidden: 138****1234; a short one wholly."""
    text = show_phone(number)
    digits = sum(character.isdigit() for character in text)
    hidden = range(_PHONE_PREFIX, digits - _PHONE_SUFFIX) if digits >= _PHONE_SHORTEST else range(digits)
    place = 0
    shown: list[str] = []
    for character in text:
        shown.append("*" if character.isdigit() and place in hidden else character)
        place += character.isdigit()
    return "".join(shown)


def masked_name(name: str) -> str:
    """Return a person's name with all but its first character hidden, its length too: 张**."""
    return mask_name(name)


def _days(count: int) -> str:
    return ngettext("%(n)d 天", "%(n)d 天", count) % {"n": count}


def _hours(count: int) -> str:
    return ngettext("%(n)d 小时", "%(n)d 小时", count) % {"n": count}


def _minutes(count: int) -> str:
    return ngettext("%(n)d 分", "%(n)d 分", count) % {"n": count}
