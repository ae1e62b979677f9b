"""At the same time: page and worker of one telephone, and two forms of one visit. Real commits, real threads."""

import uuid

import pytest

from claims.actions.surveying import Report, hand_in
from claims.models import Claim, SiteVisit
from idi_platform.documents.models import Attachment
from idi_platform.kernel.errors import Refused
from idi_platform.records.models import Record
from tests.claims.fielding import arrange, arrived
from tests.claims.test_together import both


@pytest.fixture
def visit(committed_db, report, handler, surveyor, at):
    claim = report().claim
    arrange(claim, handler, surveyor)
    at("2026-09-30 10:20")
    return Claim.objects.select_related("subject").get(pk=claim.pk)


def form(photos=(), **more):
    facts = {"place": "bathroom", "revealed_in_use": True, "is_recorded_at_acceptance": False}
    common = {"key": str(uuid.uuid4()), "step": "record_survey", "words": "渗水。", "seen": "", "facts": facts}
    return Report(**common | {"arrived": photos} | more)


def test_one_form_from_the_page_and_from_the_worker_is_one_survey(visit, surveyor):
    form_key = str(uuid.uuid4())
    sent = form(arrived(surveyor, form_key, "white"), key=form_key)
    first, second = both(*[lambda: hand_in(sent, acting=surveyor.acting, claim=visit)] * 2)
    assert first == second
    assert SiteVisit.objects.count() == 1
    assert Record.objects.filter(subject=visit.pk, name="claim.record_survey").count() == 1
    assert Attachment.objects.filter(subject=visit.pk).count() == 1


def test_of_two_forms_that_know_of_no_survey_one_is_told_of_the_other(visit, surveyor):
    one, other = form(), form()
    answers = both(*[lambda sent=sent: hand_in(sent, acting=surveyor.acting, claim=visit) for sent in (one, other)])
    told = [answer for answer in answers if isinstance(answer, Refused)]
    assert [refusal.code for refusal in told[0].refusals] == ["field.surveyed_already"], answers
    assert Record.objects.filter(subject=visit.pk, name="claim.record_survey").count() == 1
