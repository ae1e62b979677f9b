"""The pages: who gets in, who gets 404, the flow without scripts, queries that do not grow."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims import actions
from claims.actions import Defect
from claims.codes import Place
from claims.models import Claim, Ticket
from idi_platform.documents.models import AttachmentKind, Paper
from idi_platform.documents.producing import produce
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.records.models import Party
from idi_platform.workflow.models import Proposal
from tests.cast import log_in

pytestmark = pytest.mark.django_db


def sent(response):
    """The hidden fields of the report's form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.content.decode()))


def test_an_owner_reports_in_three_steps_without_scripts(client, owner, home):
    log_in(client, owner)
    address = reverse("claims:owner_report")
    first = client.get(address)
    assert first.status_code == 200, first.content.decode()[-2000:]
    where = {"place": "bathroom", "what": "waterproofing:basement_roof_wetroom_leak"}
    second = client.post(address, {**sent(first), **where}, follow=True)
    when = {"found": "yesterday", "severity": "growing"}
    third = client.post(address, {**sent(second), **when}, follow=True)
    data = {**sent(third), "words": "滴水"}
    assert data["step"] == "2"
    done = client.post(address, data)
    assert done.status_code == 302, done.content.decode()[-2000:]
    again = client.post(address, data)
    assert again.status_code == 302
    claim = Claim.objects.get()
    assert claim.place == "bathroom"
    page = client.get(done.url)
    assert claim.number in page.content.decode()


def test_a_step_that_lacks_an_answer_is_shown_again(client, owner, home):
    log_in(client, owner)
    address = reverse("claims:owner_report")
    first = client.get(address)
    answer = client.post(address, {**sent(first), "place": "bathroom"})
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_somebody_elses_claim_is_not_there(client, request, claim, who):
    log_in(client, request.getfixturevalue(who))
    assert client.get(reverse("claims:owner_claim", args=[claim.number])).status_code == 404


def test_another_insurer_sees_nothing(client, claim, other_insurer):
    log_in(client, other_insurer)
    assert client.get(reverse("claims:console_claim", args=[claim.number])).status_code == 404
    assert claim.number not in client.get(reverse("claims:console_queue")).content.decode()


def test_the_desk_sees_the_claim_and_its_steps(client, claim, handler):
    log_in(client, handler)
    assert claim.number in client.get(reverse("claims:console_queue")).content.decode()
    page = client.get(reverse("claims:console_claim", args=[claim.number])).content.decode()
    assert "约定上门时间" in page
    for step in ("schedule_survey", "record_survey", "accept", "refuse", "request_supplement", "note"):
        answer = client.get(reverse("claims:console_step", args=[claim.number, step]))
        assert answer.status_code == 200, step


def test_the_desk_reads_that_a_paper_could_not_be_made_or_sent(client, claim, handler):
    papers = Paper.objects.filter(subject_id=claim.pk)
    log_in(client, handler)
    address = reverse("claims:console_claim", args=[claim.number])
    assert "已通知运维" not in client.get(address).content.decode()

    papers.update(owed_state="failed", state="failed")
    page = client.get(address).content.decode()
    assert "文书未能生成，已通知运维" in page
    assert "正在生成" not in page

    papers.update(state="pending")
    produce(papers.get().pk)
    papers.update(owed_state="failed", state="rendered", dispatched_at=None)
    assert "文书未能发出，已通知运维" in client.get(address).content.decode()


def photo_bytes():
    from tests.claims.test_decision import PNG

    return PNG


def test_photos_wait_for_the_report_and_go_into_its_file(client, owner, home):
    log_in(client, owner)
    address = reverse("claims:owner_report")
    first = client.get(address)
    answers = {"place": "bathroom", "what": ":", "found": "today", "severity": "traces"}
    third = client.post(address, {**sent(first), **answers, "step": "1"}, follow=True)
    file = SimpleUploadedFile("a.png", photo_bytes(), content_type="image/png")
    more = client.post(address, {**sent(third), "photos": [file], "more": "1"}, follow=True)
    assert more.status_code == 200
    assert Claim.objects.count() == 0
    assert client.post(address, sent(more)).status_code == 302
    assert Claim.objects.get().subject.attachments.count() == 1


