"""An owner reads what he sees in his own words; a desk and every letter have the words of the text beside them."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import translation

from claims import actions
from claims.forms.report import defect_choices
from claims.words import full_title_of, title_of
from idi_platform.rulebooks.law import Law, national_law, rulebook_for
from idi_platform.rulebooks.store import newest, read
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import covered, not_covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_letters_keep_to_a_page import paper_of

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db
PLAIN, TEXT = "卫生间漏水", "地下、屋面、厕浴间渗漏"


def said_of(city, place, item, defect):
    law, case = read(newest(city).pk), SimpleNamespace(place=place, item_code=item, defect=defect)
    return title_of(case, law)


@pytest.mark.parametrize(
    ("city", "place", "item", "defect", "title"),
    [
        ("beijing-2019", "bathroom", "waterproofing", "basement_roof_wetroom_leak", "卫生间漏水"),
        ("hangzhou-2024", "balcony", "waterproofing", "basement_roof_balcony_wetroom_leak", "阳台漏水"),
        ("jiyuan-2022", "living_room", "waterproofing", "wet_part_leak", "客厅漏水"),
        ("longgang-trial", "bedroom", "waterproofing", "window_wall_leak", "卧室渗水"),
        ("beijing-2019", "living_room", "structure", "settlement", "客厅：地面下沉、房子倾斜"),
        ("beijing-2019", "", "structure", "settlement", "地面下沉、房子倾斜"),
        ("beijing-2019", "kitchen", "electrical", "", "厨房：电线、开关、插座"),
        ("beijing-2019", "kitchen", "electrical", "settlement", "厨房：建筑电气"),
        ("beijing-2019", "kitchen", "", "", "厨房"),
        ("shanghai-2025", "bathroom", "waterproofing", "", "卫生间：防水工程"),
        ("shanghai-2025", "bathroom", "swimming_pool", "", "卫生间"),
        ("beijing-2019", "", "", "", "质量问题"),
    ],
)
def test_what_a_case_is_about_in_plain_words(city, place, item, defect, title):
    assert said_of(city, place, item, defect) == title


def test_the_same_in_english():
    with translation.override("en"):
        said = said_of("beijing-2019", "bathroom", "waterproofing", "basement_roof_wetroom_leak")
    assert said == "Bathroom: leak"


def test_a_tile_says_it_plainly_and_which_item_it_is_of(claim, owner):
    tiles = dict(defect_choices(rulebook_for(claim.subject.insured_object_id), None))
    leak = tiles["waterproofing:basement_roof_wetroom_leak"]
    assert (leak.text, leak.hint) == ("卫生间、屋顶、地下室漏水", "防水工程")
    assert (tiles["electrical:"].text, tiles["electrical:"].hint) == ("电线、开关、插座", "建筑电气")


@pytest.mark.parametrize("route", ["owner_claim", "owner_receipt", "owner_home"])
def test_the_owner_s_pages_say_it_plainly(client, owner, claim, route):
    log_in(client, owner)
    said = client.get(reverse(f"claims:{route}", args=[] if route == "owner_home" else [claim.number])).content.decode()
    assert PLAIN in said
    assert TEXT not in said


def test_the_desk_reads_the_words_of_the_text_beside_them(client, handler, claim):
    log_in(client, handler)
    said = client.get(reverse("claims:console_claim", args=[claim.number])).content.decode()
    assert f"<h1>{PLAIN}</h1>" in said
    assert f"防水工程：{TEXT}" in said


def test_who_approves_reads_both(client, approver, handler, surveyed, take, photo):
    proposal = take(handler, "accept", **covered(photo)).proposal
    log_in(client, approver)
    said = client.get(reverse("claims:console_approval", args=[proposal.pk])).content.decode()
    assert f"{PLAIN}（防水工程：{TEXT}）" in said


def test_receipt_and_letters_keep_the_words_of_the_text(surveyed, take, handler, approver, photo):
    assert full_title_of(surveyed, rulebook_for(surveyed.subject.insured_object_id)) == f"{PLAIN}（防水工程：{TEXT}）"
    receipt = str(paper_of(surveyed, "intake_receipt").data)
    assert PLAIN in receipt
    assert TEXT in receipt
    proposed = take(handler, "refuse", **not_covered(photo), reasons={"claim.refuse.latent": "第三方"})
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    take(handler, "send_refusal")
    assert TEXT in str(paper_of(surveyed, "refusal_notice").data)


@pytest.mark.parametrize("city", ["shanghai-2025", None])
def test_where_the_text_leaves_items_to_the_contract_those_of_the_contract_are_pointed_at(city):
    law = Law(base=national_law().base, city=read(newest(city).pk) if city else None)
    offered = dict(defect_choices(law, ["structure", "waterproofing", "swimming_pool"]))
    assert list(offered) == ["waterproofing:", "structure:", ":"], "what nobody has a name for is not offered"
    assert "渗水漏水" in offered["waterproofing:"].text
    assert list(dict(defect_choices(law, None))) == [":"]


def test_a_city_s_own_list_is_offered_as_far_as_the_contract_covers_it():
    law = Law(base=national_law().base, city=read(newest("beijing-2019").pk))
    offered = dict(defect_choices(law, ["waterproofing"]))
    assert {code.partition(":")[0] for code in offered} == {"waterproofing", ""}
    assert len(offered) > 2
