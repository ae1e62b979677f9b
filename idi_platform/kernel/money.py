"""Money: Decimal yuan with two places, rounded once, split without losing a fen, written in capitals.

Amounts are computed exactly and rounded half-up to the fen once, at the end. Maxima (a cap, a limit) round down,
minima (a floor) round up. Input with more than two decimals is refused, never rounded.
"""

import unicodedata
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

from django.utils.translation import gettext as _

from .errors import BadInput

FEN = Decimal("0.01")
#: The first amount, in yuan, that a column of 16 digits with 2 decimals no longer holds.
CEILING = Decimal(10) ** 14
_PRECISION = 60


def to_fen(amount: Decimal) -> Decimal:
    """Round an exact amount in yuan half-up (away from zero) to the fen; done once, at the end of a computation."""
    return _rounded(amount, ROUND_HALF_UP)


def to_fen_down(amount: Decimal) -> Decimal:
    """Round a maximum (fee cap, limit) in yuan down to the fen."""
    return _rounded(amount, ROUND_FLOOR)


def to_fen_up(amount: Decimal) -> Decimal:
    """Round a minimum (fee floor) in yuan up to the fen."""
    return _rounded(amount, ROUND_CEILING)


def round_count_up(count: Decimal) -> int:
    """Round a minimum number of things (samples, tests) up to a whole one."""
    return int(count.to_integral_value(ROUND_CEILING))


def parse_amount(text: str, *, allow_zero: bool = True) -> Decimal:
    """Read an amount in yuan as typed: full-width digits, ¥, 元, spaces and thousands commas are understood.

    Raises:
        BadInput: not a number, negative, more than two decimals, too large, or zero where a sum must exist.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("元").strip()
    if "," in plain:
        plain = _without_commas(plain)
    if not plain or not all(char in "0123456789." for char in plain) or plain.startswith(".") or plain.endswith("."):
        raise BadInput("money.not_an_amount", _("金额写法不对，请只填数字，例如 1234.50。"))
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise BadInput("money.not_an_amount", _("金额写法不对，请只填数字，例如 1234.50。")) from None
    return checked_amount(amount, allow_zero=allow_zero)


def checked_amount(amount: Decimal, *, allow_zero: bool = True) -> Decimal:
    """Return the amount with exactly two decimals, or refuse it; nothing is rounded.

    Raises:
        BadInput: as for `parse_amount`.
    """
    if not amount.is_finite():
        raise BadInput("money.not_an_amount", _("金额写法不对，请只填数字，例如 1234.50。"))
    if amount < 0:
        raise BadInput("money.negative", _("金额不能是负数；要冲回一笔钱，请在原来那一笔上冲回。"))
    if amount >= CEILING:
        raise BadInput("money.too_large", _("金额太大，请核对单位是不是元。"))
    exact = amount.quantize(FEN, ROUND_HALF_UP)
    if exact != amount:
        raise BadInput("money.too_fine", _("金额最多到分，小数点后请只填两位。"))
    if not exact and not allow_zero:
        raise BadInput("money.zero", _("这里必须有金额，不能是 0。"))
    return exact


def split_by_shares(total: Decimal, shares: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split a sum in yuan by shares (any unit; only proportions count), the lead first.

    Largest remainder; ties go to the one that stands first. The parts sum to the whole and each lies within one fen of
    its exact share. A negative sum (a reversal) is the mirror image of the split it reverses.

    Raises:
        ValueError: no share, a negative share, shares that sum to zero, or a total finer than a fen.
    """
    if not shares or min(shares) < 0 or not sum(shares):
        raise ValueError("Shares must exist, be zero or more, and not all be zero.")
    if total != to_fen(total):
        raise ValueError("Only a sum in whole fen can be split; round it first.")
    with localcontext(prec=_PRECISION):
        fen = int(abs(total) * 100)
        scale = 10 ** max(0, *(-int(share.as_tuple().exponent) for share in shares))
        weights = [int(share * scale) for share in shares]
        whole = sum(weights)
        parts = [fen * weight // whole for weight in weights]
        remainders = [fen * weight % whole for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda at: (-remainders[at], at))
        for at in by_remainder[: fen - sum(parts)]:
            parts[at] += 1
        sign = -1 if total < 0 else 1
        return tuple(Decimal(sign * part) / 100 + Decimal("0.00") for part in parts)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_TEN_THOUSAND = 10**4
_HUNDRED_MILLION = 10**8


def rmb_capitals(amount: Decimal) -> str:
    """Write an amount in yuan in the capitals of bills, with 人民币 before it and no gap.

    Payment and Settlement Measures 1997, annex 1: 整 after 元 and 角, never after 分; one 零 for a gap of any length.
    Where the annex allows both, the 零 between 元 and 角 of a round amount is written (拾元零伍角).

    Raises:
        BadInput: as for `checked_amount`.
    """
    fen = int(checked_amount(amount) * 100)
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        text += "零" if yuan and yuan % 10 == 0 else ""
        text += f"{_DIGITS[jiao]}角"
    if rest:
        text += "零" if yuan and not jiao else ""
        text += f"{_DIGITS[rest]}分"
    if not text:
        text = "零元"
    return f"人民币{text}" + ("" if rest else "整")


def _without_commas(text: str) -> str:
    head, dot, tail = text.partition(".")
    groups = head.split(",")
    if "," in tail or not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
        raise BadInput("money.not_an_amount", _("金额里的逗号位置不对，请去掉逗号再填。"))
    return "".join(groups) + dot + tail


def _rounded(amount: Decimal, rounding: str) -> Decimal:
    with localcontext(prec=_PRECISION):
        return amount.quantize(FEN, rounding)


def _whole(number: int) -> str:
    """Write a whole number above zero in capitals, by groups of four digits."""
    for size, name in ((_HUNDRED_MILLION, "亿"), (_TEN_THOUSAND, "万")):
        if number >= size:
            high, low = divmod(number, size)
            if not low:
                return f"{_whole(high)}{name}"
            gap = "零" if low < size // 10 else ""
            return f"{_whole(high)}{name}{gap}{_whole(low)}"
    return _group(number)


def _group(number: int) -> str:
    """Write 1 to 9,999 in capitals."""
    text = ""
    gap = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = bool(text)
    return text