def test_the_desk_determines_by_its_form_and_the_second_person_agrees(client, claim, handler, surveyor, approver, at):
    at("2026-10-08 15:00")
    file = SimpleUploadedFile("a.png", photo_bytes(), content_type="image/png")
    photo = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    survey = {"words": "渗水点两处。", "evidence_ids": [photo.pk]}
    actions.take(claim, "record_survey", acting=surveyor.acting, key="survey", **survey)
    log_in(client, handler)
    address = reverse("claims:console_step", args=[claim.number, "accept"])
    form = client.get(address).context["form"]
    data = {
        "key": str(form.initial["key"]),
        "item": "waterproofing",
        "cause": "construction",
        "benchmark": "standard",
        "evidence_ids": [photo.pk],
        "revealed_in_use": "on",
    }
    assert client.post(address, data).status_code == 422
    assert client.post(address, {**data, "words": "管根无附加层。"}).status_code == 302
    assert client.post(address, {**data, "words": "管根无附加层。"}).status_code in (302, 409)
    client.logout()
    log_in(client, approver)
    waiting = client.get(reverse("claims:console_approvals")).content.decode()
    assert claim.number in waiting
    proposal = Proposal.objects.get()
    page = client.get(reverse("claims:console_approval", args=[proposal.pk]))
    assert "管根无附加层" in page.content.decode()
    key = str(uuid.uuid4())
    assert client.post(reverse("claims:console_approve", args=[proposal.pk]), {"key": key}).status_code == 302
    assert Claim.objects.get().state == "accepted"


def test_the_maker_cannot_approve_and_a_refusal_of_the_proposal_needs_a_reason(client, claim, handler, approver, at):
    at("2026-10-01 10:00")
    moment = clock.now() - timedelta(hours=5)
    file = SimpleUploadedFile("a.png", photo_bytes(), content_type="image/png")
    photo = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    proof = {"words": "听录音", "evidence_ids": [photo.pk]}
    done = actions.take(claim, "correct_receipt", acting=handler.acting, key="fix", received_at=moment, **proof)
    log_in(client, handler)
    answer = client.post(reverse("claims:console_approve", args=[done.proposal.pk]), {"key": str(uuid.uuid4())})
    assert answer.status_code == 403
    client.logout()
    log_in(client, approver)
    address = reverse("claims:console_decline", args=[done.proposal.pk])
    assert client.post(address, {"key": str(uuid.uuid4())}).status_code == 422
    assert client.post(address, {"key": str(uuid.uuid4()), "reason": "录音里是另一天"}).status_code == 302


def test_a_ticket_is_accepted_by_its_owner_on_the_page(client, owner, report, at, handler, home):
    at("2021-06-02 09:00")
    defect = Defect(place=Place.BATHROOM, item="waterproofing", discovered_on=date(2021, 6, 1))
    ticket = Ticket.objects.select_related("subject").get(origin=report(defect=defect).claim)
    for step in ("record_visit", "start_repair"):
        actions.take_on_ticket(acting=handler.acting, key=step, ticket=ticket, step=step)
    done = SimpleUploadedFile("done.png", photo_bytes(), content_type="image/png")
    proof = receive(done, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=ticket.pk)
    proved = {"step": "complete_repair", "evidence_ids": [proof.pk]}
    actions.take_on_ticket(acting=handler.acting, key="done", ticket=ticket, **proved)
    log_in(client, owner)
    assert "验收" in client.get(reverse("claims:owner_ticket", args=[ticket.number])).content.decode()
    address = reverse("claims:owner_ticket_step", args=[ticket.number, "accept_repair"])
    (picture,) = client.get(address).context["works"]
    assert picture.caption.startswith("修好后"), "who accepts sees what was done"
    withdraw = reverse("claims:owner_ticket_step", args=[ticket.number, "withdraw"])
    assert client.get(withdraw).context["works"] == []
    assert client.post(address, {"key": str(uuid.uuid4())}).status_code == 302
    assert Ticket.objects.get().state == "accepted"


def test_a_proposal_on_a_claim_that_is_out_of_sight_is_not_there(client, claim, handler, approver, other_insurer, at):
    """Neither for another insurer, nor for the maker's own people once the policy is no longer theirs."""
    at("2026-10-01 10:00")
    file = SimpleUploadedFile("a.png", photo_bytes(), content_type="image/png")
    photo = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    proof = {"words": "听录音", "evidence_ids": [photo.pk], "received_at": clock.now() - timedelta(hours=5)}
    done = actions.take(claim, "correct_receipt", acting=handler.acting, key="fix", **proof)
    addresses = [
        reverse(f"claims:console_{name}", args=[done.proposal.pk]) for name in ("approval", "approve", "decline")
    ]
    log_in(client, approver)
    assert client.get(addresses[0]).status_code == 200
    lead = Party.objects.filter(subject=claim.subject.policy_id, role="lead_insurer")
    assert lead.update(until=date(2026, 9, 30)) == 1
    sent = {"key": str(uuid.uuid4()), "reason": "不同意"}
    for player in (approver, other_insurer):
        client.logout()
        log_in(client, player)
        assert client.get(addresses[0]).status_code == 404
        assert [client.post(one, sent).status_code for one in addresses[1:]] == [404, 404]
    assert Proposal.objects.get().state == "open"


