"""Tags of the pages: dates, instants and money in words, masked numbers, icons."""

import datetime as dt
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal import words

register = template.Library()

_BIG = "icon icon-lg"
_USUAL = "icon"


@register.simple_tag
def icon(name: str, kind: str = "") -> SafeString:
    """Draw an icon of `static/idi/icons.svg`, hidden from readers: {% icon "home" %}; kind "big" or "ok"."""
    css = {"big": _BIG, "ok": "icon ok"}.get(kind, _USUAL)
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        css,
        static("idi/icons.svg"),
        name,
    )


@register.filter
def cn_date(value: dt.date | dt.datetime | None) -> str:
    """Return a day in full, in Shanghai if an instant is given: 2026年3月4日; nothing for nothing."""
    if value is None or value == "":
        return ""
    return words.date_words(local_date(value) if isinstance(value, dt.datetime) else value)


@register.filter
def cn_day(value: dt.date | dt.datetime | None) -> str:
    """Return a day, its year only where it is not this year's: 3月4日."""
    if value is None or value == "":
        return ""
    day = local_date(value) if isinstance(value, dt.datetime) else value
    return words.short_date_words(day, local_date(clock.now()))


@register.filter
def cn_instant(value: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """Return day and time in Shanghai, the year only where it is not the current one: 3月4日 21:14."""
    if value is None or value == "":
        return ""
    return words.instant_words(value, now or clock.now())


@register.filter
def cn_instant_full(value: dt.datetime | None) -> str:
    """Return day and time in Shanghai to the second: 2026年3月4日 21:14:07."""
    if value is None or value == "":
        return ""
    return words.full_instant_words(value)


@register.filter
def cn_limit(value: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """Return the last lawful moment before an exclusive limit: 3月4日 24:00."""
    if value is None or value == "":
        return ""
    return words.limit_words(value, now or clock.now())


@register.filter
def money(value: Decimal | int | None) -> str:
    """Return yuan to the fen: ¥1,234.50; a dash for nothing."""
    if value is None or value == "":
        return "—"
    return words.money_words(value)


@register.filter
def masked_phone(value: str | None) -> str:
    """Return a telephone number with its middle hidden: 138****1234."""
    return words.masked_phone(value or "")


@register.filter
def masked_name(value: str | None) -> str:
    """Return a name with all but its first character hidden: 张**."""
    return words.masked_name(value or "")
