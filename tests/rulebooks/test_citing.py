"""Provisions are cited as each language cites them: the text's own words in Chinese, art. and para. in English."""

import re

import pytest
from django.utils import translation

from idi_platform.portal.articles import article_of, short_article_of
from idi_platform.rulebooks import store
from idi_platform.rulebooks.citing import cited, number_of
from idi_platform.rulebooks.shipped import load_shipped, shipped

HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
BOOKS = [load_shipped(code).rulebook for code in shipped()]
INTERPRETATION = (("最高人民法院关于适用保险法若干问题的解释（二）", "Judicial Interpretation II"),)


@pytest.mark.parametrize(
    ("article", "english"),
    [
        ("第二十三条", "art. 23"),
        ("第二十条第二款", "art. 20 para. 2"),
        ("第四条第一款第（二）项", "art. 4 para. 1 item (2)"),
        ("第九条（一）1", "art. 9 (1) 1"),
        ("三、（一）第5项", "sec. 3 (1) item 5"),
        ("三、（一）第1-4项", "sec. 3 (1) item 1-4"),
        ("二", "sec. 2"),
        ("序言", "preamble"),
        ("附件一", "annex 1"),
        ("指引4.3（一）", "Guideline 4.3 (1)"),
        ("指引3.2（首个3.2）", "Guideline 3.2 (the first of that number)"),
        ("指引3.2（第二个3.2）", "Guideline 3.2 (no. 2 of that number)"),
        ("办法第十条", "Measures art. 10"),
        ("解释（二）第九条", "Judicial Interpretation II art. 9"),
        ("某部没有英文名称的条例第三条", "某部没有英文名称的条例 art. 3"),
        ("民法典第二百七十一条至第二百八十七条", "民法典 arts. 271–287"),
    ],
)
def test_a_citation_in_english(article, english):
    assert cited(article, INTERPRETATION) == article
    with translation.override("en"):
        assert cited(article, INTERPRETATION) == english


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("十", 10), ("十一", 11), ("二十", 20), ("九十九", 99), ("一百零三", 103), ("一百六十", 160), ("一千二百", 1200)],
)
def test_chinese_numerals(numeral, number):
    assert number_of(numeral) == number


def test_no_citation_of_a_shipped_text_is_left_in_chinese():
    said = [(book, pk) for book in BOOKS for pk in book.clauses]
    assert len(said) > 300
    assert all(book.citation(pk) == book.clauses[pk].article for book, pk in said)
    with translation.override("en"):
        left = {book.clauses[pk].article: book.citation(pk) for book, pk in said if HAN.search(book.citation(pk))}
    assert left == {}


def test_a_tag_names_the_text_too(monkeypatch):
    monkeypatch.setattr(store, "_parsed", {book.id: book for book in BOOKS})
    assert short_article_of("BJ-20-2d").text == "办法第二十条第二款"
    with translation.override("en"):
        assert short_article_of("BJ-20-2d").text == "Measures art. 20 para. 2"
        assert article_of("INS-23-1").text.startswith("Insurance Law art. 23")
        assert not HAN.search(article_of("BJ-20-2d").text)
