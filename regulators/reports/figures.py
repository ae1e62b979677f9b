"""How a figure is written: with its unit, its places, and a dash where there was nothing to divide by."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from django.utils.translation import pgettext as _in

from idi_platform.portal.words import money_words
from regulators.indicators.definitions import IndicatorDef, Unit

DASH: Final = "–"
NOUGHT: Final = Decimal(0)


def value_words(value: Decimal | None, unit: Unit, places: int) -> str:
    """Return a value in words: 96.3%, 12 件, ¥1,234.50, 5.25 天; a dash for none."""
    return DASH if value is None else _UNITS[unit](value, places)


def figure_words(definition: IndicatorDef, line: str, value: Decimal | None) -> str:
    """Return the value of a line in words."""
    return value_words(value, definition.unit_of(line), definition.places(line))


def parts_words(definition: IndicatorDef, line: str, counted: Decimal, of: Decimal) -> str:
    """Return numerator and denominator of a rate: 26 / 27; empty where the value is no rate."""
    if definition.how(line) != "ratio":
        return ""
    return f"{number_words(counted)} / {number_words(of)}"


def unit_words(unit: Unit) -> str:
    """Return a unit by itself."""
    return _in("figure", "元") if unit == "yuan" else value_words(NOUGHT, unit, 0).replace("0", "", 1).strip()


def number_words(number: Decimal) -> str:
    """Return a number with its thousands apart and no needless places; two at most."""
    rounded = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{rounded:,.2f}"
    return text.rstrip("0").rstrip(".")


def _money(value: Decimal, _places: int) -> str:
    return money_words(value)


def _with(unit: Callable[[], str]) -> Callable[[Decimal, int], str]:
    def write(value: Decimal, places: int) -> str:
        return unit() % {"n": f"{value:,.{places}f}"}

    return write


_UNITS: Mapping[Unit, Callable[[Decimal, int], str]] = MappingProxyType(
    {
        "percent": _with(lambda: _in("figure", "%(n)s%%")),
        "permille": _with(lambda: _in("figure", "%(n)s‰")),
        "per_10000_m2": _with(lambda: _in("figure", "%(n)s 条/万平方米")),
        "pieces": _with(lambda: _in("figure", "%(n)s 件")),
        "findings": _with(lambda: _in("figure", "%(n)s 条")),
        "visits": _with(lambda: _in("figure", "%(n)s 次")),
        "buildings": _with(lambda: _in("figure", "%(n)s 栋")),
        "units": _with(lambda: _in("figure", "%(n)s 套")),
        "m2": _with(lambda: _in("figure", "%(n)s 平方米")),
        "yuan": _money,
        "days": _with(lambda: _in("figure", "%(n)s 天")),
        "hours": _with(lambda: _in("figure", "%(n)s 小时")),
    }
)
