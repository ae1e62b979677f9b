"""One cell: from what a workbook holds to a plain value that JSON keeps, or a sentence that says how to mend it.

Nothing is computed: a formula is a fault, also one that stands there as text. Days become ISO text, amounts and rates
text with all their digits, so that nothing is rounded on the way.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _

from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.identifiers import clean_mobile, clean_uscc
from idi_platform.kernel.money import parse_amount
from idi_platform.kernel.names import clean_name

from .columns import Column

Value = Any
"""Text, a list of texts, or a mapping of texts; never a float."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_SPLIT: Final = re.compile(r"[、，,;；/\n]+")
_MOST_DIGITS: Final = 15
_FIRST_DAY, _LAST_DAY = date(1980, 1, 1), date(2100, 12, 31)
_EPOCH: Final = date(1899, 12, 30)
_SERIALS: Final = ((_FIRST_DAY - _EPOCH).days, (_LAST_DAY - _EPOCH).days)
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_COMPACT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CODE_LENGTH, _NAME_LENGTH = 40, 120


@dataclass(frozen=True, slots=True)
class Raw:
    """What a cell holds: text, a number, a truth, a day or nothing; `is_percent` where it is shown as per cent."""

    value: str | int | float | bool | datetime | date | time | None = None
    is_formula: bool = False
    is_error: bool = False
    is_percent: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be read here."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


@dataclass(frozen=True, slots=True)
class Read:
    """A value, and what a person should look at though it was understood."""

    value: Value
    warning: str = ""


def _fault(sentence: str) -> BadInput:
    return BadInput("cell.fault", sentence)


def read_cell(raw: Raw, column: Column) -> Read:
    """Return what a filled cell says.

    Raises:
        BadInput: with the sentence that stands beside the cell.
    """
    if raw.is_formula:
        raise _fault(_("这里是公式。请复制后用“粘贴为数值”，再传一次。"))
    if raw.is_error:
        raise _fault(_("这里是出错的值，请改成实际内容。"))
    read = _READERS[column.reads](raw, column)
    return read if isinstance(read, Read) else Read(read)


def text_of(raw: Raw) -> str:
    """Return a cell as text on one line, as a person reads it.

    Raises:
        BadInput: a text that a spreadsheet would take for a formula.
    """
    value = raw.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**_MOST_DIGITS:
        value = int(value)
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else value
    text = str(value).strip()
    if text.lstrip(" \u3000\u00a0").startswith(_FORMULA):
        raise _fault(_("文字不能以 = + - @ 开头，请改成实际内容。"))
    return text


def _folded(raw: Raw) -> str:
    return unicodedata.normalize("NFKC", text_of(raw)).strip()


def _code(raw: Raw, _column: Column) -> str:
    if isinstance(raw.value, int | float) and not isinstance(raw.value, bool) and abs(raw.value) >= 10**_MOST_DIGITS:
        raise _fault(_("这一长串数字被存成了数值，末尾几位已经丢失。请先把单元格设成“文本”，再重新输入。"))
    return clean_name(_folded(raw), max_length=_CODE_LENGTH)


def _plain_code(raw: Raw, column: Column) -> str:
    code = _code(raw, column)
    if re.fullmatch(r"[0-9A-Za-z\-]{1,20}", code) is None:
        raise _fault(_("编号只用数字、字母和短横，最多 20 个字。"))
    return code


def _name(raw: Raw, _column: Column) -> str:
    return clean_name(text_of(raw), max_length=_NAME_LENGTH)


def _uscc(raw: Raw, column: Column) -> str:
    return clean_uscc(_code(raw, column))


def _choice(raw: Raw, column: Column) -> str:
    return _chosen(_folded(raw), column)


def _chosen(word: str, column: Column) -> str:
    if word in column.choices:
        return column.choices[word]
    if word in column.choices.values():
        return word
    raise _fault(_("“%(word)s”不在可选的内容里。可选：%(choices)s。") % {
        "word": word[:40], "choices": "、".join(column.choices)
    })  # fmt: skip


def _choices(raw: Raw, column: Column) -> list[str]:
    return list(dict.fromkeys(_chosen(word, column) for word in _parts(raw)))


def _parts(raw: Raw) -> list[str]:
    return [word.strip() for word in _SPLIT.split(text_of(raw)) if word.strip()]


def _yes(raw: Raw, column: Column) -> bool:
    return _choice(raw, column) == "yes"


def _whole(raw: Raw, _column: Column) -> int:
    text = unicodedata.normalize("NFKC", str(raw.value)).strip().removesuffix("层").removesuffix(".0")
    if re.fullmatch(r"-?\d{1,4}", text) is None or isinstance(raw.value, bool):
        raise _fault(_("请填整数，例如 12。"))
    return int(text)


def _number(raw: Raw) -> Decimal:
    """Return a number with the digits that the sheet shows; 4.3499999999999996 is what spreadsheets make of 4.35."""
    if isinstance(raw.value, int | float) and not isinstance(raw.value, bool):
        return Decimal(repr(raw.value))
    if isinstance(raw.value, datetime | date | time | bool):
        raise _fault(_("这里要数字，不是日期或是否。"))
    text = unicodedata.normalize("NFKC", str(raw.value)).strip().removesuffix("%").strip()
    try:
        number = Decimal(text) if re.fullmatch(r"\d{1,16}(\.\d+)?", text) else None
    except InvalidOperation:
        number = None
    if number is None:
        raise _fault(_("请填数字，例如 1.28。"))
    return number


