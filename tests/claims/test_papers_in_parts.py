"""Papers that were asked for may come one after another; a list is answered when each came or is lacking."""

import uuid

import pytest
from django.urls import reverse

from claims import actions
from claims.forms.owner import AddForm
from claims.models import Claim
from claims.pages.wanted import state_of_list
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel.errors import Refused
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import tell_arrivals
from idi_platform.records.models import Record
from tests.cast import log_in
from tests.claims.test_decision import codes, photo, take  # noqa: F401  fixtures
from tests.workflow.conftest import picture

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(claim, take, handler, at):
    """Three papers are asked for."""
    at("2026-10-05 10:00")
    take(handler, "request_supplement", words="缺三样。", papers=["ownership", "invoice", "account"])
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def hand_in(client, owner):
    """Send the owner's page with answers; return the response."""

    def send(claim, *answers, words="", has_photo=True, key_=None):
        log_in(client, owner)
        files = [picture()] if has_photo else []
        sent = {"key": key_ or str(uuid.uuid4()), "answers": list(answers), "words": words, "photos": files}
        return client.post(reverse("claims:owner_add", args=[claim.number]), sent)

    return send


def again(claim):
    return Claim.objects.get(pk=claim.pk)


def names(claim):
    return [record.name for record in Record.objects.filter(subject=claim.pk).order_by("pk")]


def test_a_part_leaves_the_list_open_and_the_last_paper_answers_it(asked, hand_in):
    assert hand_in(asked, "ownership", "account", words="户名张某，某行，账号见照片。").status_code == 302
    found = again(asked)
    assert found.papers_to_come == ["invoice"]
    assert found.is_waiting_for_papers
    assert state_of_list(found) == "已收到：产权证或购房合同首页和签字页、收款账户；还差：已经花的费用的票据"
    assert hand_in(asked, "invoice").status_code == 302
    found = again(asked)
    assert not found.is_waiting_for_papers
    assert names(asked)[-2:] == ["claim.supply_part", "claim.supply_documents"]
    assert (found.papers_came, found.papers_lacking) == (["ownership", "invoice", "account"], [])


def test_what_is_not_there_is_said_in_words_and_the_list_is_answered(asked, hand_in):
    refused = hand_in(asked, "ownership", "lacking")
    assert refused.status_code == 422
    assert "请写一句为什么没有" in refused.content.decode()
    assert again(asked).is_waiting_for_papers
    assert hand_in(asked, "ownership", "lacking", words="没有花过钱，账户以后再说。").status_code == 302
    found = again(asked)
    assert not found.is_waiting_for_papers
    assert found.papers_lacking == ["invoice", "account"]
    assert state_of_list(found) == "已收到：产权证或购房合同首页和签字页；手头没有：已经花的费用的票据、收款账户"


def test_a_further_photo_answers_no_list(asked, hand_in):
    assert hand_in(asked, "other", words="又滴水了。").status_code == 302
    assert names(asked)[-2:] == ["claim.note", "claim.attach"]
    assert again(asked).papers_to_come == ["ownership", "invoice", "account"]


def test_nobody_is_left_to_guess_which_papers_came(asked, hand_in):
    for answers, said in ((), "这次交的是哪几样"), (("other", "invoice"), "就不要再勾“都不是”"):
        refused = hand_in(asked, *answers)
        assert refused.status_code == 422
        assert said in refused.content.decode()
    assert again(asked).papers_came == []


def test_a_part_without_a_photo_or_a_word_is_nothing(asked, hand_in):
    assert hand_in(asked, "account", has_photo=False).status_code == 422
    assert hand_in(asked, "account", has_photo=False, words="户名张某，某行某支行。").status_code == 302
    assert again(asked).papers_came == ["account"]


def test_a_form_sent_twice_is_one_answer(asked, hand_in):
    part, rest = str(uuid.uuid4()), str(uuid.uuid4())
    for _ in range(2):
        assert hand_in(asked, "ownership", key_=part).status_code == 302
    for _ in range(2):
        assert hand_in(asked, "invoice", "lacking", words="账户没有。", key_=rest).status_code == 302
    assert names(asked).count("claim.supply_part") == 1
    assert names(asked).count("claim.supply_documents") == 1
    assert again(asked).papers_lacking == ["account"]


def test_what_a_co_owner_has_handed_in_meanwhile_is_not_handed_in_twice(asked, hand_in):
    hand_in(asked, "ownership")
    refused = hand_in(asked, "ownership", "invoice")
    assert refused.status_code == 409
    assert "或者已经交过的" in refused.content.decode()
    assert again(asked).papers_came == ["ownership"]


