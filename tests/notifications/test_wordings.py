"""Messages fit, and carry neither prices nor people."""

import pytest

from idi_platform.notifications import wordings

LONG = "甲" * 500


@pytest.mark.parametrize("code", wordings.registered())
def test_every_text_message_fits_whatever_its_values(code):
    said = wordings.wording_of(code).says(dict.fromkeys(wordings.wording_of(code).lengths, LONG))
    assert len(said.sms) <= 70
    if said.sms:
        assert said.sms.startswith("【住宅质量保险】")
    assert len(said.title) <= 200


@pytest.mark.parametrize(
    "text",
    ["保费 %(x)s", "应付 %(x)s元", "¥%(x)s", "姓名 %(x)s", "点 https://t.cn/%(x)s", "%(y)s"],
)
def test_forbidden_contents_stop_the_start(text):
    """No price leaves by text message or mail: a quotation is a letter (SH-5-2d)."""
    with pytest.raises(wordings.WordingError):
        wordings.word("test.bad", title="标题", body="正文", sms=text, lengths={"x": 5})


def test_a_message_that_could_pass_seventy_characters_stops_the_start():
    with pytest.raises(wordings.WordingError, match="at most 70"):
        wordings.word("test.long", title="标题", body="正文", sms="%(x)s", lengths={"x": 63})


def test_values_are_cut_and_undeclared_ones_left_out():
    said = wordings.wording_of("paper.issued").says({"title": LONG, "number": "1\n2", "price": "9"})
    assert "甲" * 15 + "…" in said.sms
    assert "1 2" in said.sms
    assert "甲" * 16 in said.body, "where there is room"


def test_an_english_duty_is_read_whole_on_a_page():
    """What is said in some fourteen Chinese characters takes some fifty letters."""
    duty = "Notify the claimant of the determination"
    said = wordings.wording_of("clock.breached").says({"duty": duty, "case": "1", "until": "09-29 24:00"}, lang="en")
    assert duty in said.title
    assert duty in said.body


def test_a_unit_is_no_price():
    wordings._check(wordings.Wording("test.unit", "5号楼1单元", "正文", "5号楼1单元", {}))
