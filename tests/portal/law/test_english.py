"""An English reader of the law reads English: every sentence is in the catalogue, and none is left in Chinese."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from idi_platform.portal.law.searching import whole_words
from idi_platform.portal.law.sentences import said_by
from idi_platform.rulebooks.predicates.naming import Naming
from idi_platform.rulebooks.shipped import BASE, load_shipped, shipped
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.examples import examples_of

HAN = re.compile("[\u3000-\u9fff\uff00-\uffef]")
MARKED = {"_", "_noop", "gettext_lazy", "ngettext"}
SPOKEN = ("idi_platform/portal/law", "idi_platform/rulebooks/predicates")
IN_TEMPLATES = re.compile(r'{% translate "([^"]+)" %}')
PLACES = re.compile(r"%\(\w+\)s")


def in_code():
    for folder in SPOKEN:
        for file in sorted((Path(settings.BASE_DIR) / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKED:
                    yield from (said.value for said in node.args[:1] if isinstance(said, ast.Constant))


def in_templates():
    for file in sorted((Path(settings.BASE_DIR) / "templates/law").glob("*.html")):
        yield from IN_TEMPLATES.findall(file.read_text("utf-8"))


def english(said):
    with translation.override("en"):
        return translation.ngettext(said, said, 2) if translation.gettext(said) == said else translation.gettext(said)


def test_every_sentence_of_the_law_is_in_the_english_catalogue():
    asked = {*in_code(), *in_templates()}
    assert len(asked) > 400
    assert sorted(said for said in asked if HAN.search(english(said))) == []
    assert sorted(said for said in asked if sorted(PLACES.findall(said)) != sorted(PLACES.findall(english(said)))) == []


@pytest.mark.parametrize("code", shipped())
def test_what_the_platform_does_for_a_clause_reads_in_english(code):
    book, base = load_shipped(code).rulebook, load_shipped(BASE).rulebook
    naming = Naming(vocabulary, (book,) if book.is_base else (book, base))
    companies = book.insurer.designated if book.insurer is not None else ()
    chinese = []
    with translation.override("en"):
        for clause, entry in book.clauses.items():
            for reference in (*entry.realised_by, *entry.planned):
                said = said_by(book, clause, reference, naming)
                text = "\n".join((said.what, said.title, *said.lines, *said.where))
                for company in companies:
                    text = text.replace(company, "")
                chinese += [f"{clause} {reference}: {line}" for line in text.split("\n") if HAN.search(line)]
    assert chinese == []


def test_an_english_sentence_begins_with_a_capital_counts_its_nouns_and_ends_with_a_stop():
    book = load_shipped("beijing-2019").rulebook
    naming = Naming(vocabulary, (book, load_shipped(BASE).rulebook))
    with translation.override("en"):
        lines = said_by(book, "BJ-20-2b", "clock:claim.determination", naming).lines
    assert lines[0].startswith("7 days from received at, at the latest: “accept”")
    assert lines[0].endswith(".")
    assert "Owed by: lead insurer; owed to: owner." in lines


NUMBER = "[一二三四五六七八九十百千零]+"
ARTICLE = re.compile(
    f"序言|(?:保险法|民法典|建设工程质量管理条例)第{NUMBER}条(?:之一)?|解释（[二四]）第{NUMBER}条|指引3.2（(?:首|第二)个3.2）|"
    "(?:方案|指引|附件)?第?[一二三四五六七八九十百0-9.、（）()条款项之第，和至 ]+|指引[0-9.]+"
)
IN_CHINESE = re.compile(r'<(\w+)[^>]* lang="zh-Hans"[^>]*>.*?</\1>', re.DOTALL)


def words_of_a_case(given):
    """What an example gives in words: names of firms and documents, which have no English."""
    if isinstance(given, str):
        return {given} if HAN.search(given) else set()
    inner = given.values() if isinstance(given, dict) else given if isinstance(given, list | tuple) else ()
    return {word for one in inner for word in words_of_a_case(one)}


@pytest.mark.parametrize("code", shipped())
def test_a_page_of_the_law_in_english_marks_what_is_said_in_chinese(client, published, code):
    page = client.get(f"/law/{code}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    body = IN_CHINESE.sub("", page.partition("<main")[2].partition("</main>")[0])
    said = re.sub(r"<[^>]+>", "\n", body)
    insurer = load_shipped(code).rulebook.insurer
    names = set(insurer.designated if insurer is not None else ())
    for example in examples_of(code):
        names |= words_of_a_case(example.given) | words_of_a_case(example.terms) | words_of_a_case(example.sets)
    for name in sorted(names, key=len, reverse=True):
        said = said.replace(name, "")
    assert [line for line in said.split("\n") if HAN.search(ARTICLE.sub("", line.strip()))] == []


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("asked for by the owner, lead insurer", (18, 27), "owner, lead"),
        ("asked for by the owner", (0, 3), "asked"),
        ("the owner", (4, 9), "owner"),
        ("业主、主承保公司可以提出", (1, 4), "主、主"),
        ("须为“own team”的", (4, 5), "own"),
    ],
)
def test_an_excerpt_cuts_no_word_of_letters(text, cut, whole):
    start, end = whole_words(text, *cut)
    assert text[start:end] == whole
