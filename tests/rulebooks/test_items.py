"""What a cover item is called where the text leaves items to the contract."""

import pytest

from idi_platform.rulebooks.items import is_water_tested, item_title, title_under
from idi_platform.rulebooks.law import Law, national_law
from idi_platform.rulebooks.store import newest, read

pytestmark = pytest.mark.django_db


def law_of(code):
    return Law(base=national_law().base, city=read(newest(code).pk))


def test_a_text_names_its_own_items():
    assert item_title(law_of("longgang-trial"), "waterproofing") == "防水工程（第5项）"


@pytest.mark.parametrize("law", [lambda: law_of("shanghai-2025"), national_law])
@pytest.mark.parametrize(
    ("code", "title"),
    [("structure", "地基基础和主体结构"), ("waterproofing", "防水工程"), ("swimming_pool", "swimming_pool")],
)
def test_where_the_text_leaves_items_to_the_contract_their_names_stand_and_no_city_s_numbering(law, code, title):
    assert item_title(law(), code) == title


def test_of_several_texts_the_first_that_names_the_item_does():
    laws = [national_law(), law_of("longgang-trial"), law_of("beijing-2019")]
    assert title_under(laws, "waterproofing") == "防水工程（第5项）"


@pytest.mark.parametrize("law", [lambda: law_of("beijing-2019"), lambda: law_of("shanghai-2025"), national_law])
def test_waterproofing_is_mended_once_water_has_stood_on_it_also_where_the_text_leaves_items_to_the_contract(law):
    assert is_water_tested(law(), "waterproofing")
    assert not is_water_tested(law(), "structure")
    assert not is_water_tested(law(), "swimming_pool")
