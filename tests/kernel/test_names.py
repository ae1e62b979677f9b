"""Names and free text: what can't be seen is dropped, what can't be printed is refused."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idi_platform.kernel import names
from idi_platform.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("陈樾", "陈樾"),
        (" 陈\u200b樾\ufeff ", "陈樾"),
        ("\u202e樾陈\u202c", "樾陈"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("𠮷田䶮", "𠮷田䶮"),
        ("陈\r\nBcc: 樾", "陈 Bcc: 樾"),
        ("陈\x00樾", "陈樾"),
        ("e\u0301", "é"),
    ],
)
def test_names(typed, name):
    assert names.clean_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "name.empty"),
        ("\u200b\u200f", "name.empty"),
        ("陈" * 101, "name.too_long"),
        ("陈\ue000", "name.undrawable"),
        ("\ud800", "name.undrawable"),
        ("a" + "\u0338" * 30, "name.piled_marks"),
    ],
)
def test_names_that_are_refused(typed, code):
    with pytest.raises(BadInput) as refused:
        names.clean_name(typed)
    assert refused.value.code == code


def test_free_text_keeps_its_lines():
    assert names.clean_text(" 厨房\t漏水 \r\n\u202e二楼也漏\n\n") == "厨房 漏水\n二楼也漏"
    assert names.clean_text("") == ""
    with pytest.raises(BadInput, match="最多 5 个字"):
        names.clean_text("一二三四五六", max_length=5)


def test_masks():
    assert names.mask_name("张小明") == "张**"
    assert names.mask_phone("+8613800001234") == "138****1234"
    assert names.mask_phone("12345") == "****"
    assert names.mask_identity("310115199003071239") == "3101********1239"
    assert names.mask_identity("short") == "********"
    assert names.mask_account("6222000000001234") == "****1234"


@given(st.text(max_size=80))
def test_a_cleaned_name_is_one_visible_line_and_clean_again(text):
    try:
        name = names.clean_name(text)
    except BadInput:
        return
    assert names.clean_name(name) == name
    assert len(name.splitlines()) == 1
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} for char in name)
