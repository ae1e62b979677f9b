"""My homes: what goes on, until when each item is covered, who repairs before; the list of cases; what is paid for."""

from datetime import date

import pytest
from django.urls import reverse

from claims.actions import approve_proposal
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.projects import actions
from idi_platform.projects.models import Unit
from idi_platform.records.models import Party
from policies.models import CoverRow
from tests.asking import asked_by
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import covered, not_covered, photo, surveyed, take  # noqa: F401  fixtures

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db


def cards(client, address="claims:owner_home"):
    page = client.get(reverse(address))
    assert page.status_code == 200, page.content.decode()[-2000:]
    return page.context["cards"]


def test_a_home_shows_what_goes_on_and_until_when_each_item_is_covered(client, owner, claim, home):
    log_in(client, owner)
    (card,) = cards(client)
    assert card.title.endswith("1-0101")
    (ball,) = card.cases
    assert ball.href == reverse("claims:owner_claim", args=[claim.number])
    assert "home=" in card.report.href
    items = {item.name: item for item in card.cover.bar.items}
    rows = CoverRow.objects.filter(building=home.building_id)
    assert len(items) == rows.count()
    assert items["防水工程"].note.startswith("保到 2027年11月19日")
    assert items["地基基础和主体结构"].note.startswith("保到 2032年11月19日")
    assert items["防水工程"].spans[0].hatched, "the developer's time stands before cover"
    assert card.cover.chip.words == "保障中"
    assert not card.cover.is_before


def test_a_home_before_cover_says_who_repairs_until_when_and_by_which_article(client, owner, home, at):
    at("2021-06-02 09:00")
    log_in(client, owner)
    (card,) = cards(client)
    assert card.cover.chip.words == "保险未开始"
    assert card.cover.before.text.startswith("2022年11月20日前，房子的质量问题由开发商")
    assert card.cover.before.article is not None
    assert not card.report.primary


def test_after_the_last_day_an_item_has_ended_and_says_so(client, owner, home, at):
    at("2027-11-19 23:59")
    log_in(client, owner)
    assert {item.name: item.chip for item in cards(client)[0].cover.bar.items}["防水工程"] is None
    at("2027-11-20 00:00")
    ended = {item.name: item.chip for item in cards(client)[0].cover.bar.items}
    assert ended["防水工程"].words == "已到期"
    assert ended["地基基础和主体结构"] is None


def test_a_stranger_has_no_home_and_may_report_or_add_one(client, stranger, home):
    log_in(client, stranger)
    page = client.get(reverse("claims:owner_home"))
    assert page.context["cards"] == []
    assert reverse("bindings_owner:add") in page.content.decode()


def test_a_former_owner_has_no_card_and_keeps_his_cases(client, owner, stranger, claim, home, underwriter, at):
    at("2026-10-01 09:00")
    actions.transfer_unit(
        acting=underwriter.acting, key="sold", unit=Unit.objects.get(pk=home.pk), transferred_on=date(2026, 10, 1),
        persons=[stranger.person.pk],
    )  # fmt: skip
    log_in(client, owner)
    assert cards(client) == []
    listed = client.get(reverse("claims:owner_claims"))
    assert [card.href for card in listed.context["claims"]] == [reverse("claims:owner_claim", args=[claim.number])]
    assert "房屋转让时" in listed.context["claims"][0].line
    client.logout()
    log_in(client, stranger)
    assert [card.cases for card in cards(client)] == [()]
    assert client.get(reverse("claims:owner_claims")).context["claims"] == []


def test_what_is_paid_for_is_read_from_the_home_s_own_rulebook(client, owner, neighbour, home):
    address = reverse("claims:owner_cover", args=[home.pk])
    log_in(client, owner)
    words = client.get(address).context["words"]
    assert {item.name for item in words.items} >= {"防水工程", "保温工程", "地基基础和主体结构"}
    waterproofing = next(item for item in words.items if item.name == "防水工程")
    assert waterproofing.days == "2022年11月20日到 2027年11月19日"
    assert waterproofing.deductible == "不扣免赔额"
    assert all(ground.article is not None for ground in words.grounds)
    client.logout()
    log_in(client, neighbour)
    assert client.get(address).status_code == 404


def test_many_homes_ask_the_database_as_often_as_two(client, owner, claim, home):
    others = list(Unit.objects.exclude(pk=home.pk).order_by("pk")[:5])
    assert len(others) > 1
    log_in(client, owner)

    def queries(units):
        for unit in units:
            Party.objects.create(subject_id=unit.pk, role="owner", person=owner.person, since=date(2021, 1, 15))
        return len(cards(client)), asked_by(client, reverse("claims:owner_home"))

    two, few = queries(others[:1])
    all_of_them, many = queries(others[1:])
    assert (two, all_of_them) == (2, len(others) + 1)
    assert len(few) == len(many) <= 20, many


def test_a_refusal_that_was_told_stays_in_sight_until_its_case_is_closed(
    client, owner, surveyed, take, handler, approver, photo
):
    proposed = take(handler, "refuse", **not_covered(photo), reasons={"claim.refuse.latent": "第三方"})
    approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    take(handler, "send_refusal")
    produce(Paper.objects.get(subject_id=surveyed.pk, code="refusal_notice").pk)
    log_in(client, owner)
    (ball,) = cards(client)[0].cases
    assert ball.act == "不予赔偿，通知书已发出"
    take(handler, "close")
    assert cards(client)[0].cases == ()


def test_the_first_page_leads_to_what_to_do_first(client, owner, home):
    log_in(client, owner)
    assert reverse("claims:first_aid") in client.get(reverse("claims:owner_home")).content.decode()


def test_an_offer_leads_on_for_whoever_does_not_agree(client, owner, surveyed, take, handler, approver, photo):
    proposed = take(handler, "accept", **covered(photo))
    approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    take(handler, "offer_settlement", words="重做附加层。", repair_by="2026-10-15", cash="9400.00")
    log_in(client, owner)
    page = client.get(reverse("claims:owner_offer", args=[surveyed.number])).content.decode()
    assert reverse("claims:owner_object", args=[surveyed.number]) in page


def test_whose_turn_it_is_says_in_everyday_words_for_what_and_the_article_in_the_text_s(client, owner, claim):
    log_in(client, owner)
    turn = client.get(reverse("claims:owner_claim", args=[claim.number])).context["turn"]
    assert turn.ball.rest == "：上门看"
    assert "派员现场查勘" in turn.article.text
