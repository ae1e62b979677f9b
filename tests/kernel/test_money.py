"""Money is exact to the fen, and its capitals are the bank's."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idi_platform.kernel import money
from idi_platform.kernel.errors import BadInput

D = Decimal


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("10", "人民币壹拾元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("0", "人民币零元整"),
        ("100000000", "人民币壹亿元整"),
        ("100000001", "人民币壹亿零壹元整"),
        ("1000000", "人民币壹佰万元整"),
        ("1000007", "人民币壹佰万零柒元整"),
        ("200500", "人民币贰拾万零伍佰元整"),
        ("1001000000", "人民币壹拾亿零壹佰万元整"),
        ("1000000000000", "人民币壹万亿元整"),
        ("1000000000001", "人民币壹万亿零壹元整"),
        ("99999999999999.99", "人民币玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("9400.00", "人民币玖仟肆佰元整"),
    ],
)
def test_capitals(amount, capitals):
    assert money.rmb_capitals(D(amount)) == capitals


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_capitals_never_double_a_zero_and_never_lose_a_digit(fen):
    capitals = money.rmb_capitals(D(fen) / 100)
    assert "零零" not in capitals
    digits = [char for char in str(fen) if char != "0"]
    assert [str("零壹贰叁肆伍陆柒捌玖".index(char)) for char in capitals if char in "壹贰叁肆伍陆柒捌玖"] == digits


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1234.5", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("１２３４．５０元", "1234.50"),
        (" 0 ", "0.00"),
        ("1,234,567", "1234567.00"),
        ("007.10", "7.10"),
    ],
)
def test_amounts_as_people_type_them(typed, amount):
    assert str(money.parse_amount(typed)) == amount


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.005", "money.too_fine"),
        ("0.001", "money.too_fine"),
        ("-1", "money.not_an_amount"),
        ("", "money.not_an_amount"),
        ("1e5", "money.not_an_amount"),
        ("NaN", "money.not_an_amount"),
        ("1.2.3", "money.not_an_amount"),
        ("12,34", "money.not_an_amount"),
        ("1.5,000", "money.not_an_amount"),
        ("٣", "money.not_an_amount"),
        ("9" * 400, "money.too_large"),
        ("100000000000000", "money.too_large"),
    ],
)
def test_what_is_no_amount_is_refused_with_a_sentence(typed, code):
    with pytest.raises(BadInput) as refused:
        money.parse_amount(typed)
    assert refused.value.code == code
    assert refused.value.message.endswith("。")


def test_zero_is_refused_where_a_sum_must_exist():
    with pytest.raises(BadInput, match="必须有金额"):
        money.parse_amount("0.00", allow_zero=False)


@pytest.mark.parametrize(
    ("exact", "half_up", "maximum", "minimum"),
    [
        ("0.005", "0.01", "0.00", "0.01"),
        ("0.004999", "0.00", "0.00", "0.01"),
        ("1.015", "1.02", "1.01", "1.02"),
        ("-0.005", "-0.01", "-0.01", "0.00"),
        ("99999999999999.994", "99999999999999.99", "99999999999999.99", "100000000000000.00"),
    ],
)
def test_rounding_once(exact, half_up, maximum, minimum):
    assert money.to_fen(D(exact)) == D(half_up)
    assert money.to_fen_down(D(exact)) == D(maximum)
    assert money.to_fen_up(D(exact)) == D(minimum)


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        ("100.00", ["50", "30", "20"], ["50.00", "30.00", "20.00"]),
        ("100.00", ["1", "1", "1"], ["33.34", "33.33", "33.33"]),
        ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
        ("0.01", ["40", "60"], ["0.00", "0.01"]),
        ("-100.00", ["1", "1", "1"], ["-33.34", "-33.33", "-33.33"]),
        ("0.00", ["55", "45"], ["0.00", "0.00"]),
        ("10.00", ["33.333", "33.333", "33.334"], ["3.33", "3.33", "3.34"]),
    ],
)
def test_splits(total, shares, parts):
    assert [str(part) for part in money.split_by_shares(D(total), [D(share) for share in shares])] == parts


@given(
    st.integers(min_value=-(10**15), max_value=10**15),
    st.lists(st.decimals(min_value=0, max_value=100, places=4), min_size=1, max_size=12).filter(any),
)
def test_a_split_loses_nothing_and_stays_within_a_fen(fen, shares):
    total = D(fen) / 100
    parts = money.split_by_shares(total, shares)
    assert sum(parts) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - total * share / sum(shares)) < D("0.01") + D("1E-9")


@pytest.mark.parametrize(("total", "shares"), [("1.00", []), ("1.00", ["0"]), ("1.00", ["2", "-1"]), ("1.001", ["1"])])
def test_impossible_splits_are_refused(total, shares):
    with pytest.raises(ValueError, match=r"Shares|fen"):
        money.split_by_shares(D(total), [D(share) for share in shares])
