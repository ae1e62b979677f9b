"""Papers that were asked for may come one after another; a list is answered when each came or is lacking."""

import uuid

import pytest
from django.urls import reverse

from claims import actions
from claims.forms.owner import AddForm
from claims.models import Claim
from claims.models.claim_facts import SupplyDocuments
from claims.pages.wanted import state_of_list
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel.errors import BadInput, Refused
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import tell_arrivals
from idi_platform.records.histories import effective_steps
from idi_platform.records.models import Record
from idi_platform.workflow.replay import differing_fields, replay
from tests.cast import log_in
from tests.claims.conftest import key
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

    def send(claim, *answers, words="", has_photo=True, key_=None, number=1):
        log_in(client, owner)
        files = [picture()] if has_photo else []
        sent = {"key": key_ or str(uuid.uuid4()), "answers": list(answers), "words": words, "photos": files}
        sent["list_number"] = number
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


def answer(owner, claim, *came, lacks_rest=False, number=1):
    """Answer the list as the row that was read says it; the row may be old."""
    said = actions.Answer(tuple(came), lacks_rest, number)
    return actions.add_evidence(acting=owner.acting, key=key(), claim=claim, words="见说明。", answer=said).record


def test_who_answers_after_a_co_owner_answers_what_is_still_to_come(asked, owner):
    old = [again(asked) for _ in range(3)]
    assert answer(owner, old[0], "ownership").name == "claim.supply_part"
    same = answer(owner, old[1], "ownership")
    assert same.name == "claim.note", "nothing is left of it to answer"
    rest = answer(owner, old[2], "ownership", "invoice", lacks_rest=True)
    assert (rest.name, rest.facts["lacking"]) == ("claim.supply_documents", ["account"])
    assert again(asked).papers_came == ["ownership", "invoice"]


def test_the_last_part_answers_the_list_whoever_read_it_earlier(asked, owner):
    old = again(asked)
    answer(owner, again(asked), "ownership")
    assert answer(owner, old, "invoice", "account").name == "claim.supply_documents"


def test_a_list_that_the_desk_has_closed_meanwhile_takes_no_answer_and_loses_nothing(asked, owner, handler, take):
    old = again(asked)
    take(handler, "confirm_papers", words="够了。")
    assert answer(owner, old, "invoice", lacks_rest=True).name == "claim.note"
    assert state_of_list(again(asked)) == "没有收到：产权证或购房合同首页和签字页、已经花的费用的票据、收款账户"


def test_nobody_answers_a_list_that_he_has_not_read(asked, client, owner, handler, take, at, hand_in):
    take(handler, "confirm_papers", words="够了。")
    at("2026-10-06 10:00")
    take(handler, "request_supplement", words="又缺。", papers=["power", "photos"], has_new_fact_since_request=True)
    refused = hand_in(again(asked), "lacking", words="没有。", number=1)
    assert refused.status_code == 409
    assert "请看新的清单再选" in refused.content.decode()
    assert 'name="list_number" value="2"' in refused.content.decode()
    assert again(asked).papers_to_come == ["power", "photos"]


def test_what_is_ticked_is_not_lacking_too(asked, hand_in):
    refused = hand_in(asked, "ownership", "invoice", "account", "lacking", words="没有。")
    assert refused.status_code == 422
    assert "就不要再勾“手头没有”" in refused.content.decode()
    assert again(asked).papers_came == []


def test_the_page_offers_what_is_missing_and_shows_what_came(asked, hand_in, client, owner):
    hand_in(asked, "ownership")
    page = client.get(reverse("claims:owner_add", args=[asked.number])).content.decode()
    assert 'value="ownership"' not in page
    assert 'value="invoice"' in page
    assert "其余的手头没有" in page
    assert "已收到" in page


def test_one_missing_paper_is_asked_for_by_itself_and_ticked_by_nobody_else(asked, hand_in, owner):
    hand_in(asked, "ownership", "account")
    form = AddForm(acting=owner.acting, claim=again(asked))
    assert not form["answers"].initial
    assert "手头没有这一样" in str(form["answers"])


def test_no_list_no_question(claim, owner):
    assert "answers" not in AddForm(acting=owner.acting, claim=claim).fields


@pytest.fixture
def paused(asked, take, handler, owner):
    """The list has arrived, and the limits of thirty days wait; return what waits."""
    wanted = produce(Paper.objects.get(subject_id=asked.pk, code="supplement_list").pk)
    take(handler, "declare_complex", reason="hidden_cause", words="要剔凿。")
    actions.open_paper(acting=owner.acting, paper=wanted)
    tell_arrivals()
    return Clock.objects.filter(subject=asked.pk, measures="determination", state="paused")


def test_the_clock_stands_until_the_last_paper(paused, take, owner, photo, at):
    before = paused.count()
    at("2026-10-07 10:00")
    take(owner, "supply_part", came=["ownership"], evidence_ids=[photo.pk])
    assert paused.count() == before == 2
    at("2026-10-08 10:00")
    take(owner, "supply_documents", lacking=["invoice", "account"], words="没有了。")
    assert not paused.exists()


def test_the_clock_goes_on_when_the_desk_is_content_with_a_part(asked, paused, take, owner, handler, at):
    at("2026-10-07 10:00")
    take(owner, "supply_part", came=["ownership"])
    at("2026-10-08 10:00")
    take(handler, "confirm_papers", words="够了。")
    assert not paused.exists()
    (since, until), *_more = (
        (step["from"], step["to"])
        for step in Clock.objects.get(subject=asked.pk, name="claim.determination").derivation
        if step["what"] == "paused"
    )
    assert (since, until) == ("2026-10-05", "2026-10-08")


def test_what_was_answered_before_papers_came_in_parts_reads_as_it_did(asked, take, handler, owner):
    assert SupplyDocuments.read({"complete": False}).lacking == ()
    take(owner, "supply_documents", complete=False, words="还差发票。")
    assert again(asked).papers_to_come == ["ownership", "invoice", "account"]
    take(owner, "supply_documents", complete=True, words="都有了。")
    found = again(asked)
    assert (found.papers_to_come, found.papers_came) == ([], ["ownership", "invoice", "account"])
    assert not differing_fields(found, replay(found, effective_steps(found.pk)))


def test_a_paper_is_named_once(asked, take, handler):
    with pytest.raises(BadInput):
        take(handler, "supply_part", came=["ownership", "ownership"])


def test_a_service_desk_hands_in_what_a_caller_brings(asked, client, hotline):
    log_in(client, hotline)
    address = reverse("claims:service_photos", args=[asked.number])
    sent = {"key": str(uuid.uuid4()), "answers": ["invoice"], "list_number": 1, "photos": [picture()]}
    assert "这次交的是哪几样" in client.get(address).content.decode()
    assert client.post(address, sent).status_code == 302
    assert again(asked).papers_came == ["invoice"]


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
    assert "收到的是：已经花的费用的票据。" in page
