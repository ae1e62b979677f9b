"""Papers: drawn once, from frozen data, numbered without gaps, handed over once."""

import hashlib
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from idi_platform.documents import producing
from idi_platform.documents.models import Paper, PaperState
from idi_platform.documents.previews import draw_preview, preview_of
from idi_platform.kernel.errors import Refused
from idi_platform.notifications.models import Delivery, Notice
from idi_platform.notifications.sending import mark_read, tell_arrivals
from idi_platform.records.queue import try_again

from . import samples

pytestmark = pytest.mark.django_db


def pdf_of(paper):
    with default_storage.open(str(paper.file)) as file:
        return file.read()


def text_of(paper):
    reader = PdfReader(io.BytesIO(pdf_of(paper)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


@pytest.fixture
def produced(owe):
    def make(*args, **kwargs):
        return producing.produce(owe(*args, **kwargs).pk)

    return make


def test_a_refusal_carries_its_frame_and_its_sections(produced, insurer_organisation):
    paper = produced()
    text = text_of(paper)
    for part in (
        "不予赔偿通知书", insurer_organisation.name, insurer_organisation.uscc, "陈樾先生：", "青棠园", "BJ-2020-00131",
        "一句话说明", "查明的事实", "不予赔偿的理由与依据", "您还可以怎么做", "第二十条第二款", "保险法第二十四条",
        "beijing-2019", paper.number, paper.verification_code, "2026年3月4日", "第1页，共", "经办闻筝", "复核栾一",
        "E-04", "ab" * 32, "400-000-0000", "12378", "不收费", "盖章",
    ):  # fmt: skip
        assert part.replace(" ", "") in text, part
    assert paper.sha256 == hashlib.sha256(pdf_of(paper)).hexdigest()
    assert re.fullmatch(r".+潜保不予〔2026〕1号", paper.number)


@pytest.mark.parametrize(
    ("definition", "data", "expected"),
    [
        (samples.RECEIPT, samples.receipt_data, "2026年2月25日23:59:59"),
        (samples.DETERMINATION, samples.determination_data, "人民币壹拾万柒仟元零伍角叁分"),
    ],
)
def test_other_papers(produced, definition, data, expected):
    assert expected in text_of(produced(definition, data()))


@pytest.mark.parametrize("layout", ["letter", "notice", "form", "report", "one_that_nobody_knows"])
def test_every_layout_draws_every_shape(produced, layout):
    definition = samples.DETERMINATION.model_copy(
        update={"layout": layout, "sections": ("remarks", "a_new_citys_own_section")}
    )
    shapes = {
        "text": "文字\n第二行", "strong": "着重", "quote": "引文", "items": ["一条"], "steps": [["步", "骤"]],
        "facts": {"标签": "值"}, "table": {"head": [], "rows": [["格"]]},
    }  # fmt: skip
    text = text_of(produced(definition, {"remarks": shapes, "a_new_citys_own_section": "还有"}))
    for part in ("文字", "第二行", "着重", "引文", "一条", "骤", "值", "格", "还有", "a_new_citys_own_section"):
        assert part in text


def test_what_the_text_demands_must_be_there(owe):
    data = samples.refusal_data() | {"ground_and_clause": "", "what_you_can_do": []}
    with pytest.raises(Refused) as refused:
        owe(data=data)
    assert [refusal.clause for refusal in refused.value.refusals] == ["BJ-20-2d", "BJ-20-2d"]
    assert "不予赔偿的理由与依据" in refused.value.message
    assert not Paper.objects.exists()


def test_numbers_have_no_gaps_and_restart_with_the_year(owe, at):
    first, second, third = owe(), owe(definition=samples.RECEIPT, data=samples.receipt_data()), owe()
    assert [producing.produce(paper.pk).number.partition("潜保")[2] for paper in (third, second, first)] == [
        "不予〔2026〕1号", "报案〔2026〕1号", "不予〔2026〕2号",
    ]  # fmt: skip
    at(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    assert producing.produce(owe().pk).number.endswith("不予〔2027〕1号")


def test_a_paper_shows_what_was_true_when_it_was_owed(owe, insurer_organisation):
    paper = owe()
    insurer_organisation.name = "改名以后的保险公司"
    insurer_organisation.save()
    assert "改名以后" not in text_of(producing.produce(paper.pk))


HOSTILE = [
    '<img src="file:///etc/passwd">',
    "<script>alert(1)</script>",
    '<link rel=attachment href="file:///etc/passwd">',
    "</style><style>@import url(http://127.0.0.1:1/x);</style>",
    "{{ paper.data }}{% load static %}",
    "\u202e倒过来\u202c",
    "零\u200b宽",
    "甲" * 200,
    "a" * 3000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_and_nothing_else(produced, text, monkeypatch):
    from weasyprint.urls import URLFetcher

    opened = []
    monkeypatch.setattr(URLFetcher, "open", lambda *args, **kwargs: opened.append(args), raising=False)
    data = samples.refusal_data() | {"addressee": text, "plain_words": text, "unit": text, "signers": [text]}
    paper = produced(data=data)
    printed = text_of(paper)
    assert "root:" not in printed
    assert opened == []
    assert b"/EmbeddedFile" not in pdf_of(paper)
    shown = "".join(char for char in text if char not in "\u202e\u202c\u200b ")
    assert shown[:20] in printed
    assert not set("\u202e\u202c\u200b") & set(printed)


def test_rare_characters_are_drawn_from_the_full_font(produced):
    paper = produced(data=samples.refusal_data() | {"addressee": "𠮷田䶮㛃女士"})
    assert "𠮷田䶮㛃女士" in text_of(paper)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(pdf_of(paper))).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("CJK" in font for font in fonts)


def test_readers_find_every_glyph_under_the_number_that_stands_in_the_paper(produced):
    """The standard of PDF has such a number looked up in the font's own table; a browser's reader may skip that."""
    paper = produced(data=samples.refusal_data() | {"addressee": "𠮷田䶮㛃女士"})
    (page,) = PdfReader(io.BytesIO(pdf_of(paper))).pages
    for font in page["/Resources"]["/Font"].values():
        described = font["/DescendantFonts"][0]["/FontDescriptor"]
        table = TTFont(io.BytesIO(described["/FontFile3"].get_data()))["CFF "].cff.topDictIndex[0].charset
        assert table[1:] == [f"cid{number:05}" for number in range(1, len(table))], font["/BaseFont"]


def test_producing_twice_changes_nothing(owe, told):
    paper = producing.produce(owe().pk)
    before = Paper.objects.values().get(pk=paper.pk)
    producing.produce(paper.pk)
    assert Paper.objects.values().get(pk=paper.pk) == before
    assert Notice.objects.filter(paper_id=paper.pk).count() == 2
    assert Delivery.objects.filter(notice__paper_id=paper.pk).count() == 1
    assert len(told.dispatched) == 2, "followers are told again and must be idempotent"


class Killed(BaseException):
    """Stands for kill -9: nothing after it runs."""


@pytest.mark.parametrize("where", ["draw", "_store", "_handed_over"])
@pytest.mark.parametrize("after", [False, True])
def test_a_worker_killed_anywhere_loses_and_doubles_nothing(owe, monkeypatch, where, after):
    paper = owe()
    real = getattr(producing, where)

    def killed(*args):
        if after:
            real(*args)
        raise Killed

    monkeypatch.setattr(producing, where, killed)
    with pytest.raises(Killed):
        producing.render_owed()
    monkeypatch.setattr(producing, where, real)
    assert producing.render_owed() == 0, "the lease still holds"
    Paper.objects.update(next_try_at=paper.owed_at)
    assert producing.render_owed() == 1
    paper.refresh_from_db()
    assert (paper.state, paper.owed_state) == (PaperState.DISPATCHED, "done")
    assert paper.number.endswith("1号")
    assert Notice.objects.filter(paper_id=paper.pk).count() == 2
    assert default_storage.listdir(f"papers/{paper.sha256[:2]}")[1] == [f"{paper.sha256}.pdf"]


def test_a_paper_that_cannot_be_drawn_waits_for_a_person_and_keeps_its_number(owe, operator, monkeypatch):
    paper = owe()
    Paper.objects.update(attempts=Paper.MAX_ATTEMPTS - 1)
    monkeypatch.setattr(producing, "draw", lambda paper: 1 / 0)
    producing.render_owed()
    paper.refresh_from_db()
    assert paper.state == PaperState.FAILED
    assert "ZeroDivisionError" in paper.last_error
    number = paper.number
    monkeypatch.undo()
    assert try_again(Paper, paper.pk, acting=operator.acting)
    producing.render_owed()
    paper.refresh_from_db()
    assert (paper.state, paper.number) == (PaperState.DISPATCHED, number)


def test_a_paper_for_the_file_is_drawn_and_sent_to_nobody(owe):
    paper = producing.produce(owe(to=None).pk)
    assert (paper.state, paper.owed_state) == (PaperState.RENDERED, "done")
    assert not Notice.objects.exists()


def test_a_paper_arrives_when_it_is_opened_and_the_waiting_are_told(owe, owner, at, told):
    paper = producing.produce(owe().pk)
    assert tell_arrivals() == 0
    at(paper.issued_at + timedelta(hours=5))
    mark_read(Notice.objects.get(paper_id=paper.pk, channel="in_app"), owner.acting)
    assert tell_arrivals() == 1
    assert tell_arrivals() == 0
    paper.refresh_from_db()
    assert paper.arrived_at == paper.issued_at + timedelta(hours=5)
    assert [found.pk for found in told.arrived] == [paper.pk]


def test_same_paper_same_bytes(produced):
    from idi_platform.documents.drawing import draw

    paper = produced()
    assert draw(paper).pdf == pdf_of(paper)


def test_the_neighbour_does_not_see_it(produced, owner, neighbour):
    paper = produced()
    assert list(Paper.objects.visible_to(owner.acting)) == [paper]
    assert not Paper.objects.visible_to(neighbour.acting).exists()


def test_a_paper_voided_before_it_left_is_not_sent(owe, told):
    paper = owe()
    Paper.objects.update(voided_at=paper.owed_at)
    paper = producing.produce(paper.pk)
    assert (paper.number, paper.file.name, paper.owed_state) == (None, "", "done")
    assert not Notice.objects.exists()
    assert (told.dispatched, told.withheld) == ([], [paper])


def test_a_preview_is_the_paper_before_it_is_owed_marked_as_a_draft(owe):
    """What the second person reads is what is frozen later, drawn by the same templates, without number or code."""
    paper = owe()
    draft = samples.Draft(samples.refusal_data(), paper.recipient_person_id)
    law = samples.Law()
    preview = preview_of(record=paper.record, code=paper.code, definition=samples.REFUSAL, law=law, draft=draft)
    assert preview["title"] == "不予赔偿通知书"
    assert preview["data"] == paper.data
    text = "".join(
        "".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(draw_preview(preview).pdf)).pages
    )
    for part in ("草稿", "没有编号和验证码", "陈樾先生：", "查明的事实", "经办闻筝"):
        assert part in text, part
    assert "扫码验真伪" not in text
    assert "验证码" + paper.verification_code not in text
    assert Paper.objects.count() == 1


def test_a_preview_of_a_paper_that_lacks_what_the_text_demands_is_refused(owe):
    paper = owe()
    data = {**samples.refusal_data(), "what_you_can_do": ""}
    with pytest.raises(Refused):
        preview_of(
            record=paper.record, code="x", definition=samples.REFUSAL, law=samples.Law(), draft=samples.Draft(data)
        )