def test_the_page_offers_what_is_missing_and_shows_what_came(asked, hand_in, client, owner):
    hand_in(asked, "ownership")
    page = client.get(reverse("claims:owner_add", args=[asked.number])).content.decode()
    assert 'value="ownership"' not in page
    assert 'value="invoice"' in page
    assert "其余的手头没有" in page
    assert "已收到" in page


def test_one_missing_paper_is_ticked_beforehand(asked, hand_in, owner):
    hand_in(asked, "ownership", "account")
    form = AddForm(acting=owner.acting, claim=again(asked))
    assert form["answers"].initial == ["invoice"]
    assert "手头没有这一样" in str(form["answers"])


def test_no_list_no_question(claim, owner):
    assert "answers" not in AddForm(acting=owner.acting, claim=claim).fields


def test_the_clock_stands_until_the_last_paper(asked, take, handler, owner, photo, at):
    wanted = produce(Paper.objects.get(subject_id=asked.pk, code="supplement_list").pk)
    take(handler, "declare_complex", reason="hidden_cause", words="要剔凿。")
    actions.open_paper(acting=owner.acting, paper=wanted)
    tell_arrivals()
    clock_ = Clock.objects.filter(subject=asked.pk, measures="determination", state="paused")
    assert clock_.exists()
    at("2026-10-07 10:00")
    take(owner, "supply_part", came=["ownership"], evidence_ids=[photo.pk])
    assert clock_.exists()
    at("2026-10-08 10:00")
    take(owner, "supply_documents", lacking=["invoice", "account"], words="没有了。")
    assert not clock_.exists()


@pytest.mark.parametrize(
    ("step", "facts", "code"),
    [
        ("supply_part", {"came": ["power"]}, "claim.not_wanted"),
        ("supply_part", {"came": ["ownership", "invoice", "account"]}, "claim.all_came"),
        ("supply_documents", {"lacking": ["power"]}, "claim.not_wanted"),
    ],
)
def test_the_desk_says_what_was_asked_for_and_no_other(asked, take, handler, step, facts, code):
    with pytest.raises(Refused) as refused:
        take(handler, step, **facts)
    assert codes(refused) == {code}


def test_a_part_needs_an_open_list_with_more_than_one_paper(claim, take, handler):
    with pytest.raises(Refused) as refused:
        take(handler, "supply_part", came=["ownership"])
    assert "claim.no_open_list" in codes(refused)
    take(handler, "request_supplement", words="缺一样。", papers=["ownership"])
    with pytest.raises(Refused) as refused:
        take(handler, "supply_part", came=["ownership"])
    assert codes(refused) == {"claim.one_to_come"}


def test_the_desk_enters_what_came_by_post(asked, client, handler):
    log_in(client, handler)
    address = reverse("claims:console_step", args=[asked.number, "supply_part"])
    page = client.get(address).content.decode()
    assert 'value="ownership"' in page
    assert 'value="power"' not in page
    assert (
        client.post(address, {"key": str(uuid.uuid4()), "came": ["invoice"], "words": "邮寄来的。"}).status_code == 302
    )
    assert again(asked).papers_came == ["invoice"]
    shown = client.get(reverse("claims:console_claim", args=[asked.number])).content.decode()
    assert "还差：产权证或购房合同首页和签字页、收款账户" in shown


def test_a_second_list_begins_anew(asked, take, handler, owner, at):
    take(owner, "supply_part", came=["invoice"])
    take(owner, "supply_documents", lacking=["account"])
    at("2026-10-06 10:00")
    take(handler, "request_supplement", words="新情况。", papers=["power", "invoice"], has_new_fact_since_request=True)
    found = again(asked)
    assert (found.papers_came, found.papers_lacking) == ([], [])
    assert found.papers_to_come == ["power", "invoice"]


def test_the_desk_is_told_of_a_part_and_the_timeline_names_it(asked, hand_in, client, owner):
    hand_in(asked, "invoice")
    assert Notice.objects.filter(template="claim.part_came", role="handler").count() == 1
    page = client.get(reverse("claims:owner_claim", args=[asked.number])).content.decode()
    assert "收到了，已放进案件里。还差：产权证或购房合同首页和签字页、收款账户" in page
    assert "，还差 2 样" in page
    assert "收到的是：已经花的费用的票据。其余的还请补交。" in page