def _amount(raw: Raw, _column: Column, *, allow_zero: bool = True) -> str:
    if raw.is_percent or isinstance(raw.value, datetime | date | time | bool):
        raise _fault(_("这里要金额，不是百分数、日期或是否。"))
    plain = format(_number(raw), "f") if isinstance(raw.value, int | float) else str(raw.value)
    return str(parse_amount(plain.removesuffix("㎡").removesuffix("平方米"), allow_zero=allow_zero))


def _area(raw: Raw, column: Column) -> str:
    try:
        return _amount(raw, column)
    except BadInput as problem:
        raise _fault(_("请填面积，单位是平方米，小数点后最多两位，例如 89.50。")) from problem


def _sum(raw: Raw, column: Column) -> str:
    return _amount(raw, column, allow_zero=False)


def _percent(raw: Raw, _column: Column) -> str:
    """Return a rate as a fraction of one with at most eight decimals, as text."""
    fraction = _number(raw) if raw.is_percent else _number(raw) / 100
    if not 0 < fraction <= 1:
        raise _fault(_("百分数应大于 0、不超过 100，例如 46 表示 46%。"))
    if fraction != round(fraction, 8):
        raise _fault(_("百分数最多六位小数。"))
    return format(fraction.normalize(), "f")


def _years(raw: Raw, _column: Column) -> int:
    """Return a period in months."""
    months = _number(raw) * 12
    if months != int(months) or not 1 <= months <= 1200:
        raise _fault(_("保险期间以年计，要折合整月，例如 10 或 2.5。"))
    return int(months)


def _day(raw: Raw, _column: Column) -> Read:
    value = raw.value
    if isinstance(value, datetime):
        if value.time() != time():
            raise _fault(_("这里只要日期，请去掉时刻。"))
        return Read(_likely(value.date()).isoformat())
    if isinstance(value, date):
        return Read(_likely(value).isoformat())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _day_of_serial(value)
    text = unicodedata.normalize("NFKC", text_of(raw)).replace(" ", "")
    found = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise _fault(_("日期写法不对，或者没有这一天。请写成 2026-03-04。"))
    return Read(_likely(day).isoformat())


def _day_of_serial(value: float) -> Read:
    """Read the number that a spreadsheet keeps for a day when the cell has lost its form; whole days since 1900."""
    found = _COMPACT_DAY.fullmatch(str(int(value)))
    if found is not None and value == int(value):
        try:
            return Read(_likely(date(*(int(part) for part in found.groups()))).isoformat())
        except ValueError:
            raise _fault(_("日期写法不对，或者没有这一天。请写成 2026-03-04。")) from None
    first, last = _SERIALS
    if value != int(value) or not first <= value <= last:
        raise _fault(_("日期写法不对，或者没有这一天。请写成 2026-03-04。"))
    day = _EPOCH + timedelta(days=int(value))
    said = _("这里是日期的序号，读作 %(day)s，请核对。") % {"day": day.isoformat()}
    return Read(day.isoformat(), said)


def _likely(day: date) -> date:
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise _fault(_("这个日期早得或晚得不可能，请核对年份。"))
    return day


def _names(raw: Raw, _column: Column) -> list[str]:
    return [clean_name(part, max_length=60) for part in _parts(raw)]


def _phones(raw: Raw, column: Column) -> list[str]:
    if isinstance(raw.value, int | float):
        return [clean_mobile(_code(raw, column))]
    return [clean_mobile(part) for part in re.split(r"[、，,;；/\n\s]+", str(raw.value).strip()) if part]


def _term(raw: Raw, column: Column) -> str:
    if isinstance(raw.value, int | float) and not isinstance(raw.value, bool):
        return format(_number(raw), "f").removesuffix(".0")
    return clean_name(_folded(raw), max_length=80)


def _facts(raw: Raw, _column: Column) -> dict[str, str]:
    """Return what a matter says, by its names: `交存金额：115725；…`."""
    found: dict[str, str] = {}
    for part in re.split(r"[；;\n]+", _folded(raw)):
        name, mark, said = part.strip().partition(":")
        if not mark or not said.strip():
            raise _fault(_("内容请写成“名称：内容”，几项之间用分号隔开。"))
        found[name.strip()] = said.strip()
    return found


_READERS: Final[Mapping[str, Callable[[Raw, Column], Any]]] = MappingProxyType(
    {
        "code": _code, "plain_code": _plain_code, "name": _name, "uscc": _uscc, "choice": _choice,
        "choices": _choices, "yes": _yes, "whole": _whole, "amount": _amount, "area": _area, "sum": _sum,
        "percent": _percent, "years": _years, "day": _day, "names": _names, "phones": _phones,
        "term": _term, "facts": _facts,
        "ignored": lambda _raw, _column: None,
    }
)  # fmt: skip
