"""Shapes of sections, numbers' prefixes, and the check for fonts."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PIL import ImageFont

from idi_platform.documents import checks, cutting, fonts
from idi_platform.documents.blocks import BadBlock, blocks
from idi_platform.documents.drawing import _measured
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


def test_a_font_is_cut_to_the_characters_that_are_asked_for():
    source = fonts.installed(fonts.FACES[0])
    one, three = (cutting.cut(source.path, source.index, map(ord, text)) for text in ("保", "保险鱻"))
    assert one.startswith(b"OTTO")
    assert len(one) < len(three) < source.path.stat().st_size / 1000
    drawn = ImageFont.truetype(io.BytesIO(three), 40)
    assert drawn.getbbox("鱻") != drawn.getbbox("修"), "the one is there, the other is a box"
    assert drawn.getbbox("修") == drawn.getbbox("缮")


def test_what_is_no_font_is_not_cut(tmp_path):
    with pytest.raises(OSError, match="could not read"):
        cutting.cut(tmp_path / "none.otf", 0, [65])


def test_papers_are_drawn_from_the_full_fonts_where_none_can_be_cut(settings, tmp_path, monkeypatch):
    def away(*_what):
        raise OSError("HarfBuzz could not read or cut the font.")

    settings.PAPER_FONT_DIR = tmp_path
    monkeypatch.setattr(fonts, "cut", away)
    assert fonts.cut_files.__wrapped__() == {}
    assert not list(tmp_path.glob("*.otf"))


def test_short_facts_stand_two_in_a_row_in_their_order_and_a_long_one_alone():
    long = "应于 2026年10月5日 24:00，法定最晚 2026年10月8日 24:00"
    given = {
        "facts": [
            ["渠道", "电话"],
            ["接收", "夜班"],
            ["期限", long],
            ["项目", "防水工程"],
            ["原因", "施工"],
            ["余", "一"],
        ]
    }
    (block,) = blocks(given)
    rows = _measured(block)["rows"]
    assert [[label for label, _value in row] for row in rows] == [["渠道", "接收"], ["期限"], ["项目", "原因"], ["余"]]
    assert [pair for row in rows for pair in row] == block["pairs"]


def test_a_tables_columns_are_never_wider_than_the_page_together():
    (block,) = blocks({"table": {"head": ["编号", "内容", "指纹"], "rows": [["E-01", "照片", "c0ffee" * 10]]}})
    assert _measured(block)["widths"] == [10, 10, 80]
