"""What a record tells is said in words: no code of the data, no number of a row."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from idi_platform.portal.cases.pages.records import _body
from idi_platform.records.models import Record, Subject
from idi_platform.rulebooks.shipped import load_shipped

BOOK = load_shipped("beijing-2019").rulebook
LAW = SimpleNamespace(cover=BOOK.cover, city=BOOK, base=None)
ALONE = SimpleNamespace(cover=None, city=None, base=None)
"""A law that names no items; what they are called stands in other texts."""


def told(kind, step, law=LAW, **facts):
    return _body(Record(subject=Subject(kind=kind), form="step", name=f"{kind}.{step}", facts=facts), {}, law)


def test_a_choice_that_only_the_step_knows_is_said_by_its_label():
    assert "fixed" not in told("project", "verify_major_defects", result="fixed")
    assert told("project", "verify_major_defects", result="fixed") == "核验结果：已整改"


def test_an_item_and_its_defect_are_named_as_the_text_names_them():
    said = told("claim", "file", item="waterproofing", defect="basement_roof_wetroom_leak")
    assert "waterproofing" not in said
    assert "basement" not in said
    assert "防水" in said


@pytest.mark.parametrize("facts", [{"earlier": 17}, {"claimant_person": 4}, {"statement_id": 9}])
def test_the_number_of_a_row_says_nothing(facts):
    assert told("claim", "link_earlier", **facts) == ""


@pytest.mark.parametrize(
    ("kind", "step", "facts"),
    [
        ("claim", "file", {"item": "waterproofing", "defect": "basement_roof_wetroom_leak"}),
        ("claim", "file", {"defect": "basement_roof_wetroom_leak"}),
        ("finding", "raise_finding", {"section": "waterproofing_window"}),
    ],
)
@pytest.mark.parametrize("law", [LAW, ALONE], ids=["its own text", "no text of its own"])
@pytest.mark.django_db
def test_codes_of_any_loaded_text_are_said_in_words(law, kind, step, facts):
    said = told(kind, step, law, **facts)
    assert "防水" in said or "渗漏" in said
    assert not [code for code in facts.values() if code in said]


def test_a_paper_is_said_by_its_title():
    title = BOOK.papers["survey_record"].title.zh
    assert told("claim", "dispatch_paper", paper="survey_record") == f"文书：《{title}》"


@pytest.mark.django_db
def test_what_the_text_does_not_know_is_left_as_it_is():
    assert "nowhere" in told("claim", "file", item="nowhere")


def test_it_is_said_in_the_reader_s_language():
    with translation.override("en"):
        assert told("claim", "file", item="waterproofing").isascii()
