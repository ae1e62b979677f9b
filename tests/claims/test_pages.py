"""The pages: who gets in, who gets 404, the flow without scripts, queries that do not grow."""

import re

import pytest
from django.urls import reverse

from claims.models import Claim
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
    second = client.post(address, {**sent(first), **where})
    when = {"found": "yesterday", "severity": "growing", "words": "滴水"}
    third = client.post(address, {**sent(second), **when})
    data = sent(third)
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
