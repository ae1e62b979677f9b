"""What "today" means on a report: the day on which the page said so, also where it is sent after midnight, or twice."""

import re
from datetime import date

import pytest
from django.urls import reverse

from claims.models import Claim
from tests.cast import log_in

pytestmark = pytest.mark.django_db
WHERE = {"place": "bathroom", "what": ":"}


def hidden(response):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.content.decode()))


@pytest.fixture
def pages(client, owner, home, at):
    """Walk the pages at the times given; return what the last one would send."""

    def walk(first, second, third, found="today"):
        log_in(client, owner)
        address = reverse("claims:owner_report")
        at(first)
        shown = client.get(address)
        at(second)
        shown = client.post(address, {**hidden(shown), **WHERE}, follow=True)
        at(third)
        shown = client.post(address, {**hidden(shown), "found": found, "severity": "traces"}, follow=True)
        return address, shown

    return walk


def test_a_page_drawn_before_midnight_means_its_own_day_and_may_be_sent_twice(client, pages, at):
    address, shown = pages("2026-09-29 23:59:50", "2026-09-29 23:59:59", "2026-09-30 00:00:01")
    sent = hidden(shown)
    assert sent["drawn"] == "2026-09-29"
    at("2026-09-30 00:00:02")
    assert client.post(address, sent).status_code == 302
    at("2026-10-01 00:00:01")
    assert client.post(address, sent).status_code == 302
    claim = Claim.objects.get()
    assert (claim.discovered_on, claim.reported_on) == (date(2026, 9, 29), date(2026, 9, 30))


def test_a_report_sent_before_midnight_and_again_after_it_is_one(client, pages, at):
    address, shown = pages("2026-09-29 23:59:57", "2026-09-29 23:59:58", "2026-09-29 23:59:58", found="yesterday")
    at("2026-09-29 23:59:59")
    assert client.post(address, hidden(shown)).status_code == 302
    at("2026-09-30 00:00:01")
    assert client.post(address, hidden(shown)).status_code == 302
    assert Claim.objects.get().discovered_on == date(2026, 9, 28)


def test_the_page_that_says_today_counts_not_the_one_before_it(client, pages, at):
    address, shown = pages("2026-09-29 23:59:59", "2026-09-30 00:00:01", "2026-09-30 00:00:02")
    assert client.post(address, hidden(shown)).status_code == 302
    assert Claim.objects.get().discovered_on == date(2026, 9, 30)


@pytest.mark.parametrize("drawn", ["2026-10-02", "2026-09-28", "someday"])
def test_a_day_ahead_or_long_past_or_none_is_asked_for_again(client, pages, at, drawn):
    address, shown = pages("2026-09-29 12:00", "2026-09-29 12:00", "2026-09-29 12:01")
    at("2026-10-01 12:00")
    answer = client.post(address, {**hidden(shown), "drawn": drawn})
    assert answer.status_code == 422
    assert "请再选一次是哪天发现的" in answer.content.decode()
    assert not Claim.objects.exists()
    assert hidden(answer)["drawn"] == "2026-10-01"
    assert client.post(address, {**hidden(shown), "drawn": drawn, "found": "unknown"}).status_code == 302


def test_a_page_of_yesterday_names_the_days(client, pages, at):
    address, shown = pages("2026-09-29 12:00", "2026-09-29 12:00", "2026-09-29 12:01")
    at("2026-09-30 12:00")
    back = client.post(address, {**hidden(shown), "back": "1"}, follow=True).content.decode()
    assert "2026年9月29日" in back
    assert "2026年9月28日" in back
    assert not Claim.objects.exists(), "one step back reports nothing"
