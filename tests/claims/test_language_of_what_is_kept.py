"""Whoever acts, in whichever language: papers and messages are kept in the platform's; each reads them in his own."""

import json
import re

import pytest
from django.conf import settings
from django.utils import translation

from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.kernel.languages import in_words, words_later
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import send_owed
from idi_platform.notifications.wordings import said_in_each, wording_of
from idi_platform.portal.inbox import messages_of
from idi_platform.workflow.lifecycles import step_named
from tests.claims.test_decision import covered, photo, surveyed, take  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
HAN = re.compile("[\u3400-\u9fff]")
VISIT = {"from_at": "2026-10-01T09:00+08:00", "until_at": "2026-10-01T11:00+08:00"}


def in_the_inbox(acting, template, lang):
    send_owed()
    rows = Notice.objects.inbox_of(acting).filter(template=template)
    with translation.override(lang):
        return messages_of(rows, acting, clock.now())


def test_a_message_of_an_act_in_english_is_kept_in_chinese_and_read_in_either(claim, take, handler, owner):  # noqa: F811
    with translation.override("en"):
        take(handler, "schedule_survey", **VISIT)
    kept = Notice.objects.get(template="claim.visit", channel="in_app")
    assert "约定 10月1日 09:00 上门查看" in kept.body
    [chinese] = in_the_inbox(owner.acting, "claim.visit", settings.LANGUAGE_CODE)
    assert (chinese.title, chinese.body) == (kept.title, kept.body)
    [english] = in_the_inbox(owner.acting, "claim.visit", "en")
    assert not HAN.search(english.title + english.body)
    assert "10-01 09:00" in english.body


def test_a_message_from_before_it_was_kept_in_two_languages_is_still_read(claim, take, handler, owner):  # noqa: F811
    take(handler, "schedule_survey", **VISIT)
    Notice.objects.update(data={"case": claim.number, "when": "10月1日 09:00"})
    [english] = in_the_inbox(owner.acting, "claim.visit", "en")
    assert "the visit is at 10月1日 09:00" in english.body


def test_a_paper_owed_by_an_act_in_english_is_written_in_chinese(surveyed, take, handler):  # noqa: F811
    with translation.override("en"):
        take(handler, "request_supplement", words="请补产权证", papers=["ownership"])
    paper = Paper.objects.filter(subject_id=surveyed.pk).latest("pk")
    words = json.dumps(paper.data["sections"], ensure_ascii=False)
    assert HAN.search(words)
    assert "papers are missing" not in words
    assert "还差 1 份材料" in words


def test_the_preview_of_a_paper_is_written_in_chinese_too(surveyed, take, handler, photo):  # noqa: F811
    with translation.override("en"):
        done = take(handler, "accept", **covered(photo))
    words = json.dumps(done.proposal.preview, ensure_ascii=False)
    assert "Everything reported is covered" not in words
    assert "《" in words or HAN.search(words)


def test_a_word_given_later_is_kept_in_each_language():
    step = step_named("claim.accept")
    kept = said_in_each({"what": words_later(step), "case": "BJ-1"})
    assert kept["what"] == step.zh
    assert kept["_in"]["en"]["what"] == step.en
    said = wording_of("proposal.waits").says(kept, lang="en")
    assert step.en in said.title
    assert said_in_each({"case": "BJ-1"}) == {"case": "BJ-1"}
    with translation.override("en"):
        assert in_words(step) == step.en
