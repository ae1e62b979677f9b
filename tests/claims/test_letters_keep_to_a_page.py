"""Letters to owners keep to one page: the seal stands under what it seals, however much a receipt has to say."""

import pytest

from claims.actions import Defect, approve_proposal
from claims.actions.calling import Call, file_for_caller
from claims.actions.reporting import Caller
from claims.codes import Place, Reporter, Severity
from claims.dates import open_duties
from idi_platform.documents.drawing import html_of
from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.projects.models import CommonPart
from idi_platform.records.governing import law_of
from idi_platform.rulebooks.models import Revision
from tests.claims.conftest import key
from tests.claims.test_around_a_claim import of_two
from tests.claims.test_decision import covered, not_covered, photo, surveyed, take  # noqa: F401  fixtures

# ruff: noqa: F811  fixtures of other files stand as arguments
pytestmark = pytest.mark.django_db


def paper_of(claim, code):
    return Paper.objects.get(subject_id=claim.pk, code=code)


@pytest.fixture
def fallen(home, hotline, at):
    """Let tiles fall at six in the morning, days before the holidays: every limit has two ends."""
    at("2026-09-28 06:40")
    part = CommonPart.objects.select_related("subject", "building").get(number="roof")
    words = "东侧外墙面砖掉下来一大片，楼下是通道，已经拉了警戒线。"
    return file_for_caller(
        acting=hotline.acting,
        key=key(),
        at=part,
        defect=Defect(place=Place.FACADE, severity=Severity.DANGER, words=words),
        call=Call(caller=Caller(reporter=Reporter.TENANT, name="路过的人", phone="13900001234"), homes=(home.pk,)),
    ).claim


def test_the_receipt_of_an_emergency_keeps_to_its_page(fallen):
    assert produce(paper_of(fallen, "intake_receipt").pk).pages == 1


def test_a_receipt_names_the_article_and_not_again_what_is_owed(fallen):
    drawn = str(paper_of(fallen, "intake_receipt").data)
    duties = open_duties(fallen.pk, law_of(fallen.subject))
    assert duties
    for duty in duties:
        article, _space, title = duty.article.partition(" ")
        assert f"{duty.until}（{article}）" in drawn
        assert f"（{article} {title}）" not in drawn


def test_a_result_and_a_refusal_keep_to_their_page(surveyed, take, handler, approver, photo):
    proposed = take(handler, "accept", **covered(photo))
    approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    take(handler, "send_determination")
    assert produce(paper_of(surveyed, "determination_notice").pk).pages == 1


def test_how_to_object_is_said_once(surveyed, take, handler, approver, photo):
    proposed = take(handler, "refuse", **not_covered(photo), reasons={"claim.refuse.latent": "第三方"})
    approve_proposal(acting=approver.acting, key=key(), proposal=proposed.proposal)
    take(handler, "send_refusal")
    refusal, receipt = paper_of(surveyed, "refusal_notice"), paper_of(surveyed, "intake_receipt")
    assert refusal.data["frame"]["contact"]["objection"] == ""
    assert "要求换人复查，不收费" in str(refusal.data["sections"])
    assert "要求换人复查，不收费" in receipt.data["frame"]["contact"]["objection"]
    assert produce(refusal.pk).pages == 1


def test_a_letter_says_which_encoding_of_its_text_it_was_made_under(surveyed, take, handler, approver, photo):
    of_two(take(handler, "refuse", **not_covered(photo)), approver)
    take(handler, "send_refusal")
    paper = Paper.objects.get(subject=surveyed.pk, code="refusal_notice")
    revision = Revision.objects.get(pk=paper.revision_id)
    assert revision.pk != revision.number, "a city's text was not the first to be loaded"
    assert f"{paper.edition} 第 {revision.number} 次编录" in html_of(paper)
