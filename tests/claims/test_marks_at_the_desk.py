"""What a handler must see without looking for it: what cannot wait, whom to call again, which slots wait."""

from datetime import timedelta

import pytest
from django.urls import reverse

from claims.actions import beside
from claims.models import Claim
from claims.pages.desk import ball_words
from idi_platform.kernel import clock
from idi_platform.workflow.lifecycles import lifecycle_of
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_budgets import many
from tests.claims.test_desk_lists import all_pages

pytestmark = pytest.mark.django_db
QUEUE = reverse("claims:console_queue")
CALLS = f"{QUEUE}?queue=callback"


@pytest.fixture
def desk(client, handler, claim):
    log_in(client, handler)
    return client


def read(desk, claim):
    return desk.get(reverse("claims:console_claim", args=[claim.number])).content.decode()


def test_what_cannot_wait_is_marked_in_the_row_on_the_card_and_on_the_claim(desk, claim):
    assert "紧急</span>" not in read(desk, claim)
    Claim.objects.filter(pk=claim.pk).update(is_emergency=True)
    listed = desk.get(QUEUE)
    assert listed.content.decode().count("紧急</span>") == 2
    assert [card.mark.words for card in listed.context["cards"]] == ["紧急"]
    assert "紧急</span>" in read(desk, claim).partition("</h1>")[2].partition("claim-grid")[0]


def test_whom_to_call_again_stands_by_when_it_was_promised_on_every_page(desk, claim):
    many(claim, 60)
    numbers = list(Claim.objects.order_by("-pk").values_list("number", flat=True))
    for place, number in enumerate(numbers):
        Claim.objects.filter(number=number).update(call_back_at=clock.now() + timedelta(minutes=10 * place + 1))
    first = desk.get(CALLS).content.decode()
    assert "按约好的回电时间排序" in first
    assert first.count("9月29日 20:11 回电") == 2, "in the row and on the card"
    assert all_pages(desk, CALLS) == numbers
    walk = desk.get(f"{reverse('claims:console_claim', args=[claim.number])}?queue=callback").context["walk"]
    assert (walk.place, numbers[-2] in walk.before_href, walk.next_href) == ("61 / 61", True, "")


def test_slots_that_wait_for_the_owner_stand_on_the_claim(desk, claim, handler):
    assert "等业主选" not in read(desk, claim)
    slot = clock.now() + timedelta(days=1)
    beside.offer_slots(acting=handler.acting, key=key(), claim=claim, slots=(slot,))
    assert "等业主选：" in read(desk, claim).partition("勘查结论")[2].partition("相近决定")[0]


@pytest.mark.parametrize("state", lifecycle_of("claim").states)
def test_the_desk_is_not_spoken_to_as_the_owner(handler, state):
    _who, said = ball_words(Claim(state=state), None, None, handler.acting)
    assert said
    assert "您" not in said


def test_a_day_in_cover_is_no_confirmation_before_the_item_is_known(desk, claim):
    assert "期间内，项目还没有确定" not in read(desk, claim)
    Claim.objects.filter(pk=claim.pk).update(item_code="", defect="")
    assert "期间内，项目还没有确定" in read(desk, claim)
    assert "项目还没有确定" in desk.get(QUEUE).content.decode()
