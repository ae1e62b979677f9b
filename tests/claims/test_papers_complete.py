"""Sixty days count from the day on which the papers were complete; saying so again gives nobody more of them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from claims.models import Claim
from claims.pages.wanted import said_with_request
from idi_platform.deadlines.models import Clock
from tests.cast import log_in
from tests.claims.test_decision import photo, take  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


def complete_since(claim):
    return Clock.objects.get(subject=claim.pk, name="claim.interim_payment").started_at


@pytest.fixture
def complete(claim, take, handler, at):  # noqa: F811
    """The desk has said that nothing is missing."""
    moment = at("2026-10-09 10:00")
    take(handler, "confirm_papers", words="材料齐全。")
    return moment


def test_papers_that_are_complete_stay_so_from_the_first_day(claim, complete, take, handler, at) -> None:  # noqa: F811
    at("2026-12-01 10:00")
    take(handler, "confirm_papers", words="再确认一次。")
    assert complete_since(claim) == complete


def test_what_is_added_after_the_last_list_was_answered_moves_nothing(
    claim,
    complete,
    take,  # noqa: F811
    handler,
    owner,
    photo,  # noqa: F811
    at,
) -> None:
    at("2026-10-12 10:00")
    take(handler, "request_supplement", words="请补维修发票。", papers=["ownership"])
    answered = at("2026-10-15 10:00")
    take(owner, "supply_documents", words="补上了。", evidence_ids=[photo.pk])
    assert complete_since(claim) == answered, "the list was open until then"
    at("2026-10-20 10:00")
    take(owner, "supply_documents", words="再补一张照片。", evidence_ids=[photo.pk])
    assert complete_since(claim) == answered


def test_what_the_desk_wrote_with_its_request_stands_where_papers_are_handed_in(client, claim, take, owner, handler):  # noqa: F811
    address = reverse("claims:owner_add", args=[claim.number])
    log_in(client, owner)
    assert "<blockquote" not in client.get(address).content.decode()
    take(handler, "request_supplement", words="请补<发票>。\n看得清金额。", papers=["ownership"])
    assert "请补&lt;发票&gt;。<br>看得清金额。</blockquote>" in client.get(address).content.decode()
    asked = Claim.objects.get(pk=claim.pk)
    assert said_with_request(asked, asked.supplement_requested_at + timedelta(days=1)) == "", "before a newcomer's time"
    take(handler, "confirm_papers")
    assert "<blockquote" not in client.get(address).content.decode()
