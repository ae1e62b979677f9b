"""From the survey to the determination: two persons, evidence, grounds, and the duty to notify."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims import actions
from claims.codes import Benchmark, Cause, Ground
from claims.models import Claim, Determination, Statement
from idi_platform.accounts.models import AuthorityAmount, Membership
from idi_platform.accounts.roles import Role
from idi_platform.deadlines.models import Clock
from idi_platform.documents.models import AttachmentKind, Paper
from idi_platform.documents.producing import produce
from idi_platform.documents.receiving import receive
from idi_platform.kernel.errors import BadInput, NotPermitted, NotVisible, Refused
from idi_platform.notifications.models import Notice
from idi_platform.workflow.requests import Performed, Proposed
from tests.cast import LONG_AGO, log_in, member
from tests.claims.conftest import key

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


def codes(refused):
    return {refusal.code for refusal in refused.value.refusals}


@pytest.fixture
def photo(claim, handler):
    file = SimpleUploadedFile("leak.png", PNG, content_type="image/png")
    return receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=claim.pk)


@pytest.fixture
def take(claim):
    def step(player, name, form_key=None, **facts):
        return actions.take(claim, name, acting=player.acting, key=form_key or key(), **facts)

    return step


@pytest.fixture
def surveyed(claim, take, surveyor, photo, at):
    at("2026-10-08 15:00")
    take(surveyor, "record_survey", words="顶面渗水点两处。", evidence_ids=[photo.pk], cause=Cause.CONSTRUCTION)
    return claim


@pytest.fixture
def manager(approver):
    """Who agrees without limit, beside the approver, who may agree up to 5,000 yuan."""
    AuthorityAmount.objects.create(
        membership=Membership.objects.get(person=approver.person), amount=Decimal(5000), since=LONG_AGO
    )
    return member(Role.approver, approver.organisation)


def covered(photo):
    return {
        "words": "闭水四十分钟复现，管根无附加层。",
        "item": "waterproofing",
        "clauses": ["BJ-5-3"],
        "cause": Cause.CONSTRUCTION,
        "benchmark": Benchmark.STANDARD,
        "evidence_ids": [photo.pk],
    }


def not_covered(photo):
    return {
        "words": "楼上水管被撞裂。",
        "why": "漏水只在楼上装修撞裂水管之后出现，改回以后再没有渗。",
        "ground": Ground.THIRD_PARTY,
        "clauses": ["BJ-8-1-2"],
        "evidence_ids": [photo.pk],
    }


def test_the_survey_meets_its_clock(surveyed):
    clock = Clock.objects.get(subject_id=surveyed.pk, name="claim.survey")
    assert clock.state == "met"


def test_nothing_is_determined_before_the_survey(take, handler, photo):
    with pytest.raises(Refused) as refused:
        take(handler, "accept", **covered(photo))
    survey = next(refusal for refusal in refused.value.refusals if refusal.code.endswith("surveyed"))
    assert survey.clause == "BJ-20-2a"


def test_two_persons_accept(surveyed, take, handler, approver, photo, at):
    at("2026-10-08 21:10")
    proposed = take(handler, "accept", **covered(photo))
    assert isinstance(proposed, Proposed)
    assert Claim.objects.get(pk=surveyed.pk).state == "filed"
    at("2026-10-08 21:30")
    with pytest.raises(NotPermitted):
        actions.approve_proposal(acting=handler.acting, key=key(), proposal=proposed.proposal)
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    found = Claim.objects.get(pk=surveyed.pk)
    assert (found.state, found.outcome, found.evidence_count) == ("accepted", "covered", 1)
    assert Clock.objects.get(subject_id=found.pk, name="claim.determination").state == "met"
    row = Determination.objects.get(claim=found)
    assert (row.author, row.second_person, row.version) == (handler.person.pk, approver.person.pk, 1)


def test_what_a_determination_assesses_goes_to_who_may_agree_to_it(
    client, surveyed, take, handler, approver, manager, photo
):
    """The maker states the sum; the approver below it reads why he may not and who may, who is told and agrees."""
    proposal = take(handler, "accept", **covered(photo), assessed_amount="8000.50").proposal
    [told] = Notice.objects.filter(template="proposal.waits")
    assert (told.person_id, told.organisation_id) == (manager.person.pk, manager.organisation.pk)
    log_in(client, approver)
    assert "超过您的权限金额" in client.get(reverse("claims:console_approvals")).content.decode()
    page = client.get(reverse("claims:console_approval", args=[proposal.pk])).content.decode()
    assert "¥8,000.50，超过您的权限金额 ¥5,000.00" in page
    assert manager.person.name in page
    assert reverse("claims:console_approve", args=[proposal.pk]) not in page
    answer = client.post(reverse("claims:console_approve", args=[proposal.pk]), {"key": str(uuid4())})
    assert answer.status_code == 403
    assert manager.person.name in answer.content.decode()
    client.logout()
    log_in(client, manager)
    assert client.post(reverse("claims:console_approve", args=[proposal.pk]), {"key": str(uuid4())}).status_code == 302
    found = Claim.objects.get(pk=surveyed.pk)
    assert (found.state, found.assessed_amount) == ("accepted", Decimal("8000.50"))
    assert Determination.objects.get(claim=found).assessed_amount == Decimal("8000.50")
    assert "8,000.50" in str(section_of(proposal.preview["determination_notice"][0]["data"], "cause"))


@pytest.mark.parametrize(("assessed", "code"), [("0", "assessed_amount"), ("1.005", "assessed_amount")])
def test_an_assessed_sum_is_positive_and_to_the_fen(surveyed, take, handler, photo, assessed, code):
    with pytest.raises(BadInput) as bad:
        take(handler, "accept", **covered(photo), assessed_amount=assessed)
    assert code in bad.value.fields


def test_an_offer_beyond_the_handler_s_amount_waits_for_who_may(surveyed, take, handler, approver, manager, photo):
    AuthorityAmount.objects.create(
        membership=Membership.objects.get(person=handler.person), amount=Decimal(1000), since=LONG_AGO
    )
    accepted = take(handler, "accept", **covered(photo)).proposal
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=accepted)
    assert isinstance(take(handler, "offer_settlement", cash="1000", words="修复墙面。"), Performed)
    proposal = take(handler, "offer_settlement", cash="9400", words="修复墙面和顶面。").proposal
    assert Claim.objects.get(pk=surveyed.pk).offered_cash == Decimal(1000)
    with pytest.raises(NotPermitted, match=manager.person.name):
        actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    actions.approve_proposal(acting=manager.acting, key=key(), proposal=proposal)
    assert Claim.objects.get(pk=surveyed.pk).offered_cash == Decimal(9400)


def test_a_determination_without_evidence_is_refused(surveyed, take, handler, photo):
    with pytest.raises(Refused) as refused:
        take(handler, "accept", **{**covered(photo), "evidence_ids": []})
    assert "claim.no_evidence" in codes(refused)


def test_evidence_of_another_case_is_refused(surveyed, take, handler, report, photo):
    other = report().claim
    file = SimpleUploadedFile("other.png", PNG, content_type="image/png")
    foreign = receive(file, acting=handler.acting, kind=AttachmentKind.PHOTO, subject_id=other.pk)
    with pytest.raises(Refused) as refused:
        take(handler, "accept", **{**covered(photo), "evidence_ids": [foreign.pk]})
    assert "evidence.not_in_file" in codes(refused)


@pytest.mark.parametrize(
    ("who", "error"), [("owner", NotPermitted), ("other_insurer", NotVisible), ("neighbour", NotVisible)]
)
def test_only_the_desk_determines(surveyed, take, photo, request, who, error):
    with pytest.raises(error):
        take(request.getfixturevalue(who), "accept", **covered(photo))


def test_a_refusal_is_served_when_its_notice_has_left(surveyed, take, handler, approver, photo, at):
    proposed = take(handler, "refuse", **not_covered(photo), reasons={"claim.refuse.latent": "第三方"})
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    assert Claim.objects.get(pk=surveyed.pk).state == "refused"
    take(handler, "send_refusal")
    paper = Paper.objects.get(subject_id=surveyed.pk, code="refusal_notice")
    produce(paper.pk)
    found = Claim.objects.get(pk=surveyed.pk)
    assert found.state == "refusal_notified"
    assert Clock.objects.get(subject_id=found.pk, name="claim.refusal_notice").state == "met"
    take(handler, "close")
    assert Claim.objects.get(pk=surveyed.pk).state == "closed"


def test_papers_are_asked_for_once(claim, take, handler):
    take(handler, "request_supplement", papers=["ownership"])
    with pytest.raises(Refused) as refused:
        take(handler, "request_supplement", papers=["photos"])
    assert any(refusal.clause == "INS-22" for refusal in refused.value.refusals)
    take(handler, "request_supplement", papers=["photos"], has_new_fact_since_request=True)


def test_complex_only_while_the_limit_runs(claim, take, handler, at):
    at("2026-10-09 00:00:00")
    with pytest.raises(Refused) as refused:
        take(handler, "declare_complex", reason="hidden_cause")
    assert [refusal.clause for refusal in refused.value.refusals] == ["BJ-20-2c"]


def test_only_the_claimant_withdraws(claim, take, handler, owner):
    with pytest.raises(NotPermitted):
        take(handler, "withdraw")
    take(owner, "withdraw")
    with pytest.raises(Refused):
        take(owner, "withdraw")


def test_a_refusal_says_why_its_ground_applies_here(surveyed, take, handler, approver, photo):
    """Without the words it is refused; with them the draft and the letter say them, and the log keeps a digest."""
    reasons = {"claim.refuse.latent": "第三方"}
    with pytest.raises(Refused) as refused:
        take(handler, "refuse", **{**not_covered(photo), "why": "  "}, reasons=reasons)
    assert "claim.no_why_here" in codes(refused)
    proposal = take(handler, "refuse", **not_covered(photo), reasons=reasons).proposal
    why = not_covered(photo)["why"]
    assert why not in str(proposal.facts)
    [draft] = proposal.preview["refusal_notice"]
    assert why in str(section_of(draft["data"], "why_here"))
    assert draft["data"]["frame"]["signers"] == [handler.person.name, "待复核"]
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    take(handler, "send_refusal")
    paper = Paper.objects.get(subject_id=surveyed.pk, code="refusal_notice")
    assert [one for one in paper.data["sections"] if one["name"] != "plain_words"] == [
        one for one in draft["data"]["sections"] if one["name"] != "plain_words"
    ]
    assert paper.data["frame"]["signers"] == [handler.person.name, approver.person.name]
    row = Determination.objects.get(claim=surveyed)
    record = row.record
    assert (row.why.body, record.facts["why_digest"]) == (why, row.why.digest)
    proposal.refresh_from_db()
    assert proposal.preview == {}


def test_words_that_were_erased_are_printed_nowhere(surveyed, take, handler, approver, photo):
    proposal = take(handler, "refuse", **not_covered(photo), reasons={"claim.refuse.latent": "第三方"}).proposal
    actions.approve_proposal(acting=approver.acting, key=key(), proposal=proposal)
    Statement.objects.filter(pk=proposal.facts["why_id"]).update(body="")
    with pytest.raises(Refused) as refused:
        take(handler, "send_refusal")
    assert codes(refused) == {"paper.section_missing"}


def test_what_is_accepted_in_part_says_why_for_the_rest_and_drafts_both_letters(surveyed, take, handler, photo):
    part = {**covered(photo), "ground": Ground.THIRD_PARTY}
    reasons = {"claim.refuse.latent": "第三方", "claim.accept_in_part.latent": "第三方"}
    with pytest.raises(Refused) as refused:
        take(handler, "accept_in_part", **part, reasons=reasons)
    assert "claim.no_why_here" in codes(refused)
    proposal = take(handler, "accept_in_part", **part, why="吊顶是自己改的。", reasons=reasons).proposal
    assert set(proposal.preview) == {"determination_notice", "refusal_notice"}
    assert "其中一部分不予赔偿" in str(proposal.preview["refusal_notice"])


def section_of(data, name):
    return next(section for section in data["sections"] if section["name"] == name)
