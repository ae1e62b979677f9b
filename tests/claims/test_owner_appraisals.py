"""Appraisals at the owner's door: he objects, a body is chosen by both sides, and each acts on his own page."""

import pytest
from django.urls import reverse

from claims.actions import beside
from claims.models import Appraisal
from claims.models.beside.appraisal import Matter
from idi_platform.accounts.roles import Role
from tests.cast import log_in, member
from tests.claims.conftest import key
from tests.claims.test_decision import codes, not_covered, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_owner_beside import sent
from tests.claims.test_settlement import accepted, agree, offered  # noqa: F401  fixtures

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db


def test_nothing_is_appraised_before_there_is_a_result(client, claim, owner):
    log_in(client, owner)
    page = client.get(reverse("claims:owner_object", args=[claim.number]))
    assert page.context["open_to"].choices == ()
    assert "结果还没有出来" in page.content.decode()
    assert client.post(page.request["PATH_INFO"], sent(page, "form", matter="liability", words="x")).status_code == 422


def test_an_owner_objects_in_writing_and_the_text_says_who_pays(client, offered, owner, handler):
    log_in(client, owner)
    address = reverse("claims:owner_object", args=[offered.number])
    page = client.get(address)
    choices = dict(page.context["open_to"].choices)
    assert set(choices) == {"liability", "amount"}
    assert "鉴定属于保险责任的，鉴定费由保险公司承担" in choices["liability"].hint
    assert page.context["open_to"].articles
    data = sent(page, "form", matter="amount", words="修一面墙不够。")
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code in (302, 422)
    assert Appraisal.objects.get().state == "requested"
    assert "已经有一项鉴定在办" in client.get(address).content.decode()
    assert "赔偿金额：" in client.get(reverse("claims:owner_claim", args=[offered.number])).content.decode()
    client.logout()
    log_in(client, handler)
    assert len(client.get(reverse("claims:console_appraisals")).context["table"].rows) == 1
    page = client.get(reverse("claims:console_appraisal", args=[Appraisal.objects.get().pk]))
    assert "修一面墙不够。" in page.content.decode()


def test_who_has_asked_for_an_appraisal_is_not_led_to_ask_for_another(client, offered, owner):
    log_in(client, owner)
    ask, page = (reverse(f"claims:{name}", args=[offered.number]) for name in ("owner_object", "owner_claim"))
    assert ask in [row.href for row in client.get(page).context["acts"]]
    beside.object_to(acting=owner.acting, key=key(), claim=offered, matter=Matter.LIABILITY, words="不同意。")
    shown = client.get(page).context
    assert ask not in [row.href for row in shown["acts"]]
    (appraisal,) = Appraisal.objects.all()
    assert reverse("claims:owner_appraisal", args=[appraisal.pk]) in client.get(page).content.decode()


def test_an_appraisal_stands_among_what_happened_with_whose_turn_it_is(client, offered, owner, handler, appraiser):
    found = beside.object_to(acting=owner.acting, key=key(), claim=offered, matter=Matter.LIABILITY, words="不同意。")
    log_in(client, owner)
    page = reverse("claims:owner_claim", args=[offered.number])
    first = client.get(page).context["records"][0]
    assert (first.title, first.who, first.body) == ("申请鉴定", "您", "已申请，等双方提出鉴定机构")
    named = {"appraiser_id": appraiser.organisation.pk}
    beside.take_beside(acting=handler.acting, key=key(), beside=found, step="propose", words="", **named)
    now, before = client.get(page).context["records"][:2]
    assert (now.title, now.body) == ("提出鉴定机构", "已提出鉴定机构，等您这一方同意")
    assert (before.title, before.body) == ("申请鉴定", "")


def test_an_appraiser_who_was_named_is_the_owner_s_turn_on_claim_and_list(client, offered, owner, handler, appraiser):
    found = beside.object_to(acting=owner.acting, key=key(), claim=offered, matter=Matter.AMOUNT, words="不同意。")
    log_in(client, owner)
    page, answer = reverse("claims:owner_claim", args=[offered.number]), "您这一方答复鉴定机构"

    def turns():
        ball = client.get(page).context["turn"].ball
        (card,) = client.get(reverse("claims:owner_claims")).context["claims"]
        return ball, card.hint

    assert answer not in turns()[1], "nobody has named an appraiser"
    named = {"appraiser_id": appraiser.organisation.pk}
    beside.take_beside(acting=handler.acting, key=key(), beside=found, step="propose", words="", **named)
    ball, hint = turns()
    assert (ball.act, ball.you, ball.href) == (answer, True, reverse("claims:owner_appraisal", args=[found.pk]))
    assert hint.startswith(f"轮到{answer}，同意或者另提一家")
    beside.take_beside(acting=owner.acting, key=key(), beside=found, step="propose", words="", **named)
    ball, hint = turns()
    assert answer not in (ball.act, hint), "now the insurer answers"


def test_the_pages_of_an_appraisal_belong_to_the_list_of_reports(client, offered, owner):
    found = beside.object_to(acting=owner.acting, key=key(), claim=offered, matter=Matter.LIABILITY, words="不同意。")
    log_in(client, owner)
    shown = client.get(reverse("claims:owner_appraisal", args=[found.pk])).context["nav"]
    assert [str(link.label) for link in shown if link.current] == ["报案记录"]


def test_a_body_is_named_agreed_to_and_concludes_each_on_the_page_of_who_does_it(
    client,
    offered,
    owner,
    neighbour,
    handler,
    appraiser,
):
    words = {"matter": Matter.LIABILITY, "words": "请鉴定。"}
    found = beside.object_to(acting=owner.acting, key=key(), claim=offered, **words)
    pages = {"console": "claims:console_appraisal", "owner": "claims:owner_appraisal", "desk": "appraisals_desk:one"}

    def page_of(player):
        client.logout()
        log_in(client, player)
        return reverse(pages[player.acting.door], args=[found.pk])

    def takes(player, step, **facts):
        address = page_of(player)
        data = sent(client.get(address, {"step": step}), "form", step=step, **facts)
        return client.post(address, data).status_code

    named = {"has_testing_licence": "true", "has_judicial_licence": "true"}
    assert client.get(page_of(appraiser)).status_code == 404, "nobody has named him"
    assert takes(handler, "propose", appraiser_id=appraiser.organisation.pk, **named) == 302
    assert takes(handler, "agree_appraiser") == 409, "jointly"
    assert "等您这一方同意" not in client.get(page_of(handler)).content.decode()
    shown = client.get(page_of(owner)).content.decode()
    assert "等您这一方同意" in shown
    assert appraiser.organisation.name in shown
    assert page_of(owner) in client.get(reverse("claims:owner_claim", args=[offered.number])).content.decode()
    assert client.get(page_of(neighbour)).status_code == 404
    assert takes(owner, "agree_appraiser") == 302
    assert client.get(page_of(member(Role.appraiser))).status_code == 404
    assert takes(appraiser, "begin") == 302
    assert takes(appraiser, "conclude") == 422, "an outcome is said"
    assert takes(appraiser, "conclude", outcome="covered") == 302
    assert len(client.get(reverse("appraisals_desk:list")).context["table"].rows) == 1
    assert takes(handler, "allocate_cost", fee="9600.00", payer="insurer") == 302
    assert "¥9,600.00，由保险公司承担" in client.get(page_of(owner)).content.decode()
