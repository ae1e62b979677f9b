"""Shapes of sections, numbers' prefixes, and the check for fonts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from idi_platform.documents import checks, fonts
from idi_platform.documents.blocks import BadBlock, blocks
from idi_platform.documents.numbering import short_place


@pytest.mark.parametrize(
    ("content", "drawn"),
    [
        (None, []),
        ("", []),
        ("一行\n二行", [{"kind": "text", "lines": ["一行", "二行"]}]),
        (["一", 2], [{"kind": "items", "items": ["一", "2"]}]),
        (date(2026, 3, 4), [{"kind": "text", "lines": ["2026年3月4日"]}]),
        (
            {"facts": {"时间": datetime(2026, 3, 4, 8, tzinfo=UTC)}},
            [{"kind": "facts", "pairs": [["时间", "2026年3月4日 16:00"]]}],
        ),
        ({"items": [Decimal("1234.5")]}, [{"kind": "items", "items": ["¥1,234.50"]}]),
        ([{"text": "甲"}, {"quote": "乙"}], [{"kind": "text", "lines": ["甲"]}, {"kind": "quote", "lines": ["乙"]}]),
    ],
)  # fmt: skip
def test_shapes(content, drawn):
    assert blocks(content) == drawn


@pytest.mark.parametrize(
    "content",
    [
        {"picture": "x"},
        {"table": {"head": ["一"], "rows": [["一", "二"]]}},
        {"items": "一"},
        {"facts": [["一"]]},
        object(),
    ],
)
def test_what_no_section_can_draw_is_told_at_once(content):
    with pytest.raises(BadBlock):
        blocks(content)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("北京市", "北京"),
        ("龙港市", "龙港"),
        ("济源市", "济源"),
        ("上海市", "上海"),
        ("丰台区", "丰台"),
        ("沛县", "沛县"),
    ],
)
def test_places_in_numbers(name, short):
    assert short_place(name) == short


def test_a_missing_font_is_told_at_the_start(monkeypatch):
    assert checks.fonts_are_installed(None) == []
    monkeypatch.setattr(checks, "installed", lambda face: None)
    assert {warning.id for warning in checks.fonts_are_installed(None)} == {"documents.W001"}


def test_common_and_rare_characters_do_not_overlap():
    common, rare = (fonts.characters(face) for face in fonts.FACES[:2])
    assert not common & rare
    assert {ord(char) for char in "保险赔偿〔〕¥，"} <= common
    assert ord("鼯") in rare
