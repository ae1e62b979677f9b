"""Under each step of an owner's timeline stands why, until when, and by which article, as the record holds it."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from claims import actions
from claims.codes import Mode
from claims.models import Claim
from claims.pages.rows import record_rows
from claims.queries import records_of
from idi_platform.deadlines.queries import clocks_of
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel import clock
from idi_platform.notifications.sending import tell_arrivals
from idi_platform.records.models import Record
from idi_platform.rulebooks.law import rulebook_for
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import covered, not_covered, photo, surveyed, take  # noqa: F401  fixtures

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db
IN_SEVEN_DAYS, EXTENDED = "办法第二十条第二款：七日内作出核定", "办法第二十条第二款：情形复杂的三十日内作出核定"


@pytest.fixture
def told(claim):
    """Return what stands under the steps for a reader: by name of the row its sentence and its article."""

    def rows(player, clocks=None):
        law = rulebook_for(claim.subject.insured_object_id)
        known = clocks_of(claim.pk) if clocks is None else clocks
        found = record_rows(records_of([claim.pk]), player.acting, clock.now(), law, owner=True, clocks=known)
        return {row.title: (row.body, row.article.text if row.article is not None else "") for row in found}

    return rows


def decide(take, handler, approver, name, facts):
    proposal = take(handler, name, **facts).proposal
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)


def test_a_receipt_says_what_comes_next_until_when_and_by_which_article(told, owner):
    assert told(owner)["收到报案"] == (
        "接下来上门看，最晚 10月8日（周四）24:00。", "办法第二十条第二款：二日内派员现场查勘",
    )  # fmt: skip


def test_a_survey_says_how_early_it_was_and_what_comes_next(told, surveyed, owner):
    assert told(owner)["上门查看完成"][0] == (
        "期限是 10月8日（周四）24:00，早了 9 小时。接下来告诉您赔不赔、为什么，最晚 10月8日（周四）24:00。"
    )


def test_a_step_that_came_late_says_so(told, take, surveyor, photo, owner, at):
    at("2026-10-10 00:00")
    take(surveyor, "record_survey", words="顶面渗水点两处。", evidence_ids=[photo.pk])
    assert told(owner)["上门查看完成"][0].startswith("期限是 10月8日（周四）24:00，晚了 1 天。")


def test_a_complex_claim_says_why_until_when_and_by_which_article(told, take, handler, owner, at):
    at("2026-10-05 10:00")
    take(handler, "declare_complex", reason="hidden_cause", words="要剔凿。")
    assert told(owner)["情形复杂，期限延长"] == (
        "为什么：原因隐蔽，要剔凿或试验。告诉您赔不赔，最晚改到 10月29日（周四）24:00；仍从收到报案算起，不重新计时。",
        EXTENDED,
    )


def test_a_reason_that_explains_nothing_is_left_out(told, take, handler, owner):
    take(handler, "declare_complex", reason="other")
    assert told(owner)["情形复杂，期限延长"][0].startswith("告诉您赔不赔，最晚改到")


def test_papers_are_named_and_a_wait_that_stops_no_clock_says_so(told, take, handler, owner, at):
    at("2026-09-30 10:00")
    take(handler, "request_supplement", papers=["ownership", "invoice"], answer_by="2026-10-10", words="缺。")
    at("2026-10-03 10:00")
    take(owner, "supply_documents")
    said = told(owner)
    assert said["请您补材料"][0] == (
        "要补：产权证或购房合同首页和签字页、已经花的费用的票据。请在 2026年10月10日 前补交。"
        "缺什么要一次说全，有了新情况才能再要。"
    )
    assert said["收到补交的材料"][0] == "等材料的时间照常计入期限。"


def test_a_wait_that_stopped_the_clock_is_told_after_it_was_met_too(
    told, take, handler, surveyor, approver, owner, photo, at
):
    at("2026-10-05 10:00")
    take(handler, "declare_complex", reason="hidden_cause")
    take(handler, "request_supplement", papers=["ownership"], words="缺。")
    wanted = produce(Paper.objects.get(subject_id=photo.subject_id, code="supplement_list").pk)
    actions.open_paper(acting=owner.acting, paper=wanted)
    tell_arrivals()
    assert told(owner)["请您补材料"][0].endswith("补齐以前不计时，补齐以后接着算。")
    assert told(owner)["情形复杂，期限延长"][0] == "为什么：原因隐蔽，要剔凿或试验。", "its end still moves"
    at("2026-10-08 10:00")
    take(owner, "supply_documents")
    stopped = "2026年10月5日到 2026年10月8日 等您补材料，这 3 天不算在期限里。"
    assert told(owner)["收到补交的材料"][0] == stopped
    at("2026-10-09 10:00")
    take(surveyor, "record_survey", words="顶面渗水点两处。", evidence_ids=[photo.pk])
    decide(take, handler, approver, "accept", covered(photo))
    assert told(owner)["收到补交的材料"][0] == stopped, "the clock is met"
    assert "补齐以前" not in told(owner)["请您补材料"][0]


def test_a_refusal_says_where_its_reasons_stand_and_by_when_they_come(told, take, handler, approver, surveyed, owner):
    page = Claim.objects.get(pk=surveyed.pk)
    photo_of = {"evidence_ids": list(page.subject.attachments.values_list("pk", flat=True))}
    facts = {**not_covered(page), **photo_of}
    decide(take, handler, approver, "refuse", facts)
    said = told(owner)["结果：不予赔偿"][0]
    assert said.startswith("理由和依据写在通知书里。期限是")
    assert said.endswith("接下来把不赔的理由书面告诉您，最晚 10月12日（周一）24:00。")
    assert "第三方" not in said


def test_an_offer_and_what_was_chosen_are_told_without_sums(told, take, handler, approver, surveyed, photo, owner):
    decide(take, handler, approver, "accept", covered(photo))
    take(handler, "offer_settlement", words="重做。", repair_by="2026-11-20", cash="1000")
    found = Claim.objects.select_related("subject").get(pk=surveyed.pk)
    actions.accept_offer(acting=owner.acting, key=key(), claim=found, mode=Mode.REPAIR)
    said = told(owner)
    assert said["给出方案，请您选"][0] == "提出的是：保险公司来修，2026年11月20日前修好；或者赔付现金。"
    assert said["同意方案"][0].startswith("选的是：保险公司来修。接下来按约定修好，或者赔付，最晚 ")
    assert not any(re.search(r"1,?000|¥|元", body) for body, _article in said.values())


def test_a_visit_says_when_and_one_that_failed_why(told, take, handler, surveyor, photo, owner):
    slot = {
        name: datetime.fromisoformat(f"2026-10-05T{hour}:00+08:00")
        for name, hour in (("from_at", 10), ("until_at", 12))
    }
    take(handler, "schedule_survey", **slot)
    take(surveyor, "record_failed_visit", reason="absent", evidence_ids=[photo.pk])
    said = told(owner)
    assert said["约定上门时间"][0] == "约在 2026年10月5日（周一）10:00 到 12:00。"
    assert said["上门没能查看"][0].startswith("为什么：约定时间家中没有人。")


def test_without_clocks_nothing_is_said_of_limits_and_a_desk_reads_no_reasons(
    told, take, handler, owner, property_desk
):
    take(handler, "declare_complex", reason="hidden_cause")
    assert told(owner, clocks=())["情形复杂，期限延长"][0] == "为什么：原因隐蔽，要剔凿或试验。"
    assert {body for body, _article in told(property_desk).values()} == {""}


def test_a_desk_is_not_spoken_to_as_the_owner(told, take, handler, property_desk):
    take(handler, "request_supplement", papers=["ownership"], words="缺。")
    assert "请业主补材料" in told(property_desk)
    assert not [title for title in told(property_desk) if "您" in title]


def test_the_page_shows_it(client, owner, claim):
    log_in(client, owner)
    page = client.get(reverse("claims:owner_claim", args=[claim.number])).content.decode()
    assert '<div class="record-body">接下来上门看，最晚 10月8日（周四）24:00。</div>' in page


def corrected(record, handler, approver, photo, **how):
    given = {"acting": handler.acting, "reason": "登记错了", "evidence": [photo.pk], **how}
    proposal = actions.propose_correction_of(record, **given)
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)


def test_a_correction_is_told_in_the_step_it_corrects(told, claim, take, handler, approver, photo, owner, at):
    at("2026-09-30 10:00")
    take(handler, "request_supplement", papers=["ownership"], answer_by="2026-10-10", words="缺。")
    record = Record.objects.get(subject_id=claim.pk, name="claim.request_supplement")
    corrected(record, handler, approver, photo, facts={"answer_by": date(2026, 10, 20)})
    said = told(owner)
    assert "请在 2026年10月20日 前补交" in said["请您补材料"][0]
    assert "10月10日" not in said["请您补材料"][0]
    assert "更正：请您补材料" in said


def test_an_annulled_refusal_is_told_as_one_that_counts_no_more(told, take, handler, approver, surveyed, photo, owner):
    decide(take, handler, approver, "refuse", not_covered(photo))
    record = Record.objects.get(subject_id=surveyed.pk, name="claim.refuse")
    corrected(record, handler, approver, photo, annul=True)
    said = told(owner)
    assert said["结果：不予赔偿"] == ("这一步已经撤销，不再算数。", "")
    assert "撤销：结果：不予赔偿" in said
