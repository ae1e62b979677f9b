"""What is filled in is kept for its writer: resumed, erased, old, another's, never after it was sent."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from claims import drafts
from claims.models import Claim, ReportDraft
from claims.tasks import discard_drafts
from idi_platform.documents.models import Attachment
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from tests.cast import log_in
from tests.claims.test_report_days import hidden
from tests.workflow.conftest import picture

pytestmark = pytest.mark.django_db
WHERE = {"place": "kitchen", "what": ":"}


@pytest.fixture
def address():
    return reverse("claims:owner_report")


@pytest.fixture
def begun(client, owner, home, address):
    """The owner has passed the first screen."""
    log_in(client, owner)
    return client.post(address, {**hidden(client.get(address)), **WHERE}, follow=True)


def test_whoever_comes_back_goes_on_where_he_was(client, begun, address):
    again = client.get(address, follow=True)
    assert again.redirect_chain, "what was begun is taken up"
    assert hidden(again)["key"] == hidden(begun)["key"]
    assert hidden(again)["step"] == "1"
    assert "填过的都替您存着" in again.content.decode()


def test_the_way_back_loses_nothing(client, begun, address):
    when = {"found": "earlier", "discovered_on": "2026-09-20", "severity": "growing"}
    third = client.post(address, {**hidden(begun), **when}, follow=True)
    back = client.post(address, {**hidden(third), "words": "只在下雨时漏。", "back": "1"}, follow=True)
    assert back.context["form"]["discovered_on"].value() == "2026-09-20"
    first = client.post(address, {**hidden(back), **when, "back": "0"}, follow=True)
    assert first.context["form"]["place"].value() == "kitchen"
    second = client.post(address, {**hidden(first), **WHERE}, follow=True)
    third = client.post(address, {**hidden(second), **when}, follow=True)
    assert third.context["form"]["words"].value() == "只在下雨时漏。"
    assert client.post(address, {**hidden(third), "words": "只在下雨时漏。"}).status_code == 302
    assert Claim.objects.get().statement.body == "只在下雨时漏。"


def test_what_is_typed_is_kept_before_the_button_is_pressed(client, begun):
    sent = {**hidden(begun), "found": "today", "evil": "x", "words": "字" * 3000}
    answer = client.post(reverse("claims:owner_report_save"), sent)
    assert "已自动保存" in answer.content.decode()
    kept = ReportDraft.objects.get().answers
    assert kept["found"] == "today"
    assert len(kept["words"]) == drafts.LONGEST
    assert "evil" not in kept
    assert kept["place"] == "kitchen", "what was kept before stays"


def test_a_draft_is_its_writers_alone(client, begun, neighbour, address):
    key = hidden(begun)["key"]
    client.logout()
    log_in(client, neighbour)
    saved = client.post(reverse("claims:owner_report_save"), {"key": key, "place": "roof"})
    assert "已自动保存" not in saved.content.decode()
    assert drafts.draft_of(neighbour.acting, uuid.UUID(key)) is None
    drafts.erase_draft(neighbour.acting, uuid.UUID(key))
    assert ReportDraft.objects.get().answers["place"] == "kitchen"


def test_it_is_erased_with_its_files_on_request(client, begun, owner, address):
    key = uuid.UUID(hidden(begun)["key"])
    receive(picture(), acting=owner.acting, kind="photo", draft=key)
    assert client.post(address, {**hidden(begun), "erase": "1"}).url == reverse("claims:owner_home")
    assert not ReportDraft.objects.exists()
    assert not Attachment.objects.exists()
    assert not client.get(address).has_header("Location")


def test_it_is_gone_when_the_report_is_sent_and_does_not_come_back(client, begun, owner, address):
    third = client.post(address, {**hidden(begun), "found": "unknown", "severity": "traces"}, follow=True)
    sent = hidden(third)
    assert client.post(address, sent).status_code == 302
    assert not ReportDraft.objects.exists()
    client.post(reverse("claims:owner_report_save"), sent)
    assert not ReportDraft.objects.exists(), "a late saving revives nothing"
    assert client.post(address, sent).url == reverse("claims:owner_receipt", args=[Claim.objects.get().number])


def test_after_thirty_days_it_is_discarded(client, begun, address):
    assert discard_drafts() == 0
    ReportDraft.objects.update(saved_at=clock.now() - drafts.KEPT - timedelta(seconds=1))
    assert client.get(address).status_code == 200, "an old one is not taken up"
    assert discard_drafts() == 1
    assert not ReportDraft.objects.exists()


def test_a_kept_today_names_its_day_when_it_is_taken_up_a_week_later(client, begun, address, at):
    client.post(address, {**hidden(begun), "found": "yesterday", "severity": "traces"})
    at("2026-10-06 09:00")
    third = client.get(address, follow=True)
    assert client.post(address, hidden(third)).status_code == 302
    assert Claim.objects.get().discovered_on.isoformat() == "2026-09-28"