def test_a_step_that_is_refused_keeps_what_was_typed_and_says_why_with_its_article(client, claim, handler):
    """Before the survey nothing is determined: the form comes back, 409, the reasons above the words."""
    file = SimpleUploadedFile("a.png", photo_bytes(), content_type="image/png")
    photo = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    log_in(client, handler)
    address = reverse("claims:console_step", args=[claim.number, "accept"])
    fresh = client.get(address).context["form"]
    data = {"key": str(fresh.initial["key"]), "item": "waterproofing", "cause": "construction"}
    data |= {"benchmark": "standard", "evidence_ids": [photo.pk], "words": "管根无附加层，写了很久。"}
    answer = client.post(address, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert page.count('class="card refusals"') == 1
    assert page.index("autofocus") < page.index("管根无附加层，写了很久。")
    assert "第二十条" in page
    assert str(fresh.initial["key"]) in page
    assert not Proposal.objects.exists()


def test_an_owners_refused_act_is_answered_on_its_own_page(client, claim, owner):
    actions.withdraw(acting=owner.acting, key="withdrawn", claim=claim)
    log_in(client, owner)
    answer = client.post(reverse("claims:owner_withdraw", args=[claim.number]), {"key": str(uuid.uuid4())})
    assert answer.status_code == 409
    assert 'class="card refusals"' in answer.content.decode()
    assert (
        "现在不能“撤回报案”：业主已在2026年9月29日 20:10“撤回报案”。请刷新页面看最新情况。" in answer.content.decode()
    )
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.post(reverse("claims:owner_withdraw", args=[claim.number]), {"key": str(uuid.uuid4())})
    assert "“withdraw” was done at 2026-09-29 20:10 by: owner." in english.content.decode()


def test_a_desk_that_comes_too_late_is_told_what_was_done_meanwhile(client, claim, handler, owner):
    log_in(client, handler)
    address = reverse("claims:console_step", args=[claim.number, "declare_complex"])
    form = client.get(address).context["form"]
    actions.withdraw(acting=owner.acting, key="withdrawn", claim=claim)
    answer = client.post(address, {"key": str(form.initial["key"]), "reason": "appraisal", "words": "要鉴定。"})
    assert answer.status_code == 409
    assert "业主已在2026年9月29日 20:10“撤回报案”。请刷新页面看最新情况。" in answer.content.decode()


@pytest.fixture
def refusing(claim, handler, surveyor, at):
    """A refusal that waits for the second person."""
    at("2026-10-08 15:00")
    file = SimpleUploadedFile("a.png", photo_bytes(), content_type="image/png")
    photo = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)
    survey = {"words": "渗水点两处。", "evidence_ids": [photo.pk]}
    actions.take(claim, "record_survey", acting=surveyor.acting, key="survey", **survey)
    facts = {"words": "楼上水管被撞裂。", "why": "只在撞裂以后漏。", "ground": "third_party", "clauses": ["BJ-8-1-2"]}
    reasons = {"claim.refuse.latent": "第三方"}
    return actions.take(
        claim, "refuse", acting=handler.acting, key="refuse", evidence_ids=[photo.pk], reasons=reasons, **facts
    ).proposal


def test_the_second_person_reads_the_letter_before_agreeing(client, refusing, approver, owner):
    log_in(client, approver)
    page = client.get(reverse("claims:console_approval", args=[refusing.pk])).content.decode()
    for words in ("不予赔偿通知书", "草稿", f"发给：{owner.person.name}", "只在撞裂以后漏。", "不同意这个结果"):
        assert words in page, words
    address = reverse("claims:console_draft", args=[refusing.pk, "refusal_notice"])
    assert address in page
    drawn = client.get(address)
    assert (drawn.status_code, drawn.headers["Content-Type"]) == (200, "application/pdf")
    assert b"".join(drawn).startswith(b"%PDF")
    assert client.post(address).status_code == 405
    assert client.get(reverse("claims:console_draft", args=[refusing.pk, "payment_notice"])).status_code == 404


def test_nobody_else_reads_the_draft_and_none_is_left_after_the_decision(client, refusing, other_insurer, approver):
    address = reverse("claims:console_draft", args=[refusing.pk, "refusal_notice"])
    log_in(client, other_insurer)
    assert client.get(address).status_code == 404
    client.logout()
    log_in(client, approver)
    client.post(reverse("claims:console_decline", args=[refusing.pk]), {"key": str(uuid.uuid4()), "reason": "请补照片"})
    assert client.get(address).status_code == 404
    assert Proposal.objects.get().preview == {}


def test_the_form_of_a_refusal_asks_why_its_ground_applies(client, claim, handler):
    log_in(client, handler)
    address = reverse("claims:console_step", args=[claim.number, "refuse"])
    form = client.get(address).context["form"]
    assert form.fields["why"].required
    answer = client.post(address, {"key": str(form.initial["key"]), "ground": "third_party", "words": "撞裂。"})
    assert answer.status_code == 422
    assert "为什么适用于本案" in str(answer.context["form"].errors["why"])
